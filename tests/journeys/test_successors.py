"""Work handed over: every role of a person is another's from one day, or nothing changes."""

from datetime import date, timedelta

import pytest

from lsip_workflow.journeys import parties, people, successors
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, Organisation, Person, Role, RoleHeld
from lsip_workflow.rules.permissions import Actor, ActorKind, NotAllowed
from lsip_workflow.store.chain import verify
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.journeys.working import Working

JANUARY = date(2027, 1, 4)


def new(at: Working, made: Scene, organisation: str, name: str) -> str:
    with at.world.database.transaction() as session:
        body = session.get_one(Organisation, organisation)
        return builders.person(session, builders.occasion(at.world), body, name, f"{name}@north.example").id


def hand_over(at: Working, made: Scene, person: str, successor: str, on: date) -> successors.HandedOver:
    with at.world.database.transaction() as session:
        return successors.hand_over(
            session,
            builders.occasion(at.world),
            session.get_one(Area, made.area),
            session.get_one(Person, person),
            session.get_one(Person, successor),
            on,
        )


def held(at: Working, person: str) -> dict[str, tuple[date, date | None]]:
    return {row.role: (row.since, row.until) for row in at.all(RoleHeld) if row.person_id == person}


def test_every_role_goes_to_the_successor_on_the_day_and_is_not_given_twice(at: Working) -> None:
    made = builders.scene(at.world)
    other = new(at, made, made.erb, "sam")
    with at.world.database.transaction() as session:
        area, mo = session.get_one(Area, made.area), session.get_one(Person, made.manager)
        sam, when = session.get_one(Person, other), builders.occasion(at.world)
        people.grant_role(session, when, mo, area, Role.ERB_LEAD, date(2026, 2, 1))
        people.grant_role(session, when, sam, area, Role.ERB_LEAD, date(2026, 3, 1))
        parties.grant(session, when, area, mo, Role.AUDITOR, date(2026, 10, 1), date(2027, 4, 1))
    done = hand_over(at, made, made.manager, other, JANUARY)
    assert ([row.role for row in done.given], done.had_already) == (
        [Role.AUDITOR, Role.PROJECT_MANAGER],
        (Role.ERB_LEAD,),
    )
    assert {until for _, until in held(at, made.manager).values()} == {JANUARY}
    assert held(at, other) == {
        "erb_lead": (date(2026, 3, 1), None),
        "auditor": (JANUARY, date(2027, 4, 1)),
        "project_manager": (JANUARY, None),
    }
    assert at.events(f"area:{made.area}").count("work.handed_over") == 1
    with at.world.database.reading() as session:
        assert verify(session).faults == []


def test_faults_of_handing_over_are_told_together_and_nothing_changes(at_sqlite: Working) -> None:
    at, made = at_sqlite, builders.scene(at_sqlite.world)
    stranger = new(at, made, made.provider, "kim")
    before = held(at, made.manager)
    with pytest.raises(Faulty) as caught:
        hand_over(at, made, made.manager, stranger, date(2026, 1, 1))
    assert [fault.partition(":")[0] for fault in caught.value.faults] == ["on", "successor"]
    with pytest.raises(Faulty, match="name somebody else"):
        hand_over(at, made, made.manager, made.manager, JANUARY)
    with pytest.raises(Faulty, match="there is nothing to hand over"):
        hand_over(at, made, stranger, new(at, made, made.provider, "lee"), JANUARY)
    assert held(at, made.manager) == before


def test_a_manager_does_not_hand_the_lead_to_somebody_nor_anything_to_themselves(at_sqlite: Working) -> None:
    at, made = at_sqlite, builders.scene(at_sqlite.world)
    other = new(at, made, made.erb, "sam")
    manager = Actor(
        ActorKind.PERSON,
        made.manager,
        made.erb,
        "erb",
        frozenset({made.area}),
        frozenset({(made.area, Role.PROJECT_MANAGER)}),
    )
    with at.world.database.transaction() as session:
        area, sam = session.get_one(Area, made.area), session.get_one(Person, other)
        people.grant_role(session, builders.occasion(at.world), sam, area, Role.ERB_LEAD, date(2026, 3, 1))
        mo = session.get_one(Person, made.manager)
        with pytest.raises(NotAllowed, match="named by the present lead"):
            successors.hand_over(
                session, Occasion(manager, builders.NOW, at.world.books), area, sam, mo, JANUARY
            )


def test_an_auditor_reads_for_a_time_which_can_be_made_shorter(at_sqlite: Working) -> None:
    at, made = at_sqlite, builders.scene(at_sqlite.world)
    today = builders.occasion(at.world).today
    with at.world.database.transaction() as session:
        area, mo = session.get_one(Area, made.area), session.get_one(Person, made.manager)
        when = builders.occasion(at.world)
        with pytest.raises(Faulty, match="until: an auditor reads for a time"):
            parties.grant(session, when, area, mo, Role.AUDITOR, today)
        with pytest.raises(Faulty, match="until: name a day after"):
            parties.grant(session, when, area, mo, Role.AUDITOR, today, today)
        row = parties.grant(session, when, area, mo, Role.AUDITOR, today, today + timedelta(days=30))
        with pytest.raises(Faulty, match="ends on"):
            parties.end_role(session, when, row, today + timedelta(days=31))
        parties.end_role(session, when, row, today + timedelta(days=3))
        assert row.until == today + timedelta(days=3)
