"""The provider's door in a browser: from the link in a message to a receipt, on a phone."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from lsip_workflow import events
from lsip_workflow.model import Confirmation, OutboxRow, Response, SavedPart
from lsip_workflow.store.record import record
from tests import builders
from tests.browser.conftest import PHONE, Town, words_of
from tests.browser.looking import looked_at
from tests.web.provider_scenes import in_two_areas

PAT = "pat@northshire.example"


@dataclass
class Thumb:
    """A person with a telephone: what they press is counted."""

    page: Page
    presses: int = 0
    pages: int = 0

    def choose(self, name: str) -> None:
        """A radio button or a tick box, by its words."""
        self.page.get_by_label(name, exact=True).check()
        self.presses += 1

    def press(self, name: str, role: str = "button") -> None:
        """Press it, and the next page comes."""
        found = self.page.get_by_role(role, name=name, exact=role == "button")  # type: ignore[arg-type]
        with self.page.expect_navigation():
            found.click()
        self.presses += 1
        self.pages += 1


def sign_in_by_mail(town: Town, page: Page, address: str, *, scripts: bool) -> None:
    """The way in, as a person goes it: their address, the message, its link, its button."""
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me a link").click()
    assert "Look in your mail" in words_of(page)
    page.goto(town.mailed("sign_in"))
    if not scripts:  # with scripts, the browser that asked presses it by itself
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_message_to_a_receipt_on_a_phone(town: Town, scripts: bool) -> None:
    made = builders.scene(town.world)
    asked = town.mailed("request_sent")
    phone = town.comes(width=PHONE, scripts=scripts)
    phone.goto(asked)
    assert phone.url.partition("?")[0].endswith("/sign-in")
    sign_in_by_mail(town, phone, PAT, scripts=scripts)
    assert phone.url.endswith(asked), "the link leads to what is asked, after signing in as before"
    assert "The law asks the relevant providers of an area" in words_of(phone)

    pat = Thumb(phone)
    pat.press("Answer now")
    pat.choose("Answer now")
    pat.press("Save and continue")
    pat.choose("A2: Open a course (A2)")
    pat.press("Save and continue")
    if scripts:
        expect(phone.get_by_label("What you could do instead")).to_be_hidden()
    pat.choose("We cannot take part")
    if scripts:  # what looks for faults is a script too
        assert looked_at(phone, "asked-action") == []
    phone.get_by_label("What you could do instead").fill("We could host it.")
    pat.press("Save and come back later")
    assert [row.part for row in town.at.all(SavedPart)], "it is kept on our side, not in the browser"

    desk = town.comes(PAT, scripts=scripts)
    desk.goto("/asked")
    assert "In progress" in words_of(desk)
    desk.goto(asked)
    again = Thumb(desk, pat.presses, pat.pages)
    again.press("What do you offer now?", "link")
    desk.get_by_role("textbox").fill("Level 3 engineering, 120 learners.")
    for _ in range(3):
        again.press("Save and continue")
    again.press("Save and continue")
    assert desk.url.endswith("/check")
    assert "We could host it." in words_of(desk)
    assert town.at.all(Response) == []
    other_window = desk.context.new_page()
    other_window.goto(desk.url)
    again.press("Send the answer")
    (answer,) = town.at.all(Response)
    assert answer.reference in words_of(desk)
    assert "What happens next" in words_of(desk)
    other_window.get_by_role("button", name="Send the answer").click()
    other_window.wait_for_url(desk.url)
    assert len(town.at.all(Response)) == 1
    town.at.rest()
    assert [row.person_id for row in town.at.all(OutboxRow, OutboxRow.template == "response_received")] == [
        made.respondent
    ]
    assert again.pages <= 12, again
    assert again.presses <= 16, again


def test_one_contact_answers_two_bodies_in_one_sitting(town: Town) -> None:
    north, south, second = in_two_areas(town.world)
    town.at.rest()
    phone = town.comes(PAT, width=PHONE)
    pat = Thumb(phone)
    phone.goto("/asked")
    assert "2 things are asked of you, by 2 bodies." in words_of(phone)
    pat.press("What you can offer", "link")
    pat.press("Answer now")
    pat.choose("Answer now")
    pat.press("Save and continue")
    pat.press("Save and continue")  # no action in particular
    phone.get_by_role("textbox").fill("Level 3 engineering, 120 learners.")
    while not phone.url.endswith("/check"):
        pat.press("Save and continue")
    pat.press("Send the answer")
    first = pat.presses
    pat.press("Your part in the south", "link")
    phone.get_by_label("as you told Northshire Chamber (example)").check()
    pat.press("Answer now")
    assert "Taken from your answer to Northshire Chamber" in words_of(phone)
    pat.press("Check your answer")
    assert "Level 3 engineering, 120 learners." in words_of(phone)
    pat.press("Send the answer")
    assert pat.presses - first <= 5, "what was said once is not asked again"
    answers = town.at.all(Response)
    assert {row.plan_id for row in answers} == {north.plan, south.plan}
    assert len({row.reference for row in answers}) == 2
    phone.goto("/asked")
    assert "Nothing is asked of you now." in words_of(phone)
    assert second in {row.request_id for row in answers}


def test_a_training_provider_of_one_person_answers_and_confirms(town: Town) -> None:
    made = builders.scene(town.world)
    with town.world.database.transaction() as session:
        record(session, builders.occasion(town.world), events.ConfirmationSwitched(plan=made.plan, to="on"))
    phone = town.comes(PAT, width=PHONE)
    phone.goto(f"/asked/{made.request}")
    pat = Thumb(phone)
    pat.press("tell us")
    phone.get_by_role("textbox").fill("I teach Welsh cakes to adults, and no more.")
    pat.press("Save and continue")
    pat.press("Save and continue")
    pat.press("Send the answer")
    assert looked_at(phone, "asked-sent-to-confirm") == []
    pat.press("Confirm it now")
    assert "Confirmed by who sent it" in words_of(phone)
    answer = town.at.one(Response)
    assert (answer.kind, answer.confirmation) == ("does_not_apply", Confirmation.CONFIRMED)
    assert pat.presses == 5
