"""Named reads about who signs in whose place."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, or_, select

from lsip_workflow.model import Delegation


def of_plan(session: Session, plan_id: str) -> Sequence[Delegation]:
    """All that was delegated in a plan, the newest first, ended or over as well."""
    query = select(Delegation).where(Delegation.plan_id == plan_id)
    return session.exec(query.order_by(col(Delegation.since).desc(), Delegation.id)).all()


def to_person(session: Session, person_id: str, on: date, plan_id: str | None = None) -> Sequence[Delegation]:
    """What a person may sign in another's place on a day: in one plan, or in each."""
    query = select(Delegation).where(
        Delegation.delegate_id == person_id, Delegation.since <= on, Delegation.until >= on
    )
    query = query.where(or_(col(Delegation.ended_on).is_(None), col(Delegation.ended_on) > on))
    if plan_id is not None:
        query = query.where(Delegation.plan_id == plan_id)
    return session.exec(query.order_by(Delegation.plan_id, Delegation.id)).all()


def about_person(session: Session, person_id: str) -> Sequence[Delegation]:
    """All in which a person is the signatory or the delegate."""
    either = or_(col(Delegation.signatory_id) == person_id, col(Delegation.delegate_id) == person_id)
    return session.exec(select(Delegation).where(either).order_by(col(Delegation.since))).all()
