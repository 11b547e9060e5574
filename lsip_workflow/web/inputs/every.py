"""Every input, by the key that stands in its address."""

from lsip_workflow.web.inputs import (
    area_dates,
    authorities,
    consultation,
    content,
    cycles,
    deciding,
    declaring,
    duties,
    engagement,
    first_run,
    invitation,
    operations,
    people,
    personal,
    plans,
    providers,
    recording,
    releasing,
    requests,
    research,
)
from lsip_workflow.web.inputs.shape import Input
from lsip_workflow.web.showing import SAID

MODULES = (
    content,
    research,
    engagement,
    consultation,
    invitation,
    deciding,
    declaring,
    authorities,
    duties,
    releasing,
    recording,
    requests,
    plans,
    area_dates,
    cycles,
    people,
    first_run,
    providers,
    personal,
    operations,
)
EVERY: dict[str, Input] = {given.key: given for module in MODULES for given in module.INPUTS}
SAID.update({given.key: given.done for given in EVERY.values()})
