"""A working world for the journeys' tests, on both databases in turn."""

import pytest

from lsip_workflow.runtime import Runtime
from tests.journeys.working import Working


@pytest.fixture
def at(world: Runtime) -> Working:
    """A world, a clock that stands still, and the relay's turns."""
    return Working(world)


@pytest.fixture
def at_sqlite(small_world: Runtime) -> Working:
    """The same on SQLite only, where the database is not what is tested."""
    return Working(small_world)
