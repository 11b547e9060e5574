"""The pages of one plan: where it stands and what is to be done, who said what, its history, its sections."""

import re
from datetime import date
from itertools import pairwise

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow import words
from lsip_workflow.journeys import parties, people, plans, releases, sign_offs
from lsip_workflow.model import Action, Area, Organisation, Person, Plan, Priority, Role
from lsip_workflow.store import listings
from tests import builders
from tests.builders import Scene
from tests.web import page_scenes
from tests.web.page_scenes import HOSTILE, Still
from tests.web.reading import read, words_of
from tests.web.signed import signed_in

PLAN = "/plans/northshire-2026"
SECTIONS = (
    "",
    "/timeline",
    "/runs",
    "/matrix",
    "/considered",
    "/priorities",
    "/actions",
    "/actions/A1",
    "/evidence",
    "/findings",
    "/needs",
    "/barriers",
    "/engagement",
    "/mistakes",
    "/consultations",
)
Full = tuple[Still, Scene]


@pytest.fixture(scope="module")
def team(full_world: Full) -> TestClient:
    """The project manager of the full plan."""
    return signed_in(full_world[0], "mo@northshire.example")


def as_role(
    world: Still, scene: Scene, role: Role, *, until: date | None = None, erb: bool = True
) -> TestClient:
    """Somebody with that role in the plan's area, of its ERB or of its provider."""
    with world.database.transaction() as session:
        at = builders.occasion(world)
        body = session.get_one(Organisation, scene.erb if erb else scene.provider)
        address = f"{role.value}-{until or 'always'}-{erb}@roles.example"
        row = builders.person(session, at, body, "Someone", address)
        area = session.get_one(Area, scene.area)
        held = people.grant_role(session, at, row, area, role, date(2026, 1, 1))
        if until is not None:
            parties.end_role(session, at, held, until)
    return signed_in(world, address)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_page_of_a_plan_is_whole_and_keeps_inside_words_in(team: TestClient, section: str) -> None:
    page = team.get(f"{PLAN}{section}").text
    assert len(re.findall(r"<h1\b", page)) == 1
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert page.count("<table") == page.count("<caption")
    assert words.inside_in(words_of(page)) == []
    assert f'href="{PLAN}/evidence"' in page, "the way to the other pages"


def test_the_home_says_stage_by_stage_what_is_needed_from_whom_and_on_whose_word(team: TestClient) -> None:
    page = read(team, PLAN)
    for said in (
        "Roadmap Now",
        "Still needed: Action A3 has no lead, date, measure, delivery route yet. From the ERB team",
        "The board's agreement to the roadmap Not needed The plan goes on without it. Reason: The board",
        "Skills for net zero, climate adaptation and other environmental goals Not started Still needed: "
        "Nothing is recorded yet. From the ERB team What the Act asks for: "
        "Skills and Post-16 Education Act 2022, s.1",
        "this plan asks for it before it goes on: Think/Gatsby",
        "Cannot start yet: Roadmap comes first. See what is still needed now",
        "Each strategic authority has answered, or its silence is dated",
        "A vague date",
        "All dates, with their history",
        "Answers taken in",
    ):
        assert said in page, said


def test_the_stage_bar_says_where_the_plan_is(team: TestClient) -> None:
    page = team.get(PLAN).text
    here = re.findall(r'<li class="step[^"]*" aria-current="step">(.*?)</li>', page)
    assert [words_of(step) for step in here] == ["Roadmap Now"]
    assert len(re.findall(r'<li class="step ', page)) == 11


def test_a_task_that_was_decided_says_when_the_plan_has_changed_since(still_world: Still) -> None:
    scene = page_scenes.full(still_world)
    team = signed_in(still_world, "mo@northshire.example")

    def status() -> str:
        page = read(team, PLAN)
        return page[page.index("The board's agreement to the roadmap") :][:90]

    with still_world.database.transaction() as session:
        at, plan = builders.occasion(still_world), session.get_one(Plan, scene.plan)
        now = sign_offs.version_of(session, plan)
        sign_offs.record_decision(
            session, at, plan, "roadmap", body="The board", on=at.today, reference="Minute 5", content=now
        )
    assert " Completed " in status()
    with still_world.database.transaction() as session:
        late = Action(plan_id=scene.plan, code="A9", title="Something new")
        plans.record_action(session, builders.occasion(still_world), late)
    assert words.outside("stale") in status()


def test_the_timeline_is_told_newest_first_in_sentences(team: TestClient) -> None:
    page = read(team, f"{PLAN}/timeline")
    told = [
        "A date was opened: A unknown date, date not known yet",
        "A date was opened: A vague date, Summer 2026",
        "Northshire Authority (example): No reply recorded",
        "A commitment of Southfield Institute (example) was recorded: asked for a commitment",
        "The answer of Northshire College (example) was matched to 2 of the actions",
        "A date was closed: done (What you can offer)",
        "A skills need was recorded (SOC 5315, SIC not known yet)",
        "Northshire College (example) was asked",
        "The plan for 2026-29 was opened under the edition “Guidance of November 2025",
    ]
    places = [page.index(said) for said in told]
    assert places == sorted(places)
    assert "the administrator, at this machine · Document reference" in page


def test_the_timeline_is_kept_to_a_kind_and_to_a_person_and_says_why(team: TestClient) -> None:
    every = read(team, f"{PLAN}/timeline")
    assert "Why: The board meets after the summer." in every
    assert "the administrator, at this machine · Document reference" in every
    kept = read(team, f"{PLAN}/timeline?about=priority")
    assert "1 entry of this kind" in kept
    assert "A commitment of Southfield" not in kept
    by = team.get(f"{PLAN}/timeline", params={"by": "credential:nobody"})
    assert "3 entries of this kind" in words_of(by.text)


@pytest.mark.parametrize("query", ["?about=x' or 1=1--&by=%27", "?page=999999", "?page=-1&about=%25"])
def test_hostile_filters_of_the_timeline_do_no_harm(team: TestClient, query: str) -> None:
    page = read(team, f"{PLAN}/timeline{query}")
    assert "1=1" not in page


def test_every_event_of_a_plan_is_shown_with_its_document_reference(
    full_world: Full, team: TestClient
) -> None:
    world, scene = full_world
    with world.database.reading() as session:
        hashes = [row.hash[:12] for row in listings.events_page(session, f"plan:{scene.plan}", 1, 50)[0]]
    page = read(team, f"{PLAN}/timeline")
    assert len(hashes) > 20
    assert [reference for reference in hashes if f"Document reference {reference}" not in page] == []


def test_the_matrix_shows_every_provider_in_words_and_leads_to_its_answer(team: TestClient) -> None:
    page = team.get(f"{PLAN}/matrix?by=actions").text
    read_out = words_of(page)
    assert "2 providers by 3 actions" in read_out
    assert "Northshire College (example) Answered : Northshire College (example)" in read_out
    assert "Firm commitment : Northshire College (example) on A1" in read_out
    assert "Cannot take part : Northshire College (example) on A2" in read_out
    assert "Westfield Institute" not in read_out, "no longer part of this plan"
    assert len(re.findall(rf'href="{PLAN}/requests/[0-9a-f]{{32}}"', page)) >= 3
    assert "tag-green" not in page
    assert "tag-amber" not in page.replace("Not verified", "")


def test_the_matrix_can_be_kept_to_those_whose_reply_is_awaited(team: TestClient) -> None:
    page = read(team, f"{PLAN}/matrix?reply=none")
    assert "1 provider by" in page
    assert "Southfield Institute (example) No reply recorded :" in page
    assert "Northshire College" not in page


def test_the_sections_show_what_people_recorded(team: TestClient) -> None:
    for section, said in (
        ("/considered", "Views of 212 employers, October 2026."),
        ("/priorities", "P1 Retrofit Kind Sector Serves Heat pump installer"),
        ("/actions", "A3 Share workshops"),
        ("/actions/A2", "Northshire College (example) Cannot take part We could host it."),
        ("/evidence", "Employer survey Posts stay open. Source The ERB, October 2026"),
        ("/needs", "5315 (Plumbers and heating and ventilating installers and repairers)"),
        ("/needs", "Use OCC0322 : Heat pump installer"),
    ):
        assert said in read(team, f"{PLAN}{section}"), said


def test_hostile_text_is_only_text(still_world: Still) -> None:
    page_scenes.full(still_world)
    with still_world.database.transaction() as session:
        for kind, fields in (
            (Area, ("name",)),
            (Organisation, ("name",)),
            (Action, ("title", "measure", "done")),
            (Priority, ("title",)),
        ):
            for row in session.exec(select(kind)):
                for field in fields:
                    setattr(row, field, HOSTILE)
    team = signed_in(still_world, "mo@northshire.example")
    for section in SECTIONS:
        page = team.get(f"{PLAN}{section}").text
        assert "<script>alert" not in page
        assert HOSTILE in words_of(page), section


def test_an_auditor_reads_every_page_until_the_last_day_and_is_offered_nothing_to_do(
    full_world: Full,
) -> None:
    world, scene = full_world
    auditor = as_role(world, scene, Role.AUDITOR)
    for section in SECTIONS:
        page = auditor.get(f"{PLAN}{section}")
        assert page.status_code == 200, section
        assert "/do/" not in page.text, section
    assert auditor.get(f"{PLAN}/do/record-evidence").status_code == 403
    ended = as_role(world, scene, Role.AUDITOR, until=builders.NOW.date())
    assert "/sign-in" in str(ended.get(PLAN).url)


def test_a_providers_person_never_audits_what_others_answered(full_world: Full) -> None:
    world, scene = full_world
    theirs = as_role(world, scene, Role.AUDITOR, erb=False)
    assert "What this plan asked you" in read(theirs, PLAN)
    assert theirs.get(f"{PLAN}/matrix").status_code == 403


def test_a_provider_sees_what_the_plan_is_and_its_own_requests_and_nothing_else(full_world: Full) -> None:
    world, scene = full_world
    with world.database.reading() as session:
        address = session.get_one(Person, scene.respondent).email or ""
    pat = signed_in(world, address)
    page = pat.get(PLAN).text
    assert f'href="/asked/{scene.request}"' in page
    assert 'href="https://example.org/plan.pdf"' in page, "what is published is for everybody"
    for others in ("Southfield", "Still needed", "Share workshops", "Retrofit", "Mo Northshire"):
        assert others not in words_of(page)
    for section in SECTIONS[1:-1]:
        assert pat.get(f"{PLAN}{section}").status_code == 403, section


def test_who_may_read_a_release_sees_that_and_no_more(still_world: Still) -> None:
    scene = page_scenes.full(still_world)
    member = as_role(still_world, scene, Role.BOARD_MEMBER)
    assert member.get(PLAN).status_code == 404
    with still_world.database.transaction() as session:
        plan = session.get_one(Plan, scene.plan)
        given = releases.release(
            session, builders.occasion(still_world), plan, audience="board", title="For your meeting"
        )
    page = member.get(PLAN).text
    assert f'href="/released/{given.id}"' in page
    assert "For your meeting" in page
    for inside in ("Southfield", "Roadmap", "Share workshops"):
        assert inside not in words_of(page)
    for section in SECTIONS[1:]:
        assert member.get(f"{PLAN}{section}").status_code == 404, section
