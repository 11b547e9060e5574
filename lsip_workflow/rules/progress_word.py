"""The progress word: how it is said, when it greys, and which one the records suggest; never set here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lsip_workflow.model import Action, Colour, Deadline, ProgressWord
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rules.deadlines import is_past

STANDS_FOR = timedelta(days=90)
NOTHING_SAID = "No progress recorded yet"
SAID_LONG_AGO = "Said more than 90 days ago"
ASKS_NEXT_STEP = (Colour.RED, Colour.AMBER)


@dataclass(frozen=True)
class Suggestion:
    """A word that the records speak for, and why: the owner takes it or leaves it."""

    word: Colour
    because: str

    def __str__(self) -> str:
        return f"{spelled(self.word)}: {self.because}"


def spelled(word: Colour) -> str:
    """The word as people read it."""
    return word.value.capitalize()


def stands(said: ProgressWord | None, today: date) -> Colour | None:
    """The word that still stands: after ninety days without another it is only what was said then."""
    return said.word if said is not None and today - said.said_on <= STANDS_FOR else None


def in_words(said: ProgressWord | None, today: date) -> str:
    """The word as it is today."""
    if said is None:
        return NOTHING_SAID
    if stands(said, today):
        return spelled(said.word)
    return f"Was {spelled(said.word)} on {spoken(said.said_on)}, not said again since"


def other(suggested: Suggestion | None, said: ProgressWord | None, today: date) -> Suggestion | None:
    """A suggestion where it is another word than the one that stands."""
    return None if suggested is None or suggested.word is stands(said, today) else suggested


def of_action(action: Action, today: date) -> Suggestion | None:
    """What the records of an action speak for; None where they speak for nothing."""
    planned = action.planned_for
    told = bool(action.done or action.impact or action.remains)
    if planned is not None and planned < today and not told:
        return Suggestion(
            Colour.RED, f"it was planned for {spoken(planned)}, and nothing is recorded as done."
        )
    if planned is not None and planned < today:
        return Suggestion(Colour.AMBER, f"the day that it was planned for, {spoken(planned)}, has gone by.")
    if action.no_progress_because:
        return Suggestion(Colour.AMBER, "a reason is recorded why there is no progress to report.")
    if action.done and action.progress_on is not None and today - action.progress_on <= STANDS_FOR:
        return Suggestion(
            Colour.GREEN, f"something was recorded as done on {spoken(action.progress_on)}, in good time."
        )
    return None


def of_plan(words: Sequence[ProgressWord], dates: Iterable[Deadline], today: date) -> Suggestion | None:
    """What a plan's actions and the dates of its guidance speak for; only words that still stand count."""
    counts = Counter(word for row in words if (word := stands(row, today)))
    said = counts.total()
    if counts[Colour.RED] * 2 >= said > 0:
        return Suggestion(Colour.RED, f"{counts[Colour.RED]} of {said} actions with a word are Red.")
    if late := [row for row in dates if row.kind == "rulebook" and is_past(row, today)]:
        return Suggestion(Colour.AMBER, f"“{late[0].title}” was due {_day(late[0])}.")
    if held_up := counts[Colour.RED] + counts[Colour.AMBER]:
        return Suggestion(Colour.AMBER, f"{held_up} of {said} actions with a word are Red or Amber.")
    if said:
        return Suggestion(Colour.GREEN, "every action with a word is Green.")
    return None


def _day(row: Deadline) -> str:
    assert row.due is not None  # or it had not gone by
    return spoken(row.due)
