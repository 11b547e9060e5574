"""Inputs of how a plan comes along, what is shared of it, its dates and its reports."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lsip_workflow.model import (
    Colour,
    Deadline,
    SharedThing,
    SharedWith,
    Sharing,
)
from lsip_workflow.rules import progress_word as rules
from lsip_workflow.store import progress_words, queries
from lsip_workflow.web import saying
from lsip_workflow.web.api import decisions, progress_word, reports
from lsip_workflow.web.inputs import chosen
from lsip_workflow.web.inputs.choices import words
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place

COLOURS = [
    Choice(Colour.GREEN.value, "Green", "It goes as it was meant to."),
    Choice(Colour.AMBER.value, "Amber", "Something is in the way, and somebody sees to it."),
    Choice(Colour.RED.value, "Red", "It will not come as it was meant to unless something changes."),
]
AUDIENCES = {
    SharedWith.ERBS: "Every other employer representative body",
    SharedWith.REGION: "The region: bodies of areas beside yours, and your strategic authorities’ officers",
    SharedWith.DEPARTMENT: "The department’s readers of your area",
}
THINGS = {
    SharedThing.STAGE: "The stage that the plan is in",
    SharedThing.NEXT_DATE: "The next date of the guidance; never what a provider was asked",
    SharedThing.PROGRESS_WORD: "The progress word and its day; never your sentence",
}


def _word_stands(place: Place) -> Mapping[str, Any]:
    plan = place.this_plan
    action = queries.action_codes(place.session, plan.id).get(place.subject.get("code", ""))
    if action is None and "code" in place.subject:
        return {"as_of": 0}
    row = progress_words.newest(place.session, plan.id, action.id if action else None)
    if row is None:
        return {"as_of": 0}
    return {
        "word": row.word.value,
        "sentence": row.sentence,
        "next_step": row.next_step,
        "as_of": row.number,
    }


def _suggested(place: Place) -> str:
    """What the records speak for, to be taken or left."""
    code = place.subject.get("code")
    found = progress_word.words_of(place.session, place.this_plan, place.world.today())
    line = next((each for each in found if each.action == code), None)
    if line is None or line.suggested is None:
        return "You choose the word; it stays yours until you say another."
    word = rules.spelled(line.suggested.word)
    return f"The records suggest {word}: {line.suggested.because} You choose; nothing is set by itself."


def _shared_now(place: Place) -> Mapping[str, Any]:
    audience = place.subject.get("audience", "")
    if audience not in {each.value for each in SharedWith}:
        return {}
    row = place.session.get(Sharing, (place.this_plan.id, SharedWith(audience)))
    return {"audience": audience, "shows": row.shows if row else []}


def _date_stands(place: Place) -> Mapping[str, Any]:
    row = place.row(Deadline, "deadline_id")
    due = row.due.isoformat() if row.due else None
    return {"due": due, "as_of": due or "unknown"}


WORD_ASKED = {
    "word": Asked("How does it come along?", choices=COLOURS),
    "sentence": Asked("Why, in a sentence", "In plain words: it may be read out at your board.", long=True),
    "next_step": Asked("What happens next, and who sees to it", "Needed with Red and Amber.", long=True),
    "as_of": Asked("", hidden=True),
}
BECAUSE = Asked(
    "Why does it change?", choices=words({key: saying.sentence(said) for key, said in saying.MOVED.items()})
)
DATES = "/plans/{plan_id}/dates/{deadline_id}"

INPUTS = (
    Input(
        key="say-progress",
        title="How does the plan come along?",
        send=progress_word.say_of_plan,
        done="The progress word is recorded.",
        asked=WORD_ASKED,
        begins=_word_stands,
        intro=_suggested,
        back="/plans/{plan_id}/progress",
    ),
    Input(
        key="say-progress-of-action",
        title="How does this action come along?",
        send=progress_word.say_of_action,
        done="The progress word is recorded.",
        asked=WORD_ASKED,
        begins=_word_stands,
        intro=_suggested,
        back="/plans/{plan_id}/progress#action-{code}",
    ),
    Input(
        key="share-plan",
        title="What may others see of this plan?",
        send=progress_word.decide_sharing,
        done="What is shared is recorded.",
        asked={
            "audience": Asked("With whom?", choices=words(AUDIENCES)),
            "shows": Asked("What do they see?", "Tick nothing to share nothing.", choices=words(THINGS)),
        },
        begins=_shared_now,
        intro="What is published or released is seen anyway. Nothing else is, unless you choose it here.",
        back="/plans/{plan_id}/sharing",
    ),
    Input(
        key="move-date",
        title="Change a date",
        send=decisions.move,
        done="The date is changed; the one before stays in its history.",
        asked={"due": Asked("New date"), "reason": BECAUSE, "as_of": Asked("", hidden=True)},
        begins=_date_stands,
        back=DATES,
    ),
    Input(
        key="suspend-date",
        title="Put a date on hold",
        send=decisions.suspend,
        done="The date is on hold: no reminder goes until it counts again.",
        asked={"reason": replace(BECAUSE, label="Why is it on hold?")},
        back=DATES,
        button="Put it on hold",
    ),
    Input(
        key="resume-date",
        title="Let a date count again",
        send=decisions.resume,
        done="The date counts again.",
        asked={"due": Asked("From which day does it count?")},
        back=DATES,
        button="Let it count again",
    ),
    Input(
        key="hand-over-report",
        title="Hand the report to its signatories",
        send=reports.hand_over,
        done="The report is kept as it stood, and its signatories are asked.",
        asked={
            "authors": Asked("Who wrote it?", "Nobody signs what they wrote.", choices=chosen.writers),
            "due": Asked("By when is it wanted back?"),
        },
        intro="The report is kept as it stands now, its gaps with it. Again, later, is a new version.",
        back="/plans/{plan_id}/reports/{report_id}",
        button="Hand it over",
    ),
)
