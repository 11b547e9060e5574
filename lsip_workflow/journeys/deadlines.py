"""Dates opened, moved, suspended, resumed and closed; each open thing has exactly one."""

from datetime import date, time

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import Area, Basis, Deadline, DeadlineStatus, Plan, Precision, Role, Strength
from lsip_workflow.rulebook import DeadlineRule
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import due_date, when
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.store import life, queries
from lsip_workflow.store.record import Occasion, lock, record

STANDING = (DeadlineStatus.OPEN, DeadlineStatus.SUSPENDED)
MOVED_BECAUSE = frozenset(
    {"provider_capacity", "pre_election_period", "department_moved_it", "correction", "agreed_with_erb"}
)


def open_deadline(
    session: Session,
    occasion: Occasion,
    plan: Plan | Area,
    *,
    kind: str,
    subject: str,
    title: str,
    holder: Role,
    ladder: str,
    due: date | None,
    due_at: time | None = None,
    precision: Precision = Precision.DAY,
    basis: Basis = Basis.CALENDAR,
    organisation_id: str | None = None,
    says: str = "",
    cite: str = "",
    sourced: bool = True,
) -> Deadline:
    """Open the one date of that kind and subject of a plan or an area, or give back the one there."""
    find = queries.deadline_of if isinstance(plan, Plan) else life.area_deadline
    if (there := find(session, plan.id, kind, subject)) is not None:
        return there
    row = Deadline(
        plan_id=plan.id if isinstance(plan, Plan) else None,
        area_id=plan.id if isinstance(plan, Area) else None,
        kind=kind,
        subject=subject,
        title=title,
        holder=holder,
        organisation_id=organisation_id,
        ladder=ladder,
        due=due,
        due_at=due_at,
        opened_on=occasion.today,
        precision=precision,
        basis=basis,
        says=says,
        cite=cite,
        sourced=sourced,
    )
    fact = events.DeadlineOpened(
        plan=row.plan_id,
        area=row.area_id,
        deadline=row.id,
        deadline_kind=kind,
        subject=subject,
        holder=holder,
        due=due,
        due_at=due_at,
        precision=precision,
        basis=basis,
        opened_on=row.opened_on,
        organisation=organisation_id,
        ladder=ladder,
        sourced=sourced,
    )
    record(session, occasion, fact, row)
    return row


def open_of_rulebook(
    session: Session, occasion: Occasion, plan: Plan, rule: DeadlineRule, calendar: Calendar
) -> Deadline | None:
    """Open a date of the rulebook for a plan in its stage; None when it is open, or was, already."""
    if queries.deadline_of(session, plan.id, "rulebook", rule.key) is not None:
        return None
    return open_deadline(
        session,
        occasion,
        plan,
        kind="rulebook",
        subject=rule.key,
        title=rule.title,
        holder=rule.holder,
        ladder=rule.ladder,
        due=due_date(rule, plan.stage_since, calendar),
        due_at=rule.at,
        precision=rule.precision,
        basis=rule.basis,
        says=rule.says,
        cite=rule.cite,
        sourced=rule.status == "sourced",
    )


def close(session: Session, occasion: Occasion, deadline: Deadline | None, *, needed: bool = True) -> None:
    """Close a date that is still open or suspended: met, or not needed any more."""
    if deadline is None or deadline.status not in STANDING:
        return
    outcome: events.Outcome = "met" if needed else "not_needed"
    record(
        session,
        occasion,
        events.DeadlineMet(
            plan=deadline.plan_id, area=deadline.area_id, deadline=deadline.id, outcome=outcome
        ),
    )


def move(
    session: Session, occasion: Occasion, deadline: Deadline, due: date, reason: str, as_of: str | None = None
) -> None:
    """Move a date, with a reason from the list; the old date stays in the history.

    `as_of` is the day that the sender saw, or “unknown”. Raises Faulty, and Refused when it is another now.
    """
    _take(session, deadline, *STANDING, reason=reason)
    now = deadline.due.isoformat() if deadline.due else "unknown"
    if as_of is not None and as_of != now:
        text = (
            f"“{deadline.title}” was changed since you looked: it is {when(deadline)}. Read it again first."
        )
        cite = "Practice of this project: a person moves the date that they saw"
        raise Refused([Blocker("changed_since", text, cite, Strength.GUIDANCE)])
    fact = events.DeadlineMoved(
        plan=deadline.plan_id,
        area=deadline.area_id,
        deadline=deadline.id,
        was=deadline.due,
        due=due,
        reason=reason,
    )
    record(session, occasion, fact)


def suspend(session: Session, occasion: Occasion, deadline: Deadline, reason: str) -> None:
    """Make a date silent until it is resumed, with a reason from the list. Raises Faulty."""
    _take(session, deadline, DeadlineStatus.OPEN, reason=reason)
    fact = events.DeadlineSuspended(
        plan=deadline.plan_id, area=deadline.area_id, deadline=deadline.id, reason=reason
    )
    record(session, occasion, fact)


def resume(session: Session, occasion: Occasion, deadline: Deadline, due: date) -> None:
    """Let a suspended date count again, from the day that is now known. Raises Faulty."""
    _take(session, deadline, DeadlineStatus.SUSPENDED)
    fact = events.DeadlineResumed(plan=deadline.plan_id, area=deadline.area_id, deadline=deadline.id, due=due)
    record(session, occasion, fact)


def _take(session: Session, deadline: Deadline, *standing: DeadlineStatus, reason: str | None = None) -> None:
    """Take the plan or area, and see that the date stands as it must for this: what was met stays met."""
    stream = f"plan:{deadline.plan_id}" if deadline.plan_id else f"area:{deadline.area_id}"
    lock(session, stream, deadline)
    faults = []
    if deadline.status not in standing:
        stands = deadline.status.replace("_", " ")
        faults.append(f"date: “{deadline.title}” is {stands}, so this cannot be done with it.")
    if reason is not None and reason not in MOVED_BECAUSE:
        faults.append(f"reason: “{reason}” is not in the list: {', '.join(sorted(MOVED_BECAUSE))}.")
    if faults:
        raise Faulty(faults)
