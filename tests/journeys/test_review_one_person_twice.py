"""One person on record with two bodies signs in once: what is not theirs is not theirs under either entry."""

from datetime import date

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import decisions, delegation, interests, parties, people, sign_offs
from lsip_workflow.journeys.decisions import Minute
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, Organisation, Person, Plan, Role, SignOff
from lsip_workflow.rules.permissions import NotAllowed
from tests import builders
from tests.builders import Scene
from tests.journeys.deciding import STATEMENTS, Deciders, as_person, as_team, deciders
from tests.journeys.working import Working

MINUTE = Minute(body="The board", on=date(2026, 11, 2), reference="Minute 7")


def twin_of(at: Working, made: Scene, person_id: str, role: Role) -> str:
    """The same person on record a second time, the address written a little differently."""
    with at.world.database.transaction() as session:
        when, erb = builders.occasion(at.world), session.get_one(Organisation, made.erb)
        address = session.get_one(Person, person_id).email or ""
        row = builders.person(session, when, erb, "The Same", address.capitalize())
        people.grant_role(session, when, row, session.get_one(Area, made.area), role, date(2026, 1, 1))
        return row.id


def asked(session: Session, at: Working, made: Scene, author: str) -> SignOff:
    plan = session.get_one(Plan, made.plan)
    return sign_offs.ask(session, as_team(at, made), plan, "roadmap", authors=[author])


def sign(session: Session, at: Working, made: Scene, person: str, version: str) -> SignOff:
    plan, whom = session.get_one(Plan, made.plan), session.get_one(Person, person)
    acting = as_person(at, made, person, Role.BOARD_MEMBER)
    return sign_offs.sign(session, acting, plan, "roadmap", whom, version, STATEMENTS)


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


@pytest.fixture
def who(at: Working, made: Scene) -> Deciders:
    return deciders(at.world, made)


def test_an_author_does_not_sign_under_another_entry(at: Working, made: Scene, who: Deciders) -> None:
    twin = twin_of(at, made, who.manager, Role.BOARD_MEMBER)
    with at.world.database.transaction() as session:
        version = asked(session, at, made, who.manager).version
        with pytest.raises(NotAllowed, match="never signed by somebody who wrote it"):
            sign(session, at, made, twin, version)


def test_an_interest_counts_under_each_entry(at: Working, made: Scene, who: Deciders) -> None:
    twin = twin_of(at, made, who.member, Role.BOARD_MEMBER)
    with at.world.database.transaction() as session:
        area, member = session.get_one(Area, made.area), session.get_one(Person, who.member)
        college = session.get_one(Organisation, made.provider)
        since, words = date(2026, 1, 1), "A governor."
        interests.register(
            session, as_team(at, made), area, member, words=words, since=since, organisation=college
        )
        version = asked(session, at, made, who.manager).version
        with pytest.raises(NotAllowed, match="You have an interest in action A1"):
            sign(session, at, made, twin, version)
        assert sign(session, at, made, who.other_member, version).status == "signed"


def test_who_entered_a_decision_is_no_second_person(at: Working, made: Scene, who: Deciders) -> None:
    twin = twin_of(at, made, who.manager, Role.ERB_LEAD)
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        manager = as_person(at, made, who.manager, Role.PROJECT_MANAGER)
        row = decisions.enter(session, manager, plan, "roadmap", MINUTE)
        with pytest.raises(NotAllowed, match="You entered this decision"):
            decisions.check(session, as_person(at, made, twin, Role.ERB_LEAD), row)
        assert decisions.check(session, as_person(at, made, who.lead, Role.ERB_LEAD), row).status == "decided"


def test_nobody_passes_a_signature_to_their_other_entry(at: Working, made: Scene, who: Deciders) -> None:
    twin = twin_of(at, made, who.lead, Role.BOARD_MEMBER)
    since, until = date(2026, 11, 2), date(2026, 11, 9)
    with at.world.database.transaction() as session:
        plan, lead = session.get_one(Plan, made.plan), as_person(at, made, who.lead, Role.ERB_LEAD)
        member, delegate = session.get_one(Person, who.member), session.get_one(Person, twin)
        with pytest.raises(Faulty, match="to themselves"):
            delegation.give(
                session,
                lead,
                plan,
                signatory=member,
                delegate=delegate,
                since=since,
                until=until,
                why="On leave.",
            )


def test_nobody_gives_a_role_to_their_other_entry(at: Working, made: Scene, who: Deciders) -> None:
    twin = twin_of(at, made, who.manager, Role.PROJECT_MANAGER)
    with at.world.database.transaction() as session:
        area, row = session.get_one(Area, made.area), session.get_one(Person, twin)
        manager = as_person(at, made, who.manager, Role.PROJECT_MANAGER)
        with pytest.raises(NotAllowed, match="given by somebody else"):
            parties.grant(session, manager, area, row, Role.BOARD_MEMBER, manager.today)
