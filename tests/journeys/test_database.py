"""The database: durable, one state for each reader, the shape of the models, and one purpose."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, select

from lsip_workflow.model import Area, Installation, Stream
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store.database import PRAGMAS, Database
from lsip_workflow.store.migrate import WrongKind, claim_kind, migrate
from tests.builders import NOW
from tests.conftest import make_world
from tests.journeys.working import counts

SQLITE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_every_pooled_connection_is_durable_and_keeps_foreign_keys(tmp_path: Path) -> None:
    assert PRAGMAS == SQLITE
    database = Database(Settings(data_dir=tmp_path).database)
    for engine, query_only in ((database.writer, 0), (database.reader, 1)):
        connections = [engine.raw_connection() for _ in range(12)]
        for connection in connections:
            told = {name: connection.cursor().execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
            assert told == SQLITE
            assert connection.cursor().execute("PRAGMA query_only").fetchone() == (query_only,)
        for connection in connections:
            connection.close()
    database.close()


def test_a_session_that_reads_cannot_write(world: Runtime) -> None:
    with (
        pytest.raises(DBAPIError, match=r"readonly|read-only"),
        world.database.reading() as session,
    ):
        session.execute(text("insert into area (id, name) values ('north', 'North')"))


def test_a_transaction_that_fails_leaves_nothing(world: Runtime) -> None:
    with world.database.reading() as session:
        before = counts(session)
    with suppress(ZeroDivisionError), world.database.transaction() as session:
        session.add(Area(id="north", name="North"))
        session.flush()
        raise ZeroDivisionError
    with world.database.reading() as session:
        assert counts(session) == before


def test_a_row_that_points_at_nothing_is_refused(world: Runtime) -> None:
    point = "insert into run_plan (run_id, plan_id, says) values ('x','y','')"
    with (
        pytest.raises(DBAPIError, match=r"(?i)foreign key"),
        world.database.transaction() as session,
    ):
        session.execute(text(point))


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(world: Runtime) -> None:
    with world.database.reading() as session:
        assert session.exec(select(Area)).all() == []
        with world.database.transaction() as writer:
            writer.add(Area(id="north", name="North"))
        assert session.exec(select(Area)).all() == []
    with world.database.reading() as session:
        assert [area.id for area in session.exec(select(Area))] == ["north"]


def test_writers_queue_and_each_reads_what_the_one_before_wrote(world: Runtime) -> None:
    with world.database.transaction() as session:
        session.add(Stream(name="system"))

    def add(_: int) -> int:
        with world.database.transaction() as session:
            row = session.exec(select(Stream).with_for_update()).one()
            row.seq += 1
            return row.seq

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(add, range(80))) == list(range(1, 81))


def differences(session: Session) -> list[Any]:
    options = {"version_table": "lsip_version", "compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(session.connection(), opts=options)
    found = list(compare_metadata(context, SQLModel.metadata))
    return [one for one in found if not _only_for_the_rows_that_were_there(one)]


def _only_for_the_rows_that_were_there(one: Any) -> bool:
    """A default that a migration gave a new column; new rows bring their own."""
    return isinstance(one, list) and all(each[0] == "modify_default" and each[-1] is None for each in one)


def test_the_migrations_make_exactly_the_tables_of_the_models(world: Runtime) -> None:
    with world.database.transaction() as session:
        assert differences(session) == []
        session.execute(text("alter table area add column more varchar"))
        assert [kind for kind, *_ in differences(session)] == ["remove_column"]
        session.execute(text("alter table area drop column more"))


def test_migrating_twice_changes_nothing_and_loses_nothing(world: Runtime) -> None:
    with world.database.transaction() as session:
        session.add(Area(id="north", name="North"))
    migrate(world.database)
    with world.database.transaction() as session:
        assert differences(session) == []
        assert session.get(Area, "north")


def test_several_that_migrate_at_once_make_one_database(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    databases = [Database(settings.database) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, databases))
    with databases[0].transaction() as session:
        assert differences(session) == []
    for database in databases:
        database.close()


@pytest.mark.parametrize(("first", "kinds"), [(True, "a demonstration"), (False, "real records")])
def test_a_database_is_for_one_thing_only(world: Runtime, first: bool, kinds: str) -> None:
    for _ in range(2):
        with world.database.transaction() as session:
            claim_kind(session, demonstration=first, now=NOW)
    with world.database.transaction() as session:
        assert session.exec(select(Installation)).one().demonstration is first
        with pytest.raises(WrongKind, match=f"This database is for {kinds}, and you asked for"):
            claim_kind(session, demonstration=not first, now=NOW)


def test_what_was_committed_is_in_the_file_at_once_for_any_other_reader(tmp_path: Path) -> None:
    world = make_world(tmp_path, "")
    with world.database.transaction() as session:
        session.add(Area(id="north", name="North"))
    other = sqlite3.connect(tmp_path / "lsip.db")
    assert other.execute("select id from area").fetchall() == [("north",)]
    other.close()
    world.database.close()
