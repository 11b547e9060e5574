"""Working a stage: dates opened once, going on when nothing is still needed, and nothing done twice."""

from datetime import date

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import deadlines, plans, sign_offs, stages, submission
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.journeys.stages import StageReport
from lsip_workflow.model import (
    Area,
    Deadline,
    DeadlineStatus,
    Organisation,
    OrganisationKind,
    OutboxRow,
    Plan,
    Ring,
    Role,
    Test,
)
from lsip_workflow.rules.permissions import Actor, ActorKind, NotAllowed
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.journeys.working import Working, counts


def visit(at: Working, plan: str) -> StageReport:
    with at.world.database.transaction() as session:
        return stages.work(session, at.occasion("roadmap"), plan, at.world.calendar)


def decide(at: Working, plan: str, rule: str) -> None:
    with at.world.database.transaction() as session:
        row = session.get_one(Plan, plan)
        when = builders.occasion(at.world, at.clock())
        sign_offs.record_decision(
            session, when, row, rule, body="The board", on=when.today, reference="Minute 7"
        )


def opened(at: Working, stage: str, edition: str = builders.EDITION) -> str:
    """A plan of its own in a stage; nothing else is in it."""
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world, at.clock())
        area = Area(id=stage.replace("_", "-"), name="North")
        session.add(area)
        erb = Organisation(kind=OrganisationKind.ERB, name="North Chamber", example=True)
        session.add(erb)
        name = f"{area.id}-2026"
        plans.open_plan(
            session, when, plan_id=name, area=area, erb=erb, cycle="2026", edition=edition, stage=stage
        )
        return name


def test_a_gate_that_is_not_passed_gives_its_reasons_by_name(at: Working) -> None:
    made = builders.scene(at.world)
    report = visit(at, made.plan)
    assert report.went_to is None
    assert [blocker.code for blocker in report.needed if blocker.refuses] == ["roadmap-decided"]
    assert report.sentence == "Ready for its signatories: Roadmap."
    assert at.one(Plan).stage == "roadmap"


def test_a_visit_that_changes_nothing_records_nothing(at: Working) -> None:
    made = builders.scene(at.world)
    visit(at, made.plan)
    with at.world.database.reading() as session:
        before = counts(session)
    at.clock.on(hours=5)
    visit(at, made.plan)
    with at.world.database.reading() as session:
        assert counts(session) == before


def test_when_nothing_is_still_needed_the_plan_goes_on_and_its_manager_is_told(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    at.clock.on(days=1)
    decide(at, made.plan, "roadmap")
    report = visit(at, made.plan)
    plan = at.one(Plan)
    assert (plan.stage, plan.stage_since) == ("authority_agreement", date(2026, 11, 3))
    assert report.went_to == at.world.books[plan.edition].stage("authority_agreement").title
    assert "authority_agreement" in {ring.stage for ring in at.all(Ring)}
    (message,) = [row for row in at.all(OutboxRow) if row.template == "stage_entered"]
    assert message.person_id == made.manager
    assert at.events(f"plan:{made.plan}")[-1] == "plan.stage_entered"


def test_the_dates_of_a_stage_open_once_and_close_when_the_plan_goes_on(at: Working) -> None:
    plan = opened(at, "publication")
    assert visit(at, plan).did == (f"opened the date “{at.one(Deadline).title}”",)
    visit(at, plan)
    row = at.one(Deadline)
    assert (row.kind, row.subject, row.status) == ("rulebook", "publication", DeadlineStatus.OPEN)
    assert row.due == date(2026, 8, 31)
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world, at.clock())
        found = session.get_one(Plan, plan)
        plans.publish(session, when, found, "plan", "https://north.example/plan", "0" * 64, when.today)
    assert visit(at, plan).went_to
    assert {row.subject: row.status for row in at.all(Deadline)} == {"publication": DeadlineStatus.MET}
    visit(at, plan)
    assert {row.subject: row.status for row in at.all(Deadline)} == {
        "publication": DeadlineStatus.MET,
        "progress-report": DeadlineStatus.OPEN,
    }


def test_a_suspended_date_of_a_stage_that_is_left_is_closed_too(at_sqlite: Working) -> None:
    plan = opened(at_sqlite, "publication")
    visit(at_sqlite, plan)
    with at_sqlite.world.database.transaction() as session:
        when = builders.occasion(at_sqlite.world, at_sqlite.clock())
        deadlines.suspend(
            session, when, session.get_one(Deadline, at_sqlite.one(Deadline).id), "pre_election_period"
        )
        found = session.get_one(Plan, plan)
        plans.publish(session, when, found, "plan", "https://north.example/plan", "0" * 64, when.today)
    assert visit(at_sqlite, plan).went_to
    assert at_sqlite.one(Deadline).status is DeadlineStatus.MET


def test_an_unknown_date_is_opened_as_unknown(at: Working) -> None:
    plan = opened(at, "submission")
    visit(at, plan)
    row = at.one(Deadline)
    assert (row.due, row.precision) == (None, "unknown")
    assert row.says


def test_a_final_stage_is_left_alone(at: Working) -> None:
    plan = opened(at, "replaced")
    report = visit(at, plan)
    assert (report.went_to, report.sentence) == (None, "Nothing to do.")


LAW = ["test-environment", "test-employer-views", "test-other-evidence", "test-provider-actions"]


def test_the_law_holds_a_plan_back_even_when_all_else_was_gone_on_from(at: Working) -> None:
    plan = opened(at, "submission")
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world, at.clock())
        row = session.get_one(Plan, plan)
        plans.accept_condition(session, when, row, "submission-signed", "The chair is ill.")
        for condition in LAW:
            with pytest.raises(Faulty, match="nobody here can go on without it"):
                plans.accept_condition(session, when, row, condition, "We would like to.")
    report = visit(at, plan)
    assert [blocker.code for blocker in report.needed if blocker.refuses] == [*LAW, "submission-made"]
    (accepted,) = [blocker for blocker in report.needed if blocker.accepted_because]
    assert (accepted.code, accepted.accepted_because) == ("submission-signed", "The chair is ill.")
    with at.world.database.transaction() as session:
        row = session.get_one(Plan, plan)
        for test in Test:
            plans.consider(session, when, row, test, "Read, and written down.")
        submission.submit(session, when, row, addressee="Skills England", on=when.today, reference="1")
    assert visit(at, plan).went_to


def test_good_practice_warns_until_the_erb_raises_it(at: Working) -> None:
    made = builders.scene(at.world)
    decide(at, made.plan, "roadmap")
    with at.world.database.transaction() as session:
        row = session.get_one(Plan, made.plan)
        plans.raise_condition(session, builders.occasion(at.world), row, "lesson-3-commitments")
    report = visit(at, made.plan)
    assert {blocker.code for blocker in report.needed if blocker.refuses} == {"lesson-3-commitments"}
    assert [blocker.text for blocker in report.needed if blocker.refuses] == [
        "Action A1 has no commitment recorded, not even one sought or none needed.",
        "Action A2 has no commitment recorded, not even one sought or none needed.",
    ]


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ("roadmap-decided", "is asked for already"),
        ("test-environment", "is asked for already"),
        ("no-such-thing", "is not a condition of the edition"),
    ],
)
def test_only_good_practice_can_be_raised(at_sqlite: Working, condition: str, fault: str) -> None:
    plan = opened(at_sqlite, "submission")
    with at_sqlite.world.database.transaction() as session:
        row = session.get_one(Plan, plan)
        with pytest.raises(Faulty, match=fault):
            plans.raise_condition(session, builders.occasion(at_sqlite.world), row, condition)


def test_going_on_without_a_reason_from_what_the_act_asks_has_both_faults_told(at_sqlite: Working) -> None:
    plan = opened(at_sqlite, "submission")
    with at_sqlite.world.database.transaction() as session:
        row = session.get_one(Plan, plan)
        with pytest.raises(Faulty) as faulty:
            plans.accept_condition(session, builders.occasion(at_sqlite.world), row, LAW[0], "  ")
    assert [fault.partition(":")[0] for fault in faulty.value.faults] == ["condition", "reason"]


@pytest.mark.parametrize("role", [None, Role.PROJECT_MANAGER, Role.BOARD_MEMBER])
def test_going_on_from_a_condition_is_for_the_erb_lead(at_sqlite: Working, role: Role | None) -> None:
    plan = opened(at_sqlite, "submission")
    roles = frozenset({("submission", role)} if role else ())

    def go_on(session: Session, held: frozenset[tuple[str, Role]]) -> None:
        actor = Actor(ActorKind.PERSON, "someone", held=held)
        when = Occasion(actor, at_sqlite.clock(), at_sqlite.world.books)
        plans.accept_condition(session, when, session.get_one(Plan, plan), "submission-signed", "Because.")

    with at_sqlite.world.database.transaction() as session:
        with pytest.raises(NotAllowed, match="for the ERB lead"):
            go_on(session, roles)
        go_on(session, frozenset({("submission", Role.ERB_LEAD)}))
    assert at_sqlite.events(f"plan:{plan}")[-1] == "condition.accepted"
