"""The yearly progress report, from its opening to its publication."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import Sealed, new_id, word


class ReportStatus(StrEnum):
    """Where a progress report stands."""

    OPEN = "open"
    HANDED_OVER = "handed_over"
    PUBLISHED = "published"


class ProgressReport(Sealed, table=True):
    """One progress report; `content` is what the signatories were handed, as canonical JSON."""

    __tablename__ = "progress_report"
    __table_args__ = (UniqueConstraint("plan_id", "rule", "number"),)
    sealed: ClassVar[tuple[str, ...]] = ("content",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    rule: str
    number: int
    deadline_id: str | None = Field(default=None, foreign_key="deadline.id")
    opened_on: date
    status: ReportStatus = Field(default=ReportStatus.OPEN, sa_type=word(ReportStatus))
    version: str = ""
    document_id: str | None = Field(default=None, foreign_key="document.id")
    content: str | None = Field(default=None, sa_type=Text)


class ReportUpdate(SQLModel, table=True):
    """That a provider was asked for its update for a report, and by which request: once for each."""

    __tablename__ = "report_update"

    report_id: str = Field(foreign_key="progress_report.id", primary_key=True)
    provider_id: str = Field(foreign_key="organisation.id", primary_key=True)
    request_id: str = Field(foreign_key="request.id")
