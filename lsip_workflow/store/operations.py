"""Named reads for whoever looks after some areas: what goes out, what was not processed, what ran."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from lsip_workflow.model import (
    Attempt,
    EventRow,
    Handling,
    HandlingStatus,
    OutboxRow,
    OutboxStatus,
    Plan,
    Ring,
    Run,
    RunPlan,
)
from lsip_workflow.store.personal import streams_of


def plans_of(session: Session, areas: Collection[str]) -> list[str]:
    """The plans of these areas."""
    return list(session.exec(select(Plan.id).where(col(Plan.area_id).in_(areas)).order_by(Plan.id)))


def _messages_of(areas: Collection[str]) -> ColumnElement[bool]:
    plans = select(Plan.id).where(col(Plan.area_id).in_(areas))
    return or_(col(OutboxRow.plan_id).in_(plans), col(OutboxRow.area_id).in_(areas))


def messages(
    session: Session, areas: Collection[str], status: OutboxStatus | None, page: int, size: int
) -> tuple[Sequence[OutboxRow], int]:
    """One page of the messages of these areas, newest first, and how many there are in all."""
    here = _messages_of(areas) if status is None else _messages_of(areas) & (col(OutboxRow.status) == status)
    newest = select(OutboxRow).where(here).order_by(col(OutboxRow.owed_since).desc(), col(OutboxRow.id))
    rows = session.exec(newest.offset((page - 1) * size).limit(size)).all()
    return rows, session.exec(select(func.count()).select_from(OutboxRow).where(here)).one()


def counts(session: Session, areas: Collection[str]) -> dict[OutboxStatus, int]:
    """How many messages of these areas stand where."""
    query = select(col(OutboxRow.status), func.count()).where(_messages_of(areas))
    return dict(session.exec(query.group_by(col(OutboxRow.status))).all())


def set_aside(session: Session, areas: Collection[str]) -> list[tuple[Handling, EventRow]]:
    """The events of these areas that could not be processed, oldest first."""
    query = (
        select(Handling, EventRow)
        .where(Handling.event_id == EventRow.id, Handling.status == HandlingStatus.SET_ASIDE)
        .where(col(Handling.stream).in_(streams_of(session, areas)))
        .order_by(col(Handling.event_id))
    )
    return [(handling, event) for handling, event in session.exec(query)]


def tried_again(session: Session, areas: Collection[str]) -> Sequence[Ring]:
    """The stages of plans of these areas that could not be worked last time, and are tried again."""
    query = select(Ring).where(col(Ring.error) != "", col(Ring.plan_id).in_(plans_of(session, areas)))
    return session.exec(query.order_by(col(Ring.plan_id))).all()


def runs(session: Session, areas: Collection[str], most: int) -> Sequence[Run]:
    """What ran for plans of these areas, newest first."""
    here = select(RunPlan.run_id).where(col(RunPlan.plan_id).in_(plans_of(session, areas)))
    return session.exec(
        select(Run).where(col(Run.id).in_(here)).order_by(col(Run.began_at).desc()).limit(most)
    ).all()


def tried(session: Session, person_ids: Collection[str], most: int = 3) -> Sequence[OutboxRow]:
    """The last messages by which somebody tried the channel."""
    query = select(OutboxRow).where(
        OutboxRow.template == "channel_test", col(OutboxRow.person_id).in_(person_ids)
    )
    return session.exec(query.order_by(col(OutboxRow.owed_since).desc()).limit(most)).all()


def last_tries(session: Session, message_ids: Collection[str]) -> dict[str, Attempt]:
    """The last try at each of these messages; one read, however many."""
    query = select(Attempt).where(col(Attempt.outbox_id).in_(message_ids)).order_by(col(Attempt.id))
    return {row.outbox_id: row for row in session.exec(query)}
