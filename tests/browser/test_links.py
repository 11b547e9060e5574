"""Links by e-mail that were used, cut, passed on or fetched by a scanner: one calm page and nothing done."""

from playwright.sync_api import Page

from lsip_workflow.model import SignedIn
from tests import builders
from tests.browser.conftest import Town, words_of
from tests.browser.looking import looked_at

MO = "mo@northshire.example"
GONE = "This link does not open anything (any more)"


def asks(town: Town, page: Page) -> str:
    """A person asks for a link; the one that arrives."""
    page.goto("/sign-in")
    page.get_by_label("Your e-mail address").fill(MO)
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_role("heading", name="Look in your mail").wait_for()
    return town.mailed("sign_in")


def submits_everything(scanner: Page, link: str) -> None:
    """What a scanner of mail does: it fetches the link, and sends every form of the page as it stands."""
    scanner.goto(link)
    for number in range(scanner.locator("form").count()):
        scanner.goto(link)
        with scanner.expect_navigation():
            scanner.locator("form").nth(number).evaluate("form => form.submit()")


def test_no_link_opens_anything_but_the_one_that_was_sent_to_whoever_opens_it(town: Town) -> None:
    builders.scene(town.world)
    asked, forwarded, scanner = town.comes(), town.comes(), town.comes()
    link = asks(town, asked)
    submits_everything(scanner, link)
    assert town.at.all(SignedIn) == []
    assert "It was not asked for in this browser" in words_of(scanner)

    forwarded.goto(link)
    forwarded.get_by_label("Your e-mail address").fill("pat@northshire.example")
    forwarded.get_by_role("button", name="Sign in").click()
    calm = forwarded.get_by_role("heading", level=1)
    assert calm.inner_text() == GONE
    cut = forwarded.goto(link[:-4])
    assert cut is not None
    assert cut.status == 404
    assert calm.inner_text() == GONE
    assert town.at.all(SignedIn) == [], "whoever does not know the address has used nothing up"

    asked.goto(link)  # the browser that asked presses the button by itself
    asked.get_by_role("button", name="Sign out").wait_for()
    assert town.at.one(SignedIn).address == MO
    forwarded.goto(link)
    assert calm.inner_text() == GONE, "used once"
    submits_everything(scanner, link)
    assert len(town.at.all(SignedIn)) == 1
    link = asks(town, town.comes())
    town.at.clock.on(minutes=15)
    forwarded.goto(link)
    assert calm.inner_text() == GONE, "its time is over"
    assert forwarded.get_by_role("button", name="Send me a new link").is_visible()
    assert looked_at(forwarded, "link-gone") == []
