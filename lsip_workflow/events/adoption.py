"""A plan taken over from a workbook: what was there before it, and how the taking over was undone."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import PastEvent, Plan, Precision


class PlanAdopted(PlanFact):
    """A plan was taken over from a workbook in the stage that it is in; nothing is sent until a person
    starts its reminders."""

    type: Literal["plan.adopted"] = "plan.adopted"
    says: ClassVar[str] = (
        "The plan was taken over from a workbook in the stage {stage}; nothing is sent until a person "
        "starts its reminders"
    )
    stage: str
    fingerprint: str
    file: str
    people: tuple[str, ...] = ()
    """Those that only this workbook brought, and the roles that it gave."""
    roles: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        rows.of(Plan, self.plan).held = True


class HistoryRecorded(PlanFact):
    """Something that happened before this record began was recorded as somebody told it; it meets no gate."""

    type: Literal["history.recorded"] = "history.recorded"
    says: ClassVar[str] = "Something from before this record began was recorded as it was told"
    past: str
    stage: str | None = None
    on: date | None = None
    precision: Precision

    def apply(self, rows: Rows) -> None:
        row = rows.of(PastEvent, self.past)
        row.plan_id, row.stage, row.on, row.precision = self.plan, self.stage, self.on, self.precision


class AdoptionUndone(PlanFact):
    """The taking over was undone before any message was sent: from now on it is nobody's plan."""

    type: Literal["adoption.undone"] = "adoption.undone"
    says: ClassVar[str] = "The taking over was undone"
    cycle: str
    on: date

    def apply(self, rows: Rows) -> None:
        plan = rows.of(Plan, self.plan)
        plan.cycle, plan.undone_on = self.cycle, self.on
