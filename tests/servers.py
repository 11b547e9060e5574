"""Prefect servers as fixtures: one that all share, and one for each test that kills its own."""

from collections.abc import Iterator

import pytest

from tests.installation import PrefectServer


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A Prefect server that nobody kills before the end."""
    yield from _server(tmp_path_factory)


@pytest.fixture
def own_prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A Prefect server for a test that kills it."""
    yield from _server(tmp_path_factory)


def _server(folders: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    server = PrefectServer(folders.mktemp("prefect"))
    server.start()
    yield server
    server.kill()
