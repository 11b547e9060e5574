"""The progress word as it is said, when it greys, and what the records suggest."""

from datetime import date, timedelta
from typing import Any

import pytest

from lsip_workflow.model import Action, Basis, Colour, Deadline, Precision, ProgressWord, Role
from lsip_workflow.rules import progress_word

TODAY = date(2026, 11, 22)


def word(colour: Colour, days_ago: int = 0) -> ProgressWord:
    said_on = TODAY - timedelta(days=days_ago)
    return ProgressWord(plan_id="p", number=1, word=colour, said_on=said_on, said_by="person:x")


def action(**more: Any) -> Action:
    return Action(plan_id="p", code="A1", title="A course", **more)


def date_of(kind: str, due: date) -> Deadline:
    return Deadline(
        kind=kind, subject="x", title="The report", holder=Role.ERB_LEAD, ladder="", due=due,
        opened_on=TODAY, precision=Precision.DAY, basis=Basis.CALENDAR,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "Amber"),
        (90, "Amber"),
        (91, "Was Amber on 23 August 2026, not said again since"),
    ],
)
def test_a_word_greys_after_ninety_days(days: int, says: str) -> None:
    assert progress_word.in_words(word(Colour.AMBER, days), TODAY) == says


def test_no_word_is_said_to_be_none_and_not_to_be_red() -> None:
    assert progress_word.in_words(None, TODAY) == "No progress recorded yet"


@pytest.mark.parametrize(
    ("records", "suggests"),
    [
        ({}, None),
        ({"planned_for": date(2027, 9, 1)}, None),
        ({"planned_for": date(2026, 9, 1)}, Colour.RED),
        ({"planned_for": TODAY}, None),
        ({"planned_for": date(2026, 9, 1), "done": "Half of it"}, Colour.AMBER),
        ({"no_progress_because": "The funding came late"}, Colour.AMBER),
        ({"done": "Begun", "progress_on": date(2026, 11, 1)}, Colour.GREEN),
        ({"done": "Begun", "progress_on": date(2026, 1, 1)}, None),
    ],
)
def test_an_actions_records_suggest_a_word_with_the_reason(
    records: dict[str, Any], suggests: Colour | None
) -> None:
    found = progress_word.of_action(action(**records), TODAY)
    assert (found.word if found else None) is suggests
    assert found is None or found.because.endswith(".")


def test_a_plans_actions_suggest_its_word_and_greyed_ones_do_not_count() -> None:
    red, amber, green = (word(colour) for colour in Colour)
    old = word(Colour.RED, days_ago=91)

    def suggested(*words: ProgressWord) -> Colour | None:
        found = progress_word.of_plan(words, [], TODAY)
        return found.word if found else None

    assert suggested() is suggested(old) is None
    assert suggested(green, old) is Colour.GREEN
    assert suggested(green, amber) is suggested(green, green, red) is Colour.AMBER
    assert suggested(red, green) is Colour.RED


def test_a_date_of_the_guidance_that_has_gone_by_suggests_amber_and_a_providers_does_not() -> None:
    gone = date(2026, 6, 30)
    found = progress_word.of_plan([], [date_of("request", gone), date_of("rulebook", gone)], TODAY)
    assert found is not None
    assert str(found) == "Amber: “The report” was due 30 June 2026."
    assert progress_word.of_plan([], [date_of("request", gone)], TODAY) is None
