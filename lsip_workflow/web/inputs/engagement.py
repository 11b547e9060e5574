"""Inputs of the log of who was heard: how, on which day, and who took part."""

from collections.abc import Sequence
from typing import Any

from lsip_workflow.journeys import corrections, engagement
from lsip_workflow.model import Engagement
from lsip_workflow.web import saying
from lsip_workflow.web.api import research
from lsip_workflow.web.inputs import choices
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.views.plan_said import ENGAGEMENTS, PARTICIPANTS, SIZES

SURVEY = "If it was a survey"


def _engagement(place: Place) -> dict[str, Any]:
    """What stands in the log, with everybody who was heard."""
    row = _logged(place)
    heard = [
        party.model_dump(include=set(HEARD)) | {"organisation": party.organisation_id}
        for party in engagement.heard_of(place.session, row.plan_id)
        if party.engagement_id == row.id
    ]
    return row.model_dump(include=set(ENGAGEMENT)) | {"heard": heard, "as_of": row.version}


def _logged(place: Place) -> Engagement:
    """The entry that the address names, or what stands in its place."""
    return corrections.standing(place.session, place.row(Engagement, "engagement_id"))


def _heard_from(place: Place) -> list[Choice]:
    """The districts of the area today, and those of its day that the entry names."""
    found = choices.districts(place)
    if "engagement_id" not in place.subject:
        return found
    row, known = _logged(place), {each.value for each in found}
    heard = engagement.heard_of(place.session, row.plan_id)
    codes = {each.district for each in heard if each.engagement_id == row.id and each.district} - known
    return found + [
        Choice(code, place.world.reference.district(code, row.on).name, f"As on {saying.day(row.on)}")
        for code in sorted(codes)
    ]


HEARD = {
    "kind": Asked("Who", choices=choices.words(PARTICIPANTS)),
    "organisation": Asked("Which organisation, if it is one", choices=choices.bodies),
    "size_band": Asked("Size, of employers", choices=choices.words(SIZES)),
    "sector": Asked("Sector, of employers", choices=choices.sections),
    "district": Asked("District", choices=_heard_from),
    "invited": Asked("How many were invited"),
    "took_part": Asked("How many took part"),
}
ENGAGEMENT = {
    "kind": Asked("How were they heard?", choices=choices.words(ENGAGEMENTS)),
    "on": Asked("On which day?"),
    "title": Asked("What was it?", "Such as “Construction round table”."),
    "place": Asked("Where, or by which means?"),
    "summary": Asked("What did it come to?", "Please name no persons.", long=True),
    "sent": Asked("How many were sent?", under=SURVEY),
    "answered": Asked("How many were answered?", under=SURVEY),
    "heard": Asked("Who took part", "Counts by kind and district; names of persons are not kept.", of=HEARD),
}

INPUTS: Sequence[Input] = (
    Input(
        "record-engagement",
        "Record who was heard",
        research.record_engagement,
        "It is in the log.",
        ENGAGEMENT,
        "/plans/{plan_id}/engagement",
        begins=lambda place: {"on": place.world.today()},
    ),
    Input(
        "correct-engagement",
        "Change an entry of who was heard",
        research.correct_engagement,
        "The entry is changed. What it said before stays below it.",
        ENGAGEMENT | {"as_of": Asked("", hidden=True)},
        "/plans/{plan_id}/engagement",
        begins=_engagement,
    ),
)
