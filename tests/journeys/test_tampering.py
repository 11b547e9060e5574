"""A record with something in every table: whatever one changes in it by hand is found and named."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Enum,
    Index,
    Table,
    TypeDecorator,
    UniqueConstraint,
    delete,
    insert,
    text,
    update,
)
from sqlalchemy.orm import class_mapper
from sqlmodel import Session, SQLModel, col, select

from lsip_workflow import events
from lsip_workflow.journeys import people
from lsip_workflow.model import EventRow, Person, Sealed, Stream
from lsip_workflow.store.chain import CONTENTS, Folded, verify
from lsip_workflow.store.heads import against, heads
from lsip_workflow.store.proved import BROUGHT, OF_TWO_PLANS, columns
from lsip_workflow.store.record import record
from tests.conftest import empty, make_world
from tests.journeys.everything import everything, now
from tests.journeys.test_chain import flipped, tampering
from tests.journeys.working import Working


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def at(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Working]:
    """Made once for both databases each: every tampering is undone."""
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        empty(url)
    world = make_world(tmp_path_factory.mktemp("proof"), url)
    working = Working(world)
    everything(working)
    yield working
    world.database.close()


def faults(session: Session) -> list[str]:
    session.expire_all()
    return verify(session).faults


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """What is changed inside is as before outside."""
    with session.begin_nested() as point:
        yield
        point.rollback()
    session.expire_all()


def table(kind: type[SQLModel]) -> Table:
    made = class_mapper(kind).local_table
    assert isinstance(made, Table)
    return made


def samples(session: Session) -> dict[type[SQLModel], Any]:
    """Of each kind the row that the events spoke of first, of those whose words were not erased."""
    spoken, found = Folded(), dict[type[SQLModel], Any]()
    for event in session.exec(select(EventRow).order_by(EventRow.stream, col(EventRow.seq))):
        events.read(json.loads(event.payload)).apply(spoken)
    for kind, key in spoken.rows:
        if kind not in found and (row := session.get(kind, key)) and not getattr(row, "erased_at", None):
            found[kind] = row
    assert set(BROUGHT) <= set(found), "everything() has something in every table"
    return found


def key_of(row: SQLModel) -> tuple[Any, ...]:
    return tuple(class_mapper(type(row)).primary_key_from_instance(row))


def called(row: SQLModel) -> str:
    """As a fault about the row itself names it."""
    key = key_of(row)
    return f"{row.__tablename__} {key if len(key) > 1 else key[0]}"


def this(row: SQLModel) -> Any:
    return [column == value for column, value in zip(table(type(row)).primary_key, key_of(row), strict=True)]


def another(column: Column[Any], value: Any) -> Any:
    """A value that the column could hold, and does not."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, Enum):
        return next(each for each in kind.enum_class or () if each != value)
    if isinstance(kind, JSON):
        return [["Other", "x"]] if value != [["Other", "x"]] else []
    if isinstance(value, bool):
        return not value
    match kind.python_type:
        case made if made is datetime:
            return (value or datetime.fromisoformat("2026-01-01T09:00:00+00:00")) + timedelta(days=1)
        case made if made is date:
            return (value or date(2026, 1, 1)) + timedelta(days=1)
        case made if made is time:
            return time(13, 7)
        case made if made is int:
            return (value or 0) + 1000
        case made if made is bool:
            return not value
        case made if made is bytes:
            return b"Other."
        case _:
            return f"{value or ''}x"


def changed(session: Session, row: SQLModel, names: Sequence[str]) -> None:
    made = table(type(row))
    values = {made.c[name]: another(made.c[name], getattr(row, name)) for name in names}
    session.execute(update(made).where(*this(row)).values(values))


def test_it_holds_as_a_whole_and_each_stream_by_itself(at: Working) -> None:
    with at.world.database.reading() as session:
        assert verify(session).faults == []
        for stream in session.exec(select(Stream.name)).all():
            alone = verify(session, stream)
            assert (alone.streams, alone.faults) == (1, [])


def test_the_words_of_every_row_are_in_a_seal(at: Working) -> None:
    with at.world.database.reading() as session:
        sealed = {name for row in session.exec(select(EventRow)) for name in json.loads(row.payload)["seals"]}
        for kind in BROUGHT:
            if issubclass(kind, Sealed) and kind is not OF_TWO_PLANS:
                rows = session.exec(select(kind)).all()
                bare = {f"{row.__tablename__}:{'|'.join(key_of(row))}" for row in rows} - sealed
                assert not bare, kind.__name__


def test_words_that_the_other_plan_has_not_said_yet_are_not_there(at: Working) -> None:
    with tampering(at) as session:
        session.execute(update(table(OF_TWO_PLANS)).values(because="It was never ours."))
        found = [fault for fault in faults(session) if fault.startswith("carry_over_part")]
        assert len(found) == len(session.exec(select(OF_TWO_PLANS.id)).all())


def test_every_proved_column_of_every_table_that_is_changed_is_named(at: Working) -> None:
    with tampering(at) as session:
        first = samples(session)
        expected = set()
        for kind in BROUGHT:
            row = first[kind]
            names = sorted(columns(kind))
            expected |= {f"{called(row)}: {name} is not what its events say." for name in names}
            if names:
                changed(session, row, names)
        assert expected - set(faults(session)) == set()
        assert len(expected) > 250


def test_every_sealed_word_that_is_changed_is_found(at: Working) -> None:
    """The first words of every table at once, then the second, and so on; then their salts."""
    kinds = [kind for kind in BROUGHT if issubclass(kind, Sealed) and kind is not OF_TWO_PLANS]
    words = {kind: [*kind.sealed, *kind.sealed_since, *kind.sealed_later, "salt"] for kind in kinds}
    with tampering(at) as session:
        first = samples(session)
        for number in range(max(map(len, words.values()))):
            with undone(session):
                expected = set()
                for kind in kinds:
                    if number < len(words[kind]):
                        row = first[kind]
                        expected.add(f"{row.__tablename__}:{'|'.join(key_of(row))}: its words are not")
                        changed(session, row, [words[kind][number]])
                found = {fault.partition(" those that were sealed.")[0] for fault in faults(session)}
                assert expected - found == set()


def test_words_that_were_taken_away_without_an_event_are_named(at: Working) -> None:
    kinds = [kind for kind in BROUGHT if issubclass(kind, Sealed) and kind is not OF_TWO_PLANS]
    with tampering(at) as session:
        first = samples(session)
        expected = set()
        for kind in kinds:
            row = first[kind]
            gone = "its words are gone, and no event says that they were erased."
            expected.add(f"{row.__tablename__}:{'|'.join(key_of(row))}: {gone}")
            changed(session, row, ["erased_at"])
        assert expected - set(faults(session)) == set()


def test_contents_that_are_not_those_of_their_fingerprint_are_named(at: Working) -> None:
    with tampering(at) as session:
        for value in ("other", None):
            with undone(session):
                expected = set()
                for kind, _, fingerprint in CONTENTS:
                    row: Any = session.exec(select(kind).where(fingerprint != "")).first()
                    new = value.encode() if value and isinstance(row.content, bytes) else value
                    session.execute(update(table(kind)).where(*this(row)).values(content=new))
                    expected.add(f"{called(row)}: its content is not that of its fingerprint.")
                assert expected - set(faults(session)) == set()


def test_a_row_of_any_table_that_was_removed_is_named(at: Working) -> None:
    with tampering(at) as session:
        first = samples(session)
        rows = [first[kind] for kind in BROUGHT]
        expected = {f"{called(row)}: its events are there, the row is not." for row in rows}
        for row in rows:
            session.execute(delete(table(type(row))).where(*this(row)))
        assert expected - set(faults(session)) == set()


def test_a_row_of_any_table_that_was_put_there_is_named(at: Working) -> None:
    with tampering(at) as session:
        first = samples(session)
        expected = set()
        for kind in BROUGHT:
            made, row = table(kind), first[kind]
            alone = {
                column.name
                for rule in (*made.constraints, *made.indexes)
                if isinstance(rule, UniqueConstraint) or (isinstance(rule, Index) and rule.unique)
                for column in rule.columns
            } | {column.name for column in made.primary_key}
            values = {
                column.name: another(column, getattr(row, column.name))
                if column.name in alone
                else getattr(row, column.name)
                for column in made.columns
            }
            session.execute(insert(made).values(values))
            key = values[next(iter(made.primary_key)).name]
            expected.add(f"{kind.__tablename__} {key}: the row is there, no event speaks of it.")
        assert expected - set(faults(session)) == set()


def chains(session: Session, least: int = 1) -> list[tuple[str, int]]:
    rows = session.exec(select(Stream).where(Stream.seq >= least).order_by(col(Stream.name)))
    return [(row.name, row.seq) for row in rows]


@pytest.mark.parametrize("name", ["type", "actor", "payload", "previous", "hash", "seq", "version", "at"])
def test_one_event_of_every_chain_that_is_changed_is_named(at: Working, name: str) -> None:
    with tampering(at) as session:
        expected = []
        for number, (stream, length) in enumerate(chains(session, 2)):
            seq = 2 + number * 7 % (length - 1)
            row = session.exec(select(EventRow).where(EventRow.stream == stream, EventRow.seq == seq)).one()
            was = getattr(row, name)
            new = (
                flipped(was, number * 11)
                if isinstance(was, str)
                else was + (timedelta(seconds=1) if name == "at" else 5000)
            )
            session.execute(update(table(EventRow)).where(EventRow.id == row.id).values({name: new}))  # type: ignore[arg-type]
            expected.append((stream, seq, length))
        found = faults(session)
        for stream, seq, length in expected:
            said = [f"{stream}: event {seq} ", f"{stream}: its head says {length} events"]
            assert any(fault.startswith(tuple(said)) for fault in found), (stream, seq, found[:3])


def test_an_event_of_every_chain_that_was_removed_is_named_the_last_one_too(at: Working) -> None:
    with tampering(at) as session:
        for last in (False, True):
            with undone(session):
                expected = set()
                for stream, length in chains(session, 3):
                    seq = length if last else length // 2 + 1
                    gone = "delete from event where stream = :stream and seq = :seq"
                    session.execute(text(gone), {"stream": stream, "seq": seq})
                    expected.add(
                        f"{stream}: its head says {length} events, but {length - 1} are there."
                        if last
                        else f"{stream}: event {seq} is missing; the next one there is {seq + 1}."
                    )
                assert expected - set(faults(session)) == set()


def test_two_neighbours_of_every_chain_that_changed_places_are_found(at: Working) -> None:
    with tampering(at) as session:
        expected = []
        for stream, length in chains(session, 3):
            first = length // 2
            for was, new in ((first, -1), (first + 1, first), (-1, first + 1)):
                swap = "update event set seq = :new where stream = :stream and seq = :was"
                session.execute(text(swap), {"stream": stream, "was": was, "new": new})
            expected.append(f"{stream}: event {first} (")
        found = faults(session)
        assert all(any(fault.startswith(each) for fault in found) for each in expected)


def test_a_head_that_was_changed_or_taken_away_is_named(at: Working) -> None:
    with tampering(at) as session:
        with undone(session):
            session.execute(text("update stream set head = 'x'"))
            assert len(faults(session)) == len(chains(session, 0))
        with undone(session):
            session.execute(text("delete from stream where name = 'system'"))
            assert "system: its events are there, its head is not." in faults(session)


def test_an_end_that_was_cut_off_with_its_head_is_found_by_a_copy_of_the_heads(at: Working) -> None:
    """An event that says nothing of any row: without a copy kept elsewhere nobody could know."""
    with tampering(at) as session:
        stream = chains(session)[-2][0]
        plan = stream.removeprefix("plan:")
        (before,) = heads(session, stream)
        record(session, now(at), events.DraftSent(plan=plan, message="x"))
        (copy,) = heads(session, stream)
        assert list(against(session, [before, copy])) == []
        seq = int(copy.split()[1])
        session.execute(text("delete from event where stream = :stream and seq = :seq"),
                        {"stream": stream, "seq": seq})  # fmt: skip
        session.execute(
            text("update stream set seq = :seq, head = :head where name = :stream"),
            {"stream": stream, "seq": seq - 1, "head": before.split()[2]},
        )
        assert faults(session) == []
        assert list(against(session, [before])) == []
        gone = f"{stream}: event {seq} was there when the copy was made, and is not any more."
        assert list(against(session, [copy])) == [gone]


def test_a_chain_that_was_written_anew_is_found_by_a_copy_of_the_heads(at: Working) -> None:
    with at.world.database.reading() as session:
        copy = list(heads(session))
        assert len(copy) == len(chains(session))
        assert list(against(session, [*copy, "", f"  {copy[0]}  "])) == []
        name, seq, head = copy[0].split()
        other = f"{name} {seq} {flipped(head, 3)}"
        assert list(against(session, [other, "plan:x", f"plan:none 1 {head}"])) == [
            f"{name}: event {seq} is another one than when the copy was made.",
            "line 2: this is no head; a line is a name, a number and a hash of 64 characters.",
            "plan:none: event 1 was there when the copy was made, and is not any more.",
        ]


def test_everybody_is_erased_and_all_of_it_still_holds(at: Working) -> None:
    with tampering(at) as session:
        before = verify(session)
        alive = session.exec(select(Person).where(col(Person.erased_at).is_(None))).all()
        assert alive
        for person in alive:
            people.erase_person(session, now(at), person)
        session.flush()
        session.expire_all()
        after = verify(session)
        assert after.faults == []
        gone = session.exec(select(EventRow).where(EventRow.type == "words.erased"))
        beside = sum(len(json.loads(row.payload)["rows"]) for row in gone)
        assert beside, "notes of calls, and what hangs on a name alone, went with it"
        assert after.erased == before.erased + len(alive) + beside
        assert not any(json.loads(row.payload).get("name") for row in session.exec(select(EventRow)))
