"""A working world for the journeys' tests, on both databases in turn."""

import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from lsip_workflow.runtime import Runtime
from tests.journeys.mail_server import Server
from tests.journeys.working import Working


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
