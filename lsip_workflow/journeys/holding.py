"""Two things that a person does to the reminders of one date: hold them until a day, or send one at once."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys.drafts import require_a_person
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.journeys.sweep import items_of, key_of, row_of, standing_of
from lsip_workflow.model import Deadline, DeadlineStatus, OutboxItem, OutboxRow, OutboxStatus, Plan
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.reminded import Carried, Item
from lsip_workflow.rules.reminder_reasons import PUT_ON_HOLD
from lsip_workflow.rules.reminders import by_hand, on_hold
from lsip_workflow.store.owe import NOT_STARTED, release, skip
from lsip_workflow.store.record import Occasion, lock, record

LONGEST = timedelta(days=92)  # a term; beyond that the date itself wants a word
HELD_BECAUSE = frozenset({"in_touch", "promised", "closed_there", "asked_us_to_wait", "waits_for_us"})
WAITS = (OutboxStatus.DRAFT, OutboxStatus.OWED)


def hold(session: Session, occasion: Occasion, deadline: Deadline, until: date, reason: str) -> None:
    """Put the reminders of a date on hold until a day, with a reason from the list; until today ends it.

    The date itself stands, and is as late as it is. What was about to go of it does not, and is owed anew
    after the hold. Raises Faulty.
    """
    _take(session, deadline)
    faults = [] if deadline.status is DeadlineStatus.OPEN else [_not_open(deadline)]
    if until < occasion.today:
        faults.append("until: this day has gone by; name today to let the reminders go again.")
    if until > occasion.today + LONGEST:
        faults.append("until: hold for three months at most; for longer, change the date itself.")
    if reason not in HELD_BECAUSE:
        faults.append(f"reason: “{reason}” is not in the list: {', '.join(sorted(HELD_BECAUSE))}.")
    if faults:
        raise Faulty(faults)
    fact = events.DeadlineSilenced(
        plan=deadline.plan_id, area=deadline.area_id, deadline=deadline.id, until=until, reason=reason
    )
    record(session, occasion, fact)
    if until > occasion.today:
        _take_back(session, deadline)


def _take_back(session: Session, deadline: Deadline) -> None:
    """Take a date out of the messages that have not gone; one that carried nothing else does not go."""
    waiting = (
        select(OutboxRow)
        .join(OutboxItem, col(OutboxItem.outbox_id) == OutboxRow.id)
        .where(OutboxItem.deadline_id == deadline.id, col(OutboxRow.status).in_(WAITS))
    )
    for row in session.exec(waiting.with_for_update(of=OutboxRow)).all():
        of_it = (col(OutboxItem.outbox_id) == row.id) & (col(OutboxItem.deadline_id) == deadline.id)
        session.execute(delete(OutboxItem).where(of_it))
        if session.exec(select(OutboxItem.id).where(OutboxItem.outbox_id == row.id)).first() is None:
            skip(row, PUT_ON_HOLD)


def send_now(
    session: Session, occasion: Occasion, calendar: Calendar, deadline: Deadline
) -> Sequence[OutboxRow]:
    """Send the reminder of a date at once, as a person: once, under the natural key of the day.

    The morning then finds it told. A hold, a draft that waits and a message of today are said instead.
    Raises NotAllowed, and Faulty.
    """
    require_a_person(occasion.actor)
    _take(session, deadline)
    if faults := _not_now(session, occasion, deadline):
        raise Faulty(faults)
    items = by_hand(*standing_of(session, occasion, deadline), occasion.today, calendar)
    if not items:
        raise Faulty(["date: nobody is named to remind of it; name a contact first."])
    rows = [row for item in items if (row := _owe(session, occasion, item)) is not None]
    if not rows:
        raise Faulty(["date: whoever is to be reminded had a message of reminders today already."])
    fact = events.ReminderSent(
        plan=deadline.plan_id,
        area=deadline.area_id,
        deadline=deadline.id,
        number=items[0].reached.number,
        messages=tuple(row.id for row in rows),
    )
    record(session, occasion, fact)
    return rows


def to_whom(session: Session, occasion: Occasion, calendar: Calendar, deadline: Deadline) -> list[str]:
    """The names of those to whom the reminder of a date would go if it were sent now."""
    if deadline.status is not DeadlineStatus.OPEN or deadline.due is None:
        return []
    items = by_hand(*standing_of(session, occasion, deadline), occasion.today, calendar)
    return [item.holder.name for item in items]


def _not_now(session: Session, occasion: Occasion, deadline: Deadline) -> list[str]:
    """Why no reminder of this date is sent now, as sentences; an empty list means that one may be."""
    if deadline.status is not DeadlineStatus.OPEN:
        return [_not_open(deadline)]
    plan = session.get(Plan, deadline.plan_id) if deadline.plan_id else None
    if plan is not None and plan.held:
        return [f"date: {NOT_STARTED} Start them first."]
    if deadline.due is None:
        return [f"date: no day is known yet ({when(deadline)}), so nothing can be said of it."]
    if (until := on_hold(deadline, occasion.today)) is not None:
        return [f"date: its reminders are on hold until {spoken(until)}; end that first."]
    statuses = select(OutboxRow.status).join(OutboxItem, col(OutboxItem.outbox_id) == OutboxRow.id)
    there = set(
        session.exec(statuses.where(OutboxItem.deadline_id == deadline.id, OutboxItem.day == deadline.due))
    )
    if OutboxStatus.DRAFT in there:
        return ["date: a draft of this reminder waits; send that one, or discard it."]
    if there & {OutboxStatus.OWED, OutboxStatus.CLAIMED}:
        return ["date: a reminder of it is about to go."]
    return []


def _owe(session: Session, occasion: Occasion, item: Item) -> OutboxRow | None:
    """The message of the day with this date in it; None where a message went to that person today."""
    message = Carried(item.holder, draft=False, place=None, items=(item,))
    query = select(OutboxRow).where(OutboxRow.key == key_of(occasion, message)).with_for_update()
    row = session.exec(query).one_or_none()
    if row is None:
        row = row_of(occasion, message)
        session.add(row)
    elif row.status is not OutboxStatus.SKIPPED:
        return None
    row.by_a_person, row.skipped_because = True, ""
    release(row, occasion.now)
    session.flush()
    session.add_all(items_of(row, message))
    session.flush()
    return row


def _take(session: Session, deadline: Deadline) -> None:
    lock(session, f"plan:{deadline.plan_id}" if deadline.plan_id else f"area:{deadline.area_id}", deadline)


def _not_open(deadline: Deadline) -> str:
    stands = deadline.status.replace("_", " ")
    return f"date: “{deadline.title}” is {stands}, so nobody is reminded of it."
