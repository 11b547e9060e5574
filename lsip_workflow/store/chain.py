"""The proof: chains, heads and seals recomputed, and the rows compared with what the events say of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from typing import Any, cast

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import class_mapper
from sqlmodel import Session, SQLModel, col, select

from lsip_workflow import events
from lsip_workflow.events import R, RowKey
from lsip_workflow.model import (
    Action,
    AuthorityAnswer,
    Commitment,
    ConditionSetting,
    Consideration,
    Credential,
    Deadline,
    Document,
    DutyAct,
    EventRow,
    Evidence,
    Organisation,
    Person,
    Plan,
    PlanProvider,
    Priority,
    Request,
    Response,
    RoleHeld,
    Sealed,
    SignOff,
    SkillsNeed,
    Stream,
)
from lsip_workflow.store.record import event_hash

# Rows that nothing but an event brings: one that no event speaks of was put there by hand.
BROUGHT: tuple[type[SQLModel], ...] = (
    *(Organisation, Person, RoleHeld, Credential, Plan, PlanProvider, ConditionSetting, Consideration),
    *(Evidence, SkillsNeed, Priority, Action, Commitment, Request, Response, DutyAct, Deadline),
    *(SignOff, AuthorityAnswer, Document),
)

PAGE = 500  # events held in memory at once

TABLES: dict[str, type[Sealed]] = {
    str(kind.__tablename__): kind for kind in Sealed.__subclasses__() if hasattr(kind, "__table__")
}


@dataclass
class Proof:
    """What was looked at, and the first thing of each stream that does not hold."""

    streams: int = 0
    events: int = 0
    seals: int = 0
    erased: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything that was looked at is as it was written."""
        return not self.faults


class Folded:
    """Rows made of nothing but what events say: whatever an event sets is remembered, and later compared."""

    def __init__(self) -> None:
        self.rows: dict[tuple[type[SQLModel], RowKey], Any] = {}

    def of(self, kind: type[R], key: RowKey) -> R:
        return cast(R, self.rows.setdefault((kind, key), _Facts()))


class _Facts:
    """Takes any attribute; gives back what was set."""


def verify(session: Session, stream: str | None = None) -> Proof:
    """Check one stream, or all of them and every row that events speak of."""
    proof, folded, latest = Proof(), Folded(), dict[str, str | None]()
    query = select(Stream).order_by(Stream.name)
    for head in session.exec(query if stream is None else query.where(Stream.name == stream)).all():
        proof.streams += 1
        fault = _chain_fault(session, head, proof, folded, latest)
        if fault:
            proof.faults.append(fault)
    if not proof.faults:
        proof.faults += list(_row_faults(session, folded))
        if stream is None:
            proof.faults += list(_unrecorded(session, folded))
    proof.faults += list(_seal_faults(session, latest, proof))
    return proof


def _chain_fault(
    session: Session, head: Stream, proof: Proof, folded: Folded, latest: dict[str, str | None]
) -> str | None:
    seq, previous = 0, ""
    for event in _events(session, head.name):
        seq += 1
        if event is None:
            return f"{head.name}: event {seq} cannot be read any more."
        if event.seq != seq:
            return f"{head.name}: event {seq} is missing; the next one there is {event.seq}."
        if event.previous != previous:
            return f"{head.name}: event {seq} ({event.type}) does not follow the one before it."
        if event_hash(event) != event.hash:
            return f"{head.name}: event {seq} ({event.type}) is not as it was written."
        payload = json.loads(event.payload)
        events.read(payload).apply(folded)
        latest.update(payload["seals"])
        if event.type == "person.erased":
            latest[f"person:{payload['person']}"] = None
        previous, proof.events = event.hash, proof.events + 1
    if (head.seq, head.head) != (seq, previous):
        return f"{head.name}: its head says {head.seq} events, but {seq} are there."
    return None


def _events(session: Session, stream: str) -> Iterator[EventRow | None]:
    """The events of a stream in order, and None for one that cannot even be read; after it nothing more."""
    there = select(EventRow).where(EventRow.stream == stream).order_by(col(EventRow.seq))
    seen, at_once = 0, PAGE
    while True:
        try:
            page = session.exec(there.offset(seen).limit(at_once)).all()
        except (ValueError, DBAPIError):
            if at_once == 1:
                yield None
                return
            at_once = 1  # one by one, only to find out which it is
            continue
        yield from page
        if len(page) < at_once:
            return
        seen += len(page)


def _row_faults(session: Session, folded: Folded) -> Iterator[str]:
    for (kind, key), facts in folded.rows.items():
        try:
            row = session.get(kind, key)
        except (LookupError, ValueError):
            yield f"{kind.__tablename__} {key}: the row cannot be read any more."
            continue
        if row is None:
            yield f"{kind.__tablename__} {key}: its events are there, the row is not."
            continue
        for name, said in vars(facts).items():
            if _plain(getattr(row, name)) != _plain(said):
                yield f"{kind.__tablename__} {key}: {name} is not what its events say."


def _unrecorded(session: Session, folded: Folded) -> Iterator[str]:
    """Rows of a kind that only events bring, for which there is no event."""
    for kind in BROUGHT:
        for row in session.execute(select(*class_mapper(kind).primary_key)):
            key = tuple(row)
            if (kind, key if len(key) > 1 else key[0]) not in folded.rows:
                yield f"{kind.__tablename__} {key[0]}: the row is there, no event speaks of it."


def _seal_faults(session: Session, latest: dict[str, str | None], proof: Proof) -> Iterator[str]:
    for name, seal in latest.items():
        table, _, key = name.partition(":")
        try:
            row = session.get(TABLES[table], tuple(key.split("|")) if "|" in key else key)
        except (LookupError, ValueError):
            yield f"{name}: the row cannot be read any more."
            continue
        if row is None:
            yield f"{name}: its words are sealed in an event, the row is not there."
        elif seal is None and row.erased_at is not None:
            proof.erased += 1
        elif row.erased_at is not None:
            yield f"{name}: its words are gone, and no event says that they were erased."
        elif row.seal() != seal:
            yield f"{name}: its words are not those that were sealed."
        else:
            proof.seals += 1


def _plain(value: Any) -> Any:
    """A value as both a row and an event would write it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
