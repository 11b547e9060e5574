"""Inputs of what is held about people: erased, put right, and what was kept for long enough."""

from collections.abc import Mapping
from typing import Any

from lsip_workflow.model import CorrectionAsk
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import life, retention
from lsip_workflow.web.api import personal
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.views import data_protection


def _what_goes(place: Place) -> str:
    """What goes with them. Raises NotYours for somebody whom the area does not know."""
    area_id = place.area.id if place.area else ""
    person = personal.known(place.session, area_id, place.subject.get("person_id", ""))
    return data_protection.before_erasing(place.session, person, personal.areas_of(place.actor))


def _what_they_asked(place: Place) -> str:
    """Their own words. Raises NotYours for what somebody asked whom the area does not know."""
    row = place.session.get(CorrectionAsk, place.subject.get("correction_id", ""))
    if row is None or place.area is None or not life.knows(place.session, place.area.id, row.person_id):
        raise NotYours
    return f"They asked: “{row.words}”" if row.words else ""


def _shown(place: Place) -> Mapping[str, Any]:
    """What was due when the page was made: if it is another number by then, nothing is erased."""
    key = place.subject.get("of_class", "")
    return {"of_class": key, "number": _number(place, key)}


def _number(place: Place, key: str) -> int:
    rule = next((each for each in place.world.retention if each.key == key), None)
    if rule is None or place.area is None:
        return 0
    today = place.world.today()
    return retention.due(place.session, rule, place.world.books, {place.area.id}, today).number


def _how_many(place: Place) -> str:
    key = place.subject.get("of_class", "")
    rule = next((each for each in place.world.retention if each.key == key), None)
    if rule is None:
        return "There is no such class of record."
    number = _number(place, key)
    return (
        f"{rule.title}: {number} due. The words go for good; that they were there, and when, stays in the "
        "history. It cannot be undone, and backups hold what they held."
    )


INPUTS = (
    Input(
        key="erase-person",
        title="Erase what names this person",
        send=personal.erase_person,
        done="Erased. What this person did stays in the history, under an id that names nobody.",
        asked={
            "because": Asked(
                "Why?",
                choices=(
                    Choice("wish", "They asked for it"),
                    Choice("not_needed", "It is not needed any more"),
                ),
            )
        },
        back="/data-protection",
        button="Erase it for good",
        intro=_what_goes,
        warning=True,
    ),
    Input(
        key="answer-correction",
        title="Answer what somebody asked to be put right",
        send=personal.answer_correction,
        done="Answered: they read it on their own page.",
        asked={
            "outcome": Asked(
                "What was done?",
                choices=(
                    Choice("put_right", "It was put right"),
                    Choice("left_as_it_is", "It stays as it is, for a reason"),
                ),
            ),
            "reply": Asked("What do you tell them?", long=True),
        },
        back="/data-protection",
        intro=_what_they_asked,
    ),
    Input(
        key="erase-due",
        title="Erase what was kept for long enough",
        send=personal.erase_due,
        done="Erased. The history says that it was, when, and by whom.",
        asked={"of_class": Asked("Class", hidden=True), "number": Asked("Number", hidden=True)},
        begins=_shown,
        back="/data-protection",
        button="Erase them for good",
        intro=_how_many,
        warning=True,
    ),
    Input(
        key="ask-correction",
        title="Ask for something about you to be put right",
        send=personal.ask_correction,
        done="Your team was told. Their answer will stand here.",
        asked={
            "words": Asked(
                "What is wrong, and what is right instead?",
                "As a rule you are answered within a month.",
                long=True,
            )
        },
        back="/you/data",
        button="Send it to the team",
    ),
)
