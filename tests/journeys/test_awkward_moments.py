"""Journeys at the wrong moment, by the right people: what each is told, in the words that they read."""

import pytest

from tests.journeys import awkward
from tests.journeys.awkward import JOURNEYS, SITUATIONS, attempt
from tests.journeys.researching import untrue
from tests.journeys.working import Working

DONE = "done"
NOT_THERE = "404"
REMOVED = "The designation for this area was removed by a published notice"
TOO_EARLY = "The plan is in “{}”; it is submitted in “Submission”."
TOLD: dict[str, dict[str, str]] = {
    "leap_day": {
        "consult": "until 2029-03-01",
        "open_the_next_plan": "since 2028-02-29",
        "submit": TOO_EARLY.format("Roadmap"),
    },
    "removed_designation": dict.fromkeys((journey.__name__ for journey in JOURNEYS), REMOVED),
    "ended_area": {
        "consult": "until 2027-03-03",
        "open_the_next_plan": (
            "Heart of the South-West is an area no longer since 1 October 2025, so it gets no new plan. "
            "Open it for “greater-devon” and “somerset”."
        ),
        "submit": TOO_EARLY.format("Progress reporting"),
    },
    "withdrawn_provider": {
        "ask": "provider: Northshire College (example) is no longer part of this plan; add it again first.",
        "answer_for_them": "This request is not needed any more, so it takes no answer. Nothing was stored.",
        "ask_about_an_answer": (
            "The provider is no longer part of this plan, so nothing more is asked of it. Nothing was stored."
        ),
        "consult": "until 2027-11-03",
        "open_the_next_plan": "since 2026-11-02",
        "submit": TOO_EARLY.format("Roadmap"),
    },
    "undone_plan": dict.fromkeys((journey.__name__ for journey in JOURNEYS), NOT_THERE),
}


@pytest.mark.parametrize("situation", [each.__name__ for each in SITUATIONS])
def test_each_journey_is_done_or_says_why_not_and_what_to_do(at_sqlite: Working, situation: str) -> None:
    at = at_sqlite
    place = getattr(awkward, situation)(at)
    for journey in JOURNEYS:
        before = at.events()
        came_to = attempt(at, place, journey)
        expected = TOLD[situation].get(journey.__name__, DONE)
        assert came_to.startswith(expected), f"{situation}, {journey.__name__}: {came_to}"
        happened = expected == DONE or expected.startswith(("until", "since"))
        assert (at.events() != before) == happened
    at.rest()
    assert untrue(at) == []
