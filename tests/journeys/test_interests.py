"""The register of interests: what it hides, who reviews it each year, what is declared, who is told."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from lsip_workflow.journeys import conflicts, decisions, drafts, interests, people
from lsip_workflow.journeys.decisions import Minute, Present
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Action,
    Area,
    ConflictNotice,
    Deadline,
    DeadlineStatus,
    Declaration,
    EventRow,
    Interest,
    InterestReview,
    Meeting,
    Organisation,
    OrganisationKind,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
)
from lsip_workflow.store import chain
from lsip_workflow.store.decisions import hidden_from
from tests import builders
from tests.builders import Scene
from tests.journeys.deciding import Deciders, as_team, deciders
from tests.journeys.working import Working

WORDS = "A governor of the college, unpaid."


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


@pytest.fixture
def who(at: Working, made: Scene) -> Deciders:
    return deciders(at.world, made)


def register(at: Working, made: Scene, person: str, **more: Any) -> Interest:
    whole: dict[str, Any] = {"words": WORDS, "since": date(2026, 1, 1)}
    with at.world.database.transaction() as session:
        area, whom = session.get_one(Area, made.area), session.get_one(Person, person)
        return interests.register(session, as_team(at, made), area, whom, **(whole | more))


def college(at: Working, made: Scene) -> Organisation:
    with at.world.database.reading() as session:
        return session.get_one(Organisation, made.provider)


def hidden(at: Working, made: Scene, person: str, on: date = date(2026, 11, 2)) -> frozenset[str]:
    with at.world.database.reading() as session:
        return hidden_from(session, session.get_one(Plan, made.plan), person, on)


def action(at: Working, made: Scene, code: str) -> str:
    return next(row.id for row in at.all(Action) if row.plan_id == made.plan and row.code == code)


def dates(at: Working, kind: str) -> list[tuple[str, date | None, DeadlineStatus]]:
    return sorted((row.subject, row.due, row.status) for row in at.all(Deadline) if row.kind == kind)


def meet(session: Session, at: Working, made: Scene, *matters: str) -> Meeting:
    plan = session.get_one(Plan, made.plan)
    on = date(2026, 11, 2)
    return interests.hold_meeting(session, as_team(at, made), plan, body="The board", on=on, matters=matters)


def test_an_interest_in_an_organisation_hides_what_it_leads_and_what_it_is_asked(
    at: Working, made: Scene, who: Deciders
) -> None:
    assert hidden(at, made, who.member) == frozenset()
    register(at, made, who.member, organisation=college(at, made), until=date(2026, 12, 31))
    assert hidden(at, made, who.member) == {
        f"organisation:{made.provider}",
        f"request:{made.request}",
        *(f"action:{action(at, made, code)}" for code in ("A1", "A2")),
    }
    assert hidden(at, made, who.other_member) == frozenset()
    assert hidden(at, made, who.member, date(2025, 12, 31)) == frozenset()
    assert hidden(at, made, who.member, date(2026, 12, 31)) != frozenset()
    assert hidden(at, made, who.member, date(2027, 1, 1)) == frozenset()
    assert not any(WORDS in row.payload for row in at.all(EventRow))


def test_an_interest_in_one_matter_hides_that_matter_alone(at: Working, made: Scene, who: Deciders) -> None:
    matter = f"action:{action(at, made, 'A2')}"
    register(at, made, who.member, matters=[matter])
    assert hidden(at, made, who.member) == {matter}


def test_what_cannot_be_registered_is_told_at_once(at: Working, made: Scene, who: Deciders) -> None:
    other = builders.scene(at.world, "southshire", 2)
    with pytest.raises(Faulty) as faulty:
        register(at, made, who.member, words=" ", until=date(2025, 1, 1))
    assert [fault.split(":")[0] for fault in faulty.value.faults] == ["words", "organisation", "until"]
    theirs = [f"action:{action(at, other, 'A1')}", "priority:none", "a college", f"request:{other.request}"]
    with pytest.raises(Faulty) as faulty:
        register(at, made, who.member, matters=[*theirs, f"request:{made.request}"])
    assert [fault.split(":")[0] for fault in faulty.value.faults] == [f"matters.{n}" for n in range(4)]
    assert at.all(Interest) == []


def test_an_interest_ends_once_and_stays_in_the_register(at: Working, made: Scene, who: Deciders) -> None:
    row = register(at, made, who.member, organisation=college(at, made))

    def end(on: date) -> None:
        with at.world.database.transaction() as session:
            interests.end(session, as_team(at, made), session.get_one(Interest, row.id), on)

    with pytest.raises(Faulty, match="it began on 2026-01-01"):
        end(date(2025, 12, 31))
    with pytest.raises(Faulty, match="still to come"):
        end(date(2026, 11, 3))
    end(date(2026, 11, 1))
    with pytest.raises(Refused, match="That it ended on 2026-11-01 is recorded already"):
        end(date(2026, 11, 2))
    assert at.one(Interest).until == date(2026, 11, 1)
    with at.world.database.transaction() as session:
        session.get_one(Interest, row.id).until = None
    with at.world.database.reading() as session:
        assert [fault for fault in chain.verify(session).faults if "until" in fault]


def test_each_year_has_one_review_and_a_review_opens_the_next(
    at: Working, made: Scene, who: Deciders
) -> None:
    for person in (who.member, who.other_member):
        register(at, made, person, organisation=college(at, made))
    assert dates(at, "interests-review") == [("2026", date(2026, 12, 31), DeadlineStatus.OPEN)]

    def review(words: str = "The board looked at it on 2 November.") -> None:
        with at.world.database.transaction() as session:
            interests.review(session, as_team(at, made), session.get_one(Area, made.area), words)

    with pytest.raises(Faulty, match="words: say in a sentence"):
        review(" ")
    review()
    with pytest.raises(Refused, match="The review of 2026 is recorded already, on 2026-11-02"):
        review()
    register(at, made, who.lead, organisation=college(at, made))
    assert dates(at, "interests-review") == [
        ("2026", date(2026, 12, 31), DeadlineStatus.MET),
        ("2027", date(2027, 12, 31), DeadlineStatus.OPEN),
    ]
    at.clock.now = at.clock.now.replace(year=2028, month=2, day=29)
    review()
    assert [row.year for row in at.all(InterestReview)] == [2026, 2028]
    assert dates(at, "interests-review")[-1] == ("2029", date(2029, 12, 31), DeadlineStatus.OPEN)
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_a_person_reads_their_interests_and_what_they_declared(
    at: Working, made: Scene, who: Deciders
) -> None:
    register(at, made, who.member, organisation=college(at, made))
    matter = f"action:{action(at, made, 'A1')}"
    with at.world.database.transaction() as session:
        meeting, person = meet(session, at, made, matter), session.get_one(Person, who.member)
        interests.declare(
            session, as_team(at, made), meeting, matter=matter, words="My firm.", left=True, person=person
        )
    with at.world.database.reading() as session:
        held = people.export_person(session, session.get_one(Person, who.member))
        others = people.export_person(session, session.get_one(Person, who.other_member))
    assert [one["words"] for one in held["interests"]] == [WORDS]
    assert [(one["words"], one["left_room"]) for one in held["declarations"]] == [("My firm.", True)]
    assert "salt" not in str(held)
    assert (others["interests"], others["declarations"], others["attendances"]) == ([], [], [])


def test_what_is_declared_at_a_meeting_hides_the_matter_and_stands_in_the_way_of_a_minute(
    at: Working, made: Scene, who: Deciders
) -> None:
    matter = f"action:{action(at, made, 'A1')}"
    with at.world.database.transaction() as session:
        meeting = meet(session, at, made, matter, "sign_off:roadmap")
        person = session.get_one(Person, who.member)
        when = as_team(at, made)
        interests.declare(session, when, meeting, matter=matter, words=WORDS, left=True, person=person)
        with pytest.raises(Refused, match="What Bo Board declared in this matter is recorded already"):
            interests.declare(session, when, meeting, matter=matter, words=WORDS, left=False, person=person)
        with pytest.raises(Faulty) as faulty:
            interests.declare(session, when, meeting, matter="action:other", words=" ", left=True)
        assert [fault.split(":")[0] for fault in faulty.value.faults] == ["words", "name", "matter"]
    assert hidden(at, made, who.member) == {matter}
    assert hidden(at, made, who.member, date(2026, 11, 1)) == frozenset()
    assert at.one(Declaration).left_room is True

    def enter(left: bool) -> None:
        there = [Present("Bo Board", who.member, left=left), Present("Cy Chair", who.other_member)]
        minute = Minute(
            body="The board", on=date(2026, 11, 2), reference="7", meeting_id=meeting.id, present=there
        )
        with at.world.database.transaction() as session:
            plan = session.get_one(Plan, made.plan)
            decisions.enter(session, as_team(at, made), plan, "roadmap", minute)

    with pytest.raises(Faulty) as faulty:
        enter(left=False)
    assert list(faulty.value.faults) == [
        "present.0: Bo Board has an interest in action A1 and is not said to have left. Say that they left, "
        "if the minute does; otherwise the body decides again without them."
    ]
    enter(left=True)
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_an_agenda_names_matters_of_its_plan_only(at: Working, made: Scene) -> None:
    other = builders.scene(at.world, "southshire", 2)
    with at.world.database.transaction() as session:
        with pytest.raises(Faulty) as faulty:
            meet(session, at, made, "sign_off:parish", f"action:{action(at, other, 'A1')}", "whatever")
        assert [fault.split(":")[0] for fault in faulty.value.faults] == [
            f"matters.{place}" for place in range(3)
        ]
        assert session.exec(select(Meeting)).all() == []


def test_the_department_is_told_by_a_person_and_the_date_waits_for_it(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        plan, when = session.get_one(Plan, made.plan), as_team(at, made)
        with pytest.raises(Faulty, match="words: write what the department is told"):
            conflicts.see_conflict(session, when, plan, at.world.calendar, words=" ")
        words = conflicts.drafted("Northshire", "the governorship of a board member")
        row = conflicts.see_conflict(session, when, plan, at.world.calendar, words=words)
    assert [each[2] for each in dates(at, "conflict-notified")] == [DeadlineStatus.OPEN]
    at.clock.on(days=1)

    def tell(on: date, reference: str) -> None:
        with at.world.database.transaction() as session:
            there = session.get_one(ConflictNotice, row.id)
            conflicts.told(session, as_team(at, made), there, on, reference)

    with pytest.raises(Faulty) as faulty:
        tell(date(2026, 11, 1), " ")
    assert [fault.split(":")[0] for fault in faulty.value.faults] == ["reference", "on"]
    tell(date(2026, 11, 3), "Letter 12")
    with pytest.raises(Refused, match="was told on 2026-11-03 is recorded already"):
        tell(date(2026, 11, 3), "Letter 13")
    assert [each[2] for each in dates(at, "conflict-notified")] == [DeadlineStatus.MET]
    assert at.one(ConflictNotice).reference == "Letter 12"
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_the_words_for_a_department_wait_as_a_draft_that_no_flow_sends(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        plan, when = session.get_one(Plan, made.plan), as_team(at, made)
        row = Organisation(kind=OrganisationKind.DEPARTMENT, name="The department", example=True)
        people.record_organisation(session, when, row, at.world.reference, demonstration=True)
        college = session.get_one(Organisation, made.provider)
        with pytest.raises(Faulty) as faulty:
            conflicts.see_conflict(session, when, plan, at.world.calendar, words=" ", to=college)
        assert [fault.split(":")[0] for fault in faulty.value.faults] == ["words", "department", "address"]
        days, address = at.world.calendar, "lsip@department.example"
        conflicts.see_conflict(session, when, plan, days, words="An interest.", to=row, address=address)
    at.rest()
    (message,) = [each for each in at.all(OutboxRow) if each.template == conflicts.NOTICE]
    assert (message.status, message.body, message.recipient) == (
        OutboxStatus.DRAFT,
        "An interest.",
        "lsip@department.example",
    )
    with at.world.database.transaction() as session:
        drafts.send_draft(session, builders.occasion(at.world), session.get_one(OutboxRow, message.id))
    at.rest()
    (message,) = [each for each in at.all(OutboxRow) if each.template == conflicts.NOTICE]
    assert message.status is OutboxStatus.SENT


def test_an_edition_without_that_date_opens_none(at: Working) -> None:
    pilot = builders.scene(at.world, "eastshire", 3, edition="2021-trailblazer")
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, pilot.plan)
        conflicts.see_conflict(session, as_team(at, pilot), plan, at.world.calendar, words="An interest.")
    assert dates(at, "conflict-notified") == []
    assert len(at.all(ConflictNotice)) == 1
