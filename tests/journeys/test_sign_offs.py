"""Sign-offs: every statement ticked, every fault of a recorded decision told at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import decisions, people, sign_offs
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Area,
    Deadline,
    DeadlineStatus,
    EventRow,
    Handling,
    HandlingStatus,
    Organisation,
    OutboxRow,
    Person,
    Plan,
    PlanVersion,
    Role,
    SignOff,
    digest,
)
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.journeys.working import Working

ALL = ("agree", "regard", "interests")


def member(session: Session, when: Occasion, made: Scene) -> Person:
    """Somebody of the board: who manages the plan does not sign it."""
    erb, area = session.get_one(Organisation, made.erb), session.get_one(Area, made.area)
    person = builders.person(session, when, erb, "Bo Board", "bo@board.example")
    people.grant_role(session, when, person, area, Role.BOARD_MEMBER, date(2026, 1, 1))
    return person


def sign(at: Working, made: Scene, *statements: str) -> SignOff:
    with at.world.database.transaction() as session:
        plan, when = session.get_one(Plan, made.plan), builders.occasion(at.world, at.clock())
        person = member(session, when, made)
        asked = sign_offs.ask(session, when, plan, "roadmap", authors=[made.manager])
        return sign_offs.sign(session, when, plan, "roadmap", person, asked.version, statements)


def decide(at: Working, made: Scene, **more: Any) -> SignOff:
    whole: dict[str, Any] = {"body": "The board", "on": date(2026, 11, 2), "reference": "Minute 7"}
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        when = builders.occasion(at.world, at.clock())
        return sign_offs.record_decision(session, when, plan, "roadmap", **(whole | more))


def test_who_holds_two_of_the_roles_that_are_told_has_one_message(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    with at_sqlite.world.database.transaction() as session:
        when, area = builders.occasion(at_sqlite.world), session.get_one(Area, made.area)
        manager = session.get_one(Person, made.manager)
        people.grant_role(session, when, manager, area, Role.ERB_LEAD, when.today)
        minute = decisions.Minute(body="The board", on=when.today, reference="Minute 8")
        decisions.enter(session, when, session.get_one(Plan, made.plan), "roadmap", minute)
    (row,) = [row for row in at_sqlite.all(OutboxRow) if row.template == "decision_entered"]
    assert row.person_id == made.manager


@pytest.mark.parametrize("ticked", [(), ("agree",), ("interests", "agree")])
def test_every_statement_that_is_not_ticked_is_named(at_sqlite: Working, ticked: tuple[str, ...]) -> None:
    made = builders.scene(at_sqlite.world)
    with pytest.raises(Faulty) as faulty:
        sign(at_sqlite, made, *ticked)
    missing = [key for key in ALL if key not in ticked]
    assert list(faulty.value.faults) == [f"statements: “{key}” is not ticked." for key in missing]
    assert at_sqlite.all(SignOff) == []


def test_a_statement_that_is_not_one_is_named(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    with pytest.raises(Faulty) as faulty:
        sign(at_sqlite, made, *ALL, "made-up")
    assert list(faulty.value.faults) == ["statements: “made-up” is not a statement of this."]


def test_a_signature_is_of_a_person_for_a_version_on_a_day(at: Working) -> None:
    made = builders.scene(at.world)
    signed = sign(at, made, *ALL)
    (kept,) = at.all(PlanVersion)
    assert (signed.status, signed.version) == ("signed", kept.id)
    assert digest(kept.content or "") == kept.id
    assert (signed.decided_on, signed.signatory) == (date(2026, 11, 2), "Bo Board")
    (event,) = [row for row in at.all(EventRow) if row.type == "sign_off.signed"]
    assert "Bo Board" not in event.payload
    assert signed.person_id is not None
    assert signed.person_id in event.payload
    assert at.one(Handling).flow == "sign-offs"


def test_a_decision_is_refused_with_all_its_faults(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    with pytest.raises(Faulty) as faulty:
        decide(at_sqlite, made, body=" ", reference="", on=date(2026, 11, 3))
    assert list(faulty.value.faults) == [
        "body: say which body decided.",
        "reference: give the reference of the minute or letter.",
        "on: the decision cannot lie in the future.",
    ]
    assert at_sqlite.all(SignOff) == []


def test_a_decision_of_today_in_london_is_not_in_the_future(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    at_sqlite.clock.now = at_sqlite.clock.now.replace(month=7, day=1, hour=23, minute=30)
    assert decide(at_sqlite, made, on=date(2026, 7, 2)).decided_on == date(2026, 7, 2)


def test_a_decision_and_a_signature_weigh_the_same(at: Working) -> None:
    for number, signs in enumerate((True, False), start=1):
        made = builders.scene(at.world, f"shire{number}", number)
        sign(at, made, *ALL) if signs else decide(at, made)
        at.rest()
        with at.world.database.reading() as session:
            # No strategic authority is recorded here, so the next gate is passed at once as well.
            assert session.get_one(Plan, made.plan).stage == "submission"
    assert {row.status for row in at.all(Handling)} == {HandlingStatus.HANDLED}


def test_the_manager_is_told_of_a_recorded_decision(at: Working) -> None:
    made = builders.scene(at.world)
    decide(at, made)
    assert "decision_recorded" in {row.template for row in at.all(OutboxRow)}


def test_a_sign_off_that_the_edition_does_not_have_is_refused_with_those_it_has(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    with at_sqlite.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        with pytest.raises(Faulty, match="“parish” is not a sign-off of this edition; it has designation, "):
            sign_offs.ask(session, builders.occasion(at_sqlite.world), plan, "parish")


def test_an_older_decision_does_not_count_for_a_later_visit_to_the_stage(at: Working) -> None:
    made = builders.scene(at.world)
    decide(at, made, on=builders.NOW.date() - timedelta(days=1))
    at.rest()
    assert at.one(Plan).stage == "roadmap"


def test_whoever_does_not_hold_the_role_cannot_sign_and_is_told_who_can(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        plan, manager = session.get_one(Plan, made.plan), session.get_one(Person, made.manager)
        when = builders.occasion(at.world, at.clock())
        with pytest.raises(NotAllowed, match="signed by: board member"):
            sign_offs.sign(session, when, plan, "roadmap", manager, "a" * 64, ALL)
        with pytest.raises(NotAllowed, match="signed by: board member"):
            sign_offs.decline(session, when, plan, "roadmap", manager, "Too soon.")
    assert at.all(SignOff) == []


def test_a_signature_is_declined_with_a_reason_or_not_at_all(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        plan, when = session.get_one(Plan, made.plan), builders.occasion(at.world, at.clock())
        person = member(session, when, made)
        with pytest.raises(Faulty, match="reason: write why"):
            sign_offs.decline(session, when, plan, "roadmap", person, " ")
        sign_offs.decline(session, when, plan, "roadmap", person, "Two actions have no measure.")
    at.rest()
    declined = at.one(SignOff)
    assert (declined.status, declined.note) == ("declined", "Two actions have no measure.")
    assert at.one(Plan).stage == "roadmap"


def test_a_signature_that_is_waited_for_has_one_date_which_closes_when_it_comes(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        plan, when = session.get_one(Plan, made.plan), builders.occasion(at.world, at.clock())
        sign_offs.ask(session, when, plan, "roadmap", date(2026, 11, 20), [made.manager])

    def waited_for() -> list[DeadlineStatus]:
        return [row.status for row in at.all(Deadline) if row.kind == "signature"]

    assert waited_for() == [DeadlineStatus.OPEN]
    decide(at, made)
    at.rest()
    assert waited_for() == [DeadlineStatus.MET]
