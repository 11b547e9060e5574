"""A working world for the journeys' tests, on both databases in turn."""

import os
import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from lsip_workflow.runtime import Runtime
from tests.journeys.mail_server import Server
from tests.journeys.working import Working

# What these do is walked on PostgreSQL too by the machine of a whole life and by the record that has
# everything (`test_whole_life`, `test_tampering`); test by test only with LSIP_TEST_EVERYTHING=1, as
# continuous integration has twenty minutes. Races, the chain, the relay and what is new are always on both.
ON_SQLITE = frozenset(
    f"test_{name}.py"
    for name in (
        *(
            "kinds_of_answer",
            "questions",
            "progress_reports",
            "answers",
            "signing",
            "interests",
            "engagement",
        ),
        *("duties", "people", "consultation", "confirmation", "sign_offs", "reminders_started", "decisions"),
        *("barriers", "carry_over", "drafts", "designations", "authorities", "providers_leaving", "cycles"),
    )
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and count as left out, what is tried on PostgreSQL by others."""
    if os.environ.get("LSIP_TEST_EVERYTHING"):
        return
    left = [item for item in items if item.path.name in ON_SQLITE and "[postgresql" in item.name]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


@pytest.fixture
def at(world: Runtime) -> Working:
    """A world, a clock that stands still, and the relay's turns."""
    return Working(world)


@pytest.fixture
def at_sqlite(small_world: Runtime) -> Working:
    """The same on SQLite only, where the database is not what is tested."""
    return Working(small_world)


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server that keeps what it takes."""
    made = Server()
    with socket.create_server(("127.0.0.1", 0)) as free:
        made.port = free.getsockname()[1]
    controller = Controller(made, hostname="127.0.0.1", port=made.port)
    controller.start()
    yield made
    made.free.set()
    controller.stop()


@pytest.fixture
def mailing(at: Working, server: Server) -> Working:
    """A world that sends to that server, with one message owed: to the provider that was asked."""
    at.channel_url = f"smtp://127.0.0.1:{server.port}"
    return at
