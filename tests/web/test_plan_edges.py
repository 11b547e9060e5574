"""Pages of a plan at their edges: bare plans, changed events, what happened to a date, what ran elsewhere."""

from datetime import date

from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow.journeys import deadlines, people, plans, stages
from lsip_workflow.model import Area, Deadline, EventRow, Handover, Organisation, OrganisationKind, Role
from tests import builders
from tests.web import page_scenes
from tests.web.page_scenes import Still
from tests.web.reading import read
from tests.web.signed import signed_in

PLAN = "/plans/bare-2026"


def bare(world: Still, stage: str = "submission") -> TestClient:
    """A plan of a real area in which nobody has recorded anything, and its manager."""
    with world.database.transaction() as session:
        at = builders.occasion(world)
        area = Area(id="bare", name="Bare")
        erb = Organisation(kind=OrganisationKind.ERB, name="The body of bare")
        session.add_all([area, erb])
        plan = plans.open_plan(
            session,
            at,
            plan_id="bare-2026",
            area=area,
            erb=erb,
            cycle="2026-29",
            edition=builders.EDITION,
            stage=stage,
            on=date(2026, 7, 1),
        )
        stages.work(session, at, plan.id, world.calendar)
        manager = builders.person(session, at, erb, "Ma Nager", "ma@bare.example")
        people.grant_role(session, at, manager, area, Role.PROJECT_MANAGER, date(2026, 1, 1))
    return signed_in(world, "ma@bare.example")


def test_a_plan_without_anything_in_it_has_calm_pages(still_world: Still) -> None:
    team = bare(still_world)
    for section, said in (
        ("", "The plan is submitted to the Secretary of State"),
        ("", "Nothing ran for this plan yet."),
        ("", "What the Act asks for: Skills and Post-16 Education Act 2022, s.1"),
        ("/runs", "Nothing ran for this plan yet."),
        ("/matrix", "No provider is part of this plan yet."),
        ("/matrix?reply=none", "No provider’s reply is awaited."),
        ("/considered", "whether it suffices is for the Secretary of State to judge."),
        ("/considered", "Not needed: no strategic authority is noted for this area."),
        ("/priorities", "No priority is recorded yet."),
        ("/actions", "Nobody has said yet how many pages the main body has."),
        ("/evidence", "No evidence is recorded yet."),
        ("/findings", "No finding is recorded yet."),
        ("/needs", "No skills need is recorded yet."),
        ("/barriers", "No barrier is recorded yet."),
        ("/engagement", "Nothing is in the log yet."),
        ("/mistakes", "Nothing was taken out of this plan."),
        ("/consultations", "Nothing was shared for comment yet."),
    ):
        page = read(team, f"{PLAN}{section}")
        assert said in page, said
        assert "demonstration" not in page.lower()


def test_a_stage_that_lies_behind_says_what_was_not_recorded_here(still_world: Still) -> None:
    page = read(bare(still_world), PLAN)
    assert "3 tasks: 3 not recorded here" in page
    assert "Cannot start yet: Submission, Approval by the Secretary of State come first." in page


def test_a_plan_in_its_last_stage_needs_nothing(still_world: Still) -> None:
    page = read(bare(still_world, stage="replaced"), PLAN)
    assert "Where it stands Nothing is needed now Progress No progress recorded yet" in page
    assert "Waits for Nobody" in page


def test_an_entry_that_cannot_be_read_leaves_the_rest_of_the_page_whole(still_world: Still) -> None:
    team = bare(still_world)
    with still_world.database.transaction() as session:
        entry = EventRow(
            stream="plan:bare-2026",
            seq=1000,
            type="plan.imagined",
            version=9,
            actor="nobody",
            at=still_world.now(),
            payload='{"type":"plan.imagined"}',
            previous="",
            hash="f" * 64,
        )
        session.add(entry)
    for address in (PLAN, f"{PLAN}/timeline"):
        page = read(team, address)
        assert "This entry cannot be read. Please tell the administrator. 2 December 2026, 9:00am" in page
        assert "A date was opened: The plan is submitted to the Secretary of State" in page


def test_what_happened_to_a_date_is_told_with_what_the_date_is_for(still_world: Still) -> None:
    team = bare(still_world)
    with still_world.database.transaction() as session:
        at = builders.occasion(still_world)
        row = session.exec(select(Deadline).where(Deadline.plan_id == "bare-2026")).one()
        deadlines.move(session, at, row, date(2026, 12, 8), "department_moved_it")
        deadlines.suspend(session, at, row, "pre_election_period")
        deadlines.resume(session, at, row, date(2027, 1, 12))
    page = read(team, f"{PLAN}/timeline?about=deadline")
    title = "The plan is submitted to the Secretary of State"
    for said in (
        f"A date was moved from not known yet to 8 December 2026: the department moved it ({title})",
        f"A date was suspended: a pre-election period ({title})",
        f"A date counts again: 12 January 2027 ({title})",
    ):
        assert said in page


def test_what_ran_for_one_plan_leaves_the_others_out(still_world: Still) -> None:
    page_scenes.full(still_world)
    builders.scene(still_world, "elsewhere", 2)
    ours, theirs = (signed_in(still_world, f"mo@{area}.example") for area in ("northshire", "elsewhere"))
    assert "1 handled" in read(ours, "/plans/northshire-2026/runs")
    assert "Nothing ran for this plan yet." in read(theirs, "/plans/elsewhere-2026/runs")
    for section in ("", "/timeline", "/runs", "/matrix", "/needs", "/do/record-need"):
        assert theirs.get(f"/plans/northshire-2026{section}").status_code == 404


def test_the_body_that_a_plan_was_handed_over_to_is_led_to_what_goes_on(still_world: Still) -> None:
    scene = page_scenes.full(still_world)
    other = builders.scene(still_world, "elsewhere", 2)
    theirs = signed_in(still_world, "mo@elsewhere.example")
    with still_world.database.transaction() as session:
        day = builders.NOW.date()
        session.add(
            Handover(plan_id=scene.plan, area_id=other.area, organisation_id=other.erb, handed_on=day)
        )
    page = theirs.get(f"/plans/{scene.plan}")
    assert page.url.path == f"/plans/{scene.plan}/cycle"
    assert "A plan that was handed over to you" in page.text
    assert "Southfield" not in page.text
    assert theirs.get(f"/plans/{scene.plan}/matrix").status_code == 404
