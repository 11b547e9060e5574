"""A real browser, and the pages of a world that has something of everything, served on this machine."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from lsip_workflow.web import visitor
from lsip_workflow.web.app import create
from tests.installation import free_port
from tests.web.everybody import Everyone, everyone

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass(frozen=True, eq=False)
class Site:
    """The world behind the pages, and where they are."""

    everyone: Everyone
    address: str


@pytest.fixture(scope="session")
def pages_of_everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages, in a thread of this process: the world can be looked at beside the browser."""
    made, port = everyone(tmp_path_factory.mktemp("everything")), free_port()
    config = uvicorn.Config(
        create(made.world), host="127.0.0.1", port=port, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        with suppress(TimeoutError):
            thread.join(0.01)
        assert thread.is_alive(), "the pages did not start"
    yield Site(made, f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join(10)
    made.world.database.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; skipped loudly on a laptop without it, a failure in CI."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed: .ci/run installs it.")
        pytest.skip("Chromium is not installed, so no page is looked at in a browser: apt install chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


SignedInAs = Callable[..., BrowserContext]


@pytest.fixture
def signed_in_as(browser: Browser, pages_of_everything: Site) -> Iterator[SignedInAs]:
    """Makes a browser's own memory in which whoever has an e-mail address is signed in."""
    made: list[BrowserContext] = []

    def sign_in(address: str = "", *, width: int = 1280, scripts: bool = True) -> BrowserContext:
        context = browser.new_context(
            base_url=pages_of_everything.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
        )
        made.append(context)
        if address:
            world = pages_of_everything.everyone.world
            with world.database.transaction() as session:
                _, token = visitor.begin(session, world, address, how="test", browser="Chromium")
            cookie = {"name": visitor.cookie_name(world), "value": visitor.stamped(world, token)}
            context.add_cookies([{**cookie, "url": pages_of_everything.address}])  # type: ignore[typeddict-item]
        return context

    yield sign_in
    for context in made:
        context.close()
