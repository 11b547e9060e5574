"""Named reads of the replies that plans await of providers: whose, until when, and who can be reached."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, tuple_
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_

from lsip_workflow.model import (
    Contact,
    Deadline,
    DeadlineStatus,
    HeardHow,
    Organisation,
    Person,
    Plan,
    Question,
    Role,
    RoleHeld,
)
from lsip_workflow.store.queries import held_on

REPLIES = ("request", "question")
"""The kinds of dates by which a provider is to say something."""


@dataclass(frozen=True)
class Awaited:
    """A provider's word that is awaited: about what, until when, and whether its reminders are on hold."""

    deadline_id: str
    plan_id: str
    area_id: str
    kind: str
    request_id: str
    title: str
    provider_id: str
    provider: str
    due: date
    held_until: date | None


def awaited(
    session: Session, plan_ids: Collection[str], until: date, today: date, most: int
) -> list[Awaited]:
    """The replies awaited by a day, the longest awaited first, without those on hold; so many at most."""
    request_id = case(
        (col(Deadline.kind) == "question", col(Question.request_id)), else_=col(Deadline.subject)
    )
    query = (
        columns(
            col(Deadline.id),
            col(Deadline.plan_id),
            col(Plan.area_id),
            col(Deadline.kind),
            request_id,
            col(Deadline.title),
            col(Organisation.id),
            col(Organisation.name),
            col(Deadline.due),
            col(Deadline.held_until),
        )
        .join(Plan, col(Plan.id) == col(Deadline.plan_id))
        .join(Organisation, col(Organisation.id) == col(Deadline.organisation_id))
        .outerjoin(Question, col(Question.id) == col(Deadline.subject))
        .where(*_standing(plan_ids), col(Deadline.kind).in_(REPLIES), col(Deadline.due) <= until)
        .where(or_(col(Deadline.held_until).is_(None), col(Deadline.held_until) <= today))
        .order_by(col(Deadline.due), col(Organisation.name), col(Deadline.id))
    )
    return [Awaited(*row) for row in session.execute(query.limit(most))]


def _standing(plan_ids: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return (col(Deadline.plan_id).in_(plan_ids), col(Deadline.status) == DeadlineStatus.OPEN)


@dataclass(frozen=True)
class Replies:
    """How many replies a plan awaits, how many of them since a day that has gone by, and how many near it."""

    awaited: int
    past: int
    near: int


def replies(session: Session, plan_ids: Collection[str], near: date, today: date) -> dict[str, Replies]:
    """How many replies each plan awaits; those on hold are awaited, and not counted as near."""
    free = or_(col(Deadline.held_until).is_(None), col(Deadline.held_until) <= today)
    query = (
        columns(
            col(Deadline.plan_id),
            func.count(),
            func.sum(case((col(Deadline.due) < today, 1), else_=0)),
            func.sum(case(((col(Deadline.due) <= near) & free, 1), else_=0)),
        )
        .where(*_standing(plan_ids), col(Deadline.kind).in_(REPLIES))
        .group_by(col(Deadline.plan_id))
    )
    return {plan: Replies(*counts) for plan, *counts in session.execute(query)}


def contacts(
    session: Session, provider_ids: Collection[str], today: date
) -> dict[tuple[str, str], tuple[str, str]]:
    """Whom to ring: name and telephone of who answers for these providers, by area and provider."""
    query = (
        columns(col(RoleHeld.area_id), col(Person.organisation_id), col(Person.name), col(Person.phone))
        .join(Person, col(Person.id) == col(RoleHeld.person_id))
        .where(col(Person.organisation_id).in_(provider_ids), col(Person.erased_at).is_(None))
        .where(col(RoleHeld.role) == Role.PROVIDER_RESPONDENT, held_on(today))
        .order_by(col(Person.phone).is_(None), col(Person.id))
    )
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for area, organisation, name, phone in session.execute(query):
        found.setdefault((area, organisation), (name or "", phone or ""))
    return found


def heard(
    session: Session, plan_ids: Collection[str], provider_ids: Collection[str], day: date
) -> dict[str, list[tuple[HeardHow, str | None]]]:
    """How these providers were heard on a day, and whom, where it was noted and was no answer yet."""
    query = (
        columns(col(Contact.provider_id), col(Contact.how), col(Contact.with_whom))
        .where(col(Contact.plan_id).in_(plan_ids), col(Contact.provider_id).in_(provider_ids))
        .where(col(Contact.on) == day)
        .order_by(col(Contact.id))
    )
    found: defaultdict[str, list[tuple[HeardHow, str | None]]] = defaultdict(list)
    for provider, how, whom in session.execute(query):
        found[provider].append((how, whom))
    return found


@dataclass(frozen=True)
class Unreached:
    """A provider that was asked, and for whom nobody with an address answers: by which day a reply is due."""

    plan_id: str
    area_id: str
    provider_id: str
    provider: str
    due: date | None


def unreached(session: Session, plan_ids: Collection[str], today: date) -> list[Unreached]:
    """The providers of whom a reply is awaited, and to whom no message can go, by name.

    An address that mail came back from is one: it is told of by itself, with the box for another.
    """
    answers = (
        columns(col(RoleHeld.area_id), col(Person.organisation_id))
        .join(Person, col(Person.id) == col(RoleHeld.person_id))
        .where(col(RoleHeld.role) == Role.PROVIDER_RESPONDENT, held_on(today))
        .where(col(Person.erased_at).is_(None), func.coalesce(col(Person.email), "") != "")
    )
    query = (
        columns(
            col(Deadline.plan_id),
            col(Plan.area_id),
            col(Organisation.id),
            col(Organisation.name),
            func.min(col(Deadline.due)),
        )
        .join(Plan, col(Plan.id) == col(Deadline.plan_id))
        .join(Organisation, col(Organisation.id) == col(Deadline.organisation_id))
        .where(*_standing(plan_ids), col(Deadline.kind).in_(REPLIES))
        .where(tuple_(col(Plan.area_id), col(Deadline.organisation_id)).not_in(answers))
        .group_by(col(Deadline.plan_id), col(Plan.area_id), col(Organisation.id), col(Organisation.name))
        .order_by(col(Organisation.name), col(Organisation.id))
    )
    return [Unreached(*row) for row in session.execute(query)]
