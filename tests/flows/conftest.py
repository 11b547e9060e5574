"""Flows run in this process, against one real Prefect server and a world of their own."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_HOME,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)

from flows import here
from flows.link import Link
from flows.relay import Relay
from lsip_workflow.runtime import Runtime
from tests.conftest import make_world
from tests.installation import PrefectServer
from tests.servers import prefect

__all__ = ["prefect"]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """The world that the flows of this process work on."""
    made = make_world(tmp_path, "")
    monkeypatch.setattr(here, "runtime", lambda: made)
    here.works.cache_clear()
    here.post.cache_clear()
    yield made
    here.works.cache_clear()
    here.post.cache_clear()
    made.database.close()


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop: Prefect keeps clients that belong to the loop they were made in."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture
def run(
    prefect: PrefectServer, world: Runtime, tmp_path: Path, loop: asyncio.AbstractEventLoop
) -> Iterator[Callable[..., Any]]:
    """Runs something async with Prefect's client set to the server."""
    told = {
        PREFECT_API_URL: prefect.api,
        PREFECT_HOME: tmp_path / "prefect",
        PREFECT_LOGGING_TO_API_ENABLED: False,  # or it tries for a minute to reach a server that is gone
    }
    with temporary_settings(told):
        yield loop.run_until_complete


@pytest.fixture
def relay(prefect: PrefectServer, world: Runtime, run: Callable[..., Any]) -> Relay:
    """A relay that is connected; its turns are taken by the test."""
    link = Link(prefect.api)
    assert run(link.connect())
    return Relay(link)
