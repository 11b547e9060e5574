"""Inputs of consultations: sharing the plan as it stands, comments, and what became of each."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from lsip_workflow.journeys import consultation as journey
from lsip_workflow.model import ConsultationComment, ConsultationParty, Organisation
from lsip_workflow.web.api import consultation
from lsip_workflow.web.inputs import choices
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.views.plan_consultation import BECAME

BACK = "/plans/{plan_id}/consultations"


def _parties(place: Place) -> list[Choice]:
    """Those with whom this round was shared."""
    query = select(Organisation.id, Organisation.name).join(
        ConsultationParty, col(ConsultationParty.organisation_id) == Organisation.id
    )
    shared = query.where(
        ConsultationParty.round_id == place.subject["round_id"],
        ConsultationParty.plan_id == place.this_plan.id,
    )
    rows = sorted(place.session.exec(shared), key=lambda row: row[1].casefold())
    return [Choice(key, name) for key, name in rows]


def _sections(place: Place) -> list[Choice]:
    book = place.world.books[place.this_plan.edition]
    return [Choice("", "The plan as a whole"), *choices.words(journey.sections(book))]


def _said(place: Place) -> str:
    return f"They wrote: {place.row(ConsultationComment, 'comment_id').text}"


def _answered(place: Place) -> dict[str, Any]:
    row = place.row(ConsultationComment, "comment_id")
    return {"outcome": row.outcome, "text": row.answer}


INPUTS: Sequence[Input] = (
    Input(
        key="consult",
        title="Share the plan as it stands, and ask for comments",
        send=consultation.open_consultation,
        done="The plan is shared as it stands now; that version is kept.",
        asked={
            "title": Asked("What is the consultation about?"),
            "ask": Asked("What would you like to hear?", long=True),
            "parties": Asked("With whom is it shared?", choices=choices.bodies),
            "until": Asked("Until when may they comment?", "Comments that come later are still taken."),
            "file": Asked("A file that goes with it", file=True),
        },
        back=BACK,
        button="Share it",
    ),
    Input(
        key="record-comment",
        title="Record a comment that reached you",
        send=consultation.record_comment,
        done="The comment is recorded.",
        asked={
            "party": Asked("Who says so?", choices=_parties),
            "section": Asked("About which section?", choices=_sections),
            "text": Asked("What do they say?", long=True),
        },
        back=BACK,
    ),
    Input(
        key="send-own-comment",
        title="Comment on the plan that was shared with you",
        send=consultation.send_own_comment,
        done="Thank you: your comment is with the team of the plan.",
        asked={
            "section": Asked("About which section?", choices=_sections),
            "text": Asked("Your comment", long=True),
        },
        back="/plans/{plan_id}",
        button="Send your comment",
    ),
    Input(
        key="close-consultation",
        title="Close a consultation",
        send=consultation.close_consultation,
        done="The consultation is closed. Comments that still come are taken, as late.",
        back=BACK,
        button="Close it",
    ),
    Input(
        key="answer-comment",
        title="Say what a comment changed, or why it did not",
        send=consultation.answer_comment,
        done="It is recorded; the party can read it.",
        asked={
            "outcome": Asked("What became of it?", choices=choices.words(BECAME)),
            "text": Asked("What was changed, or why not?", "The party reads this.", long=True),
        },
        begins=_answered,
        intro=_said,
        back=BACK,
    ),
)
