"""The proof: whatever is changed, removed, swapped or added by hand is found, and named."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.events import R, RowKey
from lsip_workflow.model import Action, Commitment, CommitmentKind, EventRow, Person, Response, Stream, new_id
from lsip_workflow.store import chain
from lsip_workflow.store.chain import Folded, verify
from lsip_workflow.store.proved import BROUGHT
from tests import builders
from tests.builders import Scene
from tests.journeys.relaying import answer, fill
from tests.journeys.working import Working


class Undo(Exception):
    """Ends a tampering: everything of it is undone."""


@contextmanager
def tampering(at: Working) -> Iterator[Session]:
    """A session in which events can be changed, as with the database's own tools; undone at its end."""
    try:
        with at.world.database.transaction() as session:
            if at.world.database.sqlite:
                for verb in ("update", "delete"):
                    session.execute(text(f"drop trigger event_no_{verb}"))
                session.execute(text("PRAGMA defer_foreign_keys = 1"))
            else:
                session.execute(text("set session_replication_role = replica"))
            yield session
            raise Undo
    except Undo:
        if not at.world.database.sqlite:
            at.world.database.writer.dispose()  # with the connection goes the role that it was given


@pytest.fixture
def made(at: Working) -> Scene:
    """A plan with something of everything."""
    made = builders.scene(at.world)
    answer(at, made, "k1")
    with at.world.database.transaction() as session:
        fill(at, made, session)
    at.rest()
    return made


def faults(session: Session) -> list[str]:
    session.expire_all()
    return verify(session).faults


def change(session: Session, statement: str, **values: Any) -> list[str]:
    assert session.execute(text(statement), values).rowcount, "nothing was changed"  # type: ignore[attr-defined]
    return faults(session)


def test_what_was_only_written_by_journeys_is_proved(at: Working, made: Scene) -> None:
    with at.world.database.reading() as session:
        proof = verify(session)
        assert proof.faults == []
        assert proof.holds
        assert proof.events == len(session.exec(select(EventRow)).all())
        assert proof.streams == len(session.exec(select(Stream)).all())
        assert proof.seals > 5
        alone = verify(session, f"plan:{made.plan}")
        assert (alone.streams, alone.faults) == (1, [])


TEXT = ("stream", "type", "actor", "payload", "previous", "hash")
NUMBERS = ("seq", "version")


def flipped(value: str, place: int) -> str:
    """The text with one character changed."""
    place %= len(value)
    other = "0" if value[place] != "0" else "1"
    return value[:place] + other + value[place + 1 :]


def test_a_character_changed_anywhere_in_any_event_names_the_stream_and_the_event(
    at: Working, made: Scene
) -> None:
    rows = [row for row in at.all(EventRow) if row.stream == f"plan:{made.plan}"]
    with tampering(at) as session:
        for number, row in enumerate(rows):
            for name in TEXT:
                value = getattr(row, name)
                if value:
                    _changed(session, row, name, flipped(value, number * 7))
            for name in NUMBERS:
                _changed(session, row, name, getattr(row, name) + 1000)
            _changed(session, row, "at", row.at.replace(year=2020))


def _changed(session: Session, row: EventRow, name: str, value: Any) -> None:
    """Change one value of one event, look for the fault, and undo it."""
    with session.begin_nested() as point:
        if name == "stream":
            session.execute(text("insert into stream values (:name, 0, '')"), {"name": value})
        if name == "at" and session.get_bind().dialect.name == "sqlite":
            value = value.replace(tzinfo=None).isoformat(" ")
        found = change(session, f"update event set {name} = :value where id = :id", value=value, id=row.id)
        first = f"{row.stream}: event {row.seq} "
        last = f"{row.stream}: its head says"
        assert any(fault.startswith((first, last)) for fault in found), (name, found)
        point.rollback()


@pytest.mark.parametrize(
    ("name", "value"),
    [("at", "not a time"), ("payload", b"\xff\xfe"), ("at", b"\x00")],
    ids=["no time", "no text", "no value"],
)
def test_an_event_that_cannot_be_read_any_more_is_named(
    at_sqlite: Working, name: str, value: str | bytes
) -> None:
    made = builders.scene(at_sqlite.world)
    with tampering(at_sqlite) as session:
        asked = f"cast(:value as text) where stream = 'plan:{made.plan}' and seq = 4"
        found = change(session, f"update event set {name} = {asked}", value=value)
    assert found == [f"plan:{made.plan}: event 4 cannot be read any more."]


def test_an_event_that_was_removed_is_named(at: Working, made: Scene) -> None:
    with tampering(at) as session:
        found = change(session, f"delete from event where stream = 'plan:{made.plan}' and seq = 3")
    assert found[0] == f"plan:{made.plan}: event 3 is missing; the next one there is 4."


def test_two_events_that_changed_places_are_found(at: Working, made: Scene) -> None:
    swap = (
        "update event set seq = case seq when 3 then 5000 else 5001 end where seq in (3, 4) and stream = :s",
        "update event set seq = case seq when 5000 then 4 else 3 end where seq >= 5000 and stream = :s",
    )
    with tampering(at) as session:
        for statement in swap:
            found = change(session, statement, s=f"plan:{made.plan}")
    assert re.fullmatch(rf"plan:{made.plan}: event 3 \(\S+\) does not follow the one before it\.", found[0])


def test_a_tail_that_was_cut_off_is_found(at: Working, made: Scene) -> None:
    with at.world.database.reading() as session:
        head = session.get_one(Stream, f"plan:{made.plan}")
    with tampering(at) as session:
        found = change(session, "delete from event where stream = :s and seq = :n", s=head.name, n=head.seq)
    assert found[0] == f"{head.name}: its head says {head.seq} events, but {head.seq - 1} are there."


def test_a_tail_that_was_cut_off_together_with_its_head_is_found_by_the_rows(
    at: Working, made: Scene
) -> None:
    answer(at, made, "k9", comment="Another word.")
    with at.world.database.reading() as session:
        head = session.get_one(Stream, f"plan:{made.plan}")
        submitted = session.exec(select(EventRow).where(EventRow.hash == head.head)).one()
    assert submitted.type == "response.submitted"
    with tampering(at) as session:
        for child in ("handling", "outbox"):
            session.execute(text(f"delete from {child} where event_id = :id"), {"id": submitted.id})
        session.execute(text("delete from event where id = :id"), {"id": submitted.id})
        found = change(
            session, "update stream set seq = seq - 1, head = :head where name = :name",
            head=submitted.previous, name=head.name,
        )  # fmt: skip
    assert any(re.fullmatch(r"response \w+: the row is there, no event speaks of it\.", f) for f in found)
    assert f"request {made.request}: current_response_id is not what its events say." in found


STATUSES = [
    ("response", "status", "received"),
    ("request", "status", "open"),
    ("deadline", "status", "open"),
    ("deadline", "due", "2030-01-01"),
    ("plan", "stage", "replaced"),
    ("plan", "edition", "2022-statutory"),
    ("sign_off", "decided_on", "2026-01-01"),
    ("commitment", "kind", "firm"),
    ("condition_setting", "accepted", "1"),
    ("condition_setting", "raised", "1"),
    ("credential", "key_hash", "0"),
    ("credential", "area_id", "northshire"),
    ("credential", "revoked_at", "2026-01-01 00:00:00"),
    ("document", "url", "https://elsewhere.example"),
]


@pytest.mark.parametrize(("table", "name", "value"), STATUSES, ids=lambda value: value)
def test_a_row_that_was_changed_past_its_events_is_found_and_named(
    at_sqlite: Working, table: str, name: str, value: str
) -> None:
    _row_changed(at_sqlite, table, name, value)


def test_a_row_that_was_changed_past_its_events_is_found_on_both(at: Working) -> None:
    _row_changed(at, "response", "status", "received")


def _row_changed(at: Working, table: str, name: str, value: str) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    with at.world.database.transaction() as session:
        fill(at, made, session)
    at.rest()
    with tampering(at) as session:
        only = {"key_hash": " where area_id is null"}.get(name, "")
        found = change(session, f"update {table} set {name} = :value{only}", value=value)
    assert found
    said = re.compile(rf"{table} [\w-]+: {name} is not what its events say\.")
    assert all(said.fullmatch(fault) for fault in found)


def test_a_row_that_cannot_be_read_any_more_is_named(at: Working, made: Scene) -> None:
    with tampering(at) as session:
        found = change(session, "update request set status = 'lost'")
    assert f"request {made.request}: the row cannot be read any more." in found


@pytest.mark.parametrize(
    ("table", "name"),
    [("response", "content"), ("person", "name"), ("person", "email"), ("sign_off", "note")],
)
def test_words_that_were_changed_past_their_seal_are_found(
    at: Working, made: Scene, table: str, name: str
) -> None:
    with tampering(at) as session:
        found = change(session, f"update {table} set {name} = 'Something else'")
    assert found
    assert all(fault.endswith(": its words are not those that were sealed.") for fault in found)
    assert {fault.partition(":")[0] for fault in found} == {table}


def test_a_row_that_was_removed_is_found(at: Working, made: Scene) -> None:
    with tampering(at) as session:
        found = change(session, "delete from commitment where kind = 'sought'")
    assert re.fullmatch(r"commitment \w+: its events are there, the row is not\.", found[0])


def test_a_row_that_no_event_speaks_of_is_found_even_if_it_is_the_only_one(at: Working) -> None:
    made = builders.scene(at.world)
    with tampering(at) as session:
        action = session.exec(select(Action)).first()
        assert action is not None
        added = Commitment(
            id=new_id(), plan_id=made.plan, action_id=action.id, organisation_id=made.provider,
            kind=CommitmentKind.FIRM,
        )  # fmt: skip
        session.add(added)
        session.flush()
        assert faults(session) == [f"commitment {added.id}: the row is there, no event speaks of it."]


@pytest.mark.parametrize("statement", ["update event set actor = 'me'", "delete from event"])
def test_the_database_refuses_to_change_or_remove_an_event(at: Working, statement: str) -> None:
    builders.scene(at.world)
    with (
        pytest.raises(DBAPIError, match="an event is never changed or removed"),
        at.world.database.transaction() as session,
    ):
        session.execute(text(statement))
    with at.world.database.reading() as session:
        assert verify(session).holds


class Noting(Folded):
    """Remembers the kinds of rows that events speak of."""

    def of(self, kind: type[R], key: RowKey) -> R:
        assert kind in BROUGHT, (
            f"{kind.__name__} is brought by an event, and is not looked for when verifying"
        )
        return super().of(kind, key)


def test_every_kind_of_row_that_an_event_brings_is_looked_for(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    answer(at_sqlite, made, "k1")
    with at_sqlite.world.database.transaction() as session:
        fill(at_sqlite, made, session)
    at_sqlite.rest()
    noting = Noting()
    for row in at_sqlite.all(EventRow):
        events.read(json.loads(row.payload)).apply(noting)
    assert {Person, Response} <= {kind for kind, _ in noting.rows}


def test_a_seal_says_nothing_of_the_words_without_the_row_it_belongs_to(at_sqlite: Working) -> None:
    builders.scene(at_sqlite.world)
    (one, *_) = at_sqlite.all(Person)
    twin = Person(organisation_id=one.organisation_id, name=one.name, email=one.email, phone=one.phone)
    assert one.seal() == one.seal()
    assert one.seal() != twin.seal()
    assert chain.TABLES.keys() >= {"person", "response", "outbox"}
