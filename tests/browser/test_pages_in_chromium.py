"""The pages in a real browser, with the demonstration: no fault that axe finds, at two widths."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from lsip_workflow import demonstration
from tests.installation import Installation, PrefectServer

WIDTHS = (1280, 360)
PAGES = ("/", "/plans/northshire-2026", "/plans/kent-and-medway-2026", "/plans/eastmarch-2026/runs", "/runs",
         "/messages", "/plans/northshire-2026/timeline", "/plans/nowhere")  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The web, with the demonstration loaded."""
    folder = tmp_path_factory.mktemp("site")
    made = Installation(folder, PrefectServer(folder), demonstration=True)
    demonstration.load(made.world, lambda _sentence: None)
    made.start_web()
    yield made
    made.stop()


@pytest.fixture
def page(browser: Browser, site: Installation, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a certain width, with scripts switched off for the site's own."""
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{site.port}",
        viewport={"width": getattr(request, "param", 1280), "height": 900},
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", WIDTHS, indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_fault_and_nothing_overflows(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, "the page is wider than its window"


def test_the_first_page_says_where_an_example_is_what_is_next_and_whom_it_awaits(page: Page) -> None:
    page.goto("/")
    row = page.locator("article", has=page.get_by_role("link", name="Northshire (example)"))
    text = row.inner_text()
    assert "Roadmap" in text
    assert "Not ready yet" in text
    assert "The board's agreement to the roadmap" in text
    assert "Waits for" in text
    assert "Fellgate" in text


def test_every_page_of_the_demonstration_says_that_it_is_one(page: Page) -> None:
    for path in PAGES:
        page.goto(path)
        assert "Demonstration: not a record of any real organisation" in page.content(), path


def test_a_person_finds_what_ran_for_a_plan_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/plans/northshire-2026")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip().lower().startswith("skip")
    page.keyboard.press("Enter")
    link = page.locator("main a[href='/plans/northshire-2026/runs']").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/northshire-2026/runs")
    assert "What ran" in page.locator("h1").inner_text()
    assert Path(page.url).name == "runs"
