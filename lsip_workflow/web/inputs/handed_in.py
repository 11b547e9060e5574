"""Files that come along with an input: each is handed in by itself, and the form then names its id."""

import json
from typing import Any

from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.web import faults
from lsip_workflow.web.api import files
from lsip_workflow.web.inputs.fields import kind_of
from lsip_workflow.web.inputs.sending import Desk
from lsip_workflow.web.inputs.shape import Input
from lsip_workflow.web.once import SubmittedByParty
from lsip_workflow.web.posted import Posted


def with_files(desk: Desk, given: Input, sent: Posted) -> tuple[dict[str, Any], dict[str, str]]:
    """The ids of the files by field, those kept before among them; and what is wrong with the new ones."""
    found: dict[str, Any] = {}
    told: dict[str, str] = {}
    for name, how in given.asked.items():
        if not how.file or given.form is None:
            continue
        try:
            kept = [*sent.many(name), *_kept(desk, name, sent)]
        except Faulty as error:
            told[name] = " ".join(map(faults.told, error.faults))
            continue
        if kept:
            many = kind_of(given.form.model_fields[name].annotation).many
            found[name] = kept if many else kept[-1]
    return found, told


def _kept(desk: Desk, name: str, sent: Posted) -> list[str]:
    """The ids of the new files of a field. Raises Faulty."""
    found = []
    for number, each in enumerate(sent.files.get(name, ())):
        own = Desk(desk.world, desk.actor, f"{desk.key}-{name}-{number}", desk.address, desk.path)
        upload = files.Upload(each.name, each.media_type, each.content)
        answer = files.hand_in(own.resolved("submitted", SubmittedByParty), upload)
        found.append(str(json.loads(bytes(answer.body))["id"]))
    return found
