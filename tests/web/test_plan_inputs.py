"""What a team writes into its plan through pages alone: found again at once, all faults told at once."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import col, select

from lsip_workflow.journeys import plans
from lsip_workflow.model import (
    Action,
    Barrier,
    BarrierAsk,
    ConsultationComment,
    ConsultationRound,
    Evidence,
    Finding,
    Organisation,
    Person,
    Plan,
    Priority,
    SkillsNeed,
)
from lsip_workflow.store import chain
from tests import builders
from tests.web import page_scenes
from tests.web.page_scenes import HOSTILE, Still
from tests.web.reading import read, words_of
from tests.web.signed import hidden, sent, signed_in

PLAN = "/plans/northshire-2026"
DO = f"{PLAN}/do"
ERB_TEAM = "mo@northshire.example"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Still]:
    """Two plans of two areas; the tests add to the first one, each under words of its own."""
    made = page_scenes.still(tmp_path_factory.mktemp("inputs"))
    builders.scene(made, "northshire", 1)
    builders.scene(made, "elsewhere", 2)
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def team(world: Still) -> TestClient:
    return signed_in(world, ERB_TEAM)


def one(world: Still, kind: type, **fields: str) -> str:
    """The id of the one row of that kind with these words."""
    with world.database.reading() as session:
        query: Any = select(kind)
        for name, value in fields.items():
            query = query.where(getattr(kind, name) == value)
        return str(session.exec(query).one().id)


def faults_of(answer: Response) -> list[str]:
    """The faults of the summary, each with the field that it leads to, which is there."""
    assert answer.status_code == 422
    told = re.search(r"govuk-error-summary__list(.*?)</ul>", answer.text, re.DOTALL)
    assert told
    for target in re.findall(r'href="#([^"]+)"', told[1]):
        assert f'id="{target}"' in answer.text
    return [words_of(line) for line in re.findall(r"<li>(.*?)</li>", told[1], re.DOTALL)]


def test_research_is_recorded_through_pages_and_each_piece_names_the_others(
    world: Still, team: TestClient
) -> None:
    page = sent(
        team, f"{DO}/record-evidence", title="Survey", source="The chamber", finding="Posts stay open."
    )
    assert page.status_code == 200, faults_of(page)
    assert "The evidence is recorded." in words_of(page.text)
    evidence = one(world, Evidence, title="Survey")
    assert sent(team, f"{DO}/record-need", occupation="Heat pump installer", level="3").status_code == 200
    need = one(world, SkillsNeed, occupation="Heat pump installer")
    page = sent(
        team, f"{DO}/record-barrier", title="No kit", kind="facilities", side="supply", national="true"
    )
    assert page.status_code == 200, faults_of(page)
    barrier = one(world, Barrier, title="No kit")
    page = sent(
        team, f"{DO}/record-finding", says="Too few.", rests_on=evidence, needs=[need], barriers=[barrier]
    )
    assert page.status_code == 200, faults_of(page)
    assert "Rests on Survey Skills needs Heat pump installer Barriers No kit" in words_of(page.text)
    asked = sent(
        team,
        f"{DO}/ask-about-barrier?barrier_id={barrier}",
        asked="Will you pay for kit?",
        whom="A ministry",
        **today("on"),
    )
    assert "asked A ministry: Will you pay for kit?" in words_of(asked.text)
    ask = one(world, BarrierAsk, barrier_id=barrier)
    answered = sent(team, f"{DO}/answer-about-barrier?ask_id={ask}", answer="Next year.", **today("on"))
    assert "Next year." in words_of(answered.text)
    assert "No kit" in read(team, "/barriers"), "it is a national one"


def today(name: str) -> dict[str, str]:
    day = page_scenes.LATER.date()
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_a_suggested_code_is_accepted_and_the_gate_knows_it(world: Still, team: TestClient) -> None:
    sent(team, f"{DO}/record-need", occupation="Welders")
    need = one(world, SkillsNeed, occupation="Welders")
    page = team.get(f"{PLAN}/needs").text
    link = re.search(rf'href="({DO}/correct-need\?need_id={need}&amp;soc=5213)"', page)
    assert link, "Welding trades is suggested from the wording"
    address = link[1].replace("&amp;", "&")
    assert 'value="5213"' in team.get(address).text
    saved = sent(team, address, occupation="Welders", soc="5213", horizon="current")
    assert "5213 (Welding trades)" in words_of(saved.text)


def test_a_roadmap_is_written_through_pages(world: Still, team: TestClient) -> None:
    page = sent(team, f"{DO}/record-priority", code="P7", title="Retrofit", kind="sector")
    assert "P7 Retrofit" in words_of(page.text)
    page = sent(
        team, f"{DO}/record-action", code="A7", title="Open a centre", priority="P7", for_providers="true"
    )
    assert "Still needed: a lead, a date, a measure, a delivery route." in words_of(page.text)
    with world.database.reading() as session:
        college = session.exec(select(Organisation).where(Organisation.ukprn == builders.ukprn(1))).one().id
    page = sent(
        team,
        f"{DO}/correct-action?code=A7",
        title="Open a centre",
        priority="P7",
        lead=college,
        measure="A door",
        route="both",
        partners=[college],
        **{"planned_for-day": "30", "planned_for-month": "6", "planned_for-year": "2027"},
    )
    read_out = words_of(page.text)
    assert "Lead Northshire College (example) Planned for 30 June 2027 How one will know A door" in read_out
    assert "Still needed:" not in read_out
    page = sent(team, f"{DO}/record-commitment?code=A7", organisation=college, kind="declined")
    assert "a declined action needs an alternative" in " ".join(faults_of(page)).lower()
    page = sent(team, f"{DO}/record-commitment?code=A7", organisation=college, kind="sought")
    assert "Northshire College (example) Asked for a commitment" in words_of(page.text)
    page = sent(team, f"{DO}/record-progress?code=A7", done="The lease is signed.")
    assert "Done The lease is signed." in words_of(page.text)
    assert "Asked for a commitment" in read(team, f"{PLAN}/matrix")


def test_every_fault_is_told_at_once_and_what_was_typed_is_kept(team: TestClient) -> None:
    page = sent(
        team,
        f"{DO}/record-action",
        code="A 1!",
        title="",
        **{"planned_for-day": "31", "planned_for-month": "2"},
    )
    told = " | ".join(faults_of(page))
    for said in ("Code: ", "What is to be done? ", "By when is it meant to be done? "):
        assert said in told, told
    assert 'value="A 1!"' in page.text
    assert 'value="31"' in page.text
    assert "<title>Error: Record an action" in page.text


def test_of_two_at_one_action_the_second_sees_what_changed_and_loses_nothing(
    world: Still, team: TestClient
) -> None:
    sent(team, f"{DO}/record-action", code="A8", title="First words", for_providers="true")
    colleague, address = signed_in(world, ERB_TEAM), f"{DO}/correct-action?code=A8"
    opened = hidden(team.get(address).text)
    done = sent(colleague, address, title="Words of the colleague", measure="Theirs", for_providers="true")
    assert done.status_code == 200
    typed = {"title": "My own words", "measure": "", "for_providers": "true"}
    second = team.post(address, data=opened | typed)
    told = faults_of(second)
    assert len(told) == 1
    assert told[0].startswith("Action A8 was changed on ")
    assert told[0].endswith(" by Mo Northshire.")
    assert "as_of" not in words_of(second.text)
    stands = words_of(second.text)
    assert "What is to be done? Words of the colleague How will one know that it is done? Theirs" in stands
    assert 'value="My own words"' in second.text
    saved = team.post(address, data=hidden(second.text) | typed | {"measure": "Theirs"})
    assert saved.status_code == 200
    with world.database.reading() as session:
        row = session.exec(select(Action).where(Action.code == "A8")).one()
        assert (row.title, row.measure) == ("My own words", "Theirs")


def test_a_form_pressed_twice_is_recorded_once(world: Still, team: TestClient) -> None:
    address = f"{DO}/record-evidence"
    data = hidden(team.get(address).text) | {"title": "Pressed twice", "source": "Somebody"}
    assert team.post(address, data=data).status_code == team.post(address, data=data).status_code == 200
    assert one(world, Evidence, title="Pressed twice")


def test_what_was_recorded_by_mistake_is_taken_out_with_a_reason_and_shown_as_such(
    world: Still, team: TestClient
) -> None:
    sent(team, f"{DO}/record-evidence", title="Wrong plan", source="Somebody")
    row = one(world, Evidence, title="Wrong plan")
    address = f"{DO}/take-out?what=evidence&entry={row}"
    assert "Evidence: Wrong plan. This is for what was recorded by mistake." in read(team, address)
    assert faults_of(sent(team, address, reason=""))
    page = sent(team, address, reason="It is of another area.")
    assert "Evidence Wrong plan 2 December 2026 It is of another area." in words_of(page.text)
    assert "Wrong plan" not in read(team, f"{PLAN}/evidence")
    assert "Why: It is of another area." in read(team, f"{PLAN}/timeline")


def test_what_another_names_is_not_taken_out_and_the_page_says_what_to_do_first(
    world: Still, team: TestClient
) -> None:
    sent(team, f"{DO}/record-need", occupation="Roofers")
    need = one(world, SkillsNeed, occupation="Roofers")
    sent(team, f"{DO}/record-priority", code="P8", title="Roofs", kind="sector", needs=[need])
    page = sent(team, f"{DO}/take-out?what=need&entry={need}", reason="A slip.")
    assert "Priority P8 names this need: correct the priority first." in " ".join(faults_of(page))


def test_the_plan_is_shared_commented_on_by_a_party_and_answered(world: Still, team: TestClient) -> None:
    with world.database.reading() as session:
        college = session.exec(select(Organisation).where(Organisation.ukprn == builders.ukprn(1))).one()
        pat = session.exec(select(Person).where(Person.organisation_id == college.id)).first()
        assert pat
        assert pat.email
    until = {"until-day": "31", "until-month": "1", "until-year": "2027"}
    page = sent(team, f"{DO}/consult", title="Our draft", ask="Is it right?", parties=[college.id], **until)
    assert "Open until 31 January 2027" in words_of(page.text)
    theirs = signed_in(world, pat.email)
    assert "Shared with you for comment Our draft" in read(theirs, PLAN)
    shared = read(theirs, f"{PLAN}/consultations")
    assert "The plan as it was shared" in shared
    row = one(world, ConsultationRound, title="Our draft")
    said = sent(theirs, f"{DO}/send-own-comment?round_id={row}", text=HOSTILE)
    assert said.status_code == 200
    assert "<script>alert" not in said.text
    comment = one(world, ConsultationComment, round_id=row)
    answer = {"outcome": "not_changed", "text": "It is said in part 2."}
    page = sent(team, f"{DO}/answer-comment?comment_id={comment}", **answer)
    assert "Not changed, with the reason: It is said in part 2." in words_of(page.text)
    assert "It is said in part 2." in read(theirs, f"{PLAN}/consultations")
    assert "Closed on 2 December 2026" in words_of(sent(team, f"{DO}/close-consultation?round_id={row}").text)
    outsider = signed_in(world, "mo@elsewhere.example")
    assert outsider.get(f"{PLAN}/consultations").status_code == 404


def test_a_condition_is_asked_for_by_the_team_and_gone_on_from_by_the_lead_alone(team: TestClient) -> None:
    page = sent(team, f"{DO}/raise-condition?key=lesson-3-actions-complete")
    assert "From now on this plan waits for it." in words_of(page.text)
    assert "this plan asks for it before it goes on" in words_of(page.text)
    refused = sent(team, f"{DO}/accept-condition?key=roadmap-decided", reason="We meet later.")
    assert refused.status_code == 403
    assert "for the ERB lead in person" in words_of(refused.text)


@pytest.mark.parametrize(
    "address",
    [
        "correct-evidence?evidence_id={other}",
        "correct-evidence?evidence_id=%00",
        "correct-evidence",
        "correct-action?code=NO",
        "take-out?what=evidence&entry={other}",
        "no-such-thing",
    ],
)
def test_what_is_of_another_plan_or_nowhere_is_not_there(
    world: Still, team: TestClient, address: str
) -> None:
    with world.database.transaction() as session:
        other = session.exec(select(Evidence).where(Evidence.plan_id == "elsewhere-2026")).first()
        if other is None:
            other = Evidence(plan_id="elsewhere-2026", title="Theirs", source="Theirs")
            plans.record_evidence(session, builders.occasion(world), other)
    page = team.get(f"{DO}/{address.format(other=other.id)}")
    assert page.status_code == 404
    assert "Theirs" not in page.text


def test_a_publication_takes_its_reference_from_the_file_that_was_published(
    world: Still, team: TestClient
) -> None:
    address, paper = f"{DO}/publish", b"The plan, as it was published."
    told = {"kind": "plan", "url": "https://chamber.example/plan", "on": "2026-05-04"}
    neither = faults_of(sent(team, address, kind="plan", url="nowhere", on="2026-05-04"))
    assert [line for line in neither if "hand in the file that is published" in line]
    assert len(neither) == 2
    data = hidden(team.get(address).text) | told
    page = team.post(address, data=data, files={"file": ("plan.txt", paper, "text/plain")})
    assert page.status_code == 200, faults_of(page)
    assert "The publication is recorded." in words_of(page.text)
    assert hashlib.sha256(paper).hexdigest() in page.text
    strange = faults_of(sent(team, address, **told, file="another-plans"))
    assert [line for line in strange if "there is no such file in this plan" in line]


def test_a_form_names_its_plan_asks_in_the_order_of_the_page_and_nothing_that_has_no_choice(
    team: TestClient,
) -> None:
    page = team.get(f"{DO}/record-action").text
    assert "Northshire (example), 2026-29 Record an action" in words_of(page)
    assert page.index('id="code"') < page.index('id="title"') < page.index('id="planned_for"')
    assert words_of(page).index("Who, and by when") < words_of(page).index("Who leads?")
    faults = faults_of(sent(team, f"{DO}/record-barrier", kind="", side=""))
    assert faults == [
        "What stops the system from responding? Write something here.",
        "What is it about? Choose one of these.",
        "Where does it lie? Choose one of these.",
    ]
    faults = faults_of(sent(team, f"{DO}/enter-decision"))
    assert "Which body decided? Write something here." in faults
    assert "On which day? Write a day, such as 30 11 2026." in faults
    assert "What was the outcome? Choose one of these." in faults
    assert "nothing to choose from" not in words_of(team.get(f"{DO}/enter-decision").text)
    page = team.get(f"{DO}/record-engagement").text
    lists = re.findall(r'<select[^>]*name="([^"]+)"[^>]*>\s*<option value="([^"]*)"', page)
    assert ("heard.0.size_band", "") in lists  # nothing is sent of a list that nobody opened
    assert not [name for name, first in lists if first]


def test_whatever_was_done_through_pages_the_record_holds(world: Still) -> None:
    with world.database.reading() as session:
        assert chain.verify(session).faults == []
        assert session.get(Plan, "northshire-2026")
        assert session.exec(select(Finding)).all()
        assert session.exec(select(Priority).where(col(Priority.code) == "P7")).one()
