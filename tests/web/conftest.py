"""One full plan for all tests that only look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.web.app import create
from tests.builders import Scene
from tests.web import page_scenes
from tests.web.page_scenes import Still
from tests.web.signed import signed_in


@pytest.fixture(scope="session")
def full_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Still, Scene]]:
    """A world with a full plan, in which two things could not be processed; only to be looked at."""
    made = page_scenes.still(tmp_path_factory.mktemp("full"))
    scene = page_scenes.full(made)
    page_scenes.set_aside(made, scene.plan)
    yield made, scene
    made.database.close()


@pytest.fixture(scope="session")
def full_pages(full_world: tuple[Still, Scene]) -> TestClient:
    """The pages of the full world, as its project manager sees them."""
    return signed_in(full_world[0], "mo@northshire.example")


@pytest.fixture
def still_world(tmp_path: Path) -> Iterator[Still]:
    """An empty world of real records whose clock stands still."""
    made = page_scenes.still(tmp_path, demonstration=False)
    yield made
    made.database.close()


@pytest.fixture
def still_pages(still_world: Still) -> TestClient:
    """The pages of that world."""
    return TestClient(create(still_world))
