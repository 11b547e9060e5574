"""On which mornings something can be owed: between them the sweep and the reports find nothing to do."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow.model import Deadline, DeadlineStatus, Plan
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import EXACT, rung_days
from lsip_workflow.rules.reminded import Outcome
from lsip_workflow.rules.reports import opens_on

# Decided one way today and perhaps another way tomorrow, though nothing happens meanwhile.
WAITING = frozenset({Outcome.ONE_A_WEEK, Outcome.CLOSED_TODAY})


def mornings(
    session: Session, books: Mapping[str, Rulebook], calendar: Calendar, today: date
) -> frozenset[date]:
    """The mornings after today on which an open date reaches a reminder or opens a report, as things stand.

    More than are needed do no harm; one too few would change what is told, which a test compares.
    """
    query = (
        select(Deadline, Plan)
        .outerjoin(Plan, col(Plan.id) == Deadline.plan_id)
        .where(Deadline.status == DeadlineStatus.OPEN, col(Deadline.due).is_not(None))
        .where(col(Deadline.precision).in_(EXACT))
    )
    found, seen = set(), set()
    for deadline, plan in session.exec(query):
        subject = deadline.subject if deadline.kind == "rulebook" else ""
        known = (plan.edition if plan else "", deadline.ladder, subject, deadline.due)
        if known not in seen:  # forty areas with one date have the same mornings
            seen.add(known)
            for book in [books[plan.edition]] if plan else books.values():
                found |= set(_reached(deadline, book, calendar))
    return frozenset(day for day in found if day > today)


def _reached(deadline: Deadline, book: Rulebook, calendar: Calendar) -> Iterator[date]:
    assert deadline.due is not None
    for ladder in book.ladders:
        if ladder.key == deadline.ladder:
            yield from (day for day, _ in rung_days(ladder, deadline.due, calendar))
    for rule in book.reports:
        if rule.deadline == deadline.subject and (day := opens_on(rule, deadline, calendar)):
            yield day
