"""The progress word of a plan or an action, and what of a plan is shared with others."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import Colour, ProgressWord, SharedThing, SharedWith, Sharing


class ProgressWordRecorded(PlanFact):
    """Somebody of the team said how the plan, or one of its actions, comes along."""

    type: Literal["progress_word.recorded"] = "progress_word.recorded"
    says: ClassVar[str] = "How {about} comes along was said to be {word}"
    progress_word: str
    action: str | None = None
    about: str = "the plan"
    """The action's code, or the plan."""
    number: int
    word: Colour
    by: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(ProgressWord, self.progress_word)
        row.plan_id, row.action_id, row.number = self.plan, self.action, self.number
        row.word, row.said_by, row.said_on = self.word, self.by, self.on


class SharingDecided(PlanFact):
    """The ERB chose what of its plan an audience is let see, beyond what is public."""

    type: Literal["sharing.decided"] = "sharing.decided"
    says: ClassVar[str] = "What others are let see of the plan was chosen"
    audience: SharedWith
    shows: tuple[SharedThing, ...]
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Sharing, (self.plan, self.audience))
        row.shows, row.decided_on = [str(thing.value) for thing in self.shows], self.on
