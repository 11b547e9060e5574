"""Consultation rounds: a version shared with named parties, what they said, and what became of it."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import Sealed, new_id, word


class RoundStatus(StrEnum):
    """A round is open or closed; what comes afterwards is still taken, and says that it was late."""

    OPEN = "open"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What became of a comment."""

    CHANGED = "changed"
    NOT_CHANGED = "not_changed"


class ConsultationRound(Sealed, table=True):
    """One version, shared with named parties; until when, its deadline says."""

    __tablename__ = "consultation_round"
    sealed: ClassVar[tuple[str, ...]] = ("title", "ask")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    title: str
    ask: str = ""
    content: str
    file_id: str | None = Field(default=None, foreign_key="file.id")
    status: RoundStatus = Field(default=RoundStatus.OPEN, sa_type=word(RoundStatus))
    opened_on: date
    closed_on: date | None = None


class ConsultationParty(SQLModel, table=True):
    """An organisation with which a round was shared."""

    __tablename__ = "consultation_party"

    round_id: str = Field(foreign_key="consultation_round.id", primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", primary_key=True, index=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)


class ConsultationComment(Sealed, table=True):
    """What a party said about a section, how it was received, and what it changed or why it did not."""

    __tablename__ = "consultation_comment"
    sealed: ClassVar[tuple[str, ...]] = ("text", "own_section", "answer")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    round_id: str = Field(foreign_key="consultation_round.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    section: str | None = None
    own_section: str = ""
    text: str
    received_on: date
    received_by: str | None = Field(default=None, foreign_key="person.id")
    by_party: bool = False
    late: bool = False
    outcome: Outcome | None = Field(default=None, sa_type=word(Outcome))
    answered_on: date | None = None
    answer: str = ""
