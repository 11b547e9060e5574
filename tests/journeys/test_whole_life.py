"""No skipped gate, no orphan; acknowledged is stored, chained and handled, in whatever order."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from lsip_workflow.runtime import Runtime, Settings
from tests.conftest import empty, make_world
from tests.journeys.life_world import World
from tests.journeys.whole_life import WholeLife

EVERY_TIME = settings(
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    stateful_step_count=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Callable[[], World]:
    """A new world each time, from a copy of one in which nothing but its people are there."""
    World(made := make_world(tmp_path / "begun", ""))
    made.database.close()
    number = 0

    def make() -> World:
        nonlocal number
        number += 1
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "begun", folder)
        return World(Runtime(Settings(data_dir=folder, demonstration=True)))

    return make


def run(make: Callable[[], World], examples: int) -> None:
    """Let the machine loose on worlds that are made so."""
    machine = type("WholeLife", (WholeLife,), {"make": staticmethod(make)})
    run_state_machine_as_test(machine, settings=settings(EVERY_TIME, max_examples=examples))


def test_whatever_happens_in_whatever_order_holds_on_sqlite(on_sqlite: Callable[[], World]) -> None:
    run(on_sqlite, 12)


def test_whatever_happens_in_whatever_order_holds_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    def make() -> World:
        empty(postgres_url)
        return World(Runtime(Settings(data_dir=tmp_path, database_url=postgres_url, demonstration=True)))

    run(make, 4)
