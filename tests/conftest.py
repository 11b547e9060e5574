"""Worlds for tests: a data directory of their own, on SQLite and, where it is there, on PostgreSQL."""

import atexit
import os
from collections.abc import Iterator
from filecmp import cmp
from functools import cache
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp
from typing import Any, TypeVar

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Dialect, create_engine, event, text
from sqlmodel import SQLModel

from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store.database import Database
from lsip_workflow.store.migrate import migrate

settings.register_profile(
    "ci", derandomize=True, max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("laptop", max_examples=50, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "laptop")

DATABASE = "lsip.db"
World = TypeVar("World", bound=Runtime)
COMPILED: dict[Any, Any] = {}
DIALECTS: dict[str, Dialect] = {}
POSTGRES = os.environ.get("LSIP_TEST_POSTGRES", "")


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    """A database of this test process's own; skipped loudly on a laptop, a failure in CI."""
    if not POSTGRES:
        if os.environ.get("CI"):
            pytest.fail("LSIP_TEST_POSTGRES is not set: .ci/run starts a PostgreSQL server and sets it.")
        pytest.skip("PostgreSQL is not tested here: set LSIP_TEST_POSTGRES=postgresql://… to do so.")
    name = f"lsip_test_{worker_id}_{os.getpid()}"
    admin = create_engine(
        POSTGRES.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    url = POSTGRES.rpartition("/")[0] + "/" + name
    database = Database(Settings(database_url=url).database)
    migrate(database)
    database.close()
    yield url
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The setting that chooses the database: empty for SQLite."""
    if request.param == "sqlite":
        return ""
    url: str = request.getfixturevalue("postgres_url")
    empty(url)
    return url


def empty(url: str) -> None:
    """Take every row out of a PostgreSQL database of ours; its triggers would keep what is in the record."""
    emptied = (f'delete from "{table.name}"' for table in SQLModel.metadata.sorted_tables)
    with psycopg.connect(url) as connection:
        connection.execute(";".join(("set session_replication_role = replica", *emptied)))


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> Iterator[Runtime]:
    """A migrated runtime on both databases in turn."""
    made = make_world(tmp_path, database_url)
    yield made
    made.database.close()


@pytest.fixture
def small_world(tmp_path: Path) -> Iterator[Runtime]:
    """A migrated runtime on SQLite only, where the database is not what is tested."""
    made = make_world(tmp_path, "")
    yield made
    made.database.close()


def make_world(folder: Path, database_url: str) -> Runtime:
    """A runtime on a folder of its own, without anything of the environment."""
    return furnished(Runtime(Settings(data_dir=folder, database_url=database_url, demonstration=True)))


def furnished(world: World) -> World:
    """The same world with a migrated database, unless there is one, and with what ships."""
    if world.settings.database_url:
        world.__dict__["database"] = database_at(world.settings.database)
    else:
        folder = world.settings.data_dir
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / DATABASE).exists():
            copyfile(migrated(), folder / DATABASE)
    world.__dict__.update(what_ships())
    _quicken(world.database)
    return world


@cache
def database_at(url: str) -> Database:
    """The database of this test process on PostgreSQL: what it is asked at first, it is asked once."""
    return Database(url)


def _quicken(database: Database) -> None:
    """Statements that another world compiled are not compiled again, which was half of what tests did.

    And nothing waits for the disk: what a machine without power keeps is not tested with these.
    """
    for engine in (database.writer, database.reader):
        if engine.dialect.name not in DIALECTS:
            engine.connect().close()  # a dialect knows its database from its first connection
            engine.dispose()
        engine.dialect = DIALECTS.setdefault(engine.dialect.name, engine.dialect)
        engine.update_execution_options(compiled_cache=COMPILED)
    if database.sqlite:
        event.listen(database.writer, "connect", lambda made, _: made.execute("PRAGMA synchronous = 0"))


def untouched(world: Runtime) -> bool:
    """Whether nothing was written yet to the SQLite database of a world; its connections are given back."""
    if world.settings.database_url:
        return False
    world.database.close()
    kept = world.settings.data_dir / DATABASE
    return not kept.with_name(f"{DATABASE}-wal").exists() and cmp(kept, migrated(), shallow=False)


@cache
def what_ships() -> dict[str, Any]:
    """Rulebooks, reference data and holidays: nothing of them ever changes, so all worlds read them once."""
    world = Runtime(Settings())
    return {name: getattr(world, name) for name in ("books", "retention", "reference", "calendar")}


@cache
def migrated() -> Path:
    """A SQLite database that was migrated, to be copied; the migrations themselves have their own test."""
    folder = Path(mkdtemp(prefix="lsip-migrated-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    made = Runtime(Settings(data_dir=folder, demonstration=True))
    migrate(made.database)
    made.database.close()
    return folder / DATABASE
