"""The yearly progress report: opened, told action by action, handed over, published."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import Action, ProgressReport, ReportStatus, ReportUpdate


class ReportOpened(PlanFact):
    """The yearly work on a progress report was opened."""

    type: Literal["report.opened"] = "report.opened"
    says: ClassVar[str] = "The progress report was opened"
    on: date
    report: str | None = None
    rule: str = ""
    number: int = 1
    deadline: str | None = None

    def apply(self, rows: Rows) -> None:
        if self.report is None:
            return  # as it was written before reports had rows
        row = rows.of(ProgressReport, self.report)
        row.plan_id, row.rule, row.number, row.opened_on = self.plan, self.rule, self.number, self.on
        row.deadline_id, row.status = self.deadline, ReportStatus.OPEN


class ReportUpdateAsked(PlanFact):
    """A provider was asked what became of the actions that it spoke for."""

    type: Literal["report.update_asked"] = "report.update_asked"
    says: ClassVar[str] = "{provider} was asked for its update for the progress report"
    report: str
    provider: str
    request: str

    def apply(self, rows: Rows) -> None:
        rows.of(ReportUpdate, (self.report, self.provider)).request_id = self.request


class ReportEntryRecorded(PlanFact):
    """What is done, its impact and what remains, or a reason, was recorded for one action."""

    type: Literal["report.entry_recorded"] = "report.entry_recorded"
    says: ClassVar[str] = "Progress on an action was recorded"
    action: str
    on: date | None = None

    def apply(self, rows: Rows) -> None:
        if self.on is not None:
            rows.of(Action, self.action).progress_on = self.on


class ReportHandedOver(PlanFact):
    """The report was composed from its entries and handed to its signatories, with its gaps in it."""

    type: Literal["report.handed_over"] = "report.handed_over"
    says: ClassVar[str] = "The progress report was handed to its signatories"
    report: str
    content: str
    gaps: int

    def apply(self, rows: Rows) -> None:
        row = rows.of(ProgressReport, self.report)
        row.version, row.status = self.content, ReportStatus.HANDED_OVER


class ReportPublished(PlanFact):
    """A progress report was published: its year's work is done."""

    type: Literal["report.published"] = "report.published"
    says: ClassVar[str] = "The progress report is published"
    report: str
    document: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(ProgressReport, self.report)
        row.document_id, row.status = self.document, ReportStatus.PUBLISHED
