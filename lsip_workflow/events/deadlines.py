"""Dates: opened, moved, suspended, resumed, closed."""

from datetime import date, time
from typing import ClassVar, Literal

from lsip_workflow.events.base import Outcome, PlanFact, Rows
from lsip_workflow.model import Basis, Deadline, DeadlineStatus, Precision, Role


class DeadlineOpened(PlanFact):
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

    def apply(self, rows: Rows) -> None:
        row = rows.of(Deadline, self.deadline)
        row.plan_id, row.kind, row.subject, row.holder = (
            self.plan,
            self.deadline_kind,
            self.subject,
            self.holder,
        )
        row.due, row.due_at, row.precision, row.basis = self.due, self.due_at, self.precision, self.basis
        row.status = DeadlineStatus.OPEN


class DeadlineMoved(PlanFact):
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


class DeadlineSuspended(PlanFact):
    """A date was suspended, with a reason: silent until it is resumed."""

    type: Literal["deadline.suspended"] = "deadline.suspended"
    says: ClassVar[str] = "A date was suspended: {reason}"
    deadline: str
    reason: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(Deadline, self.deadline)
        row.status, row.reason = DeadlineStatus.SUSPENDED, self.reason


class DeadlineResumed(PlanFact):
    """A suspended date counts again."""

    type: Literal["deadline.resumed"] = "deadline.resumed"
    says: ClassVar[str] = "A date counts again: {due}"
    deadline: str
    due: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Deadline, self.deadline)
        row.status, row.due, row.precision = DeadlineStatus.OPEN, self.due, Precision.DAY


class DeadlineMet(PlanFact):
    """What a date was for is done, or not needed any more."""

    type: Literal["deadline.met"] = "deadline.met"
    says: ClassVar[str] = "A date was closed: {outcome}"
    deadline: str
    outcome: Outcome = "met"

    def apply(self, rows: Rows) -> None:
        rows.of(Deadline, self.deadline).status = DeadlineStatus(self.outcome)
