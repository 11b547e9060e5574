"""Changing a date and seeing first what it changes; saying how a plan comes along; reports and cycles."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from lsip_workflow.journeys import people, progress_word, requests
from lsip_workflow.model import (
    Area,
    Colour,
    Deadline,
    Organisation,
    Person,
    Plan,
    ProgressWord,
    Request,
    Role,
)
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain, queries
from tests import builders
from tests.builders import Scene
from tests.conftest import make_world
from tests.journeys import two_cycles
from tests.journeys.test_progress_reports import morning, reporting, set_date
from tests.journeys.working import Clock, Working
from tests.web import page_scenes
from tests.web.page_scenes import HOSTILE, Still
from tests.web.signed import hidden, sent, signed_in


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Still]:
    made = page_scenes.still(tmp_path_factory.mktemp("dates"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def scene(world: Still) -> Scene:
    made = builders.scene(world)
    builders.scene(world, "southshire", 2)
    with world.database.transaction() as session:
        at = builders.occasion(world)
        erb = session.get_one(Organisation, made.erb)
        auditor = builders.person(session, at, erb, "Au Ditor", "au@north.example")
        people.grant_role(
            session, at, auditor, session.get_one(Area, made.area), Role.AUDITOR, date(2026, 1, 1)
        )
    return made


@pytest.fixture(scope="module")
def mo(world: Still, scene: Scene) -> TestClient:
    return signed_in(world, "mo@northshire.example")


def date_of(world: Still, scene: Scene) -> Deadline:
    with world.database.reading() as session:
        row = queries.deadline_of(session, scene.plan, "request", scene.request)
        assert row is not None
        return row


def words(page: str) -> str:
    """The main part of a page as it reads."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def day(on: date) -> dict[str, str]:
    return {"due-day": str(on.day), "due-month": str(on.month), "due-year": str(on.year)}


def test_a_date_is_changed_after_both_plans_of_reminders_were_seen_and_the_old_one_stays(
    world: Still, scene: Scene, mo: TestClient
) -> None:
    row = date_of(world, scene)
    place = f"/plans/{scene.plan}/dates/{row.id}"
    assert row.due == date(2026, 11, 23)
    assert "Was due 23 November 2026, 7 working days ago" in words(mo.get(place).text)
    assert "Change this date" in mo.get(place).text
    bad = mo.get(f"{place}/check", params={"due-day": "31", "due-month": "2", "due-year": "2027"})
    assert bad.status_code == 422
    assert "write the new day, such as 30 11 2026" in bad.text
    assert 'href="#reason"' in bad.text
    assert 'value="31"' in bad.text, "what was typed is kept"
    check = mo.get(f"{place}/check", params={**day(date(2026, 12, 20)), "reason": "provider_capacity"})
    shown = words(check.text)
    assert "It stands now Was due 23 November 2026" in shown
    assert "It would stand In 12 working days, 20 December 2026" in shown
    assert "Sunday 20 December 2026 is no working day" in shown
    now, after = shown.partition("As they are planned now")[2].split("After the change")
    assert "16 November 2026 (that day has gone by)" in now
    assert "1st reminder 14 December 2026" in after
    assert "gone by" not in after
    assert date_of(world, scene).due == row.due, "looking changes nothing"
    done = mo.post(f"/plans/{scene.plan}/do/move-date?deadline_id={row.id}", data=hidden(check.text))
    assert str(done.url).endswith(f"{place}?said=move-date")
    shown = words(done.text)
    assert "In 12 working days, 20 December 2026" in shown
    assert "It stood at 23 November 2026" in shown
    assert "Moved from 23 November 2026 to 20 December 2026: what the provider can take on" in shown
    assert "It stood at: 23 November 2026" in words(mo.get(f"/plans/{scene.plan}/dates").text)
    late = mo.post(
        f"/plans/{scene.plan}/do/move-date?deadline_id={row.id}",
        data=hidden(check.text) | {"once": "another", "due": "2026-12-18"},
    )
    assert late.status_code == 422
    assert "was changed since you looked: it is 20 December 2026" in unescape(late.text)
    assert "What stands now" in late.text
    assert date_of(world, scene).due == date(2026, 12, 20)


def test_a_date_is_put_on_hold_and_counts_again(world: Still, mo: TestClient) -> None:
    other = builders.scene(world, "eastshire", 5)
    client = signed_in(world, "mo@eastshire.example")
    row = date_of(world, other)
    held = sent(
        client, f"/plans/{other.plan}/do/suspend-date?deadline_id={row.id}", reason="pre_election_period"
    )
    assert "On hold (a pre-election period); it was 23 November 2026" in words(held.text)
    again = sent(client, f"/plans/{other.plan}/do/resume-date?deadline_id={row.id}", **day(date(2027, 3, 1)))
    assert "2 months, 1 March 2027" in words(again.text) or "weeks, 1 March 2027" in words(again.text)
    assert "Counts again: 1 March 2027" in words(again.text)
    with world.database.transaction() as session:
        requests.withdraw(session, builders.occasion(world), session.get_one(Request, other.request))
    late = client.get(f"/plans/{other.plan}/dates/{row.id}/change")
    assert "Not needed any more; it was 1 March 2027" in words(late.text)
    assert "/do/" not in late.text.partition("<h1>")[2].partition("</nav>")[0]


def test_an_auditor_reads_every_date_and_word_and_is_shown_no_way_to_change_one(
    world: Still, scene: Scene
) -> None:
    auditor, row = signed_in(world, "au@north.example"), date_of(world, scene)
    for path in ("dates", f"dates/{row.id}", "progress", "reports", "cycle", "sharing"):
        shown = auditor.get(f"/plans/{scene.plan}/{path}")
        assert shown.status_code == 200
        assert "/do/" not in shown.text
        assert "/change" not in shown.text
    assert auditor.get(f"/plans/{scene.plan}/dates/{row.id}/change").status_code == 403
    assert auditor.get(f"/plans/{scene.plan}/do/say-progress").status_code == 403
    elsewhere = signed_in(world, "mo@southshire.example")
    assert elsewhere.get(f"/plans/{scene.plan}/dates/{row.id}").status_code == 404
    assert elsewhere.get(f"/plans/southshire-2026/dates/{row.id}").status_code == 404


def test_a_word_is_said_with_a_sentence_and_a_next_step_and_the_one_before_stays(
    world: Still, scene: Scene, mo: TestClient
) -> None:
    place = f"/plans/{scene.plan}/do/say-progress-of-action?code=A1"
    bare = sent(mo, place, word="red", sentence=HOSTILE)
    assert bare.status_code == 422
    assert "With Red, write what happens next" in bare.text
    assert "<script>alert" not in bare.text
    said = sent(mo, place, word="red", sentence=HOSTILE, next_step="We ask the council.")
    assert "#action-A1" in str(said.url)
    shown = mo.get(place)
    assert re.search(r'value="red"[^>]*checked', shown.text)
    with world.database.transaction() as session:
        at, plan = builders.occasion(world), session.get_one(Plan, scene.plan)
        action = queries.action_codes(session, plan.id)["A1"]
        progress_word.say(session, at, plan, action, word=Colour.GREEN, sentence="A room is found.")
    late = mo.post(
        place, data=hidden(shown.text) | {"word": "amber", "sentence": "Mine.", "next_step": "We wait."}
    )
    assert late.status_code == 422
    assert "What stands now" in late.text
    assert "A room is found." in late.text
    assert ">Mine.</textarea>" in late.text, "nothing typed is lost"
    page = words(mo.get(f"/plans/{scene.plan}/progress").text)
    assert "Green: 1 · No progress recorded yet: 1" in page
    assert "1 earlier word" in page
    with world.database.reading() as session:
        assert len(session.exec(select(ProgressWord).where(ProgressWord.plan_id == scene.plan)).all()) == 2


def test_what_is_shared_is_chosen_on_a_page_and_said_back(scene: Scene, mo: TestClient) -> None:
    place = f"/plans/{scene.plan}/do/share-plan?audience=department"
    done = sent(mo, place, shows=["stage", "progress_word"], audience="department")
    assert "Its stage, its progress word" in words(done.text)
    none = sent(mo, place, audience="department")
    assert "The department The department’s readers of your area. Nothing" in words(none.text)
    assert sent(mo, place, audience="everybody", shows="salary").status_code == 422


def test_a_reports_gaps_lead_to_where_they_are_put_right_and_it_is_handed_over_with_them(
    tmp_path: Path,
) -> None:
    at = Working(make_world(tmp_path, ""))
    made = reporting(at)
    set_date(at, made)
    morning(at, date(2027, 4, 8))
    at.world.__dict__["now"] = at.clock
    client = signed_in(at.world, "mo@northshire.example")
    line = re.search(
        rf'/plans/{made.plan}/reports/([0-9a-f]{{32}})"', client.get(f"/plans/{made.plan}/reports").text
    )
    assert line is not None
    place = f"/plans/{made.plan}/reports/{line[1]}"
    shown = client.get(place).text
    assert "3 things it lacks" in shown
    assert f'href="/plans/{made.plan}/do/record-progress?code=A1"' in shown
    sent(
        client,
        f"/plans/{made.plan}/do/record-progress?code=A1",
        done="Begun",
        impact="None yet",
        remains="Most",
    )
    assert "2 things it lacks" in client.get(place).text
    sent(client, f"/plans/{made.plan}/do/hand-over-report?report_id={line[1]}", authors=[made.manager])
    assert "Awaiting sign-off" in client.get(place).text
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []
    at.world.database.close()


def test_what_becomes_of_an_action_is_chosen_on_a_page_and_answered_on_the_other_bodys(
    tmp_path: Path,
) -> None:
    made = make_world(tmp_path, "")
    made.__dict__["now"] = Clock(two_cycles.AFTER)
    found = two_cycles.devon(made)
    old, somerset = found.old[0], found.new[1]
    with made.database.transaction() as session:
        for plan in session.exec(select(Plan)).all():
            _team(session, made, plan)
    ours, theirs = (signed_in(made, f"team@{body}-chamber.example") for body in ("devon", "somerset"))
    assert "For 2 actions nobody has chosen yet" in words(ours.get(f"/plans/{old}/cycle").text)
    none = sent(ours, f"/plans/{old}/do/carry-over?action=A1", choices__0__choice="closed")
    assert none.status_code == 422, "why it ends is asked for"
    assert re.search(r'<a href="#choices-0-because">A1 [^<]*: Why, if it ends here: ', none.text), none.text
    done = sent(
        ours,
        f"/plans/{old}/do/carry-over?action=A1",
        choices__0__action="A1",
        choices__0__choice="kept",
        choices__0__into__0__plan=somerset,
    )
    assert "Somerset, 2026-29, as A1: proposed" in words(done.text)
    assert theirs.get(f"/plans/{old}/cycle").status_code == 404, "it was not handed over to them"
    offered = theirs.get(f"/plans/{somerset}/cycle").text
    accept = re.search(r'href="(/plans/[^"]+/do/accept-action[^"]+)"', offered)
    assert accept is not None
    assert "taken over as A1" in words(sent(theirs, accept[1]).text)
    sent(
        ours,
        f"/plans/{old}/do/hand-over-plan",
        area="somerset",
        to="somerset-chamber",
        **{"on-day": "5", "on-month": "1", "on-year": "2026"},
    )
    handed = theirs.get(f"/plans/{old}/cycle")
    assert "A plan that was handed over to you" in handed.text
    assert f'href="/plans/{old}/cycle"' in theirs.get("/plans").text
    made.database.close()


def _team(session: Session, world: Runtime, plan: Plan) -> None:
    """Somebody who runs a plan for its body."""
    at, erb = builders.occasion(world, two_cycles.AFTER), session.get_one(Organisation, plan.erb_id)
    address = f"team@{erb.id}.example"
    there = session.exec(select(Person).where(Person.email == address)).first()
    person = there or builders.person(session, at, erb, "Te Am", address)
    area = session.get_one(Area, plan.area_id)
    people.grant_role(session, at, person, area, Role.PROJECT_MANAGER, date(2026, 1, 1))
