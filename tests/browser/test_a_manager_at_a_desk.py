"""A project manager at a desk: a reply by telephone with the keyboard alone, and two at one thing."""

from datetime import UTC, date, datetime

from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from lsip_workflow.journeys import people
from lsip_workflow.model import Action, Area, Deadline, Organisation, OutboxRow, OutboxStatus, Response, Role
from tests import builders
from tests.browser.conftest import PHONE, Town, words_of
from tests.browser.looking import looked_at
from tests.journeys.test_dates_and_sweep import swept
from tests.web.page_scenes import HOSTILE

MO = "mo@northshire.example"
FOCUSED = """() => {
    const here = document.activeElement, style = getComputedStyle(here)
    const marked = getComputedStyle(here.nextElementSibling || here, '::before')
    const shown = [style, marked].some(each =>
        (each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) > 0) || each.boxShadow !== 'none')
    return here === document.body || shown
}"""
MOST = 80


def tab_to(page: Page, wanted: Locator) -> None:
    """The tab key until it is reached; wherever the focus rests meanwhile, it can be seen."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED), page.evaluate("document.activeElement.outerHTML")
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached with the keyboard")


def test_a_reply_by_telephone_with_the_keyboard_alone_and_nobody_is_reminded(town: Town) -> None:
    made = builders.scene(town.world)  # due on 23 November
    town.at.rest()
    town.at.clock.now = datetime(2026, 11, 22, 8, 45, tzinfo=UTC)
    page = town.comes(MO)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    assert "1 message to Pat Northshire: What you can offer" in words_of(page)
    assert looked_at(page, "monday-with-a-row") == []
    page.reload()

    tab_to(page, page.locator("summary", has_text="Reply or call").first)
    page.keyboard.press("Enter")
    reply = page.get_by_label("A call, no reply yet")
    tab_to(page, page.get_by_label("Their reply"))
    page.keyboard.press("ArrowDown")
    expect(reply).to_be_checked()
    page.keyboard.press("ArrowUp")
    tab_to(page, page.get_by_label("What they said"))
    page.keyboard.type("Yes, from “September” <b>")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Space")
    told = words_of(page)
    assert "Saved. They get a copy" in told
    assert "message to Pat Northshire" not in told
    assert "Northshire College (example) answered, as you recorded: What you can offer" in told

    town.at.rest()
    town.at.clock.now = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
    assert swept(town.at) == [], "tomorrow nobody is reminded"
    answer, copy = town.at.one(Response), town.at.one(OutboxRow, OutboxRow.template == "response_received")
    assert answer.request_id == made.request
    assert (copy.person_id, copy.status) == (made.respondent, OutboxStatus.SENT)
    assert "Yes, from “September” <b>" in (copy.body or "")


def test_a_date_is_changed_after_a_look_at_it_and_the_old_one_stays_visible(town: Town) -> None:
    made = builders.scene(town.world)
    town.at.rest()
    page = town.comes(MO)
    page.goto(f"/plans/{made.plan}/dates/{town.at.one(Deadline).id}/change")
    for name, text in (("Day", "20"), ("Month", "12"), ("Year", "2026")):
        page.get_by_label(name, exact=True).fill(text)
    page.locator("#the-form").get_by_role("radio").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Look at the change").click()
    assert "It stands now" in words_of(page)
    assert town.at.one(Deadline).due == date(2026, 11, 23), "looking changes nothing"
    assert looked_at(page, "date-check") == []
    with page.expect_navigation():
        page.get_by_role("button", name="Change the date").click()
    assert town.at.one(Deadline).due == date(2026, 12, 20)
    assert "20 December 2026" in words_of(page)
    assert "23 November 2026" in words_of(page)


def test_of_two_at_one_action_the_second_sees_the_first_and_what_either_typed_is_harmless(
    town: Town,
) -> None:
    made = builders.scene(town.world)
    with town.world.database.transaction() as session:
        when = builders.occasion(town.world)
        body, area = session.get_one(Organisation, made.erb), session.get_one(Area, made.area)
        name = f"Al {HOSTILE} 🐝"
        colleague = builders.person(session, when, body, name, "al@northshire.example")
        people.grant_role(session, when, colleague, area, Role.PROJECT_MANAGER, when.today)
    address = f"/plans/{made.plan}/do/correct-action?code=A1"
    mo, al = town.comes(MO), town.comes("al@northshire.example", width=PHONE)
    for page in (mo, al):
        page.goto(address)
    title, theirs = "What is to be done?", HOSTILE[:200]
    al.get_by_label(title).fill(theirs)
    with al.expect_navigation():
        al.locator("#the-form button:not([name])").first.click()
    assert "The action is changed" in words_of(al)
    mo.get_by_label(title).fill("My own words \u202eesrever\u202c 🐝")
    with mo.expect_navigation():
        mo.locator("#the-form button:not([name])").first.click()
    told = words_of(mo)
    assert "What stands now, where it is not what you typed" in told
    assert f"by {name}" in told, "who changed it, as their name was typed"
    assert theirs in told
    assert mo.get_by_label(title).input_value() == "My own words \u202eesrever\u202c 🐝"
    expect(mo.locator(".govuk-error-summary")).to_be_focused()
    assert looked_at(mo, "changed-meanwhile") == []
    with mo.expect_navigation():
        mo.locator("#the-form button:not([name])").first.click()
    row = town.at.one(Action, Action.code == "A1")
    assert row.title == "My own words \u202eesrever\u202c 🐝"
    for page in (mo, al):
        for shown in ("/", f"/plans/{made.plan}/actions", f"/plans/{made.plan}/timeline", "/people"):
            page.goto(shown)
            wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(wider), (shown, "is wider than its window")
    al.goto(f"/plans/{made.plan}/actions/A1")
    assert "My own words" in words_of(al)
    with town.world.database.reading() as session:
        assert session.exec(select(Action).where(Action.code == "A1")).one().lead_id == made.provider
