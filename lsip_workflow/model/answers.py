"""What goes on about an answer, and what a provider says for itself beside what others recorded."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from lsip_workflow.model.base import Sealed, new_id, word
from lsip_workflow.model.work import HeardHow


class QuestionStatus(StrEnum):
    """Where a question about an answer stands."""

    OPEN = "open"
    ANSWERED = "answered"
    NOT_NEEDED = "not_needed"


class Contact(Sealed, table=True):
    """A call, a letter or a promise that is no answer yet: who said what, and by when they promised it."""

    sealed: ClassVar[tuple[str, ...]] = ("with_whom", "said")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    request_id: str = Field(foreign_key="request.id", index=True)
    provider_id: str = Field(foreign_key="organisation.id")
    how: HeardHow = Field(sa_type=word(HeardHow))
    on: date
    promised_for: date | None = None
    files: list[str] = Field(default_factory=list, sa_type=JSON)
    with_whom: str | None = None
    said: str | None = None


class Question(Sealed, table=True):
    """A question about one version of an answer; a reply or a newer version answers it."""

    sealed: ClassVar[tuple[str, ...]] = ("ask", "reply")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    request_id: str = Field(foreign_key="request.id", index=True)
    response_id: str = Field(foreign_key="response.id")
    provider_id: str = Field(foreign_key="organisation.id")
    status: QuestionStatus = Field(default=QuestionStatus.OPEN, sa_type=word(QuestionStatus))
    asked_on: date
    answered_on: date | None = None
    answered_by: str | None = Field(default=None, foreign_key="response.id")
    heard_how: HeardHow | None = Field(default=None, sa_type=word(HeardHow))
    files: list[str] = Field(default_factory=list, sa_type=JSON)
    ask: str | None = None
    reply: str | None = None


class DutyAccount(Sealed, table=True):
    """What a provider itself says beside a line of the duty register; a new version leaves the old one."""

    __tablename__ = "duty_account"
    __table_args__ = (UniqueConstraint("duty_act_id", "version"),)
    sealed: ClassVar[tuple[str, ...]] = ("words",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    duty_act_id: str = Field(foreign_key="duty_act.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    version: int
    given_on: date
    words: str | None = None


class Position(Sealed, table=True):
    """How a provider stands on a duty of its own, in its own words; a new version leaves the old one."""

    __table_args__ = (UniqueConstraint("plan_id", "organisation_id", "duty", "version"),)
    sealed: ClassVar[tuple[str, ...]] = ("words", "url")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    duty: str
    version: int
    stated_on: date
    file_id: str | None = Field(default=None, foreign_key="file.id")
    words: str | None = None
    url: str | None = None
