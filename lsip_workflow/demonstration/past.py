"""The past counts as handled: what the relay would have done with it is done at once, and nothing is left."""

from dataclasses import replace

from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from lsip_workflow.journeys import stages
from lsip_workflow.model import (
    EventRow,
    Handling,
    HandlingStatus,
    OutboxRow,
    OutboxStatus,
    Plan,
    Ring,
    Run,
    RunPlan,
    RunStatus,
)
from lsip_workflow.relay.batches import HANDLES
from lsip_workflow.rules import permissions
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.store.record import Occasion

PAST = "Part of the demonstration's past."


def at_rest(session: Session, at: Occasion, plan: Plan, calendar: Calendar) -> None:
    """Handle every event of a plan that waits, then work its stage until it rings no more."""
    _handle(session, at, plan)
    while session.exec(select(Ring).where(Ring.plan_id == plan.id)).first() is not None:
        session.execute(delete(Ring).where(col(Ring.plan_id) == plan.id))
        flow = permissions.flow(at.book_of(plan).stage(plan.stage).flow)
        stages.work(session, replace(at, actor=flow), plan.id, calendar)


def _handle(session: Session, at: Occasion, plan: Plan) -> None:
    """By the functions that the flows wrap, each marked as the relay would mark it."""
    waiting = session.exec(
        select(Handling, EventRow)
        .where(Handling.event_id == EventRow.id, Handling.status == HandlingStatus.WAITING)
        .where(Handling.stream == f"plan:{plan.id}")
        .order_by(col(Handling.event_id))
    ).all()
    for handling, event in waiting:
        HANDLES[handling.flow](session, replace(at, actor=permissions.flow(handling.flow)), event)
        marked = update(Handling).where(
            col(Handling.event_id) == handling.event_id, col(Handling.flow) == handling.flow
        )
        session.execute(marked.values(status=HandlingStatus.HANDLED, handled_at=at.now))


def keep_silent(session: Session, at: Occasion, plan: Plan, area: str) -> None:
    """Nobody is told of the past: its messages are kept, as not sent, under one line of what ran."""
    messages = session.exec(
        select(OutboxRow).where(OutboxRow.plan_id == plan.id, col(OutboxRow.run_id).is_(None))
    ).all()
    says = f"{len(messages)} messages of the past, none of them sent"
    run = Run(
        flow="notifications",
        name=f"notifications · {area} · {says}",
        status=RunStatus.COMPLETED,
        via="demonstration",
        began_at=at.now,
        seen_at=at.now,
        ended_at=at.now,
        says=says,
    )
    session.add(run)
    session.flush()
    session.add(RunPlan(run_id=run.id, plan_id=plan.id, says=PAST))
    of_plan = (col(OutboxRow.plan_id) == plan.id, col(OutboxRow.run_id).is_(None))
    owed = update(OutboxRow).where(*of_plan, col(OutboxRow.status) == OutboxStatus.OWED)
    session.execute(owed.values(status=OutboxStatus.SKIPPED, skipped_because=PAST))
    session.execute(update(OutboxRow).where(*of_plan).values(run_id=run.id))
