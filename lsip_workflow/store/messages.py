"""Named reads of messages, for the teams that they are of: another team's do not exist."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from lsip_workflow.model import Deadline, Organisation, OutboxItem, OutboxRow, OutboxStatus, Person
from lsip_workflow.store import life


@dataclass(frozen=True)
class Scope:
    """Whose messages: of these plans, of these areas themselves, and reminders that carry dates of them."""

    plans: Collection[str]
    areas: Collection[str]
    bodies: Collection[str]

    @property
    def holds(self) -> ColumnElement[bool]:
        """That a message is within it."""
        of_area = col(OutboxRow.plan_id).is_(None) & col(OutboxRow.area_id).in_(self.areas)
        of_area &= ~to_another_body(self.bodies)
        carries = select(OutboxItem.outbox_id).where(self.dates)
        none = col(OutboxRow.plan_id).is_(None) & col(OutboxRow.area_id).is_(None)
        return or_(col(OutboxRow.plan_id).in_(self.plans), of_area, none & col(OutboxRow.id).in_(carries))

    @property
    def dates(self) -> ColumnElement[bool]:
        """That a date which a message carries is theirs: of a plan, or of an area itself."""
        of_area = select(Deadline.id).where(col(Deadline.area_id).in_(self.areas))
        theirs = col(OutboxItem.plan_id).is_(None) & col(OutboxItem.deadline_id).in_(of_area)
        theirs &= col(OutboxItem.person_id).not_in(_of_another_body(self.bodies))
        return or_(col(OutboxItem.plan_id).in_(self.plans), theirs)

    def whole(self, row: OutboxRow) -> bool:
        """Whether all of a message is theirs; one of several plans holds dates of others as well."""
        if row.plan_id is not None:
            return row.plan_id in self.plans
        return row.area_id in self.areas


def to_another_body(bodies: Collection[str]) -> ColumnElement[bool]:
    """That a message is to somebody of another body: of the one that held the area before."""
    return func.coalesce(col(OutboxRow.person_id), "").in_(_of_another_body(bodies))


def _of_another_body(bodies: Collection[str]) -> SelectOfScalar[str]:
    return select(Person.id).where(life.of_another_body(bodies))


def page(session: Session, scope: Scope, page: int, size: int) -> tuple[Sequence[OutboxRow], int]:
    """One page of messages, newest first, and how many there are in all; pages count from 1."""
    query = select(OutboxRow).where(scope.holds)
    total = session.exec(select(func.count()).select_from(OutboxRow).where(scope.holds)).one()
    newest = query.order_by(col(OutboxRow.owed_since).desc(), col(OutboxRow.id))
    return session.exec(newest.offset((page - 1) * size).limit(size)).all(), total


def names(session: Session, rows: Sequence[OutboxRow]) -> dict[str, str]:
    """Whom each message is for, by its id: the person with their organisation, or the organisation."""
    people = {row.person_id for row in rows if row.person_id}
    person = {p.id: p for p in session.exec(select(Person).where(col(Person.id).in_(people)))}
    bodies = {row.organisation_id for row in rows} | {p.organisation_id for p in person.values()}
    body = {o.id: o.name for o in session.exec(select(Organisation).where(col(Organisation.id).in_(bodies)))}
    found = {}
    for row in rows:
        who = person.get(row.person_id or "")
        of = body.get((who.organisation_id if who else row.organisation_id) or "")
        found[row.id] = ", ".join(name for name in (who.name if who else None, of) if name)
    return found


def one(session: Session, scope: Scope, message_id: str) -> OutboxRow | None:
    """A message within a scope; None where there is none for them."""
    return session.exec(select(OutboxRow).where(OutboxRow.id == message_id, scope.holds)).one_or_none()


def drafts(session: Session, scope: Scope) -> Sequence[OutboxRow]:
    """The messages that wait for a person of the team to send them, the oldest first."""
    query = select(OutboxRow).where(scope.holds, OutboxRow.status == OutboxStatus.DRAFT)
    rows = session.exec(query.order_by(col(OutboxRow.owed_since), col(OutboxRow.key))).all()
    return [row for row in rows if scope.whole(row)]


def dates_in(session: Session, scope: Scope, message_id: str) -> list[tuple[OutboxItem, Deadline]]:
    """The dates that a message carries, of these plans and of these areas themselves."""
    query = (
        select(OutboxItem, Deadline)
        .join(Deadline, col(Deadline.id) == OutboxItem.deadline_id)
        .where(OutboxItem.outbox_id == message_id, scope.dates)
    )
    return list(session.exec(query.order_by(col(OutboxItem.day), col(OutboxItem.id))))
