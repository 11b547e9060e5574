"""Reminders started by a person, and drafts that a person sent or did not send."""

from typing import ClassVar, Literal

from lsip_workflow.events.base import Fact, PlanFact, Rows
from lsip_workflow.model import Plan


class RemindersStarted(PlanFact):
    """A person saw what would go in the first fourteen days, and let it go from now on."""

    type: Literal["reminders.started"] = "reminders.started"
    says: ClassVar[str] = "A person started the reminders of this plan"
    seen: str

    def apply(self, rows: Rows) -> None:
        rows.of(Plan, self.plan).held = False


class ReminderSent(Fact):
    """A person sent the reminder of a date at once, without waiting for its day."""

    type: Literal["reminder.sent"] = "reminder.sent"
    says: ClassVar[str] = "A person sent a reminder at once: {deadline}"
    plan: str | None = None
    area: str | None = None
    deadline: str
    number: int
    messages: tuple[str, ...]


class DraftSent(Fact):
    """A person sent a message that does not go by itself."""

    type: Literal["draft.sent"] = "draft.sent"
    says: ClassVar[str] = "A person sent a message that does not go by itself"
    plan: str | None = None
    area: str | None = None
    message: str


class DraftDiscarded(Fact):
    """A person decided that a message which does not go by itself is not to go."""

    type: Literal["draft.discarded"] = "draft.discarded"
    says: ClassVar[str] = "A person decided not to send a message that does not go by itself"
    plan: str | None = None
    area: str | None = None
    message: str
