"""The relay: order within a stream, claims under lease and fence, rings, and coming to rest."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from lsip_workflow.journeys import responses
from lsip_workflow.model import (
    Commitment,
    CommitmentKind,
    Deadline,
    DutyAct,
    Handling,
    HandlingStatus,
    Plan,
    Response,
    ResponseStatus,
    Ring,
    Run,
    RunPlan,
    RunStatus,
)
from lsip_workflow.model.engine import EventRow
from lsip_workflow.relay import batches, claims, clock
from lsip_workflow.relay.batches import HANDLES
from lsip_workflow.store.record import Occasion, ring
from tests import builders
from tests.journeys.relaying import answer, failing, fill, give, statuses, work
from tests.journeys.working import LEASE, Working


def test_events_of_one_stream_are_handled_in_their_order(
    at: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []

    def noting(session: Session, occasion: Occasion, event: EventRow) -> str:
        seen.append((event.stream, event.seq))
        return responses.handle(session, occasion, event)

    monkeypatch.setitem(HANDLES, "responses", noting)
    both = builders.scene(at.world), builders.scene(at.world, "southshire", 2)
    for number in range(3):
        for made in both:
            answer(at, made, f"k{number}", comment=f"Version {number}")
    at.rest()
    assert len(seen) == 6
    for made in both:
        mine = [seq for stream, seq in seen if stream == f"plan:{made.plan}"]
        assert mine == sorted(mine)


def test_an_event_that_fails_holds_its_own_stream_and_no_other(
    at: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    north, south = builders.scene(at.world), builders.scene(at.world, "southshire", 2)
    for number in range(2):
        answer(at, north, f"n{number}", comment=f"Version {number}")
        answer(at, south, f"s{number}", comment=f"Version {number}")
    first = min(row.seq for row in at.all(Handling, Handling.stream == f"plan:{north.plan}"))
    southern = HANDLES["responses"]
    broken = failing(first)

    def handle(session: Session, occasion: Occasion, event: EventRow) -> str:
        of_north = event.stream == f"plan:{north.plan}"
        return (broken if of_north else southern)(session, occasion, event)

    monkeypatch.setitem(HANDLES, "responses", handle)
    work(at)
    assert statuses(at, north) == ["waiting", "waiting"]
    assert statuses(at, south) == ["handled", "handled"]
    assert at.handlings() is None, "the stream is held until its pause is over"
    for _ in range(2):
        at.clock.on(seconds=10)
        work(at)
    assert statuses(at, north) == ["set_aside", "waiting"]
    work(at)
    assert statuses(at, north) == ["set_aside", "handled"]
    aside = next(row for row in at.all(Handling) if row.status is HandlingStatus.SET_ASIDE)
    assert aside.attempts == 3
    assert aside.error == f"RuntimeError: event {first} cannot be handled"


def test_of_an_event_that_fails_no_effect_is_left(at: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    before = at.events()
    monkeypatch.setitem(HANDLES, "responses", failing(at.one(Handling).seq))
    assert "RuntimeError: event" in work(at)[0]
    assert at.events() == before
    assert at.all(Commitment) == []
    assert at.one(Run).status is RunStatus.FAILED


def test_an_answer_is_matched_to_its_actions_and_shown_in_the_register(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    assert [outcome.partition(": ")[2] for outcome in work(at)] == ["matched to 2 actions"]
    assert at.one(Response).status is ResponseStatus.MATCHED
    assert sorted(row.kind for row in at.all(Commitment)) == [CommitmentKind.DECLINED, CommitmentKind.FIRM]
    act = at.one(DutyAct)
    assert (act.duty, act.act, act.organisation_id) == ("d1-develop", "received", made.provider)


def test_a_version_that_was_replaced_meanwhile_is_passed_by(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    answer(at, made, "k2", answers=[{"action": "A1", "commitment": "in_principle"}])
    outcomes = [outcome.partition(": ")[2] for outcome in work(at)]
    assert outcomes == ["a newer version stands in its place", "matched to 1 action"]
    assert [row.kind for row in at.all(Commitment)] == [CommitmentKind.IN_PRINCIPLE]


def test_an_event_that_kills_its_worker_is_taken_alone_and_then_set_aside_and_the_others_go_on(
    at: Working,
) -> None:
    deadly, well = builders.scene(at.world, "deadly", 1), builders.scene(at.world, "well", 2)
    answer(at, deadly, "a")
    answer(at, well, "b")
    batches_seen = []
    for _ in range(6):  # each time the worker dies if the deadly one is in its batch
        claimed = at.handlings("responses")
        if claimed is None:
            break
        batches_seen.append(claimed.plan_ids)
        if deadly.plan not in claimed.plan_ids:
            batches.work_handlings(at.works, claimed.run_id)
        at.clock.now += timedelta(minutes=5)
        clock.crashed_runs(at.works, at.clock.now - timedelta(minutes=1))
    assert batches_seen == [(deadly.plan, well.plan)] * 2 + [(deadly.plan,), (well.plan,)]
    by_plan = {row.stream: row for row in at.all(Handling)}
    assert by_plan[f"plan:{well.plan}"].status is HandlingStatus.HANDLED
    assert by_plan[f"plan:{deadly.plan}"].status is HandlingStatus.SET_ASIDE
    assert by_plan[f"plan:{deadly.plan}"].error == "Its handling never ended, 3 times over."


def test_what_was_set_aside_is_tried_again_when_a_person_says_so(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "a")
    with at.world.database.transaction() as session:
        row = session.exec(select(Handling)).one()
        row.status, row.attempts = HandlingStatus.SET_ASIDE, 3
        assert not claims.try_again(session, row.event_id, "sign-offs")
        assert claims.try_again(session, row.event_id, "responses")
    at.rest()
    assert at.one(Handling).status is HandlingStatus.HANDLED


def test_ringing_twice_is_once_and_ringing_meanwhile_leaves_one_more_visit(at: Working) -> None:
    made = builders.scene(at.world)
    assert at.one(Ring).times > 2
    claimed = at.rings()
    assert claimed is not None
    with at.world.database.transaction() as session:
        ring(session, made.plan)
        ring(session, made.plan)
    assert len(batches.work_rings(at.works, claimed.run_id).lines) == 1
    left = at.one(Ring)
    assert (left.run_id, left.lease_until) == (None, None)
    again = at.rings()
    assert again is not None
    batches.work_rings(at.works, again.run_id)
    assert at.all(Ring) == []


def test_a_ring_for_a_stage_that_was_left_is_taken_down(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        session.add(Ring(plan_id=made.plan, stage="research"))
    assert at.rings("research") is None
    assert {row.stage for row in at.all(Ring)} == {"roadmap"}


def test_a_stage_that_cannot_be_worked_waits_longer_each_time_and_is_never_lost(
    at: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.scene(at.world)
    broken = dict(at.world.books)
    rules = broken[builders.EDITION]
    broken[builders.EDITION] = rules.model_copy(update={"deadlines": None})
    sound, at.world.__dict__["books"] = at.world.books, broken
    pauses = []
    for _ in range(3):
        claimed = at.rings()
        assert claimed is not None
        assert not batches.work_rings(at.works, claimed.run_id).lines[0].went_well
        left = at.one(Ring)
        assert left.not_before is not None
        pauses.append((left.not_before - at.clock()).total_seconds())
        assert at.rings() is None
        at.clock.now = left.not_before
    assert pauses == [2, 4, 8]
    assert at.one(Ring).error.startswith("TypeError")
    at.world.__dict__["books"] = sound
    at.rest()
    assert at.all(Ring) == []


def test_after_any_input_the_relay_comes_to_rest(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    with at.world.database.transaction() as session:
        fill(at, made, session)
    answer(at, made, "k2", comment="One thing more.")
    turns = at.rest(most=12)
    assert turns >= 1
    at.clock.on(days=1)
    assert at.rest(most=2) == 1, "in the morning the provider is shown what was noted about it"
    before = at.events()
    assert at.turn() is False
    assert at.events() == before
    assert {row.status for row in at.all(Handling)} == {HandlingStatus.HANDLED}
    assert at.all(Ring) == []
    assert {row.status for row in at.all(Run)} == {RunStatus.COMPLETED}


def test_a_plan_goes_through_every_stage_to_its_end_and_rests(at: Working) -> None:
    """Each turn gives what the stage asks for; the relay does the going on."""
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        fill(at, made, session)
    book = at.world.books[builders.EDITION]
    for _ in book.stages:
        at.rest()
        plan = at.one(Plan)
        if book.stage(plan.stage).final:
            break
        with at.world.database.transaction() as session:
            give(session, at, session.get_one(Plan, made.plan))
    entered = [row for row in at.all(EventRow) if row.type == "plan.stage_entered"]
    assert [json.loads(row.payload)["stage"] for row in sorted(entered, key=lambda row: row.seq)] == [
        *("authority_agreement", "submission", "approval", "publication"),
        *("progress_reporting", "review", "replaced"),
    ]
    assert {row.status.value for row in at.all(Deadline, Deadline.kind == "rulebook")} == {"met"}


def test_a_run_says_what_it_did_to_which_plan(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    work(at)
    run = at.one(Run)
    assert run.name == "responses · Northshire (example) · 1 handled"
    assert (run.says, run.status, run.via, run.worker) == ("1 handled", RunStatus.COMPLETED, "test", "test")
    with at.world.database.reading() as session:
        assert session.exec(select(RunPlan.plan_id).where(RunPlan.run_id == run.id)).all() == [made.plan]
    handled = at.one(Handling)
    assert clock.handled_by(at.works, run.id) == [
        (handled.event_id, "response.submitted", f"plan:{made.plan}")
    ]


def test_the_digest_has_a_line_for_every_plan(at: Working) -> None:
    builders.scene(at.world)
    builders.scene(at.world, "southshire", 2)
    report = clock.digest(at.works, LEASE)
    assert [line.plan_id for line in report.lines] == ["northshire-2026", "southshire-2026"]
    assert {line.outcome for line in report.lines} == {"next: What you can offer, 23 November 2026"}
    assert all(len(line.needed) == 1 for line in report.lines)
