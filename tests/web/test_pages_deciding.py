"""The page of a sign-off: each statement ticked by itself, exactly one version, both names, no interest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, select

from lsip_workflow.journeys import delegation, interests, sign_offs
from lsip_workflow.model import Area, Person, Plan, SignOff
from lsip_workflow.rules.permissions import command
from lsip_workflow.runtime import Settings
from lsip_workflow.store import chain
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.conftest import DATABASE, migrated
from tests.journeys.deciding import STATEMENTS, Deciders, deciders, edit
from tests.web.page_scenes import HOSTILE, LATER, Still
from tests.web.signed import hidden, sent, signed_in


@dataclass(frozen=True)
class Deciding:
    """A plan whose roadmap somebody is asked to sign, with its deciders."""

    world: Still
    made: Scene
    who: Deciders
    asking: str

    @property
    def page(self) -> str:
        return f"/sign-offs/{self.asking}"

    @property
    def when(self) -> Occasion:
        return builders.occasion(self.world, LATER)

    def as_(self, name: str) -> TestClient:
        address = {"mo": "mo@northshire.example", "pat": "pat@northshire.example"}
        return signed_in(self.world, address.get(name, f"{name}@board.example"))

    def rows(self, status: str) -> list[SignOff]:
        with self.world.database.reading() as session:
            return list(session.exec(select(SignOff).where(SignOff.status == status)))

    def change(self, title: str) -> None:
        with self.world.database.transaction() as session:
            edit(session, self.when, self.made, "A2", title)

    def delegated(self, signatory: str, delegate: str) -> None:
        with self.world.database.transaction() as session:
            delegation.give(
                session,
                replace(self.when, actor=command("test")),
                session.get_one(Plan, self.made.plan),
                signatory=session.get_one(Person, signatory),
                delegate=session.get_one(Person, delegate),
                since=self.when.today,
                until=self.when.today + timedelta(days=3),
                why="Away.",
            )

    def interested(self, session: Session, person: str, matter: str) -> None:
        area, whose = session.get_one(Area, self.made.area), session.get_one(Person, person)
        interests.register(
            session, self.when, area, whose, words="A governor.", since=date(2026, 1, 1), matters=[matter]
        )


@pytest.fixture
def deciding(tmp_path: Path) -> Iterator[Deciding]:
    copyfile(migrated(), tmp_path / DATABASE)
    world = Still(Settings(data_dir=tmp_path, database_url="", demonstration=True))
    made = builders.scene(world)
    who = deciders(world, made)
    with world.database.transaction() as session:
        when = builders.occasion(world, LATER)
        asked = sign_offs.ask(
            session, when, session.get_one(Plan, made.plan), "roadmap",
            due=when.today + timedelta(days=5), authors=[who.manager],
        )  # fmt: skip
    yield Deciding(world, made, who, asked.id)
    world.database.close()


def main(answer: Response) -> str:
    """What a page says, without its marks."""
    text = answer.text[answer.text.index("<main") : answer.text.index("<footer")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def test_a_member_of_the_board_reads_ticks_every_statement_and_signs_exactly_that(deciding: Deciding) -> None:
    bo = deciding.as_("bo")
    assert "Northshire (example), 2026-29 By 7 December 2026, in 5 days" in main(bo.get("/sign-offs"))
    page = bo.get(deciding.page)
    for told in (
        "We agree to this roadmap.",
        "Not verified yet",
        "Action A1: Open a course (A1)",
        "Mo Northshire",
    ):
        assert told in main(page)
    answer = sent(bo, deciding.page, statement=list(STATEMENTS))
    assert answer.url.path == f"{deciding.page}/done"
    (row,) = deciding.rows("signed")
    assert row.version == hidden(page.text)["version"]
    assert row.version in answer.text
    assert "Signed Roadmap, Northshire (example), 2026-29: version 1" in main(answer)
    assert "You signed on 2 December 2026, version 1" in main(bo.get(deciding.page))
    assert "Sign this version" not in bo.get(deciding.page).text


def test_who_wants_an_interest_put_in_reads_whom_to_tell_and_the_team_is_not_sent_to_itself(
    deciding: Deciding,
) -> None:
    told = main(deciding.as_("bo").get("/sign-offs"))
    assert "tell whoever keeps the register" in told
    assert "Northshire (example), 2026-29: Mo Northshire, 01632 960001 , mo@northshire.example" in told
    assert "whoever keeps the register" not in main(deciding.as_("mo").get("/sign-offs"))


def test_what_the_present_stage_lacks_is_not_asked_of_who_signs_for_an_earlier_one(
    deciding: Deciding,
) -> None:
    bo = deciding.as_("bo")
    assert "Nothing else is known to be missing." not in main(bo.get(deciding.page))
    with deciding.world.database.transaction() as session:
        session.get_one(Plan, deciding.made.plan).stage = "progress_reporting"
    assert "Nothing else is known to be missing." in main(bo.get(deciding.page))


@pytest.mark.parametrize("ticked", [[], ["agree"], ["agree", "regard", "invented"]])
def test_a_statement_that_is_not_ticked_is_asked_for_and_the_ticks_are_kept(
    deciding: Deciding, ticked: list[str]
) -> None:
    answer = sent(deciding.as_("bo"), deciding.page, statement=ticked)
    assert answer.status_code == 422
    assert '<a href="#statements">Tick each statement' in answer.text
    for key in STATEMENTS:
        box = re.search(rf'<input[^>]*id="statement-{key}"[^>]*>', answer.text)
        assert box
        assert ("checked" in box[0]) is (key in ticked)
    assert deciding.rows("signed") == []


def test_what_changed_while_it_was_read_is_shown_and_nothing_is_signed(deciding: Deciding) -> None:
    bo = deciding.as_("bo")
    form = hidden(bo.get(deciding.page).text) | {"statement": list(STATEMENTS)}
    deciding.change(HOSTILE)
    answer = bo.post(deciding.page, data=form)
    assert answer.status_code == 409
    assert "It changed while you were reading" in main(answer)
    assert "<script>alert" not in answer.text
    assert "<script>alert(1)</script>" in main(answer), "shown as it was typed, and harmless"
    assert deciding.rows("signed") == []
    again = bo.post(deciding.page, data=hidden(answer.text) | {"statement": list(STATEMENTS)})
    assert again.url.path.endswith("/done")


def test_a_second_press_a_second_tab_and_a_replayed_form_sign_once(deciding: Deciding) -> None:
    bo = deciding.as_("bo")
    form = hidden(bo.get(deciding.page).text) | {"statement": list(STATEMENTS)}
    other_tab = form | {"once": "another-tab"}
    for data in (form, form, other_tab):
        assert bo.post(deciding.page, data=data).url.path.endswith("/done")
    assert len(deciding.rows("signed")) == 1


def test_a_later_change_says_which_version_was_signed_and_what_is_different(deciding: Deciding) -> None:
    sent(deciding.as_("bo"), deciding.page, statement=list(STATEMENTS))
    deciding.change("Open two courses")
    team = main(deciding.as_("mo").get(f"/plans/{deciding.made.plan}/sign-offs"))
    assert "Changed since it was signed. Signed: version 1; now: version 2." in team
    assert "title was “Open a course (A2)”, and is “Open two courses”" in team
    seen = main(deciding.as_("cy").get(deciding.page))
    assert "Bo Board signed on 2 December 2026: version 1. Now it is version 2." in seen
    assert "title was “Open a course (A2)”, and is “Open two courses”" in seen


def test_declining_needs_a_reason_and_the_team_reads_it(deciding: Deciding) -> None:
    bo = deciding.as_("bo")
    form = hidden(bo.get(deciding.page).text)
    nothing = bo.post(f"{deciding.page}/decline", data=form | {"reason": "  "})
    assert (nothing.status_code, "Write why, in a sentence." in main(nothing)) == (422, True)
    said = bo.post(f"{deciding.page}/decline", data=form | {"reason": "Two actions have no measure."})
    assert "You declined" in main(said)
    assert "Two actions have no measure." in main(
        deciding.as_("mo").get(f"/plans/{deciding.made.plan}/sign-offs")
    )
    assert "Two actions have no measure." not in main(deciding.as_("cy").get(deciding.page))


def test_a_delegate_signs_in_the_place_of_another_and_both_names_are_shown(deciding: Deciding) -> None:
    deciding.delegated(deciding.who.member, deciding.who.lead)
    lee = deciding.as_("lee")
    assert "Lee Lead signs in the place of Bo Board" in main(lee.get("/sign-offs"))
    assert "You sign in the place of Bo Board . Both names stand on it." in main(lee.get(deciding.page))
    answer = sent(lee, deciding.page, statement=list(STATEMENTS))
    assert "Lee Lead, in the place of Bo Board" in main(answer)
    (row,) = deciding.rows("signed")
    assert (row.signatory, row.delegated_by) == ("Lee Lead", "Bo Board")
    assert "Lee Lead, in the place of Bo Board signed" in main(
        deciding.as_("mo").get(f"/plans/{deciding.made.plan}/sign-offs")
    )


def test_who_signs_for_themselves_and_for_another_says_for_whom(deciding: Deciding) -> None:
    deciding.delegated(deciding.who.member, deciding.who.other_member)
    cy = deciding.as_("cy")
    assert "Whose signature is it? Myself Bo Board" in main(cy.get(deciding.page))
    for place in (deciding.who.member, ""):
        sent(cy, deciding.page, statement=list(STATEMENTS), on_behalf_of=place)
    assert {row.on_behalf_of for row in deciding.rows("signed")} == {None, deciding.who.member}
    with deciding.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_an_interest_hides_what_it_is_about_and_who_has_it_does_not_sign(deciding: Deciding) -> None:
    cy = deciding.as_("cy")
    form = hidden(cy.get(deciding.page).text)
    with deciding.world.database.transaction() as session:
        deciding.interested(session, deciding.who.other_member, "sign_off:roadmap")
    page = cy.get(deciding.page)
    assert "Not yours to decide" in main(page)
    for hides in ("Open a course", "Still needed", "statement-agree", form["version"]):
        assert hides not in page.text
    assert cy.post(deciding.page, data=form | {"statement": list(STATEMENTS)}).status_code == 403
    assert deciding.rows("signed") == []
    assert "You have an interest in it, so it is not yours to decide" in main(cy.get("/sign-offs"))
    assert "Open a course (A1)" in main(deciding.as_("bo").get(deciding.page)), "others read and sign it"


def test_for_whom_it_is_not_there_is_nothing_there_and_the_team_is_told_who_signs(deciding: Deciding) -> None:
    builders.scene(deciding.world, "eastshire", 2)
    stranger = signed_in(deciding.world, "mo@eastshire.example")
    real, invented = stranger.get(deciding.page), stranger.get("/sign-offs/" + "0" * 32)
    assert (real.status_code, main(real)) == (invented.status_code, main(invented))
    assert real.status_code == 404
    assert deciding.as_("pat").get(deciding.page).status_code == 404
    mo = deciding.as_("mo")
    assert "is signed by the board or a board member" in main(mo.get(deciding.page))
    form: dict[str, Any] = hidden(deciding.as_("bo").get(deciding.page).text) | hidden(
        mo.get("/sign-offs").text
    )
    form["statement"] = list(STATEMENTS)
    assert mo.post(deciding.page, data=form).status_code == 403
    assert (
        TestClient(mo.app)
        .get(deciding.page, follow_redirects=False)
        .headers["location"]
        .startswith("/sign-in")
    )


def test_the_team_enters_a_decision_another_checks_it_and_then_it_counts(deciding: Deciding) -> None:
    plan, minute = f"/plans/{deciding.made.plan}", {"body": "The board", "reference": "Minute 9"}
    day: dict[str, Any] = {
        "on-day": "1",
        "on-month": "12",
        "on-year": "2026",
        "how": "meeting",
        "outcome": "agreed",
    }
    mo, lee = deciding.as_("mo"), deciding.as_("lee")
    wrong = sent(mo, f"{plan}/do/enter-decision?rule=roadmap", rule="roadmap", **minute)
    assert wrong.status_code == 422
    entered = sent(mo, f"{plan}/do/enter-decision?rule=roadmap", rule="roadmap", **minute, **day)
    assert "It is entered." in main(entered)
    (row,) = deciding.rows("entered")
    page = f"{plan}/decisions/{row.id}"
    assert "You entered this, so somebody else" in main(mo.get(page))
    assert sent(mo, f"{plan}/do/check-decision?sign_off_id={row.id}").status_code == 403
    assert "No minute or letter is attached." in main(lee.get(page))
    checked = sent(lee, f"{plan}/do/check-decision?sign_off_id={row.id}")
    assert "Thank you. The decision counts from now on." in main(checked)
    assert [each.id for each in deciding.rows("decided")] == [row.id]


def test_a_person_of_the_team_judges_a_change_a_correction_until_the_plan_changes_again(
    deciding: Deciding,
) -> None:
    sent(deciding.as_("bo"), deciding.page, statement=list(STATEMENTS))
    (signed,) = deciding.rows("signed")
    deciding.change("Open a course, A2")
    mo, plan = deciding.as_("mo"), f"/plans/{deciding.made.plan}"
    form = f"{plan}/do/it-stands?sign_off_id={signed.id}"
    assert f"{plan}/do/it-stands?sign_off_id={signed.id}" in mo.get(f"{plan}/sign-offs").text
    assert "and is “Open a course, A2”" in main(mo.get(form))
    assert sent(mo, form, words=" ").status_code == 422
    opened = hidden(mo.get(form).text)
    deciding.change("Open a course, A 2")
    assert sent(mo, form, **opened, words="A comma.").status_code == 422, "it changed once more"
    done = sent(mo, form, words="Only a comma.")
    assert "Judged a correction on 2 December 2026: Only a comma." in main(done)
    assert sent(mo, form, words="Again.").status_code == 422
    deciding.change("Open no course")
    assert "Judged a correction" not in main(mo.get(f"{plan}/sign-offs"))
    assert deciding.as_("bo").get(form).status_code == 404
    with deciding.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_why_somebody_declined_stands_on_the_managers_week_until_it_is_read(deciding: Deciding) -> None:
    bo, mo = deciding.as_("bo"), deciding.as_("mo")
    assert "declined to sign" not in main(mo.get("/"))
    form = hidden(bo.get(deciding.page).text) | {"reason": HOSTILE}
    bo.post(f"{deciding.page}/decline", data=form)
    week = mo.get("/")
    assert "Bo Board declined to sign: Roadmap" in main(week)
    assert f'href="/plans/{deciding.made.plan}/sign-offs">Read' in week.text
    mo.post("/do/mark-seen", data=hidden(week.text))
    assert "declined to sign" not in main(mo.get("/"))


def test_a_member_passes_on_their_own_signing_and_is_asked_no_more_than_that(deciding: Deciding) -> None:
    page = main(deciding.as_("bo").get(f"/plans/{deciding.made.plan}/do/pass-on-signing"))
    assert "Whose signature?" not in page
    assert "Bo Board" not in page.partition("Who signs instead?")[2]
    assert "Choose one" not in page
    assert "Roadmap" in page
    assert "Submission" not in page, "the lead signs that, not a member"
    lead = main(deciding.as_("lee").get(f"/plans/{deciding.made.plan}/do/pass-on-signing"))
    assert "Whose signature?" in lead
    assert "Submission" in lead
