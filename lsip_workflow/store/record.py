"""Recording a fact: the event, what it says of its rows, the work it causes, the messages it owes.

All of it in the transaction of the journey that calls, or none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlalchemy.orm import object_mapper
from sqlmodel import Session, SQLModel, select

from lsip_workflow import routes
from lsip_workflow.events import Fact, R, RowKey
from lsip_workflow.model import EventRow, Handling, Plan, Sealed, Stream, canonical, digest
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.store.owe import owe_notifications


@dataclass(frozen=True)
class Occasion:
    """Who acts, when, and under which rulebooks: what a journey is told and never looks up itself."""

    actor: Actor
    now: datetime
    books: Mapping[str, Rulebook]

    @property
    def today(self) -> date:
        """The date in London."""
        return self.now.astimezone(LONDON).date()

    def book_of(self, plan: Plan) -> Rulebook:
        """The edition that a plan is pinned to."""
        return self.books[plan.edition]


@dataclass(frozen=True)
class LiveRows:
    """The rows as they stand in the database."""

    session: Session

    def of(self, kind: type[R], key: RowKey) -> R:
        # As it is now that the stream is ours: what was read before the lock may have changed since.
        row = self.session.get(kind, key, populate_existing=True)
        if row is None:
            raise LookupError(f"{kind.__name__} {key} is not in the database.")
        return row


def lock(session: Session, stream: str, *rows: SQLModel) -> Stream:
    """Take the stream for this transaction: whoever comes next waits. Made if it is not there yet.

    Rows that were read before are read again: they may have changed while we waited.
    """
    held = session.exec(select(Stream).where(Stream.name == stream).with_for_update()).one_or_none()
    if held is None:
        made = "insert into stream (name, seq, head) values (:name, 0, '') on conflict do nothing"
        session.execute(text(made), {"name": stream})
        held = session.exec(select(Stream).where(Stream.name == stream).with_for_update()).one()
    session.add_all(rows)
    for row in rows:
        session.refresh(row)
    return held


def record(session: Session, occasion: Occasion, fact: Fact, *rows: SQLModel) -> EventRow:
    """Append the fact to its stream, with the rows that it brings or changes, and all that follows."""
    stream = lock(session, fact.stream)
    session.add_all(rows)
    session.flush()
    fact.apply(LiveRows(session))
    event = _append(session, stream, occasion, fact, rows)
    for flow in routes.FLOWS_FOR.get(fact.kind, ()):
        session.add(Handling(event_id=event.id or 0, flow=flow, stream=event.stream, seq=event.seq))
    plan = session.get(Plan, fact.stream.removeprefix("plan:")) if fact.stream.startswith("plan:") else None
    if plan is not None:
        owe_notifications(session, occasion.book_of(plan), plan, event, fact, occasion.now, occasion.today)
        if fact.kind in routes.RINGS_STAGE:
            ring(session, plan.id)
    session.flush()
    return event


def _append(
    session: Session, stream: Stream, occasion: Occasion, fact: Fact, rows: tuple[SQLModel, ...]
) -> EventRow:
    payload = fact.model_dump(mode="json") | {"seals": seals(rows)}
    event = EventRow(
        stream=stream.name,
        seq=stream.seq + 1,
        type=fact.kind,
        version=fact.version,
        actor=str(occasion.actor),
        at=occasion.now.astimezone(UTC),
        payload=canonical(payload),
        previous=stream.head,
        hash="",
    )
    event.hash = event_hash(event)
    stream.seq, stream.head = event.seq, event.hash
    session.add(event)
    session.flush()
    return event


def seals(rows: tuple[SQLModel, ...]) -> dict[str, str]:
    """The keyed digests of the words in these rows, by table and id."""
    return {named(row): row.seal() for row in rows if isinstance(row, Sealed) and row.erased_at is None}


def named(row: SQLModel) -> str:
    """What a row is called in events: its table and its id."""
    return f"{row.__tablename__}:{'|'.join(object_mapper(row).primary_key_from_instance(row))}"


def event_hash(event: EventRow) -> str:
    """What binds an event to all before it: SHA-256 of its canonical JSON, the previous hash included."""
    return digest(
        canonical(
            {
                "stream": event.stream,
                "seq": event.seq,
                "type": event.type,
                "version": event.version,
                "actor": event.actor,
                "at": event.at.astimezone(UTC).isoformat(),
                "payload": event.payload,
                "previous": event.previous,
            }
        )
    )


def ring(session: Session, plan_id: str) -> None:
    """Ask for the stage that the plan is in now to be looked at; twice is once."""
    upsert = """
        insert into ring (plan_id, stage, times, times_claimed, fence, attempts, error)
        select id, stage, 1, 0, 0, 0, '' from plan where id = :plan
        on conflict (plan_id, stage) do update set times = ring.times + 1, not_before = null
    """
    session.execute(text(upsert), {"plan": plan_id})
