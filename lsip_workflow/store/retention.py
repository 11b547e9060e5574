"""Named reads of what has been kept for long enough, by class and by area."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, func, or_, select

from lsip_workflow.model import (
    Attempt,
    Bounce,
    CorrectionAsk,
    HandedPart,
    IdempotencyKey,
    OutboxRow,
    OutboxStatus,
    Person,
    PersonOfArea,
    Plan,
    RoleHeld,
    SavedPart,
    Sealed,
)
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.retention import RetentionRule

DAYS: Mapping[str, Any] = {
    "outbox": func.coalesce(col(OutboxRow.sent_at), col(OutboxRow.owed_since)),
    "bounce": col(Bounce.settled_on),
    "correction_ask": col(CorrectionAsk.answered_on),
    "attempt": col(Attempt.began_at),
    "idempotency_key": col(IdempotencyKey.at),
    "saved_part": col(SavedPart.saved_at),
    "handed_part": col(HandedPart.handed_at),
}
"""The day of an entry of its own; what has none yet, such as mail that is still looked into, is not due."""

_ONLY_IDS = "the record itself: ids, days and codes, and never what people wrote"
_RAN = "what ran and when, in the program's own words"
_BY_ITSELF = "removed by itself, a day after its end"
IN_NO_CLASS: Mapping[str, str] = {
    "event": _ONLY_IDS,
    "stream": _ONLY_IDS,
    "installation": "what the database is for",
    "handling": _RAN,
    "ring": _RAN,
    "run": _RAN,
    "run_plan": _RAN,
    "sweep": _RAN,
    "outbox_item": "which date a message was about; its words are in the message",
    "sign_in_link": _BY_ITSELF,
    "signed_in": _BY_ITSELF,
    "handed_workbook": "removed by itself, a day after it was handed in",
    "saved_answer": "that an answer was begun; its words are in its parts",
    "looked": "one instant for each person, their own, written over each time",
}
"""The tables that no class of retention has, each with why."""

DONE = (OutboxStatus.SENT, OutboxStatus.SKIPPED, OutboxStatus.GIVEN_UP)
MOST = 500  # rows of one class at once: a person comes back for more


@dataclass(frozen=True)
class Due:
    """What is due of one class."""

    rule: RetentionRule
    until: date
    rows: Sequence[Any]

    @property
    def number(self) -> int:
        """How many."""
        return len(self.rows)


def kinds() -> dict[str, type[SQLModel]]:
    """Every kind of row by the name of its table."""
    return {str(mapper.class_.__tablename__): mapper.class_ for mapper in SQLModel._sa_registry.mappers}


def due(
    session: Session,
    rule: RetentionRule,
    books: Mapping[str, Rulebook],
    areas: Collection[str] | None,
    today: date,
) -> Due:
    """What is due of a class today, in these areas, or in the whole installation with None."""
    until, known = rule.until(today), kinds()
    if rule.act == "keep" or (rule.act == "delete" and areas is not None):
        return Due(rule, until, ())
    found: list[Any] = []
    for table in rule.tables:
        if rule.counted_from == "last_role":
            found += _people(session, areas, until)
        elif kind := known.get(table):
            found += _rows(session, rule, kind, books, areas, until)
    return Due(rule, until, found[:MOST])


def _rows(
    session: Session,
    rule: RetentionRule,
    kind: Any,
    books: Mapping[str, Rulebook],
    areas: Collection[str] | None,
    until: date,
) -> Sequence[Any]:
    query = select(kind).order_by(*kind.__table__.primary_key).limit(MOST)
    if issubclass(kind, Sealed):
        query = query.where(col(kind.erased_at).is_(None))
    if rule.counted_from == "plan_ended":
        return session.exec(query.where(col(kind.plan_id).in_(ended(session, books, areas, until)))).all()
    day = DAYS[str(kind.__tablename__)]
    last = until if kind in (Bounce, CorrectionAsk) else datetime.combine(until + timedelta(1), time(), UTC)
    query = query.where(day <= last if kind in (Bounce, CorrectionAsk) else day < last)
    if kind is OutboxRow:
        query = query.where(col(OutboxRow.status).in_(DONE))
    if areas is not None:
        query = query.where(_here(kind, areas))
    return session.exec(query).all()


def _here(kind: Any, areas: Collection[str]) -> ColumnElement[bool]:
    """Of these areas: by its plan, by its area, or by where the person it is about holds or held a role."""
    plans = select(Plan.id).where(col(Plan.area_id).in_(areas))
    if kind is OutboxRow:
        return or_(col(OutboxRow.plan_id).in_(plans), col(OutboxRow.area_id).in_(areas))
    people = select(RoleHeld.person_id).where(col(RoleHeld.area_id).in_(areas))
    return col(kind.person_id).in_(people)


def ended(
    session: Session, books: Mapping[str, Rulebook], areas: Collection[str] | None, until: date
) -> list[str]:
    """The plans that came to their last stage, or whose taking over was undone, on that day or before."""
    query = select(Plan).where(or_(col(Plan.stage_since) <= until, col(Plan.undone_on) <= until))
    if areas is not None:
        query = query.where(col(Plan.area_id).in_(areas))
    return [
        plan.id
        for plan in session.exec(query)
        if (plan.undone_on and plan.undone_on <= until)
        or (plan.stage_since <= until and books[plan.edition].stage(plan.stage).final)
    ]


def _people(session: Session, areas: Collection[str] | None, until: date) -> list[Person]:
    """The people whose last role ended on that day or before; with areas, those whom no other area knows."""
    open_or_late = select(RoleHeld.person_id).where(
        or_(col(RoleHeld.until).is_(None), col(RoleHeld.until) > until)
    )
    query = (
        select(Person)
        .where(col(Person.erased_at).is_(None), col(Person.id).not_in(open_or_late))
        .where(col(Person.id).in_(select(RoleHeld.person_id)))
    )
    if areas is not None:
        listed = select(PersonOfArea.person_id).where(col(PersonOfArea.area_id).not_in(areas))
        elsewhere = select(RoleHeld.person_id).where(col(RoleHeld.area_id).not_in(areas))
        query = query.where(col(Person.id).not_in(listed), col(Person.id).not_in(elsewhere))
    return list(session.exec(query.order_by(Person.id).limit(MOST)))
