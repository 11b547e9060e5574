"""Claiming what is owed: handlings of one flow, or rings of one stage flow, as one batch and one run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from lsip_workflow.model import Handling, HandlingStatus, Plan, Ring, Run, RunPlan
from lsip_workflow.store.record import Occasion

MOST = 50
LOOK_AT = 1000
TRIES = 3
ALONE = 2  # after so many tries an event is taken by itself, so that it takes no other down with it


@dataclass(frozen=True)
class Lease:
    """Who claims, and for how long nobody else may."""

    worker: str
    seconds: float
    via: str = "prefect"

    def until(self, now: datetime) -> datetime:
        """When the claim may be taken over."""
        return now + timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Claimed:
    """A batch, with the run that it is to be seen under."""

    run_id: str
    flow: str
    size: int
    plan_ids: tuple[str, ...]


def handlings_wait(session: Session, flow: str) -> bool:
    """Whether a claim is worth asking for: a read, so that looking never holds up somebody who writes."""
    unfinished = (HandlingStatus.WAITING, HandlingStatus.CLAIMED)
    query = select(Handling.event_id).where(Handling.flow == flow, col(Handling.status).in_(unfinished))
    return session.exec(query.limit(1)).first() is not None


def rings_wait(session: Session) -> bool:
    """Whether any stage rang."""
    return session.exec(select(Ring.plan_id).limit(1)).first() is not None


def claim_handlings(session: Session, flow: str, now: datetime, lease: Lease) -> Claimed | None:
    """Claim the next events for a flow; within a stream in order, and never past one that waits its turn."""
    query = (
        select(Handling)
        .where(Handling.flow == flow)
        .where(col(Handling.status).in_((HandlingStatus.WAITING, HandlingStatus.CLAIMED)))
        .order_by(col(Handling.event_id))
        .limit(LOOK_AT)
        .with_for_update()
    )
    blocked: set[str] = set()
    batch: list[Handling] = []
    for handling in session.exec(query):
        suspect = handling.attempts >= ALONE
        if handling.stream in blocked or not _free(handling, now) or (suspect and batch):
            blocked.add(handling.stream)
        elif handling.status is HandlingStatus.CLAIMED and not _another_try(handling):
            continue  # set aside: those behind it go on
        elif len(batch) < MOST:
            batch.append(handling)
            if handling.attempts >= ALONE:
                break
    if not batch:
        return None
    plan_ids = _plan_ids(handling.stream for handling in batch)
    run = _open_run(session, flow, plan_ids, now, lease)
    for handling in batch:
        handling.status, handling.run_id = HandlingStatus.CLAIMED, run.id
        handling.lease_until, handling.fence = lease.until(now), handling.fence + 1
    return Claimed(run.id, flow, len(batch), plan_ids)


def _another_try(handling: Handling) -> bool:
    """Count a try that never ended; whether there is another one, or this event is set aside for a person."""
    handling.attempts += 1
    if handling.attempts < TRIES:
        return True
    handling.status, handling.lease_until = HandlingStatus.SET_ASIDE, None
    handling.error = handling.error or f"Its handling never ended, {TRIES} times over."
    return False


def _free(handling: Handling, now: datetime) -> bool:
    if handling.status is HandlingStatus.CLAIMED:
        return handling.lease_until is not None and handling.lease_until <= now
    return handling.not_before is None or handling.not_before <= now


def claim_rings(
    session: Session, occasion: Occasion, flow: str, now: datetime, lease: Lease
) -> Claimed | None:
    """Claim the plans whose stage rang and is worked by this flow; a ring for a stage left behind goes."""
    rings = session.exec(select(Ring).order_by(Ring.plan_id, Ring.stage).with_for_update()).all()
    # Read only now that the rings are ours, and never locked: a journey may hold a plan and wait for a ring.
    plans = {plan.id: plan for plan in session.exec(select(Plan))} if rings else {}
    batch: list[Ring] = []
    for ring in rings:
        plan = plans[ring.plan_id]
        if ring.stage != plan.stage:
            session.delete(ring)
        elif len(batch) < MOST and _quiet(ring, now) and _worked_by(occasion, plan) == flow:
            batch.append(ring)
    if not batch:
        return None
    plan_ids = tuple(ring.plan_id for ring in batch)
    run = _open_run(session, flow, plan_ids, now, lease)
    for ring in batch:
        ring.lease_until, ring.fence, ring.run_id = lease.until(now), ring.fence + 1, run.id
        ring.times_claimed = ring.times
    return Claimed(run.id, flow, len(batch), plan_ids)


def _quiet(ring: Ring, now: datetime) -> bool:
    leased = ring.lease_until is not None and ring.lease_until > now
    waits = ring.not_before is not None and ring.not_before > now
    return not leased and not waits


def _worked_by(occasion: Occasion, plan: Plan) -> str:
    return occasion.book_of(plan).stage(plan.stage).flow


def open_run(session: Session, flow: str, plan_ids: tuple[str, ...], now: datetime, lease: Lease) -> Run:
    """A run that was not claimed for: one that a person or a schedule started."""
    return _open_run(session, flow, plan_ids, now, lease)


def _open_run(session: Session, flow: str, plan_ids: tuple[str, ...], now: datetime, lease: Lease) -> Run:
    run = Run(flow=flow, worker=lease.worker, via=lease.via, began_at=now, seen_at=now)
    session.add(run)
    session.flush()
    session.add_all(RunPlan(run_id=run.id, plan_id=plan_id) for plan_id in plan_ids)
    return run


def _plan_ids(streams: Iterable[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(s.removeprefix("plan:") for s in streams if s.startswith("plan:"))
    return tuple(kept)


def release(session: Session, run_id: str, *, crashed: bool = False) -> int:
    """Give back what a run claimed and did not come to.

    Only after a crash does it count as a try: one of these events may be what it died of.
    """
    left = session.exec(
        select(Handling)
        .where(Handling.run_id == run_id, Handling.status == HandlingStatus.CLAIMED)
        .order_by(col(Handling.event_id))
        .with_for_update()
    ).all()
    for handling in left:
        if not crashed or _another_try(handling):
            handling.status, handling.lease_until = HandlingStatus.WAITING, None
    rings = session.exec(select(Ring).where(Ring.run_id == run_id).with_for_update()).all()
    for ring in rings:
        ring.lease_until, ring.run_id = None, None
    return len(left) + len(rings)


def try_again(session: Session, event_id: int, flow: str) -> bool:
    """Put back what was set aside, as if it had not been tried; False when nothing is there."""
    row = session.get(Handling, (event_id, flow), with_for_update=True)
    if row is None or row.status is not HandlingStatus.SET_ASIDE:
        return False
    row.status, row.attempts, row.error, row.not_before = HandlingStatus.WAITING, 0, "", None
    return True
