"""The proof: chains, heads and seals recomputed, and the rows compared with what the events say of them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any, cast

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import class_mapper
from sqlmodel import Session, SQLModel, col, select

from lsip_workflow import events
from lsip_workflow.events import R, RowKey
from lsip_workflow.model import EventRow, File, Plan, PlanVersion, ProgressReport, Sealed, Stream
from lsip_workflow.store.proved import BROUGHT, OF_TWO_PLANS, beginning
from lsip_workflow.store.record import event_hash

# What is kept whole under the SHA-256 of its bytes: what was handed in, what was signed, what was reported.
CONTENTS: tuple[tuple[Any, Any, Any], ...] = (
    (File, File.content, File.fingerprint),
    (PlanVersion, PlanVersion.content, PlanVersion.id),
    (ProgressReport, ProgressReport.content, ProgressReport.version),
)
_SHARED = str(OF_TWO_PLANS.__tablename__)

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
    """Check one stream and what hangs on its plan, or all of them and every row that only events bring."""
    proof, folded, latest = Proof(), Folded(), dict[str, str | None]()
    query = select(Stream).order_by(Stream.name)
    for head in session.exec(query if stream is None else query.where(Stream.name == stream)).all():
        proof.streams += 1
        fault = _chain_fault(session, head, proof, folded, latest)
        if fault:
            proof.faults.append(fault)
    for (kind, key), facts in folded.rows.items():
        if kind is OF_TWO_PLANS and f"{_SHARED}:{key}" not in latest:
            facts.because = None  # its words come, and are sealed, with the other plan's answer
    if stream is not None:  # what another plan says of these is not read here
        folded.rows = {key: row for key, row in folded.rows.items() if key[0] is not OF_TWO_PLANS}
        latest = {name: seal for name, seal in latest.items() if not name.startswith(f"{_SHARED}:")}
    if not proof.faults:
        proof.faults += [
            *_headless(session),
            *_row_faults(session, folded),
            *_unrecorded(session, folded, stream),
            *_content_faults(session, stream),
        ]
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
        if event.type == "words.erased":
            latest.update(dict.fromkeys(payload["rows"]))
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


def _headless(session: Session) -> Iterator[str]:
    """Streams of events that have no head."""
    names = select(EventRow.stream).where(col(EventRow.stream).not_in(select(Stream.name))).distinct()
    for name in session.exec(names):
        yield f"{name}: its events are there, its head is not."


def _row_faults(session: Session, folded: Folded) -> Iterator[str]:
    """Rows that are not there, or not what their events say; what none of them said is as it began."""
    for (kind, key), facts in folded.rows.items():
        try:
            row = session.get(kind, key)
        except (LookupError, ValueError):
            yield f"{kind.__tablename__} {key}: the row cannot be read any more."
            continue
        if row is None:
            yield f"{kind.__tablename__} {key}: its events are there, the row is not."
            continue
        for name, said in (beginning(kind) | vars(facts)).items():
            if _plain(getattr(row, name)) != _plain(said):
                yield f"{kind.__tablename__} {key}: {name} is not what its events say."


def _unrecorded(session: Session, folded: Folded, stream: str | None) -> Iterator[str]:
    """Rows that only events bring, for which there is no event; with a stream, those of its plan."""
    for kind in BROUGHT:
        query = select(*class_mapper(kind).primary_key)
        if stream is not None:
            whose = getattr(kind, "id" if kind is Plan else "plan_id", None)
            if whose is None or kind is OF_TWO_PLANS:
                continue
            query = query.where(whose == stream.removeprefix("plan:"))
        for row in session.execute(query):
            key = tuple(row)
            if (kind, key if len(key) > 1 else key[0]) not in folded.rows:
                yield f"{kind.__tablename__} {key[0]}: the row is there, no event speaks of it."


def _content_faults(session: Session, stream: str | None) -> Iterator[str]:
    """Files, versions and reports whose content is not that of their fingerprint; one at a time, for
    they may be large."""
    for kind, content, print_ in CONTENTS:
        keys = select(kind.id)
        if stream is not None:
            keys = keys.where(kind.plan_id == stream.removeprefix("plan:"))
        for key in session.exec(keys).all():
            held, said, erased = session.execute(
                select(content, print_, kind.erased_at).where(kind.id == key)
            ).one()
            if held is None and (erased or not said):
                continue
            of = held if isinstance(held, bytes) else (held or "").encode()
            if hashlib.sha256(of).hexdigest() != said:
                yield f"{kind.__tablename__} {key}: its content is not that of its fingerprint."


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
        elif not row.sealed_as(seal):
            yield f"{name}: its words are not those that were sealed."
        else:
            proof.seals += 1


def _plain(value: Any) -> Any:
    """A value as both a row and an event would write it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
