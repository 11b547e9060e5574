"""Every input, by the key that stands in its address."""

from lsip_workflow.web.inputs import content
from lsip_workflow.web.inputs.shape import Input
from lsip_workflow.web.showing import SAID

MODULES = (content,)
EVERY: dict[str, Input] = {given.key: given for module in MODULES for given in module.INPUTS}
SAID.update({given.key: given.done for given in EVERY.values()})
