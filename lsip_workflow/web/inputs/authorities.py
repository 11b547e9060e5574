"""Inputs of strategic authorities: noted, asked, what they answered, and when one has ended."""

from typing import Any

from lsip_workflow.model import AuthorityAnswer, Organisation
from lsip_workflow.reference import UnknownReference
from lsip_workflow.web.api import authorities, decisions
from lsip_workflow.web.inputs import chosen
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place

AUTHORITIES = "/plans/{plan_id}/authorities"
AUTHORITY_ANSWERS = [
    Choice("agreed", "It agreed"),
    Choice("agreed_with_comments", "It agreed, with comments"),
    Choice("not_agreed", "It did not agree", "Its reasons and ours stand side by side; nobody has a veto."),
    Choice("no_reply", "No reply by this day"),
]


def known_authorities(place: Place) -> list[Choice]:
    """The strategic authorities that the reference data have, and those that the area wrote down."""
    reference, today = place.world.reference, place.world.today()
    try:
        here = {body.key for body in reference.authorities_of(place.this_plan.area_id, today)}
    except UnknownReference:
        here = set()
    found = [
        Choice(body.key, body.name, "Over this area" if body.key in here else "")
        for body in reference.authorities.values()
        if body.ended is None and body.kind != "single_council"
    ]
    own = [each for each in chosen.organisations(place) if each.value not in reference.authorities]
    kinds = {each.value: place.session.get_one(Organisation, each.value).kind for each in own}
    listed = [each for each in own if kinds[each.value] == "strategic_authority"]
    return sorted(listed + found, key=lambda each: (not each.hint and each in found, each.text))


def _answered(place: Place) -> dict[str, Any]:
    row = place.row(AuthorityAnswer, "answer_id")
    return {"its_reasons": row.its_reasons or "", "our_reasons": row.our_reasons or ""}


INPUTS = (
    Input(
        key="note-authority",
        title="Note a strategic authority",
        send=authorities.note,
        done="It is noted. It is asked when the plan is ready for it.",
        asked={
            "authority": Asked("Which authority?", choices=known_authorities),
            "since": Asked("Since when does it cover the area?", "Left empty: as the reference data say."),
            "districts": Asked("", hidden=True),
        },
        back=AUTHORITIES,
    ),
    Input(
        key="take-in-authorities",
        title="Compare with the reference data",
        send=authorities.take_in,
        done="The authorities of the area are as the reference data have them today.",
        intro="Authorities that cover the area today are noted, and those that have ended are shown as such.",
        button="Compare now",
        back=AUTHORITIES,
    ),
    Input(
        key="ask-authority",
        title="Ask for its answer",
        send=authorities.ask,
        done="It is asked, about the plan as it stands now.",
        asked={"due": Asked("By when?", "Its officers are reminded kindly.")},
        button="Ask now",
        back=AUTHORITIES,
    ),
    Input(
        key="answer-of-authority",
        title="Record its answer",
        send=decisions.answer_authority,
        done="The answer is recorded.",
        asked={
            "answer": Asked("What did it answer?", choices=AUTHORITY_ANSWERS),
            "on": Asked("On which day?"),
            "its_reasons": Asked("Its reasons or comments", long=True),
            "our_reasons": Asked("Our reasons", "Why the plan goes on when it did not agree.", long=True),
        },
        begins=_answered,
        back=AUTHORITIES,
    ),
    Input(
        key="end-authority",
        title="Say that it does not cover the area any more",
        send=authorities.end,
        done="It is recorded. Nobody waits for its answer.",
        asked={"on": Asked("From which day?")},
        back=AUTHORITIES,
    ),
)
