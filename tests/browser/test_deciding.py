"""A board member on a phone signs or declines; a principal on the board sees nothing of a rival's answers."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from playwright.sync_api import Page
from sqlmodel import Session, select

from lsip_workflow.journeys import people, plans, releases, sign_offs
from lsip_workflow.model import Action, Area, CommitmentKind, Organisation, Plan, Role, SignOff
from tests import builders
from tests.browser.conftest import PHONE, Town, words_of
from tests.browser.looking import looked_at
from tests.builders import Scene
from tests.journeys.deciding import STATEMENTS, Deciders, deciders, edit
from tests.web import page_scenes
from tests.web.test_rival_answers import UNPUBLISHED, words

REACHED = re.compile(r'(?:href|src)="(/[^"#]*)"')


def asked_to_sign(town: Town) -> tuple[Scene, Deciders]:
    made = builders.scene(town.world)
    who = deciders(town.world, made)
    with town.world.database.transaction() as session:
        when, plan = builders.occasion(town.world), session.get_one(Plan, made.plan)
        due = when.today + timedelta(days=5)
        sign_offs.ask(session, when, plan, "roadmap", due=due, authors=[who.manager])
    return made, who


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_two_members_decide_on_their_phones_and_a_later_change_says_which_version_was_signed(
    town: Town,
) -> None:
    made, who = asked_to_sign(town)
    other = town.comes("cy@board.example", width=PHONE, scripts=False)
    other.goto("/sign-offs")
    other.locator("main h2 a").first.click()
    other.locator("summary", has_text="Decline, with a reason").click()
    press(other, "Decline")
    assert "Some things need another look" in words_of(other)
    other.get_by_label("Why do you not sign it?").fill("A2 has no room yet.")
    press(other, "Decline")
    assert "You declined" in words_of(other)
    declined = town.at.one(SignOff, SignOff.status == "declined")
    assert (declined.person_id, declined.note) == (who.other_member, "A2 has no room yet.")

    phone = town.comes("bo@board.example", width=PHONE)
    phone.goto("/sign-offs")
    assert "Northshire (example), 2026-29 By 7 November 2026" in words_of(phone)
    assert "Your interests None is in the register." in words_of(phone)
    phone.locator("main h2 a").first.click()
    phone.get_by_role("button", name="Sign this version").wait_for()
    press(phone, "Sign this version")
    assert looked_at(phone, "sign-offs-faults") == []
    assert "Some things need another look" in words_of(phone)
    for box in phone.get_by_role("checkbox").all():
        box.check()
    assert phone.get_by_role("checkbox").count() == len(STATEMENTS)
    press(phone, "Sign this version")
    signed = town.at.one(SignOff, SignOff.status == "signed")
    assert signed.person_id == who.member
    assert signed.version in words_of(phone)
    assert looked_at(phone, "sign-offs-done") == []

    with town.world.database.transaction() as session:
        edit(session, builders.occasion(town.world), made, "A2", "Open a course in the evening")
    desk = town.comes("mo@northshire.example")
    desk.goto(f"/plans/{made.plan}/sign-offs")
    told = words_of(desk)
    assert re.search(r"Signed: version 1; now: version 2\.", told), told
    assert "A person decides" in told
    assert "A2 has no room yet." in told
    desk.get_by_text("What is different").click()
    assert looked_at(desk, "plan-sign-offs-changed") == []
    assert "Open a course in the evening" in words_of(desk)
    (still,) = town.at.all(SignOff, SignOff.status == "signed")
    assert still.version == signed.version, "nobody's signature moves"


def a_principal_on_the_board(session: Session, town: Town, made: Scene) -> None:
    """They answer for one provider, and decide about what another one was asked."""
    when = builders.occasion(town.world)
    plan, area = session.get_one(Plan, made.plan), session.get_one(Area, made.area)
    own = session.exec(
        select(Organisation).where(Organisation.name == "Southfield Institute (example)")
    ).one()
    person = builders.person(session, when, own, "Pru Principal", "pru@southfield.example")
    for role in (Role.PROVIDER_RESPONDENT, Role.PROVIDER_CONFIRMER, Role.BOARD_MEMBER):
        people.grant_role(session, when, person, area, role, date(2026, 1, 1))
    action = session.exec(select(Action).where(Action.plan_id == plan.id, Action.code == "A3")).one()
    rival = session.get_one(Organisation, made.provider)
    said = {"alternative": "The rival says no for now", "risk": ""}
    plans.record_commitment(session, when, plan, action, rival, CommitmentKind.DECLINED, **said)
    for audience in ("board", "parties", "public"):
        releases.release(session, when, plan, audience=audience, title=f"For {audience}")


def within_reach(page: Page) -> Iterator[tuple[str, int, bytes]]:
    """Everything that somebody gets to by links alone, from their first page on, downloads included."""
    seen, ahead = {"/"}, ["/"]
    while ahead:
        address = ahead.pop()
        answer = page.request.get(address)
        body = answer.body()
        yield address, answer.status, body
        if answer.headers["content-type"].startswith("text/html"):
            found = {each.replace("&amp;", "&") for each in REACHED.findall(body.decode())}
            new = {each for each in found - seen if not each.startswith(("/static/", "/api/", "/brand/"))}
            seen |= new
            ahead += sorted(new)


def test_a_principal_on_the_board_finds_nothing_of_a_rivals_answers_wherever_links_lead(town: Town) -> None:
    made = page_scenes.full(town.world)
    with town.world.database.transaction() as session:
        a_principal_on_the_board(session, town, made)
    page = town.comes("pru@southfield.example", width=PHONE)
    reached = {}
    for address, status, body in within_reach(page):
        reached[address.partition("?")[0]] = status
        assert status == 200, (address, "a link that leads nowhere")
        found = [text for text in UNPUBLISHED if text in words(body)]
        assert not found, (address, found)
    for part in ("/sign-offs/", "/released/", "/blank-copy", "/about-you/download"):
        assert any(part in address for address in reached), sorted(reached)
    team = town.comes("mo@northshire.example")
    assert any(text in words(body) for _, _, body in within_reach(team) for text in UNPUBLISHED), (
        "the team does read them, by the same walk"
    )
