"""Named reads for the first page of an ERB's team: so many statements, however many plans and providers."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_, select

from lsip_workflow.model import (
    Area,
    Deadline,
    DeadlineStatus,
    EventRow,
    Handling,
    HandlingStatus,
    OutboxRow,
    OutboxStatus,
    Plan,
    Precision,
    Priority,
    Ring,
    Role,
    SignOff,
)
from lsip_workflow.store.awaiting import REPLIES


@dataclass(frozen=True)
class Due:
    """Any other date that stands."""

    deadline_id: str
    plan_id: str | None
    area_id: str
    kind: str
    subject: str
    title: str
    holder: Role
    due: date


@dataclass(frozen=True)
class Ahead:
    """A day with so many dates of one kind in one plan; `title` is of one of them."""

    plan_id: str | None
    area_id: str
    kind: str
    title: str
    due: date
    count: int


def plans_in(session: Session, areas: Collection[str]) -> list[tuple[Plan, str]]:
    """The plans of these areas with the areas' names, those whose adoption was undone left out."""
    query = select(Plan, Area.name).where(Plan.area_id == Area.id, col(Plan.undone_on).is_(None))
    query = query.where(col(Plan.area_id).in_(areas))
    return list(session.exec(query.order_by(col(Area.name), col(Plan.cycle), col(Plan.id))))


def due(session: Session, plan_ids: Collection[str], areas: Collection[str], until: date) -> list[Due]:
    """The other dates that stand by a day, exact to the day: of these plans, and of the areas themselves."""
    query = (
        columns(
            col(Deadline.id),
            col(Deadline.plan_id),
            func.coalesce(col(Plan.area_id), col(Deadline.area_id)),
            col(Deadline.kind),
            col(Deadline.subject),
            col(Deadline.title),
            col(Deadline.holder),
            col(Deadline.due),
        )
        .outerjoin(Plan, col(Plan.id) == col(Deadline.plan_id))
        .where(_of(plan_ids, areas), col(Deadline.status) == DeadlineStatus.OPEN)
        .where(col(Deadline.kind).not_in(REPLIES), col(Deadline.due) <= until)
        .where(col(Deadline.precision).in_((Precision.DAY, Precision.INSTANT)))
        .order_by(col(Deadline.due), col(Deadline.title), col(Deadline.id))
    )
    return [Due(*row) for row in session.execute(query)]


def _of(plan_ids: Collection[str], areas: Collection[str]) -> ColumnElement[bool]:
    own = col(Deadline.plan_id).is_(None) & col(Deadline.area_id).in_(areas)
    return or_(col(Deadline.plan_id).in_(plan_ids), own)


def ahead(
    session: Session, plan_ids: Collection[str], areas: Collection[str], first: date, last: date
) -> list[Ahead]:
    """What falls due from one day to another: replies by day and plan, every other date for itself."""
    each = case((col(Deadline.kind).in_(REPLIES), ""), else_=col(Deadline.id))
    area = func.coalesce(col(Plan.area_id), col(Deadline.area_id))
    query = (
        columns(
            col(Deadline.plan_id),
            area,
            col(Deadline.kind),
            func.min(col(Deadline.title)),
            col(Deadline.due),
            func.count(),
        )
        .outerjoin(Plan, col(Plan.id) == col(Deadline.plan_id))
        .where(_of(plan_ids, areas), col(Deadline.status) == DeadlineStatus.OPEN)
        .where(col(Deadline.due) >= first, col(Deadline.due) <= last)
        .where(col(Deadline.precision).in_((Precision.DAY, Precision.INSTANT)))
        .group_by(col(Deadline.plan_id), area, col(Deadline.kind), each, col(Deadline.due))
        .order_by(col(Deadline.due), func.min(col(Deadline.title)))
    )
    return [Ahead(*row) for row in session.execute(query)]


def decisions(session: Session, plan_ids: Collection[str]) -> Sequence[SignOff]:
    """What was entered of a body's decision and waits for a second person."""
    query = select(SignOff).where(col(SignOff.plan_id).in_(plan_ids), SignOff.status == "entered")
    return session.exec(query.order_by(col(SignOff.decided_on), col(SignOff.id))).all()


def drafts(
    session: Session, plan_ids: Collection[str], areas: Collection[str]
) -> list[tuple[str, str, str | None, datetime]]:
    """The messages that wait for a person to send them: id, why, plan and since when, the oldest first."""
    of_area = col(OutboxRow.plan_id).is_(None) & col(OutboxRow.area_id).in_(areas)
    query = (
        columns(col(OutboxRow.id), col(OutboxRow.why), col(OutboxRow.plan_id), col(OutboxRow.owed_since))
        .where(col(OutboxRow.status) == OutboxStatus.DRAFT)
        .where(or_(col(OutboxRow.plan_id).in_(plan_ids), of_area))
        .order_by(col(OutboxRow.owed_since), col(OutboxRow.id))
    )
    return [(key, why, plan, since) for key, why, plan, since in session.execute(query)]


def set_aside(session: Session, streams: Collection[str]) -> list[tuple[str, int, datetime]]:
    """The streams in which something could not be processed, how often, and since when."""
    query = (
        columns(col(Handling.stream), func.count(), func.min(col(EventRow.at)))
        .join(EventRow, col(EventRow.id) == col(Handling.event_id))
        .where(col(Handling.status) == HandlingStatus.SET_ASIDE, col(Handling.stream).in_(streams))
        .group_by(col(Handling.stream))
    )
    return [(stream, count, at) for stream, count, at in session.execute(query)]


def stuck(session: Session, plan_ids: Collection[str]) -> list[str]:
    """The plans whose stage could not be looked at the last time; it is tried again by itself."""
    query = select(Ring.plan_id).where(col(Ring.error) != "", col(Ring.plan_id).in_(plan_ids))
    return list(session.exec(query.distinct()))


def without_needs(session: Session, plan_ids: Collection[str]) -> list[tuple[str, str]]:
    """The priorities that name no skills need: plan and code."""
    query = columns(col(Priority.plan_id), col(Priority.code), col(Priority.needs)).where(
        col(Priority.plan_id).in_(plan_ids), col(Priority.withdrawn_on).is_(None)
    )
    return [
        (plan, code) for plan, code, needs in session.execute(query.order_by(col(Priority.code))) if not needs
    ]


def by_plan(rows: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Pairs of a plan and something of it, gathered by plan."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for plan, what in rows:
        found[plan].append(what)
    return found
