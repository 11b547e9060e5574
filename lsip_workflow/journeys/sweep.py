"""The morning sweep: what the reminders of all standing dates come to, once for each day of London."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_, select

from lsip_workflow.model import (
    Deadline,
    DeadlineStatus,
    Organisation,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    RoleHeld,
    Sweep,
)
from lsip_workflow.model.parties import SENIOR
from lsip_workflow.model.words import OF_A_PROVIDER
from lsip_workflow.rulebook import LadderRule, Rulebook
from lsip_workflow.rules.calendar import LONDON, Calendar
from lsip_workflow.rules.deadlines import DateRow
from lsip_workflow.rules.messages_ahead import messages
from lsip_workflow.rules.reminded import Carried, Dated, Decision, Holder, Standing, Told
from lsip_workflow.rules.reminders import decide
from lsip_workflow.store.owe import insert_new
from lsip_workflow.store.record import Occasion

TEMPLATE = "reminders"
REMEMBERED = timedelta(days=31)  # longer than any wait between two messages of reminders
WROTE = (OutboxStatus.OWED, OutboxStatus.CLAIMED, OutboxStatus.SENT, OutboxStatus.GIVEN_UP)


def sweep(session: Session, occasion: Occasion, calendar: Calendar) -> list[Decision]:
    """Put the reminders of today into the outbox, one message for each person; a second time adds none.

    The answer says of every date that stands what was done about it and what not, with the reason.
    """
    stands = standing(session, occasion)
    decisions = decide(stands, occasion.today, calendar)
    carried = messages(decisions)
    _owe(session, occasion, carried)
    if session.get(Sweep, occasion.today) is None:
        says = f"{len(carried)} messages; {len(stands.dates)} dates looked at"
        session.add(Sweep(day=occasion.today, done_at=occasion.now, says=says))
    return decisions


def standing(
    session: Session,
    occasion: Occasion,
    started: frozenset[str] = frozenset(),
    areas: Collection[str] | None = None,
) -> Standing:
    """What there is to decide about, in few reads however many plans; some plans as if they were started.

    With `areas`, what there is for the people of these areas, in whatever other areas they hold a role.
    """
    theirs = None if areas is None else _areas_of_people(session, areas)
    query = _standing_dates()
    if theirs is not None:
        query = query.where(or_(col(Plan.area_id).in_(theirs), col(Deadline.area_id).in_(theirs)))
    dates = _dated(occasion, session.execute(query), started)
    holders = _holders(session, occasion, dates)
    return Standing(dates, holders, _told(session, theirs), _last(session, occasion))


def standing_of(
    session: Session, occasion: Occasion, deadline: Deadline
) -> tuple[Dated, list[Holder], list[Told]]:
    """One date with who may be told of it, and what was told."""
    query = _standing_dates().where(col(Deadline.id) == deadline.id)
    (dated,) = _dated(occasion, session.execute(query), frozenset())
    told = [each for each in _told(session, [dated.area_id]) if each.deadline_id == deadline.id]
    return dated, _holders(session, occasion, [dated]), told


def _standing_dates() -> Select[tuple[Any, ...]]:
    of_area = func.coalesce(col(Plan.area_id), col(Deadline.area_id))
    of_date = (getattr(Deadline, name) for name in DateRow._fields)
    return (
        columns(of_area, col(Plan.edition), col(Plan.held), col(Organisation.name), *of_date)
        .select_from(Deadline)
        .outerjoin(Plan, col(Plan.id) == Deadline.plan_id)
        .outerjoin(Organisation, col(Organisation.id) == Deadline.organisation_id)
        .where(col(Deadline.status).in_((DeadlineStatus.OPEN, DeadlineStatus.SUSPENDED)))
        .where(or_(col(Deadline.plan_id).is_(None), col(Plan.undone_on).is_(None)))
    )


def _dated(occasion: Occasion, found: Iterable[Sequence[Any]], started: frozenset[str]) -> list[Dated]:
    @cache  # hundreds of dates have the same
    def ladder(edition: str | None, key: str) -> LadderRule | None:
        return ladder_of(occasion.books, edition, key, occasion.today)

    return [
        Dated(
            deadline=row,
            area_id=area or "",
            ladder=ladder(edition, row.ladder),
            held=bool(held) and row.plan_id not in started,
            party=party or "",
        )
        for area, edition, held, party, *of_date in found
        for row in (DateRow(*of_date),)
    ]


def ladder_of(books: Mapping[str, Rulebook], edition: str | None, key: str, today: date) -> LadderRule | None:
    """The reminder plan of a date: of the plan's edition, or for an area of the newest that has it."""
    begun = [book for book in books.values() if book.edition.began <= today]
    newest = sorted(begun, key=lambda book: book.edition.began, reverse=True)
    where = [books[edition]] if edition else newest
    return next((found for book in where for found in book.ladders if found.key == key), None)


def _areas_of_people(session: Session, areas: Collection[str]) -> frozenset[str]:
    """These areas, and those in which somebody holds a role who holds one here."""
    here = select(RoleHeld.person_id).where(col(RoleHeld.area_id).in_(areas))
    there = select(RoleHeld.area_id).where(col(RoleHeld.person_id).in_(here)).distinct()
    return frozenset(areas) | frozenset(session.exec(there))


def _holders(session: Session, occasion: Occasion, dates: Sequence[Dated]) -> list[Holder]:
    """Who holds a role today or later in these dates' areas; of providers, those that they are about."""
    bodies = {dated.deadline.organisation_id for dated in dates}
    query = (
        columns(
            col(Person.id),
            col(Person.name),
            col(RoleHeld.area_id),
            col(RoleHeld.role),
            col(RoleHeld.since),
            col(RoleHeld.until),
            col(Person.organisation_id),
            col(Person.post),
            col(Organisation.name),
        )
        .select_from(RoleHeld)
        .join(Person, col(Person.id) == RoleHeld.person_id)
        .join(Organisation, col(Organisation.id) == Person.organisation_id)
        .where(col(Person.erased_at).is_(None))
        .where(or_(col(RoleHeld.until).is_(None), col(RoleHeld.until) > occasion.today))
        .where(col(RoleHeld.area_id).in_({dated.area_id for dated in dates}))
        .where(or_(col(RoleHeld.role).not_in(OF_A_PROVIDER), col(Person.organisation_id).in_(bodies)))
    )
    return [
        Holder(person, name or "", area, role, since, until, organisation, post in SENIOR, known_as)
        for person, name, area, role, since, until, organisation, post, known_as in session.execute(query)
    ]


def _told(session: Session, areas: Collection[str] | None) -> list[Told]:
    query = (
        columns(
            col(OutboxItem.deadline_id),
            col(OutboxItem.day),
            col(OutboxItem.number),
            col(OutboxItem.person_id),
            col(OutboxRow.by_a_person),
            col(OutboxRow.status),
        )
        .join(OutboxRow, col(OutboxRow.id) == OutboxItem.outbox_id)
        .join(Deadline, col(Deadline.id) == OutboxItem.deadline_id)
        .outerjoin(Plan, col(Plan.id) == Deadline.plan_id)
        .where(col(Deadline.status) == DeadlineStatus.OPEN)
    )
    if areas is not None:
        query = query.where(or_(col(Plan.area_id).in_(areas), col(Deadline.area_id).in_(areas)))
    return [
        Told(
            deadline_id, day, number, person_id, by_itself=not by_a_person, waits=status is OutboxStatus.DRAFT
        )
        for deadline_id, day, number, person_id, by_a_person, status in session.execute(query)
    ]


def _last(session: Session, occasion: Occasion) -> dict[str, date]:
    """The day on which each person was last written to with reminders."""
    query = (
        select(OutboxRow.person_id, func.max(OutboxRow.owed_since))
        .where(OutboxRow.template == TEMPLATE, col(OutboxRow.status).in_(WROTE))
        .where(col(OutboxRow.owed_since) > occasion.now - REMEMBERED)
        .group_by(col(OutboxRow.person_id))
    )
    return {person: at.astimezone(LONDON).date() for person, at in session.exec(query) if person}


def _owe(session: Session, occasion: Occasion, carried: Sequence[Carried]) -> None:
    rows = {key_of(occasion, message): (row_of(occasion, message), message) for message in carried}
    made = insert_new(session, [row for row, _ in rows.values()])
    items = [item for row, message in rows.values() if row.id in made for item in items_of(row, message)]
    insert_new(session, items)


def key_of(occasion: Occasion, message: Carried) -> str:
    """The natural key: a person has one message of reminders a day, and one draft for each plan or area."""
    where = f"draft:{message.place}" if message.draft else "email"
    return f"{TEMPLATE}:{occasion.today}:{message.holder.person_id}:{where}"


def row_of(occasion: Occasion, message: Carried) -> OutboxRow:
    """The message, written only when it is sent; it names a plan or an area if it is about no other."""
    first = message.items[0].dated
    one = len({item.dated.place for item in message.items}) == 1
    titles = dict.fromkeys(item.dated.deadline.title for item in message.items)
    count = len(message.items)
    return OutboxRow(
        key=key_of(occasion, message),
        template="reminders",
        plan_id=first.deadline.plan_id if one else None,
        area_id=first.area_id if one and first.deadline.plan_id is None else None,
        person_id=message.holder.person_id,
        role=message.holder.role,
        why=f"Reminder of: {'; '.join(titles)}" if one else f"Reminders of {count} dates of several plans",
        by_a_person=message.draft,
        status=OutboxStatus.DRAFT if message.draft else OutboxStatus.OWED,
        owed_since=occasion.now,
    )


def items_of(row: OutboxRow, message: Carried) -> list[OutboxItem]:
    """The dates that a message carries."""
    return [
        OutboxItem(
            outbox_id=row.id,
            deadline_id=item.dated.deadline.id,
            plan_id=item.dated.deadline.plan_id,
            person_id=item.holder.person_id,
            role=item.holder.role,
            number=item.reached.number,
            day=item.day,
            why=item.why,
        )
        for item in message.items
    ]
