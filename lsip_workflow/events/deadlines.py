"""Dates: opened, moved, suspended, resumed, closed."""

from datetime import date, time
from typing import ClassVar, Literal

from lsip_workflow.events.base import Fact, Outcome, Rows
from lsip_workflow.model import Basis, Deadline, DeadlineStatus, Precision, Role


class DeadlineFact(Fact):
    """What happened to a date of a plan, or of an area."""

    plan: str | None = None
    area: str | None = None


class DeadlineOpened(DeadlineFact):
    """A date was opened, to its precision; unknown stays unknown."""

    type: Literal["deadline.opened"] = "deadline.opened"
    says: ClassVar[str] = "A date was opened: {deadline_kind}, {due}"
    deadline: str
    deadline_kind: str
    subject: str
    holder: Role
    due: date | None
    due_at: time | None = None
    precision: Precision
    basis: Basis
    opened_on: date | None = None
    organisation: str | None = None
    ladder: str = ""
    sourced: bool = True

    def apply(self, rows: Rows) -> None:
        row = rows.of(Deadline, self.deadline)
        row.plan_id, row.area_id, row.holder = self.plan, self.area, self.holder
        row.kind, row.subject = self.deadline_kind, self.subject
        row.due, row.due_at, row.precision, row.basis = self.due, self.due_at, self.precision, self.basis
        row.status = DeadlineStatus.OPEN
        if self.opened_on is not None:  # what was opened before this was said here
            row.opened_on, row.organisation_id = self.opened_on, self.organisation
            row.ladder, row.sourced = self.ladder, self.sourced


class DeadlineMoved(DeadlineFact):
    """A date was moved by a person, with a reason from the list; the old date stays in the history."""

    type: Literal["deadline.moved"] = "deadline.moved"
    says: ClassVar[str] = "A date was moved from {was} to {due}: {reason}"
    deadline: str
    was: date | None
    due: date
    reason: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(Deadline, self.deadline)
        row.due, row.precision, row.reason = self.due, Precision.DAY, self.reason


class DeadlineSuspended(DeadlineFact):
    """A date was suspended, with a reason: silent until it is resumed."""

    type: Literal["deadline.suspended"] = "deadline.suspended"
    says: ClassVar[str] = "A date was suspended: {reason}"
    deadline: str
    reason: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(Deadline, self.deadline)
        row.status, row.reason = DeadlineStatus.SUSPENDED, self.reason


class DeadlineResumed(DeadlineFact):
    """A suspended date counts again."""

    type: Literal["deadline.resumed"] = "deadline.resumed"
    says: ClassVar[str] = "A date counts again: {due}"
    deadline: str
    due: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Deadline, self.deadline)
        row.status, row.due, row.precision = DeadlineStatus.OPEN, self.due, Precision.DAY


class DeadlineSilenced(DeadlineFact):
    """A person put the reminders of a date on hold until a day; held until the day itself, they go again.

    The date stands: only suspending it takes it out of the count.
    """

    type: Literal["deadline.silenced"] = "deadline.silenced"
    says: ClassVar[str] = "The reminders of a date are on hold until {until}: {reason}"
    deadline: str
    until: date
    reason: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(Deadline, self.deadline)
        row.held_until, row.held_because = self.until, self.reason


class DeadlineMet(DeadlineFact):
    """What a date was for is done, or not needed any more."""

    type: Literal["deadline.met"] = "deadline.met"
    says: ClassVar[str] = "A date was closed: {outcome}"
    deadline: str
    outcome: Outcome = "met"

    def apply(self, rows: Rows) -> None:
        rows.of(Deadline, self.deadline).status = DeadlineStatus(self.outcome)
