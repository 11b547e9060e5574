"""Signing passed on for some days: both names are kept, and nothing but the hand is passed on."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import Session, select

from lsip_workflow.journeys import delegation, interests, parties, people, sign_offs, signatories
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Area,
    Delegation,
    Organisation,
    OutboxRow,
    Person,
    Plan,
    Role,
    RoleHeld,
    SignOff,
)
from lsip_workflow.outbox.render import Message
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store import chain
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.journeys.deciding import STATEMENTS, Deciders, appoint, as_person, as_team, deciders, later
from tests.journeys.test_rendering import rendered
from tests.journeys.working import Working


@pytest.fixture
def made(at_sqlite: Working) -> Scene:
    return builders.scene(at_sqlite.world)


@pytest.fixture
def who(at_sqlite: Working, made: Scene) -> Deciders:
    return deciders(at_sqlite.world, made)


def leader(at: Working, made: Scene, who: Deciders) -> Occasion:
    return as_person(at, made, who.lead, Role.ERB_LEAD)


def give(
    session: Session,
    when: Occasion,
    made: Scene,
    signatory: str,
    delegate: str,
    *,
    days: int = 14,
    rule: str = "",
    since: date | None = None,
    why: str = "On leave.",
) -> Delegation:
    first = since or when.today
    return delegation.give(
        session,
        when,
        session.get_one(Plan, made.plan),
        signatory=session.get_one(Person, signatory),
        delegate=session.get_one(Person, delegate),
        since=first,
        until=first + timedelta(days=days),
        why=why,
        rule=rule,
    )


def asked(session: Session, when: Occasion, made: Scene, authors: Sequence[str]) -> SignOff:
    return sign_offs.ask(session, when, session.get_one(Plan, made.plan), "roadmap", authors=authors)


def sign(session: Session, when: Occasion, made: Scene, version: str, of: str | None = None) -> SignOff:
    person = session.get_one(Person, when.actor.person_id)
    plan = session.get_one(Plan, made.plan)
    return sign_offs.sign(session, when, plan, "roadmap", person, version, STATEMENTS, of)


def test_the_delegate_signs_both_names_stand_on_it_and_the_record_proves_it(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)
    with at.world.database.transaction() as session:
        version = asked(session, as_team(at, made), made, [who.manager]).version
        member = as_person(at, made, who.member, Role.BOARD_MEMBER)
        passed = give(session, member, made, who.member, who.lead)
        as_delegate = leader(at, made, who)
        with pytest.raises(NotAllowed, match="in another person's place only"):
            sign(session, as_delegate, made, version)
        row = sign(session, as_delegate, made, version, who.member)
        assert (row.status, row.signatory, row.delegated_by) == ("signed", "Lee Lead", "Bo Board")
        assert (row.person_id, row.on_behalf_of, row.delegation_id) == (who.lead, who.member, passed.id)
        with pytest.raises(Refused, match="once is enough"):
            sign(session, as_delegate, made, version, who.member)
        assert sign(session, member, made, version).on_behalf_of is None
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_before_its_first_day_after_its_last_and_once_ended_it_signs_nothing(
    at_sqlite: Working, made: Scene, who: Deciders
) -> None:
    at = at_sqlite
    with at.world.database.transaction() as session:
        version = asked(session, as_team(at, made), made, [who.manager]).version
        head = leader(at, made, who)
        passed = give(
            session, later(head, 0), made, who.member, who.other_member, since=head.today + timedelta(days=3)
        )
        other = as_person(at, made, who.other_member, Role.BOARD_MEMBER)
        for days in (0, 2, 18, 400):
            with pytest.raises(NotAllowed, match="not named to sign this in that person's place today"):
                sign(session, later(other, days), made, version, who.member)
        places = [
            days
            for days in range(25)
            if signatories.in_whose_place(
                session,
                session.get_one(Plan, made.plan),
                at.world.books[builders.EDITION].sign_off("roadmap"),
                who.other_member,
                head.today + timedelta(days=days),
            )
        ]
        assert places == list(range(3, 18)), "from its first day to its last, both within"
        delegation.end(session, later(other, 5), passed)
        with pytest.raises(NotAllowed):
            sign(session, later(other, 5), made, version, who.member)
        with pytest.raises(Refused, match="It is over already"):
            delegation.end(session, later(head, 6), passed)


def test_both_are_told_with_both_names_and_the_days_when_signing_is_passed_on_and_when_it_is_taken_back(
    at_sqlite: Working, made: Scene, who: Deciders
) -> None:
    at = at_sqlite
    with at.world.database.transaction() as session:
        head = leader(at, made, who)
        passed = give(session, head, made, who.member, who.other_member)
        told = of_template(session, at, "delegation_given")
        assert set(told) == {who.member, who.other_member}
        assert "Cy Chair signs in your place until 16 November 2026" in told[who.member].subject
        assert "you sign in the place of Bo Board: each decision that is signed there" in (
            told[who.other_member].body
        )
        delegation.end(session, as_person(at, made, who.member, Role.BOARD_MEMBER), passed)
        told = of_template(session, at, "delegation_ended")
        assert set(told) == {who.other_member}, "who ended it knows"
        assert "From 2 November 2026 you do not sign in the place of Bo Board any more" in (
            told[who.other_member].body
        )


def test_who_signs_in_anothers_place_is_told_of_what_is_asked_beside_the_one_whose_place_it_is(
    at_sqlite: Working, made: Scene, who: Deciders
) -> None:
    at = at_sqlite
    with at.world.database.transaction() as session:
        member = as_person(at, made, who.member, Role.BOARD_MEMBER)
        passed = give(session, member, made, who.member, who.lead)
        asked(session, as_team(at, made), made, [who.manager])
        told = of_template(session, at, "sign_off_requested")
        assert set(told) == {who.member, who.other_member, who.lead}
        place = "You are asked because you sign in the place of Bo Board, until 16 November 2026."
        assert [key for key, each in told.items() if place in each.body] == [who.lead]
        delegation.end(session, member, passed)
        session.execute(delete(OutboxRow))
        asked(session, later(as_team(at, made), 1), made, [who.manager])
        assert set(of_template(session, at, "sign_off_requested")) == {who.member, who.other_member}


def test_of_what_is_asked_those_are_told_who_sign_it_each_once_and_not_who_asked(
    at_sqlite: Working, made: Scene, who: Deciders
) -> None:
    at = at_sqlite
    with at.world.database.transaction() as session:
        plan, when = session.get_one(Plan, made.plan), leader(at, made, who)
        both = appoint(session, when, made, "Robin Both", Role.ERB_LEAD)
        people.grant_role(
            session, when, both, session.get_one(Area, made.area), Role.PROJECT_MANAGER, when.today
        )
        for rule, wanted in {
            "research": {made.manager, both.id},  # by the lead or the manager; Lee Lead asked for it
            "submission": {both.id},
            "designation": {both.id},  # by the lead or the board as a body
            "priorities": {who.member, who.other_member},
            "approval": set(),  # by the Secretary of State
        }.items():
            session.execute(delete(OutboxRow))
            sign_offs.ask(session, when, plan, rule, authors=[made.manager])
            rows = session.exec(select(OutboxRow)).all()
            assert {row.person_id for row in rows} == wanted, rule
            assert len(rows) == len(wanted), rule


def of_template(session: Session, at: Working, template: str) -> dict[str, Message]:
    """The messages of one kind as they will arrive, by whom they are for."""
    rows = session.exec(select(OutboxRow).where(OutboxRow.template == template))
    return {row.person_id or "": rendered(session, at, row) for row in rows}


def test_when_the_signatory_holds_the_role_no_more_nobody_signs_for_them(
    at_sqlite: Working, made: Scene, who: Deciders
) -> None:
    at = at_sqlite
    with at.world.database.transaction() as session:
        version = asked(session, as_team(at, made), made, [who.manager]).version
        give(session, leader(at, made, who), made, who.member, who.other_member)
        held = session.exec(select(RoleHeld).where(RoleHeld.person_id == who.member)).one()
        parties.end_role(session, as_team(at, made), held, at.clock().date())
        with pytest.raises(NotAllowed, match="in that person's place today"):
            sign(session, as_person(at, made, who.other_member, Role.BOARD_MEMBER), made, version, who.member)


def test_neither_an_author_nor_somebody_with_an_interest_signs_in_anybodys_place_nor_does_anybody_for_them(
    at_sqlite: Working, made: Scene, who: Deciders
) -> None:
    at = at_sqlite
    team = as_team(at, made)
    with at.world.database.transaction() as session:
        # Passed on before it was asked for, so that nobody was an author then.
        give(session, leader(at, made, who), made, who.member, who.other_member)
        give(session, leader(at, made, who), made, who.other_member, who.member)
        version = asked(session, team, made, [who.member]).version
        other = as_person(at, made, who.other_member, Role.BOARD_MEMBER)
        member = as_person(at, made, who.member, Role.BOARD_MEMBER)
        with pytest.raises(NotAllowed, match="nobody signs it for them"):
            sign(session, other, made, version, who.member)
        with pytest.raises(NotAllowed, match="never signed by somebody who wrote it"):
            sign(session, member, made, version, who.other_member)
        assert sign(session, other, made, version).status == "signed"
        interests.register(
            session, team, session.get_one(Area, made.area), session.get_one(Person, who.other_member),
            words="A governor.", since=team.today, matters=["sign_off:roadmap"],
        )  # fmt: skip
        again = asked(session, team, made, [who.manager])
        with pytest.raises(NotAllowed, match="You have an interest"):
            sign(session, other, made, again.version, who.member)
        with pytest.raises(NotAllowed, match="nobody signs it for them"):
            sign(session, member, made, again.version, who.other_member)
        assert sign(session, member, made, again.version).status == "signed"


def test_who_passes_on_whose_signature(at_sqlite: Working, made: Scene, who: Deciders) -> None:
    at = at_sqlite
    manager = as_person(at, made, who.manager, Role.PROJECT_MANAGER)
    other = as_person(at, made, who.other_member, Role.BOARD_MEMBER)
    with at.world.database.transaction() as session:
        for stranger in (manager, other, as_team(at, made)):
            with pytest.raises(NotAllowed, match="by the person whose signature it is, or by the ERB lead"):
                give(session, stranger, made, who.member, who.other_member)
        with pytest.raises(Faulty) as told:
            give(session, leader(at, made, who), made, who.member, who.lead)
        assert "nobody passes another person's signature to themselves" in " ".join(told.value.faults)
        passed = give(session, leader(at, made, who), made, who.member, who.other_member)
        with pytest.raises(NotAllowed):
            delegation.end(session, manager, passed)
        assert delegation.end(session, other, passed).ended_on == at.clock().date(), (
            "who was named may say no"
        )


def test_every_fault_of_a_delegation_is_told_at_once(at_sqlite: Working, made: Scene, who: Deciders) -> None:
    at = at_sqlite
    with at.world.database.transaction() as session:
        head = leader(at, made, who)
        asked(session, as_team(at, made), made, [who.other_member])
        with pytest.raises(Faulty) as told:
            give(session, head, made, who.member, made.respondent, days=-9, why=" ", rule="nothing",
                 since=head.today - timedelta(days=1))  # fmt: skip
        assert [fault.partition(":")[0] for fault in told.value.faults] == ["since", "until", "why", "rule"]
        with pytest.raises(Faulty, match="never signed by its author"):
            give(session, head, made, who.member, who.other_member, rule="roadmap")
        with pytest.raises(Faulty, match="does not sign “Roadmap” here"):
            give(session, head, made, who.manager, who.other_member, rule="roadmap")
        with pytest.raises(Faulty, match="somebody else than the signatory"):
            give(session, head, made, who.member, who.member)
        stranger = builders.person(
            session, head, session.get_one(Organisation, made.erb), "No Role", "no@e.example"
        )
        with pytest.raises(Faulty, match="holds no role in the area today"):
            give(session, head, made, who.member, stranger.id)
        give(session, head, made, who.member, who.manager)
        with pytest.raises(Refused, match="passed on already"):
            give(session, head, made, who.member, who.manager, days=3, rule="priorities")
