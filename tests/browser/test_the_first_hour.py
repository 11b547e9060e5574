"""The first hour in a browser: the printed link, a workbook with faults, the plan taken over and started."""

import re

from playwright.sync_api import Page, expect

from lsip_workflow.journeys import first_run
from lsip_workflow.model import Action, OutboxRow, Person, Plan
from lsip_workflow.store.migrate import claim_kind
from tests.browser.conftest import Town, words_of
from tests.browser.looking import looked_at
from tests.web.test_first_run import real
from tests.workbooks import put

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAN = "kent-and-medway-2025-28"


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def hand_in(page: Page, content: bytes) -> None:
    page.get_by_label("The workbook").set_input_files(
        {"name": "Our plan.xlsx", "mimeType": EXCEL, "buffer": content}
    )
    press(page, "Look at it")


def test_a_running_plan_is_taken_over_from_a_workbook_with_faults_and_started(town: Town) -> None:
    town.world.settings.demonstration = False
    with town.world.database.transaction() as session:
        claim_kind(session, demonstration=False, now=town.world.now())
    page = town.comes()
    page.goto(f"/begin/{first_run.word(town.world.secret)}")
    page.get_by_label("Which area is it for?").select_option("kent-and-medway")
    assert looked_at(page, "begin") == []
    press(page, "Continue")
    page.get_by_label("Employer representative body", exact=True).select_option("kent-invicta-chamber")
    page.get_by_label("Published notice of designation").fill("Notice of designated ERBs")
    for name, text in (("Day", "1"), ("Month", "10"), ("Year", "2025")):
        page.get_by_label(name, exact=True).fill(text)
    page.get_by_label("Your name").fill("Sam <b>O’Brien</b>")
    page.get_by_label("Your e-mail address").fill("not yet")
    press(page, "Begin")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert looked_at(page, "begin-faults") == []
    page.locator(".govuk-error-summary a").first.click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    page.get_by_label("Your e-mail address").fill("sam@kent.example")
    press(page, "Begin")
    expect(page.locator(".who")).to_contain_text("Sam <b>O’Brien</b>")

    hand_in(page, real(put("Actions", "E3", "<i>someday</i>"), put("Contacts", "B4", "nobody")))
    assert "2 things to put right in the workbook. Nothing was recorded." in words_of(page)
    for sheet, cell, said in (("Actions", "E3", "<i>someday</i>"), ("Contacts", "B4", "not an e-mail")):
        row = page.get_by_role("row").filter(has_text=cell)
        expect(row).to_contain_text(sheet)
        expect(row).to_contain_text(said)
    with page.expect_download() as noted:
        page.get_by_role("link", name="Download your workbook").click()
    assert noted.value.suggested_filename.endswith(".xlsx")
    assert page.get_by_role("button", name="Take this plan over").count() == 0
    assert looked_at(page, "adopt-faults") == []

    page.get_by_role("link", name="hand it in again").click()
    hand_in(page, real())
    assert "Roadmap actions 40" in words_of(page)
    assert town.at.all(Plan) == []
    press(page, "Take this plan over")
    assert "Nothing is sent about this plan yet." in words_of(page)
    assert looked_at(page, "first-messages") == []
    plan = town.at.one(Plan)
    assert (plan.id, plan.held, len(town.at.all(Action))) == (PLAN, True, 40)
    town.at.rest()
    assert [row.template for row in town.at.all(OutboxRow) if row.sent_at] == []
    page.get_by_role("button", name=re.compile("start the messages", re.IGNORECASE)).click()
    expect(page.get_by_text("what you ask or send goes within minutes")).to_be_visible()
    assert not town.at.one(Plan).held
    page.goto("/")
    assert "Kent and Medway" in words_of(page)
    assert len(town.at.all(Person)) > 60
