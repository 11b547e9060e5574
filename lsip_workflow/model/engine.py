"""The engine's own rows: events and their chain, work owed to flows, messages owed to people, what ran."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, Column, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import Sealed, UtcDateTime, new_id, word
from lsip_workflow.model.words import Role

BigKey = BigInteger().with_variant(Integer, "sqlite")


class HandlingStatus(StrEnum):
    """Where the handling of one event by one flow stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    HANDLED = "handled"
    SET_ASIDE = "set_aside"


class OutboxStatus(StrEnum):
    """Where a message stands; a draft goes only when a person sends it."""

    DRAFT = "draft"
    OWED = "owed"
    CLAIMED = "claimed"
    SENT = "sent"
    SKIPPED = "skipped"
    GIVEN_UP = "given_up"


class RunStatus(StrEnum):
    """How a run of a flow ended, or that it has not."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CRASHED = "crashed"


class Stream(SQLModel, table=True):
    """The head of one chain of events: one for each plan, each area, and one named `system`."""

    name: str = Field(primary_key=True)
    seq: int = 0
    head: str = ""


class EventRow(SQLModel, table=True):
    """One event, as written: never changed, never removed."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("stream", "seq"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))
    stream: str = Field(foreign_key="stream.name")
    seq: int
    type: str = Field(index=True)
    version: int
    actor: str
    at: datetime = Field(sa_type=UtcDateTime)
    payload: str = Field(sa_type=Text)
    previous: str
    hash: str


class Handling(SQLModel, table=True):
    """One event owed to one flow. The relay claims these; never a cursor on event ids."""

    __table_args__ = (Index("ix_handling_status", "status", "flow", "event_id"),)

    event_id: int = Field(foreign_key="event.id", primary_key=True, sa_type=BigKey)
    flow: str = Field(primary_key=True)
    stream: str
    seq: int
    status: HandlingStatus = Field(default=HandlingStatus.WAITING, sa_type=word(HandlingStatus))
    attempts: int = 0
    fence: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = ""
    run_id: str | None = Field(default=None, index=True)


class Ring(SQLModel, table=True):
    """A stage of a plan that wants looking at. Ringing twice is once; ringing meanwhile is once more."""

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    stage: str = Field(primary_key=True)
    times: int = 1
    times_claimed: int = 0
    fence: int = 0
    attempts: int = 0
    run_id: str | None = None
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = ""


class OutboxRow(Sealed, table=True):
    """One message to one recipient by one channel, under its natural key."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("key"), Index("ix_outbox_status", "status", "not_before"))
    sealed: ClassVar[tuple[str, ...]] = ("recipient", "subject", "body")

    id: str = Field(default_factory=new_id, primary_key=True)
    key: str
    template: str
    plan_id: str | None = Field(default=None, foreign_key="plan.id", index=True)
    area_id: str | None = Field(default=None, foreign_key="area.id")
    """Whose area it is about, where it is about no plan."""
    event_id: int | None = Field(default=None, foreign_key="event.id", sa_type=BigKey)
    deadline_id: str | None = Field(default=None, foreign_key="deadline.id")
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id")
    """To whom, where it goes to an organisation's address and to no person of ours."""
    role: Role | None = Field(default=None, sa_type=word(Role))
    channel: str = "email"
    why: str = ""
    by_a_person: bool = False
    """Kept as a draft, to go when a person sends it; stays true once they have."""
    status: OutboxStatus = Field(default=OutboxStatus.OWED, sa_type=word(OutboxStatus))
    owed_since: datetime = Field(sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fence: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    skipped_because: str = ""
    run_id: str | None = Field(default=None, index=True)
    recipient: str | None = None
    subject: str | None = None
    body: str | None = Field(default=None, sa_type=Text)


class OutboxItem(SQLModel, table=True):
    """One date that a message of reminders carries; no reminder of a date goes to a person twice."""

    __tablename__ = "outbox_item"
    __table_args__ = (UniqueConstraint("deadline_id", "day", "number", "person_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    outbox_id: str = Field(foreign_key="outbox.id", index=True)
    deadline_id: str = Field(foreign_key="deadline.id", index=True)
    plan_id: str | None = Field(default=None, foreign_key="plan.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    role: Role = Field(sa_type=word(Role))
    number: int
    day: date
    """What the date was when the reminder was owed: a date that moves has reminders of its own."""
    why: str
    left_out: str = ""
    """Why the message went without it, or did not go."""


class Attempt(SQLModel, table=True):
    """One try at sending one message."""

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))
    outbox_id: str = Field(foreign_key="outbox.id", index=True)
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str = ""


class Run(SQLModel, table=True):
    """What ran: one run of a flow, in a sentence, whether or not Prefect was there to see it."""

    id: str = Field(default_factory=new_id, primary_key=True)
    flow: str
    name: str = ""
    status: RunStatus = Field(default=RunStatus.RUNNING, sa_type=word(RunStatus))
    via: str = "prefect"
    prefect_run_id: str | None = Field(default=None, index=True)
    prefect_settled: bool = False
    worker: str = ""
    began_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    says: str = ""


class RunPlan(SQLModel, table=True):
    """A plan that a run was about, and what it did there."""

    __tablename__ = "run_plan"

    run_id: str = Field(foreign_key="run.id", primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", primary_key=True, index=True)
    says: str = ""


class Sweep(SQLModel, table=True):
    """A morning whose dates have been looked at; once for each day of London."""

    day: date = Field(primary_key=True)
    done_at: datetime = Field(sa_type=UtcDateTime)
    says: str = ""


class IdempotencyKey(SQLModel, table=True):
    """A submission already taken in, and the receipt that it was given."""

    __tablename__ = "idempotency_key"

    organisation_id: str = Field(foreign_key="organisation.id", primary_key=True)
    key: str = Field(primary_key=True)
    body_digest: str
    status: int
    receipt: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)


class Installation(SQLModel, table=True):
    """What this database is for, written once: a demonstration and real records never share one."""

    id: int = Field(default=1, primary_key=True)
    demonstration: bool
    made_at: datetime = Field(sa_type=UtcDateTime)
