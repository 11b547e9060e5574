"""Conflicts of interest, perceived or actual, of which the department is told: a person sends it."""

from datetime import date

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, drafts
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Area,
    ConflictNotice,
    Declaration,
    Interest,
    Organisation,
    OrganisationKind,
    Plan,
    new_id,
)
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import due_date
from lsip_workflow.rules.sign_offs import once
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

CONFLICT = "conflict-notified"
NOTICE = "conflict_notice"  # its words are a person's own, so it has no template
WHY = "The department is told of a perceived or actual conflict of interest"


def see_conflict(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    calendar: Calendar,
    *,
    words: str,
    interest: Interest | None = None,
    declaration: Declaration | None = None,
    to: Organisation | None = None,
    address: str = "",
) -> ConflictNotice:
    """Record a conflict, perceived or actual, of which the department is to be told, with the words to send.

    Nothing goes by itself: with a department and its address the words wait as a draft, which a person sends
    or not, and records (`told`). Opens the date of the rulebook where the edition has one. Raises Faulty.
    """
    lock(session, f"plan:{plan.id}", plan)
    faults = []
    if not words.strip():
        faults.append("words: write what the department is told: who decides what, and what was done.")
    if to is not None and to.kind is not OrganisationKind.DEPARTMENT:
        faults.append(f"department: {to.name} is not recorded as a department.")
    if to is not None and not address.strip():
        faults.append("address: give the address that the department reads.")
    if faults:
        raise Faulty(faults)
    row = ConflictNotice(id=new_id(), plan_id=plan.id, seen_on=occasion.today, words=words.strip())
    fact = events.ConflictSeen(
        plan=plan.id,
        notice=row.id,
        interest=interest.id if interest else None,
        declaration=declaration.id if declaration else None,
        on=occasion.today,
    )
    record(session, occasion, fact, row)
    _open_notice(session, occasion, plan, row, calendar)
    if to is not None:
        subject = f"A perceived or actual conflict of interest: {session.get_one(Area, plan.area_id).name}"
        drafts.draft(
            session, occasion, plan, key=f"{NOTICE}:{row.id}", template=NOTICE, why=WHY, to=to,
            address=address.strip(), subject=subject, body=row.words,
        )  # fmt: skip
    return row


def told(
    session: Session, occasion: Occasion, row: ConflictNotice, on: date, reference: str
) -> ConflictNotice:
    """Record that a person told the department, when, and under which reference; the date closes."""
    lock(session, f"plan:{row.plan_id}", row)
    if row.told_on is not None:
        raise Refused([once(f"That the department was told on {row.told_on} is recorded already.")])
    faults = [] if reference.strip() else ["reference: give the reference or the address it went to."]
    if not row.seen_on <= on <= occasion.today:
        faults.append(f"on: write a day from {row.seen_on}, when it was recorded, to today.")
    if faults:
        raise Faulty(faults)
    row.reference = reference.strip()
    record(session, occasion, events.DepartmentNotified(plan=row.plan_id, notice=row.id, on=on), row)
    deadlines.close(session, occasion, queries.deadline_of(session, row.plan_id, CONFLICT, row.id))
    return row


def drafted(area: str, about: str) -> str:
    """The words with which the department can be told; a person reads, changes and sends them."""
    return (
        f"Local Skills Improvement Plan for {area}: a perceived or actual conflict of interest\n\n"
        f"We tell you of an interest in the following: {about}.\n\n"
        "The person concerned sees no papers on it and takes no part in decisions on it. Our register of "
        "interests says so, and we review it each year. Please tell us if you would like to know more.\n"
    )


def _open_notice(
    session: Session, occasion: Occasion, plan: Plan, row: ConflictNotice, calendar: Calendar
) -> None:
    rules = occasion.book_of(plan).deadlines
    rule = next((each for each in rules if each.key == CONFLICT), None)
    if rule is None:
        return
    deadlines.open_deadline(
        session, occasion, plan, kind=CONFLICT, subject=row.id, title=rule.title, holder=rule.holder,
        ladder=rule.ladder, due=due_date(rule, occasion.today, calendar), basis=rule.basis, says=rule.says,
        cite=rule.cite, sourced=rule.status == "sourced",
    )  # fmt: skip
