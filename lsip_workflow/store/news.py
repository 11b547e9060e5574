"""Named reads of what happened since somebody last looked, and of what ran, for the first page of a team."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from lsip_workflow.model import (
    AnswerKind,
    Attempt,
    EventRow,
    Looked,
    Organisation,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Request,
    Response,
    Run,
    RunPlan,
    RunStatus,
    Sweep,
)

# The events that change a date, a plan, a body, a person or a role: all that reminders are worked out from
# is theirs or the outbox's. What else happens leaves the messages of the days ahead as they were.
CHANGES_REMINDERS = frozenset(
    {
        *("deadline.opened", "deadline.moved", "deadline.met", "deadline.suspended", "deadline.resumed"),
        *("deadline.silenced", "reminders.started", "adoption.undone", "confirmation.switched"),
        *("plan.opened", "plan.adopted", "plan.returned", "plan.stage_entered", "pages.counted"),
        *("organisation.recorded", "person.recorded", "person.corrected", "person.erased"),
        *("role.granted", "role.ended", "words.erased", "entries.deleted"),
    }
)


def looked(session: Session, people: Collection[str]) -> datetime | None:
    """Until when whoever looks has seen what changed: the latest mark of any of their persons."""
    return session.exec(select(func.max(Looked.at)).where(col(Looked.person_id).in_(people))).one()


def changed(session: Session, streams: Collection[str], since: datetime) -> dict[str, int]:
    """How many events of each type there were since an instant."""
    query = (
        columns(col(EventRow.type), func.count())
        .where(col(EventRow.stream).in_(streams), col(EventRow.at) > since)
        .group_by(col(EventRow.type))
    )
    return dict(session.execute(query).tuples().all())


@dataclass(frozen=True)
class Came:
    """An answer that came: whose, to what, when, and whether it was heard by another who recorded it."""

    plan_id: str
    request_id: str
    provider: str
    title: str
    at: datetime
    kind: AnswerKind
    recorded: bool


def came(session: Session, plan_ids: Collection[str], since: datetime, most: int) -> list[Came]:
    """The newest answers since an instant, so many at most."""
    query = (
        columns(
            col(Response.plan_id),
            col(Response.request_id),
            col(Organisation.name),
            col(Request.title),
            col(Response.submitted_at),
            col(Response.kind),
            col(Response.heard_how),
        )
        .join(Request, col(Request.id) == col(Response.request_id))
        .join(Organisation, col(Organisation.id) == col(Response.provider_id))
        .where(col(Response.plan_id).in_(plan_ids), col(Response.submitted_at) > since)
        .order_by(col(Response.submitted_at).desc(), col(Response.id))
    )
    return [
        Came(plan, request, provider, title, at, kind, heard is not None)
        for plan, request, provider, title, at, kind, heard in session.execute(query.limit(most))
    ]


def sent(session: Session, plan_ids: Collection[str], since: datetime) -> dict[OutboxStatus, int]:
    """How many messages about these plans went, or did not, since an instant."""
    query = (
        columns(col(OutboxRow.status), func.count())
        .where(col(OutboxRow.plan_id).in_(plan_ids), col(OutboxRow.owed_since) > since)
        .group_by(col(OutboxRow.status))
    )
    return {OutboxStatus(status): count for status, count in session.execute(query)}


def ran(session: Session, plan_ids: Collection[str], since: datetime) -> dict[RunStatus, int]:
    """How the runs about these plans ended since an instant."""
    about = select(RunPlan.run_id).where(col(RunPlan.plan_id).in_(plan_ids))
    query = columns(col(Run.status), func.count()).where(col(Run.began_at) > since, col(Run.id).in_(about))
    return {RunStatus(status): count for status, count in session.execute(query.group_by(col(Run.status)))}


def last_sweep(session: Session) -> Sweep | None:
    """The last morning on which the dates were looked at."""
    return session.exec(select(Sweep).order_by(col(Sweep.day).desc()).limit(1)).first()


def state_of_reminders(session: Session) -> tuple[object, ...]:
    """What stays the same while nothing changed for reminders, and none was put down to be sent or went."""
    changes = col(EventRow.type).in_(sorted(CHANGES_REMINDERS))
    event = session.exec(select(func.max(EventRow.id)).where(changes)).one()
    items = session.exec(select(func.count()).select_from(OutboxItem)).one()
    tries = columns(col(Attempt.id), col(Attempt.ended_at)).order_by(col(Attempt.id).desc()).limit(8)
    return (event, items, *map(tuple, session.execute(tries)))
