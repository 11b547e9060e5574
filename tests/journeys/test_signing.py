"""A named person signs what they read: not what they wrote, not what they have an interest in, not twice."""

from datetime import date

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import interests, people, plans, sign_offs
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Area,
    Consideration,
    Deadline,
    DeadlineStatus,
    Interest,
    Organisation,
    Person,
    Plan,
    PlanVersion,
    Role,
    SignOff,
    Test,
)
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store import chain
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.journeys.deciding import STATEMENTS, Deciders, as_person, as_team, deciders, edit, later
from tests.journeys.working import Working


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


@pytest.fixture
def who(at: Working, made: Scene) -> Deciders:
    return deciders(at.world, made)


def ask(at: Working, made: Scene, *authors: str, when: Occasion | None = None) -> SignOff:
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        return sign_offs.ask(session, when or as_team(at, made), plan, "roadmap", authors=authors)


def sign(at: Working, made: Scene, person: str, version: str, when: Occasion | None = None) -> SignOff:
    with at.world.database.transaction() as session:
        plan, whom = session.get_one(Plan, made.plan), session.get_one(Person, person)
        as_them = when or as_person(at, made, person, Role.BOARD_MEMBER)
        return sign_offs.sign(session, as_them, plan, "roadmap", whom, version, STATEMENTS)


def test_an_asking_names_who_wrote_it_or_is_not_made(at: Working, made: Scene, who: Deciders) -> None:
    other = builders.scene(at.world, "southshire", 2)
    with pytest.raises(Faulty) as faulty:
        ask(at, made)
    assert list(faulty.value.faults) == [
        "authors: name the persons who wrote it, by their ids; they do not sign it."
    ]
    with at.world.database.transaction() as session:
        plan, when = session.get_one(Plan, made.plan), as_team(at, made)
        with pytest.raises(Faulty) as faulty:
            sign_offs.ask(session, when, plan, "roadmap", date(2026, 11, 1), [who.lead, other.manager, "no"])
    assert [fault.split(":")[0] for fault in faulty.value.faults] == ["authors.1", "authors.2", "due"]
    assert at.all(SignOff) == []
    asked = ask(at, made, made.manager)
    assert (asked.authors, asked.stage) == ([made.manager], "roadmap")


def test_what_no_rule_keeps_from_its_authors_needs_none_named(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        assert sign_offs.ask(session, as_team(at, made), plan, "research").authors == []


def test_the_author_never_signs_and_is_told_why_and_who_can(at: Working, made: Scene, who: Deciders) -> None:
    asked = ask(at, made, who.member)
    with pytest.raises(NotAllowed) as refused:
        sign(at, made, who.member, asked.version)
    assert "never signed by somebody who wrote it (Practice of this project; conflicts" in str(refused.value)
    assert "Somebody else who holds the role signs" in str(refused.value)
    assert sign(at, made, who.other_member, asked.version).status == "signed"


def test_who_recorded_part_of_it_under_their_own_key_is_an_author_unnamed(
    at: Working, made: Scene, who: Deciders
) -> None:
    mine = as_person(at, made, who.member, Role.BOARD_MEMBER, Role.PROJECT_MANAGER)
    with at.world.database.transaction() as session:
        edit(session, mine, made, "A1", "Open two courses")
    asked = ask(at, made)
    assert asked.authors == [who.member]
    with pytest.raises(NotAllowed, match="never signed by somebody who wrote it"):
        sign(at, made, who.member, asked.version)
    with at.world.database.transaction() as session:
        edit(session, as_person(at, made, who.other_member), made, "A1", "Open three courses")
        edit(session, as_team(at, made), made, "A1", "Open two courses")
    with pytest.raises(NotAllowed, match="never signed by somebody who wrote it"):
        sign(at, made, who.other_member, asked.version)


def test_nobody_signs_what_nobody_asked_about(at: Working, made: Scene, who: Deciders) -> None:
    with at.world.database.reading() as session:
        version = sign_offs.version_of(session, session.get_one(Plan, made.plan))
    with pytest.raises(Refused, match="Nobody has asked for “Roadmap” yet"):
        sign(at, made, who.member, version)


def test_a_version_that_has_changed_is_not_signed_and_what_changed_is_told(
    at: Working, made: Scene, who: Deciders
) -> None:
    asked = ask(at, made, made.manager)
    with at.world.database.transaction() as session:
        edit(session, as_team(at, made), made, "A1", "Open two courses")
        plan = session.get_one(Plan, made.plan)
        plans.consider(session, as_team(at, made), plan, Test.ENVIRONMENT, "Paper 7.")
    with pytest.raises(Refused) as refused:
        sign(at, made, who.member, asked.version)
    assert [reason.text for reason in refused.value.reasons] == [
        "The plan has changed since that version; look at it as it is now.",
        "Action A1: title was “Open a course (A1)”, and is “Open two courses”.",
        "Considered environment is new.",
    ]
    with pytest.raises(Refused, match="We have no text of the version that was named"):
        sign(at, made, who.member, "a" * 64)
    with at.world.database.reading() as session:
        present = sign_offs.version_of(session, session.get_one(Plan, made.plan))
    signed = sign(at, made, who.member, present)
    assert (signed.version, signed.asking) == (present, asked.id)
    assert {row.id for row in at.all(PlanVersion)} == {asked.version, present}
    assert len(at.all(Consideration)) == 1


def test_the_same_version_is_signed_once_by_each_and_a_new_one_again(
    at: Working, made: Scene, who: Deciders
) -> None:
    asked = ask(at, made, made.manager)
    sign(at, made, who.member, asked.version)
    sign(at, made, who.other_member, asked.version)
    with pytest.raises(Refused, match="You signed this version on 2026-11-02; once is enough"):
        sign(at, made, who.member, asked.version)
    with at.world.database.transaction() as session:
        edit(session, as_team(at, made), made, "A1", "Open two courses")
    again = ask(at, made, made.manager)
    signed = sign(at, made, who.member, again.version)
    assert signed.asking == again.id
    assert len([row for row in at.all(SignOff) if row.status == "signed"]) == 3
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_a_new_asking_keeps_its_date_when_an_older_signature_is_handled_late(
    at: Working, made: Scene, who: Deciders
) -> None:
    with at.world.database.transaction() as session:
        plan, due = session.get_one(Plan, made.plan), date(2026, 11, 20)
        first = sign_offs.ask(session, as_team(at, made), plan, "roadmap", due, [made.manager])
    sign(at, made, who.member, first.version)
    with at.world.database.transaction() as session:
        edit(session, as_team(at, made), made, "A1", "Open two courses")
        plan = session.get_one(Plan, made.plan)
        again = sign_offs.ask(session, as_team(at, made), plan, "roadmap", due, [made.manager])
    at.rest()
    dates = {row.subject: row.status for row in at.all(Deadline) if row.kind == "signature"}
    assert dates == {first.id: DeadlineStatus.MET, again.id: DeadlineStatus.OPEN}


def interest(session: Session, when: Occasion, made: Scene, person: str, **more: object) -> Interest:
    whole: dict[str, object] = {"words": "Governor of the college.", "since": date(2026, 1, 1)}
    area, whom = session.get_one(Area, made.area), session.get_one(Person, person)
    return interests.register(session, when, area, whom, **(whole | more))  # type: ignore[arg-type]


def test_who_has_an_interest_in_what_is_decided_does_not_sign_it_and_is_told_in_what(
    at: Working, made: Scene, who: Deciders
) -> None:
    asked = ask(at, made, made.manager)
    with at.world.database.transaction() as session:
        college = session.get_one(Organisation, made.provider)
        held = interest(session, as_team(at, made), made, who.member, organisation=college)
    with pytest.raises(
        NotAllowed, match="You have an interest in action A1, action A2, so this is not yours"
    ):
        sign(at, made, who.member, asked.version)
    assert sign(at, made, who.other_member, asked.version).status == "signed"
    with at.world.database.transaction() as session:
        interests.end(session, as_team(at, made), session.get_one(Interest, held.id), date(2026, 11, 2))
    with pytest.raises(NotAllowed, match="You have an interest"):
        sign(at, made, who.member, asked.version)
    tomorrow = later(as_person(at, made, who.member, Role.BOARD_MEMBER), 1)
    assert sign(at, made, who.member, asked.version, tomorrow).status == "signed"


def test_an_interest_in_the_decision_itself_is_in_the_way_of_any_sign_off(
    at: Working, made: Scene, who: Deciders
) -> None:
    asked = ask(at, made, made.manager)
    with at.world.database.transaction() as session:
        interest(session, as_team(at, made), made, who.member, matters=["sign_off:roadmap"])
    with pytest.raises(NotAllowed, match="an interest in the decision “Roadmap” itself"):
        sign(at, made, who.member, asked.version)


def test_who_holds_another_role_signs_nothing(at: Working, made: Scene, who: Deciders) -> None:
    asked = ask(at, made, made.manager)
    with pytest.raises(NotAllowed, match="signed by: board member"):
        sign(at, made, who.lead, asked.version)


def test_the_lead_of_another_body_signs_nothing_of_this_ones_plan(
    at: Working, made: Scene, who: Deciders
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    asked = ask(at, made, made.manager)
    with at.world.database.transaction() as session:
        when, stranger = builders.occasion(at.world), session.get_one(Person, other.manager)
        area = session.get_one(Area, made.area)
        people.grant_role(session, when, stranger, area, Role.ERB_LEAD, date(2026, 1, 1))
        plan, own = session.get_one(Plan, made.plan), session.get_one(Person, who.lead)
        with pytest.raises(NotAllowed, match="does not hold that role here"):
            sign_offs.decline(session, when, plan, "submission", stranger, "No.")
        assert sign_offs.decline(session, when, plan, "submission", own, "No.").status == "declined"
    assert asked.status == "asked"
