"""Claims of the relay: nobody works what another has, and whoever lost a claim changes nothing any more."""

from datetime import timedelta

from sqlmodel import select

from lsip_workflow.model import (
    DutyAct,
    Handling,
    HandlingStatus,
    Ring,
    Run,
    RunStatus,
)
from lsip_workflow.model.engine import EventRow
from lsip_workflow.relay import batches, claims, clock
from lsip_workflow.store.record import lock
from tests import builders
from tests.journeys.relaying import answer, work
from tests.journeys.working import OTHER, Working


def test_two_claimers_never_get_the_same(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    assert at.handlings() is not None
    assert at.handlings(lease=OTHER) is None
    at.rings()
    assert at.rings(lease=OTHER) is None


def test_when_a_claim_runs_out_another_takes_over_and_the_late_one_is_refused(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    late = at.handlings()
    at.clock.on(seconds=59)
    assert at.handlings(lease=OTHER) is None
    at.clock.on(seconds=1)
    second = at.handlings(lease=OTHER)
    assert late is not None
    assert second is not None
    assert batches.work_handlings(at.works, late.run_id).lines == []
    assert at.one(Handling).status is HandlingStatus.CLAIMED
    assert len(batches.work_handlings(at.works, second.run_id).lines) == 1
    assert at.one(Handling).fence == 2


def test_an_effect_that_comes_after_the_claim_was_lost_is_undone(at: Working) -> None:
    """The late one has read its claim already; while it starts, another takes over and finishes."""
    made = builders.scene(at.world)
    answer(at, made, "k1")
    late = at.handlings()
    assert late is not None
    with at.world.database.reading() as session:
        stale = session.exec(select(Handling, EventRow).where(Handling.event_id == EventRow.id)).one()
    at.clock.on(seconds=61)
    work(at)
    before = at.events()
    assert batches._handle(at.works, *stale) is None
    assert at.events() == before
    assert len(at.all(DutyAct)) == 1
    assert at.one(Handling).status is HandlingStatus.HANDLED


def test_a_failure_that_comes_after_the_claim_was_lost_marks_nothing(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    late = at.handlings()
    assert late is not None
    with at.world.database.reading() as session:
        stale = session.exec(select(Handling)).one()
    at.clock.on(seconds=61)
    at.handlings(lease=OTHER)
    with at.world.database.transaction() as session:
        assert batches._fail(session, stale, "too late", at.clock()) == "somebody else has it now"
    row = at.one(Handling)
    assert (row.attempts, row.error) == (1, ""), "the claim that ran out counts, the late failure does not"


def test_what_a_lost_run_had_claimed_is_given_back_and_the_run_is_marked(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    at.handlings()
    at.clock.on(seconds=30)
    assert clock.crashed_runs(at.works, at.clock() - timedelta(seconds=31)) == 0
    assert clock.crashed_runs(at.works, at.clock() - timedelta(seconds=10)) == 1
    lost = at.one(Run)
    assert (lost.status, lost.ended_at) == (RunStatus.CRASHED, at.clock())
    assert at.one(Handling).status is HandlingStatus.WAITING
    assert at.one(Handling).attempts == 1
    work(at)
    assert at.one(Handling).status is HandlingStatus.HANDLED


def test_a_ring_whose_claim_was_lost_is_not_answered_by_the_late_one(at: Working) -> None:
    builders.scene(at.world)
    late = at.rings()
    assert late is not None
    with at.world.database.reading() as session:
        stale = session.exec(select(Ring)).one()
    at.clock.on(seconds=61)
    assert at.rings(lease=OTHER) is not None
    assert batches._visit(at.works, "roadmap", stale.plan_id, stale) is None
    assert at.one(Ring).fence == 2


def test_a_batch_given_back_is_taken_up_by_the_next(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    claimed = at.handlings()
    assert claimed is not None
    clock.give_back(at.works, claimed.run_id)
    assert at.one(Run).status is RunStatus.CRASHED
    assert "1 taken up again" in at.one(Run).says
    assert len(work(at)) == 1
    assert at.one(Handling).status is HandlingStatus.HANDLED


def test_no_more_than_a_batch_is_claimed_at_once(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    for number in range(claims.MOST + 3):
        answer(at_sqlite, made, f"k{number}", comment=f"Version {number}")
    first = at_sqlite.handlings()
    assert first is not None
    assert first.size == claims.MOST
    assert at_sqlite.handlings(lease=OTHER) is None, "the rest of the stream waits its turn"
    batches.work_handlings(at_sqlite.works, first.run_id)
    second = at_sqlite.handlings()
    assert second is not None
    assert second.size == 3


def test_the_lock_of_a_stream_is_taken_once_and_made_if_it_is_not_there(at: Working) -> None:
    with at.world.database.transaction() as session:
        first, again = lock(session, "area:nowhere"), lock(session, "area:nowhere")
        assert first is again
        assert (first.seq, first.head) == (0, "")
