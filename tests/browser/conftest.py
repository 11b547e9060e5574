"""A real browser, and worlds whose pages are served on this machine, to be looked at beside the browser."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, sync_playwright

from lsip_workflow.model import OutboxRow
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import visitor
from lsip_workflow.web.app import create
from tests.conftest import make_world
from tests.installation import free_port
from tests.journeys.working import Working
from tests.web.everybody import Everyone, everyone

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE, DESK = 390, 1280


@contextmanager
def served(world: Runtime) -> Iterator[str]:
    """The pages of a world, in a thread of this process; their address."""
    port = free_port()
    config = uvicorn.Config(create(world), host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        with suppress(TimeoutError):
            thread.join(0.01)
        assert thread.is_alive(), "the pages did not start"
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    world.database.close()


@dataclass(frozen=True, eq=False)
class Site:
    """The world behind the pages, and where they are."""

    everyone: Everyone
    address: str


@pytest.fixture(scope="session")
def pages_of_everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages of a world that has something of everything."""
    made = everyone(tmp_path_factory.mktemp("everything"))
    with served(made.world) as address:
        yield Site(made, address)


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


def come(
    browser: Browser, world: Runtime, pages: str, address: str, *, width: int = DESK, scripts: bool = True
) -> BrowserContext:
    """A browser's own memory, in which whoever has this e-mail address is signed in; nobody without one."""
    context = browser.new_context(
        base_url=pages, viewport={"width": width, "height": 900}, java_script_enabled=scripts
    )
    context.set_default_timeout(15_000)
    if address:
        with world.database.transaction() as session:
            _, token = visitor.begin(session, world, address, how="test", browser="Chromium")
        cookie = {"name": visitor.cookie_name(world), "value": visitor.stamped(world, token), "url": pages}
        context.add_cookies([cookie])  # type: ignore[list-item]
    return context


SignedInAs = Callable[..., BrowserContext]


@pytest.fixture
def signed_in_as(browser: Browser, pages_of_everything: Site) -> Iterator[SignedInAs]:
    """Whoever has an e-mail address, in front of the pages of everything."""
    made: list[BrowserContext] = []

    def sign_in(address: str = "", *, width: int = DESK, scripts: bool = True) -> BrowserContext:
        site = pages_of_everything
        made.append(come(browser, site.everyone.world, site.address, address, width=width, scripts=scripts))
        return made[-1]

    yield sign_in
    for context in made:
        context.close()


class Town:
    """A world that a test makes, and the people who look at its pages, each in a browser of their own.

    No page of theirs may open a dialog, complain in the console or break its content policy; what one did
    is in `troubles`.
    """

    def __init__(self, browser: Browser, world: Runtime) -> None:
        """The pages are served with the first person who comes."""
        self.browser, self.world, self.at = browser, world, Working(world)
        self.world.__dict__["now"] = self.at.clock
        self.troubles: list[str] = []
        self._open = ExitStack()
        self._address = ""

    def comes(self, address: str = "", *, width: int = DESK, scripts: bool = True) -> Page:
        """Somebody opens a browser; signed in where they have an e-mail address."""
        self._address = self._address or self._open.enter_context(served(self.world))
        context = come(self.browser, self.world, self._address, address, width=width, scripts=scripts)
        self._open.callback(context.close)
        page = context.new_page()
        page.on("dialog", self._asked)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("console", self._told)
        return page

    def _asked(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.accept()

    def _told(self, told: ConsoleMessage) -> None:
        # That a form came back with faults (422) is told in the console too.
        if told.type == "error" and not told.text.startswith("Failed to load resource"):
            self.troubles.append(told.text)

    def mailed(self, template: str) -> str:
        """The address of our pages that stands in the last message of this kind, as it arrives."""
        self.at.rest()
        rows = [row for row in self.at.all(OutboxRow) if row.template == template]
        newest = max(rows, key=lambda row: row.owed_since)
        mail = (self.world.settings.data_dir / "messages" / f"{newest.id}.eml").read_text()
        return re.findall(r"http://pages\.example(/(?:asked|sign-in)/\w+)", mail)[-1]  # type: ignore[no-any-return]

    def close(self) -> None:
        """All browsers are closed, and the pages go."""
        self._open.close()


@pytest.fixture
def town(browser: Browser, tmp_path: Path) -> Iterator[Town]:
    """A world without anything in it, whose clock is set by hand; nothing that its pages did is wrong."""
    made = Town(browser, make_world(tmp_path, ""))
    yield made
    made.close()
    assert made.troubles == []


def words_of(page: Page) -> str:
    """What the main part of a page says, on one line."""
    return " ".join(page.locator("main").inner_text().split())
