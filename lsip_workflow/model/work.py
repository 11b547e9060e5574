"""What is asked, answered and due."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from lsip_workflow.model.base import Sealed, UtcDateTime, new_id, word
from lsip_workflow.model.words import Basis, Precision, Role


class RequestStatus(StrEnum):
    """Where a request to a provider stands."""

    OPEN = "open"
    ANSWERED = "answered"
    NOT_NEEDED = "not_needed"


class ResponseStatus(StrEnum):
    """Where an answer stands: received, then matched to the actions that it speaks to."""

    RECEIVED = "received"
    MATCHED = "matched"


class AnswerKind(StrEnum):
    """What an answer amounts to; each is whole, and none is less of an answer than another."""

    ANSWER = "answer"
    MORE_TIME = "more_time"
    NOT_FOR_ME = "not_for_me"
    DOES_NOT_APPLY = "does_not_apply"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    WILL_NOT_COMMIT = "will_not_commit"


class HeardHow(StrEnum):
    """How an answer reached the person who recorded it for the provider."""

    TELEPHONE = "telephone"
    MEETING = "meeting"
    EMAIL = "email"
    LETTER = "letter"


class Confirmation(StrEnum):
    """Where an answer stands that somebody of the provider confirms; only where the plan asks for it."""

    SENT = "sent"
    CONFIRMED = "confirmed"


class DeadlineStatus(StrEnum):
    """Overdue is not among them: it is derived from the date, never stored."""

    OPEN = "open"
    SUSPENDED = "suspended"
    MET = "met"
    NOT_NEEDED = "not_needed"


class Request(Sealed, table=True):
    """What a plan asks of one provider, about which actions."""

    sealed: ClassVar[tuple[str, ...]] = ("title", "ask")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    provider_id: str = Field(foreign_key="organisation.id", index=True)
    title: str
    status: RequestStatus = Field(default=RequestStatus.OPEN, sa_type=word(RequestStatus))
    current_response_id: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ask: str | None = None


class Response(Sealed, table=True):
    """One version of a provider's answer, whole; the request names the current one, all stay linked."""

    # Two answers that both think they come next: the database lets one through.
    __table_args__ = (UniqueConstraint("request_id", "version"),)
    sealed: ClassVar[tuple[str, ...]] = ("content",)

    id: str = Field(default_factory=new_id, primary_key=True)
    request_id: str = Field(foreign_key="request.id", index=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    provider_id: str = Field(foreign_key="organisation.id", index=True)
    version: int
    follows_id: str | None = Field(default=None, foreign_key="response.id")
    status: ResponseStatus = Field(default=ResponseStatus.RECEIVED, sa_type=word(ResponseStatus))
    reference: str
    kind: AnswerKind = Field(default=AnswerKind.ANSWER, sa_type=word(AnswerKind))
    heard_how: HeardHow | None = Field(default=None, sa_type=word(HeardHow))
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    actions_matched: int = 0
    files: list[str] = Field(default_factory=list, sa_type=JSON)
    sent_by: str | None = None
    accepted_on: date | None = None
    confirmation: Confirmation | None = Field(default=None, sa_type=word(Confirmation))
    confirmed_on: date | None = None
    confirmed_by_sender: bool = False
    content: str | None = None


class Deadline(Sealed, table=True):
    """The only thing that is ever reminded about, and the only row with a due date."""

    sealed: ClassVar[tuple[str, ...]] = ("title", "says", "cite")

    __table_args__ = (
        UniqueConstraint("plan_id", "kind", "subject"),
        CheckConstraint("plan_id is not null or area_id is not null", name="deadline_of_something"),
        Index("ix_deadline_status_due", "status", "due"),
        Index("ix_deadline_of_area", "area_id", "kind", "subject", unique=True),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str | None = Field(default=None, foreign_key="plan.id", index=True)
    area_id: str | None = Field(default=None, foreign_key="area.id")
    kind: str
    subject: str
    title: str
    holder: Role = Field(sa_type=word(Role))
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id")
    ladder: str
    due: date | None = None
    due_at: time | None = None
    opened_on: date
    precision: Precision = Field(sa_type=word(Precision))
    basis: Basis = Field(sa_type=word(Basis))
    says: str = ""
    cite: str = ""
    sourced: bool = True
    status: DeadlineStatus = Field(default=DeadlineStatus.OPEN, sa_type=word(DeadlineStatus))
    reason: str = ""
    held_until: date | None = None
    """The date stands, but nobody is reminded of it before this day."""
    held_because: str = ""


class DutyAct(Sealed, table=True):
    """Something done towards a duty: asked, received, discussed, published. An act, never a verdict.

    `subject` is the answer that it comes from, if any; `tell_on` the day on which the provider is told.
    """

    __tablename__ = "duty_act"
    sealed: ClassVar[tuple[str, ...]] = ("about", "note", "url")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    duty: str
    act: str
    subject: str
    on: date
    tell_on: date | None = None
    seen_on: date | None = None
    about: str | None = None
    note: str | None = None
    url: str | None = None
