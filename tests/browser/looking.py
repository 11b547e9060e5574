"""What is wrong with a page as a browser shows it, and a picture of it for people to look at."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE

PICTURES = Path(__file__).parent / "pictures"
AXE = Axe()
FAULTS = """() => {
    document.querySelectorAll('details').forEach(part => { part.open = true })
    return axe.run({resultTypes: ['violations']}).then(
        found => found.violations.map(each => each.id + ': ' + each.nodes[0].html.slice(0, 200)))
}"""


def looked_at(page: Page, picture: str, pictured: tuple[int, ...] = (PHONE, DESK)) -> list[str]:
    """What is wrong with a page as it stands: faults that axe finds, and what is wider than its window.

    Pictures are a third of what the browser does here, and as JPEG they are made in half the time.
    """
    before = page.viewport_size
    page.evaluate(AXE.axe_script)
    wrong = [f"{page.url}: {each}" for each in page.evaluate(FAULTS)]
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{page.url}: wider than a window of {width}")
        if width in pictured:
            file = PICTURES / f"{picture}-{width}.jpeg"
            page.screenshot(path=file, type="jpeg", quality=70, full_page=True)
    if before:
        page.set_viewport_size(before)
    return wrong
