"""Inputs of interests: the register and its review, meetings with declarations, the department told."""

from typing import Any

from lsip_workflow.web.api import conflicts, interests
from lsip_workflow.web.inputs import chosen
from lsip_workflow.web.inputs.shape import Asked, Input, Place

REGISTER = "/areas/{area_id}/interests"
MEETINGS = "/plans/{plan_id}/meetings"
CONFLICTS = "/plans/{plan_id}/conflicts"
TOLD = "What the department is told"


def _notice(place: Place) -> dict[str, Any]:
    return {name: place.subject.get(name) for name in ("interest", "declaration")}


INPUTS = (
    Input(
        key="register-interest",
        title="Put an interest into the register",
        send=interests.register,
        done="It is in the register. What it touches is not shown to them, nor theirs to decide.",
        asked={
            "person": Asked("Whose interest?", choices=chosen.people),
            "words": Asked("What is it?", "Actual or perceived, financial or personal.", long=True),
            "since": Asked("Since when?"),
            "until": Asked("Until when?"),
            "organisation": Asked("In which organisation?", choices=chosen.organisations),
            "matters": Asked(
                "What does it touch besides?",
                "What that organisation leads, promised or was asked is touched by itself.",
                choices=chosen.matters,
            ),
        },
        begins=lambda place: {"person": place.subject.get("person", "")},
        intro="The register is for the body's team. Actual or perceived: both belong here.",
        back=REGISTER,
    ),
    Input(
        key="end-interest",
        title="Say when an interest ended",
        send=interests.end,
        done="It is recorded. The interest stays in the register with its days.",
        asked={"on": Asked("On which day did it end?")},
        back=REGISTER,
    ),
    Input(
        key="review-interests",
        title="Record this year's review of the register",
        send=interests.review,
        done="The review is recorded. The date of the next one is open.",
        asked={"words": Asked("Who looked at it, and what came of it?", long=True)},
        back=REGISTER,
    ),
    Input(
        key="record-meeting",
        title="Record a meeting",
        send=interests.hold_meeting,
        done="The meeting is recorded.",
        asked={
            "body": Asked("Whose meeting?", "Such as: the board."),
            "on": Asked("On which day?", "It may be still to come."),
            "title": Asked("What it is called"),
            "matters": Asked("What of this plan is on its agenda?", choices=chosen.matters),
        },
        back=MEETINGS,
    ),
    Input(
        key="declare-interest",
        title="Record what was declared at a meeting",
        send=interests.declare,
        done="The declaration is recorded.",
        asked={
            "matter": Asked("In which matter?", choices=chosen.agenda),
            "words": Asked("What was declared?", long=True),
            "left": Asked("They left for this matter"),
            "person": Asked("Who, if we know them", choices=chosen.people),
            "name": Asked("Their name, if not"),
        },
        back=MEETINGS,
    ),
    Input(
        key="record-conflict",
        title="Record a conflict of interest",
        send=conflicts.see_conflict,
        done="It is recorded, with words for the department that a person sends.",
        asked={
            "about": Asked("What is it about?", "Such as: the governorship of a board member."),
            "interest": Asked("Which interest in the register?", choices=chosen.interests),
            "declaration": Asked("Or which declaration at a meeting?", choices=chosen.declarations),
            "words": Asked("In which words?", "Left empty, it is drafted for you.", long=True, under=TOLD),
            "department": Asked("Which body is told?", choices=chosen.organisations, under=TOLD),
            "address": Asked("Where do they read it?", "An e-mail address.", under=TOLD),
        },
        begins=_notice,
        intro="The department is told of it, by a person. Nothing goes by itself.",
        back=CONFLICTS,
    ),
    Input(
        key="conflict-told",
        title="Record that the department was told",
        send=conflicts.told,
        done="It is recorded.",
        asked={"on": Asked("On which day?"), "reference": Asked("Under which reference?")},
        back=CONFLICTS,
    ),
)
