"""Records that the released program of migration 0002 made, upgraded: proved as before, read, and used."""

import base64
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Time,
    create_engine,
    insert,
    text,
)
from sqlmodel import select

from lsip_workflow.journeys import corrections, plans
from lsip_workflow.model import Consideration, Engagement, Plan
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store import chain, queries
from lsip_workflow.store import migrate as migrating
from lsip_workflow.store.migrate import migrate
from tests import builders
from tests.journeys.researching import proved
from tests.journeys.working import Working
from tests.web.signed import signed_in

RECORDS = Path(__file__).with_name("records_of_0002.json")
PLAN, MANAGER, BOARD = "southshire-2026", "mo@southshire.example", "bo@board.example"
PAGES = ("", "/considered", "/engagement", "/dates", "/timeline", "/actions", "/requests", "/sign-offs")


@pytest.fixture(params=["sqlite", "postgresql"])
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Runtime]:
    """The records of 0002 in a database of either kind, upgraded by this program."""
    with ExitStack() as stack:
        url = "" if request.param == "sqlite" else stack.enter_context(_database_of_its_own(request))
        made = Runtime(Settings(data_dir=tmp_path / "data", database_url=url, demonstration=True))
        stack.callback(made.database.close)
        as_released(made)
        migrate(made.database)
        made.__dict__["now"] = Working(made).clock
        yield made


@contextmanager
def _database_of_its_own(request: pytest.FixtureRequest) -> Iterator[str]:
    there: str = request.getfixturevalue("postgres_url")
    url = f"{there}_before"
    admin = create_engine(Settings(database_url=there).database, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {url.rpartition('/')[2]}"))
        yield url
        connection.execute(text(f"drop database {url.rpartition('/')[2]} with (force)"))
    admin.dispose()


def as_released(world: Runtime) -> None:
    """The database in the shape of 0002, with what the program of that day had written into it."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    with world.database.transaction() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0002")
        shape = MetaData()
        shape.reflect(session.connection())
        records: dict[str, list[dict[str, Any]]] = json.loads(RECORDS.read_text("utf-8"))
        for table in shape.sorted_tables:
            for row in records.get(table.name, []):
                values = {name: _value(table.c[name].type, told) for name, told in row.items()}
                session.execute(insert(table).values(values))
            if not world.database.sqlite and isinstance(table.c.get("id", Column()).type, Integer):
                last = (
                    f"select setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) from {table.name}"
                )
                session.execute(text(last))


def _value(kind: Any, told: Any) -> Any:
    match kind:
        case DateTime():
            at = datetime.fromisoformat(told)
            return at.replace(tzinfo=UTC) if kind.timezone else at
        case Date():
            return date.fromisoformat(told)
        case Time():
            return time.fromisoformat(told)
        case LargeBinary():
            return base64.b64decode(told)
    return told


def test_records_of_the_release_before_hold_their_proof_and_are_used_as_they_are(released: Runtime) -> None:
    with released.database.reading() as session:
        proof = chain.verify(session)
    assert (proof.faults, proof.events, proof.seals) == ([], 55, 41)
    mo = signed_in(released, MANAGER)
    assert "Southshire" in mo.get("/").text
    for page in PAGES:
        assert mo.get(f"/plans/{PLAN}{page}").status_code == 200, page
    assert signed_in(released, BOARD).get("/sign-offs").status_code == 200
    assert signed_in(released, BOARD).get(f"/plans/{PLAN}/actions").status_code == 404


def test_what_was_recorded_before_versions_is_corrected_as_what_is_recorded_now(released: Runtime) -> None:
    at = Working(released)
    with released.database.transaction() as session:
        when, plan = builders.occasion(released, at.clock()), session.get_one(Plan, PLAN)
        first = queries.dossier(session, plan).considerations[0]
        assert (first.version, first.withdrawn_on) == (0, None)
        taken = corrections.take(session, session.get_one(Consideration, first.id), 0)
        second = plans.consider(session, when, plan, first.test, "Read again.", replaces=taken)
        assert second.version == 1
        log = session.exec(select(Engagement)).one()
        corrections.withdraw(session, when, plan, "engagement", log.id, "Typed twice.")
    proved(at)
