"""The morning sweep: what the reminders of all standing dates come to, once for each day of London."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

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
from lsip_workflow.rulebook import LadderRule
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.reminders import Carried, Dated, Decision, Holder, Standing, Told, decide, messages
from lsip_workflow.store.owe import insert_new
from lsip_workflow.store.record import LONDON, Occasion

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


def standing(session: Session, occasion: Occasion, started: frozenset[str] = frozenset()) -> Standing:
    """What there is to decide about, in few reads however many plans; some plans as if they were started."""
    query = (
        select(Deadline, Plan, Organisation)
        .outerjoin(Plan, col(Plan.id) == Deadline.plan_id)
        .outerjoin(Organisation, col(Organisation.id) == Deadline.organisation_id)
        .where(col(Deadline.status).in_((DeadlineStatus.OPEN, DeadlineStatus.SUSPENDED)))
        .where(or_(col(Deadline.plan_id).is_(None), col(Plan.undone_on).is_(None)))
    )
    dates = [
        Dated(
            deadline=row,
            area_id=plan.area_id if plan else row.area_id or "",
            ladder=_ladder(occasion, row, plan),
            held=plan is not None and plan.held and plan.id not in started,
            party=party.name if party else "",
        )
        for row, plan, party in session.exec(query)
    ]
    return Standing(dates, _holders(session, occasion, dates), _told(session), _last(session, occasion))


def _ladder(occasion: Occasion, row: Deadline, plan: Plan | None) -> LadderRule | None:
    """The reminder plan of a date: of the plan's edition, or for an area of the newest that has it."""
    begun = [book for book in occasion.books.values() if book.edition.began <= occasion.today]
    newest = sorted(begun, key=lambda book: book.edition.began, reverse=True)
    books = [occasion.book_of(plan)] if plan else newest
    return next((ladder for book in books for ladder in book.ladders if ladder.key == row.ladder), None)


def _holders(session: Session, occasion: Occasion, dates: Iterable[Dated]) -> list[Holder]:
    """Who holds a role today or later in any of these dates' areas."""
    query = (
        select(RoleHeld, Person)
        .where(RoleHeld.person_id == Person.id, col(Person.erased_at).is_(None))
        .where(or_(col(RoleHeld.until).is_(None), col(RoleHeld.until) > occasion.today))
    )
    areas = {dated.area_id for dated in dates}
    return [
        Holder(
            person_id=person.id,
            name=person.name or "",
            area_id=held.area_id,
            role=held.role,
            since=held.since,
            until=held.until,
            organisation_id=person.organisation_id,
            senior=person.senior,
        )
        for held, person in session.exec(query)
        if held.area_id in areas
    ]


def _told(session: Session) -> list[Told]:
    query = (
        select(OutboxItem, OutboxRow.status, OutboxRow.by_a_person)
        .where(OutboxItem.outbox_id == OutboxRow.id, OutboxItem.deadline_id == Deadline.id)
        .where(Deadline.status == DeadlineStatus.OPEN)
    )
    return [
        Told(
            deadline_id=item.deadline_id,
            day=item.day,
            number=item.number,
            person_id=item.person_id,
            by_itself=not by_a_person,
            waits=status is OutboxStatus.DRAFT,
        )
        for item, status, by_a_person in session.exec(query)
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
    rows = {_key(occasion, message): (_row(occasion, message), message) for message in carried}
    made = insert_new(session, [row for row, _ in rows.values()])
    items = [item for row, message in rows.values() if row.id in made for item in _items(row, message)]
    insert_new(session, items)


def _key(occasion: Occasion, message: Carried) -> str:
    """The natural key: a person has one message of reminders a day, and one draft for each plan or area."""
    where = f"draft:{message.place}" if message.draft else "email"
    return f"{TEMPLATE}:{occasion.today}:{message.holder.person_id}:{where}"


def _row(occasion: Occasion, message: Carried) -> OutboxRow:
    """The message, written only when it is sent; it names a plan or an area if it is about no other."""
    first = message.items[0].dated
    one = len({item.dated.place for item in message.items}) == 1
    titles = dict.fromkeys(item.dated.deadline.title for item in message.items)
    count = len(message.items)
    return OutboxRow(
        key=_key(occasion, message),
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


def _items(row: OutboxRow, message: Carried) -> list[OutboxItem]:
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
