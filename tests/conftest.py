"""Worlds for tests: a data directory of their own, on SQLite and, where it is there, on PostgreSQL."""

import atexit
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
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
    engine = create_engine(Settings(database_url=url).database)
    with engine.begin() as connection:
        connection.execute(text("set session_replication_role = replica"))
        for table in SQLModel.metadata.sorted_tables:
            connection.execute(text(f'delete from "{table.name}"'))
    engine.dispose()


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
    made = Runtime(Settings(data_dir=folder, database_url=database_url, demonstration=True))
    if not database_url:
        folder.mkdir(parents=True, exist_ok=True)
        copyfile(migrated(), folder / DATABASE)
    return made


@cache
def migrated() -> Path:
    """A SQLite database that was migrated, to be copied; the migrations themselves have their own test."""
    folder = Path(mkdtemp(prefix="lsip-migrated-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    made = Runtime(Settings(data_dir=folder, demonstration=True))
    migrate(made.database)
    made.database.close()
    return folder / DATABASE
