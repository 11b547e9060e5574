"""Two at once on PostgreSQL, where readers and writers meet inside a transaction: nobody waits for ever.

SQLite lets one writer in at a time, so there is nothing of this to see on it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, people, plans, requests, responses
from lsip_workflow.journeys.refusals import KeyReused
from lsip_workflow.model import (
    ConditionSetting,
    Deadline,
    DeadlineStatus,
    Organisation,
    Person,
    Plan,
    Request,
    RequestStatus,
    Response,
    Ring,
    Run,
    RunStatus,
    Test,
)
from lsip_workflow.relay import batches, claims
from lsip_workflow.store import chain
from lsip_workflow.store.record import Occasion, lock, record, ring
from lsip_workflow.web.access import actor_of
from lsip_workflow.web.api import plans as api
from tests import builders
from tests.conftest import empty, make_world
from tests.journeys.relaying import answer
from tests.journeys.test_answers import FORM, OTHER_FORM
from tests.journeys.working import LEASE, Working

PATIENCE = 20.0


@pytest.fixture
def at(tmp_path: Path, postgres_url: str) -> Iterator[Working]:
    empty(postgres_url)
    world = make_world(tmp_path, postgres_url)
    yield Working(world)
    world.database.close()


class Beside(threading.Thread):
    """Something done by another connection at the same time; what went wrong is told by `done`."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.act = act
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self.act()
        except BaseException as error:
            self.error = error

    def done(self) -> None:
        """Wait until it is done, and tell how it went."""
        self.join(PATIENCE)
        assert not self.is_alive(), "it waits for ever"
        if self.error:
            raise self.error


def waits(at: Working, session: Session) -> None:
    """Look until another connection waits for something that this session holds."""
    end = time.monotonic() + PATIENCE
    mine = session.execute(text("select pg_backend_pid()")).scalar_one()
    look = text("select count(*) from pg_stat_activity where :mine = any(pg_blocking_pids(pid))")
    while True:
        with at.world.database.reading() as other:  # a transaction sees one moment of this view
            if other.execute(look, {"mine": mine}).scalar_one():
                return
        assert time.monotonic() < end, "nobody waits"


def holds(at: Working) -> None:
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_rings_can_be_claimed_while_a_journey_is_in_the_middle_of_its_plan(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        lock(session, f"plan:{made.plan}")
        session.add(builders.action(session.get_one(Plan, made.plan), "A3", made.provider))
        session.flush()
        Beside(at.rings).done()
        ring(session, made.plan)
    (left,) = at.all(Ring)
    assert left.times > left.times_claimed


def test_a_visit_and_a_journey_that_rings_do_not_wait_for_each_other(at: Working) -> None:
    made = builders.scene(at.world)
    claimed = at.rings()
    assert claimed is not None
    with at.world.database.transaction() as session:
        lock(session, f"plan:{made.plan}")
        visit = Beside(lambda: batches.work_rings(at.works, claimed.run_id))
        waits(at, session)
        ring(session, made.plan)
    visit.done()
    (left,) = at.all(Ring)
    assert (left.run_id, left.lease_until) == (None, None), "it rang meanwhile: one visit more"
    assert (left.attempts, left.error) == (0, "")
    assert at.one(Run).status is RunStatus.COMPLETED
    holds(at)


def test_two_corrections_of_one_person_both_stand_and_their_seal_is_of_both(at: Working) -> None:
    made = builders.scene(at.world)

    def correct(**words: Any) -> None:
        with at.world.database.transaction() as session:
            person = session.get_one(Person, made.manager)
            people.correct_person(session, builders.occasion(at.world), person, **words)

    with at.world.database.transaction() as session:
        person = session.get_one(Person, made.manager)
        people.correct_person(session, builders.occasion(at.world), person, name="Mo Elsewhere")
        second = Beside(lambda: correct(email="mo@elsewhere.example"))
        waits(at, session)
    second.done()
    (after,) = [row for row in at.all(Person) if row.id == made.manager]
    assert (after.name, after.email) == ("Mo Elsewhere", "mo@elsewhere.example")
    holds(at)


def test_a_correction_that_was_waiting_does_not_bring_an_erased_person_back(at: Working) -> None:
    made = builders.scene(at.world)

    def correct() -> None:
        with at.world.database.transaction() as session:
            person = session.get_one(Person, made.manager)
            people.correct_person(session, builders.occasion(at.world), person, name="Mo again")

    with at.world.database.transaction() as session:
        people.erase_person(session, builders.occasion(at.world), session.get_one(Person, made.manager))
        late = Beside(correct)
        waits(at, session)
    with pytest.raises(ValueError, match="was erased"):
        late.done()
    holds(at)


def test_a_withdrawal_that_was_waiting_finds_the_answer_that_came(at: Working) -> None:
    made = builders.scene(at.world)

    def withdraw() -> None:
        with at.world.database.transaction() as session:
            requests.withdraw(session, builders.occasion(at.world), session.get_one(Request, made.request))

    with at.world.database.transaction() as session:
        responses.submit(session, builders.occasion(at.world), made.request, FORM, "k1")
        late = Beside(withdraw)
        waits(at, session)
    late.done()
    assert at.one(Request).status is RequestStatus.ANSWERED
    holds(at)


def test_a_date_suspended_and_closed_at_once_is_closed(at: Working) -> None:
    builders.scene(at.world)
    row = at.one(Deadline)

    def suspend() -> None:
        with at.world.database.transaction() as session:
            found = session.get_one(Deadline, row.id)
            deadlines.suspend(session, builders.occasion(at.world), found, "pre_election_period")

    with at.world.database.transaction() as session:
        lock(session, f"plan:{row.plan_id}")
        deadlines.close(session, builders.occasion(at.world), session.get_one(Deadline, row.id))
        late = Beside(suspend)
        waits(at, session)
    with pytest.raises(ValueError, match="is met"):
        late.done()
    assert at.one(Deadline).status is DeadlineStatus.MET
    holds(at)


def test_an_event_is_applied_to_the_row_as_it_is_and_not_as_it_was_read_before_the_lock(at: Working) -> None:
    builders.scene(at.world)
    row = at.one(Deadline)
    due = at.clock().date()

    def resume() -> None:
        with at.world.database.transaction() as session:
            stale = session.get_one(Deadline, row.id)  # held on to, as a journey would
            assert stale.status is DeadlineStatus.OPEN
            fact = events.DeadlineResumed(plan=row.plan_id or "", deadline=row.id, due=due)
            record(session, builders.occasion(at.world), fact)

    with at.world.database.transaction() as session:
        found = session.get_one(Deadline, row.id)
        deadlines.suspend(session, builders.occasion(at.world), found, "pre_election_period")
        late = Beside(resume)
        waits(at, session)
    late.done()
    assert at.one(Deadline).status is DeadlineStatus.OPEN
    holds(at)


def test_a_condition_raised_and_accepted_at_once_is_both(at: Working) -> None:
    made = builders.scene(at.world)
    condition = "lesson-3-actions-complete"

    def accept() -> None:
        with at.world.database.transaction() as session:
            plan = session.get_one(Plan, made.plan)
            plans.accept_condition(session, builders.occasion(at.world), plan, condition, "No time.")

    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        plans.raise_condition(session, builders.occasion(at.world), plan, condition)
        late = Beside(accept)
        waits(at, session)
    late.done()
    row = at.one(ConditionSetting)
    assert (row.raised, row.accepted) == (True, True)
    holds(at)


def test_a_journey_that_waited_rings_the_stage_that_the_plan_is_in_now(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()

    def consider() -> None:
        with at.world.database.transaction() as session:
            plan = session.get_one(Plan, made.plan)
            plans.consider(session, builders.occasion(at.world), plan, Test.ENVIRONMENT, "Read.")

    with at.world.database.transaction() as session:
        moved = events.StageEntered(
            plan=made.plan, stage="submission", came_from="roadmap", on=at.clock().date()
        )
        record(session, builders.occasion(at.world), moved)
        late = Beside(consider)
        waits(at, session)
    late.done()
    assert at.one(Ring).stage == "submission"
    assert at.one(Ring).times == 2


def test_one_key_for_two_plans_at_once_is_an_answer_and_a_refusal(at: Working) -> None:
    """Two plans have two locks: it is the key itself that lets one through."""
    north, south = builders.scene(at.world), builders.scene(at.world, "southshire", 2)
    with at.world.database.transaction() as session:
        second = session.get_one(Plan, south.plan)
        provider = session.get_one(Organisation, north.provider)
        plans.add_provider(session, builders.occasion(at.world), second, provider, reason="A person did.")
        asked = builders.ask(session, builders.occasion(at.world), second, provider)
    with at.world.database.reading() as session:
        actor = actor_of(session, north.provider_key, builders.NOW.date())
    assert actor is not None
    with at.world.database.transaction() as session:
        responses.submit(session, Occasion(actor, at.clock(), at.world.books), north.request, FORM, "k1")
        session.flush()
        late = Beside(lambda: api._take_in(at.world, actor, asked.id, OTHER_FORM, "k1"))
        waits(at, session)
    with pytest.raises(KeyReused):
        late.done()
    assert [row.plan_id for row in at.all(Response)] == [north.plan]
    holds(at)


def test_one_claims_while_another_holds_and_gets_nothing_of_it(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    got: list[claims.Claimed | None] = []
    with at.world.database.transaction() as session:
        mine = claims.claim_handlings(session, "responses", at.clock(), LEASE)
        other = Beside(lambda: got.append(at.handlings()))
        waits(at, session)
    other.done()
    assert mine is not None
    assert got == [None]


def test_what_is_read_is_of_one_moment_while_others_write(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.reading() as session:
        before = chain.verify(session).events
        answer(at, made, "k1")
        after = chain.verify(session)
    assert (after.events, after.faults) == (before, [])


def test_a_proof_is_not_upset_by_an_answer_that_comes_in_the_middle(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.reading() as session:
        session.execute(text("select 1 from stream")).all()
        answer(at, made, "k1")
        assert chain.verify(session).faults == []
    holds(at)
