"""Inputs of the dates of an area itself, and of the changed terms of its designation."""

from collections.abc import Mapping
from typing import Any

from lsip_workflow.model import Deadline
from lsip_workflow.web import saying
from lsip_workflow.web.api import area_dates, designations
from lsip_workflow.web.inputs.choices import words
from lsip_workflow.web.inputs.plans import BECAUSE
from lsip_workflow.web.inputs.shape import Asked, Input, Place

DATE = "/areas/{area_id}/dates/{date_id}"
DATES = "/areas/{area_id}/dates"


def _stands(place: Place) -> Mapping[str, Any]:
    row = place.row(Deadline, "date_id")
    due = row.due.isoformat() if row.due else None
    return {"due": due, "as_of": due or "unknown"}


def _today(place: Place) -> Mapping[str, Any]:
    return {"on": place.world.today()}


INPUTS = (
    Input(
        key="move-date-of-area",
        title="Change a date of the area",
        send=area_dates.move,
        done="The date is changed; the one before stays in its history.",
        asked={"due": Asked("New date"), "reason": BECAUSE, "as_of": Asked("", hidden=True)},
        begins=_stands,
        back=DATE,
    ),
    Input(
        key="suspend-date-of-area",
        title="Put a date of the area on hold",
        send=area_dates.suspend,
        done="The date is on hold: no reminder goes until it counts again.",
        asked={"reason": BECAUSE},
        back=DATE,
        button="Put it on hold",
    ),
    Input(
        key="resume-date-of-area",
        title="Let a date of the area count again",
        send=area_dates.resume,
        done="The date counts again.",
        asked={"due": Asked("From which day does it count?")},
        back=DATE,
        button="Let it count again",
    ),
    Input(
        key="hold-reminders-of-area",
        title="Hold the reminders of a date of the area",
        send=area_dates.hold,
        done="On hold: nobody is reminded of it until that day. The date itself stands.",
        asked={
            "until": Asked("Until which day?", "They go again from this day; name today to end a hold."),
            "reason": Asked(
                "Why?", choices=words({key: saying.sentence(said) for key, said in saying.HELD.items()})
            ),
        },
        back=DATE,
        button="Hold them",
    ),
    Input(
        key="change-terms",
        title="Record changed terms of the designation",
        send=designations.change_terms,
        done="The terms are recorded, and the date by which the department hears an objection is open.",
        asked={
            "title": Asked("What are they called?"),
            "received_on": Asked("On which day did they come?", "Ten working days to object begin on it."),
            "url": Asked("Where can they be read?", "The address of a web page, if there is one."),
            "fingerprint": Asked("The SHA-256 of their file", "Leave it blank if you do not know it."),
        },
        begins=lambda place: {"received_on": place.world.today()},
        back=DATES,
    ),
    Input(
        key="object-to-terms",
        title="Record that the department was told of an objection",
        send=designations.object_to_terms,
        done="The objection is recorded, and its date is closed.",
        asked={
            "on": Asked("On which day was the department told?"),
            "reasons": Asked("What was it told?", long=True),
            "reference": Asked("The reference of the letter, if it has one"),
        },
        begins=_today,
        back=DATES,
    ),
    Input(
        key="accept-terms",
        title="Let changed terms stand",
        send=designations.accept_terms,
        done="It is recorded that they stand, and their date is closed.",
        asked={"on": Asked("On which day was that settled?")},
        begins=_today,
        back=DATES,
    ),
)
