"""A provider that is no longer part of a plan, and one that goes on as part of another."""

from datetime import date

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import people, plans, providers, requests
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Commitment,
    CommitmentKind,
    Deadline,
    DeadlineStatus,
    Organisation,
    OrganisationKind,
    Plan,
    PlanProvider,
    Question,
    QuestionStatus,
    Request,
    RequestStatus,
)
from lsip_workflow.store import chain, queries
from tests import builders
from tests.builders import Scene
from tests.journeys.about_answers import ask_about, note
from tests.journeys.relaying import answer
from tests.journeys.working import Working

ON = date(2026, 8, 1)
SOURCE = "The colleges' notice of their merger"


def college(at: Working, number: int = 2) -> str:
    """Another invented provider, which no plan has yet."""
    with at.world.database.transaction() as session:
        row = Organisation(
            kind=OrganisationKind.PROVIDER,
            name="Joined College (example)",
            ukprn=builders.ukprn(number),
            example=True,
        )
        when = builders.occasion(at.world)
        return people.record_organisation(session, when, row, at.world.reference, demonstration=True).id


def of(session: Session, made: Scene) -> tuple[Plan, Organisation]:
    return session.get_one(Plan, made.plan), session.get_one(Organisation, made.provider)


def remove(at: Working, made: Scene, because: str = "It closed its courses here.") -> None:
    with at.world.database.transaction() as session:
        providers.remove_provider(session, builders.occasion(at.world), *of(session, made), because)


def succeed(
    at: Working, made: Scene, successor: str, *readdress: str, on: date = ON, source: str = SOURCE
) -> None:
    with at.world.database.transaction() as session:
        next_one = session.get_one(Organisation, successor)
        providers.succeed(
            session,
            builders.occasion(at.world),
            *of(session, made),
            next_one,
            on=on,
            source=source,
            readdress=readdress,
        )


def test_a_provider_that_leaves_is_asked_nothing_more_and_what_it_said_stays(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        plan, provider = of(session, made)
        action = queries.action_codes(session, plan.id)["A1"]
        when = builders.occasion(at.world)
        plans.record_commitment(session, when, plan, action, provider, CommitmentKind.FIRM)
    remove(at, made)
    assert at.one(Request).status is RequestStatus.NOT_NEEDED
    assert {row.status for row in at.all(Deadline) if row.kind == "request"} == {DeadlineStatus.NOT_NEEDED}
    row = at.one(PlanProvider)
    assert (row.status, row.removed_because) == ("no_longer", "It closed its courses here.")
    assert row.reason, "why it was added stays"
    assert at.one(Commitment).kind is CommitmentKind.FIRM
    stored = at.events()
    remove(at, made, "Again.")
    assert at.events() == stored
    with at.world.database.transaction() as session:
        plan, provider = of(session, made)
        with pytest.raises(Faulty, match="no longer part of this plan; add it again first"):
            requests.ask(
                session, builders.occasion(at.world), plan, provider, title="More", due=date(2027, 1, 4)
            )
        plans.add_provider(session, builders.occasion(at.world), plan, provider, reason="It is back.")
        builders.ask(session, builders.occasion(at.world), plan, provider)
        assert chain.verify(session).faults == []


def test_leaving_without_a_reason_or_without_being_there_is_a_fault(at_sqlite: Working) -> None:
    made, other = builders.scene(at_sqlite.world), college(at_sqlite)
    with at_sqlite.world.database.transaction() as session:
        plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, other)
        with pytest.raises(Faulty) as said:
            providers.remove_provider(session, builders.occasion(at_sqlite.world), plan, provider, " ")
    assert [fault.partition(":")[0] for fault in said.value.faults] == ["ukprn", "reason"]


def test_a_college_that_joined_another_passes_on_the_requests_that_a_person_names(at: Working) -> None:
    made, other = builders.scene(at.world), college(at)
    with at.world.database.transaction() as session:
        second = builders.ask(
            session, builders.occasion(at.world), *of(session, made), title="Another thing"
        ).id
    succeed(at, made, other, made.request)
    rows = {(row.provider_id, row.title): row.status for row in at.all(Request)}
    assert rows == {
        (made.provider, "What you can offer"): RequestStatus.NOT_NEEDED,
        (made.provider, "Another thing"): RequestStatus.OPEN,
        (other, "What you can offer"): RequestStatus.OPEN,
    }
    dues = {row.due for row in at.all(Deadline) if row.kind == "request"}
    assert len(dues) == 1, "the day stays as it was"
    succeed(at, made, other, second)
    assert sum(row.status is RequestStatus.OPEN for row in at.all(Request)) == 2
    assert at.events(f"plan:{made.plan}").count("organisation.succeeded") == 1
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_a_succession_that_cannot_be_says_every_fault_and_stores_nothing(at_sqlite: Working) -> None:
    at = at_sqlite
    made, other, third = builders.scene(at.world), college(at), college(at, 3)
    stored = at.events()
    with pytest.raises(Faulty) as said:
        succeed(at, made, made.provider, "no-such-request", on=date(2028, 2, 29), source=" ")
    assert [fault.partition(":")[0] for fault in said.value.faults] == [
        "successor",
        "on",
        "source",
        "readdress.0",
    ]
    assert at.events() == stored
    succeed(at, made, other)
    with pytest.raises(Faulty, match=r"goes on as Joined College .* from 1 August 2026, as recorded before"):
        succeed(at, made, third)
    with at.world.database.transaction() as session:
        plan, provider = of(session, made)
        joined, when = session.get_one(Organisation, other), builders.occasion(at.world)
        with pytest.raises(Faulty, match="itself goes on as"):
            providers.succeed(session, when, plan, joined, provider, on=ON, source=SOURCE)


def test_a_question_about_the_answer_of_a_provider_that_left_is_not_asked_any_more(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    question = ask_about(at, made)
    remove(at, made)
    assert at.one(Question, Question.id == question).status is QuestionStatus.NOT_NEEDED
    assert at.one(Deadline, Deadline.subject == question).status is DeadlineStatus.NOT_NEEDED


def test_nothing_new_is_asked_or_noted_of_a_provider_that_left(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    remove(at, made)
    stored = at.events()
    with pytest.raises(Refused, match="no longer part of this plan"):
        ask_about(at, made)
    with pytest.raises(Faulty, match="no longer part of this plan"):
        note(at, made)
    assert at.events() == stored
    with at.world.database.transaction() as session:
        plans.add_provider(session, builders.occasion(at.world), *of(session, made), reason="It is back.")
    assert ask_about(at, made)
    assert note(at, made)
