"""The demonstration in a browser: somebody looks around as one of its invented people."""

from lsip_workflow import demonstration
from tests.browser.conftest import Town, words_of

SAYS = "Demonstration: not a record of any real organisation"
PAGES = (
    "/",
    "/plans",
    "/plans/northshire-2026",
    "/plans/northshire-2026/timeline",
    "/messages",
    "/runs",
    "/plans/nowhere",
    "/accessibility",
)


def test_whoever_looks_around_reads_on_every_page_that_it_is_a_demonstration(town: Town) -> None:
    demonstration.load(town.world, lambda _sentence: None)
    page = town.comes()
    page.goto("/")
    page.get_by_role("link", name="look around as one of its invented people").click()
    manager = page.locator("h2", has_text="Project manager").locator("xpath=following-sibling::ul[1]//button")
    assert page.get_by_role("button", name="Look around as").count() >= 8
    with page.expect_navigation():
        manager.first.click()
    assert page.locator("h1").inner_text().startswith("This week")
    told = words_of(page)
    assert "Needs you today" in told
    assert "Not ready yet" in told
    for path in PAGES:
        page.goto(path)
        assert page.locator(".demonstration", has_text=SAYS).is_visible(), path
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    assert page.locator(".demonstration", has_text=SAYS).is_visible()
