"""Named reads for whoever looks after some areas: what goes out, what was not processed, what ran.

`places` are the areas, each with the body for which it is looked after: an area that passed to another body
has plans of both, and neither looks after the other's.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import Session, col, func, select

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
from lsip_workflow.store.messages import Scope

Places = Collection[tuple[str, str]]


def plans_of(session: Session, places: Places) -> list[str]:
    """The plans of these areas and bodies."""
    return list(session.exec(select(Plan.id).where(_theirs(places)).order_by(Plan.id)))


def _theirs(places: Places) -> ColumnElement[bool]:
    return tuple_(col(Plan.area_id), col(Plan.erb_id)).in_(places)


def scope_of(session: Session, places: Places) -> Scope:
    """The messages of these areas and bodies, those that carry dates of theirs among others' too."""
    areas, bodies = {area for area, _ in places}, {body for _, body in places}
    return Scope(plans_of(session, places), areas, bodies)


def messages(
    session: Session, scope: Scope, status: OutboxStatus | None, page: int, size: int
) -> tuple[Sequence[OutboxRow], int]:
    """One page of the messages within a scope, newest first, and how many there are in all."""
    here = scope.holds
    if status is not None:
        here &= col(OutboxRow.status) == status
    newest = select(OutboxRow).where(here).order_by(col(OutboxRow.owed_since).desc(), col(OutboxRow.id))
    rows = session.exec(newest.offset((page - 1) * size).limit(size)).all()
    return rows, session.exec(select(func.count()).select_from(OutboxRow).where(here)).one()


def counts(session: Session, scope: Scope) -> dict[OutboxStatus, int]:
    """How many messages within a scope stand where."""
    query = select(col(OutboxRow.status), func.count()).where(scope.holds)
    return dict(session.exec(query.group_by(col(OutboxRow.status))).all())


def set_aside(session: Session, places: Places) -> list[tuple[Handling, EventRow]]:
    """The events of these areas that could not be processed, oldest first."""
    query = (
        select(Handling, EventRow)
        .where(Handling.event_id == EventRow.id, Handling.status == HandlingStatus.SET_ASIDE)
        .where(col(Handling.stream).in_(_streams(session, places)))
        .order_by(col(Handling.event_id))
    )
    return [(handling, event) for handling, event in session.exec(query)]


def set_aside_of_others(session: Session, places: Places) -> Sequence[Handling]:
    """What could not be processed of these areas' plans of another body: of the one that held them before."""
    plans = select(Plan.id).where(col(Plan.area_id).in_({area for area, _ in places}), ~_theirs(places))
    streams = [f"plan:{plan}" for plan in session.exec(plans)]
    query = select(Handling).where(Handling.status == HandlingStatus.SET_ASIDE)
    return session.exec(query.where(col(Handling.stream).in_(streams)).order_by(col(Handling.event_id))).all()


def _streams(session: Session, places: Places) -> set[str]:
    return {f"area:{area}" for area, _ in places} | {f"plan:{plan}" for plan in plans_of(session, places)}


def tried_again(session: Session, places: Places) -> Sequence[Ring]:
    """The stages of plans of these areas that could not be worked last time, and are tried again."""
    query = select(Ring).where(col(Ring.error) != "", col(Ring.plan_id).in_(plans_of(session, places)))
    return session.exec(query.order_by(col(Ring.plan_id))).all()


def runs(session: Session, places: Places, most: int) -> Sequence[Run]:
    """What ran for plans of these areas, newest first."""
    here = select(RunPlan.run_id).where(col(RunPlan.plan_id).in_(plans_of(session, places)))
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
