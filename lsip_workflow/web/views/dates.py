"""Dates as people read them: how far off, to their precision, what moved them, and when reminders go."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys import sweep
from lsip_workflow.model import Area, Deadline, DeadlineStatus, EventRow, Organisation, Plan, Precision
from lsip_workflow.rulebook import LadderRule
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import EXACT, is_past, rung_days, when
from lsip_workflow.rules.reminder_reasons import nth
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import listings
from lsip_workflow.web import saying
from lsip_workflow.web.views.timeline import who

SOON = timedelta(days=28)
STANDING = (DeadlineStatus.OPEN, DeadlineStatus.SUSPENDED)
PRECISIONS = {
    Precision.INSTANT: "to the minute",
    Precision.DAY: "to the day",
    Precision.MONTH: "the month only",
    Precision.SEASON: "the season only",
    Precision.YEAR: "the year only",
    Precision.UNKNOWN: "not known yet",
}


def in_words(row: Deadline, today: date, calendar: Calendar) -> str:
    """A date in its context: “in 4 working days, 30 June 2027”, to its precision."""
    was = f"; it was {when(row)}" if row.due else ""
    if row.status is DeadlineStatus.SUSPENDED:
        return f"on hold ({saying.MOVED.get(row.reason, row.reason)}){was}"
    if row.status is not DeadlineStatus.OPEN:
        return f"{saying.OUTCOMES.get(row.status, saying.spoken(row.status))}{was}"
    if row.due is None or row.precision not in EXACT:
        return f"was due {when(row)}" if is_past(row, today) else when(row)
    if row.due < today:
        return f"was due {when(row)}, {distance(row.due, today, calendar)} ago"
    if row.due == today:
        return f"today, {when(row)}"
    return f"in {distance(today, row.due, calendar)}, {when(row)}"


def distance(first: date, last: date, calendar: Calendar) -> str:
    """How far apart two days are: in working days while one can count them, then in weeks or months."""
    days = (last - first).days
    if days > SOON.days:
        weeks, months = days // 7, round(days / 30.44)
        return saying.count(weeks, "week") if weeks < 14 else saying.count(months, "month")
    working = sum(calendar.is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))
    return saying.count(working, "working day") if working else saying.count(days, "day")


@dataclass(frozen=True)
class DateLine:
    """A date in the list."""

    id: str
    title: str
    words: str
    was: str
    """The day that it stood at before, if it was moved."""
    holder: str
    party: str
    status: DeadlineStatus
    cite: str
    sourced: bool

    @property
    def stands(self) -> bool:
        """Whether it is still waited for, if only some day."""
        return self.status in STANDING


@dataclass(frozen=True)
class Moment:
    """Something that happened to a date: when, what, who."""

    at: datetime
    says: str
    who: str


@dataclass(frozen=True)
class ReminderDay:
    """A reminder that is planned: which, on which day, to whom; `gone` when that day is over."""

    which: str
    on: date
    to: str
    gone: bool


@dataclass(frozen=True)
class DatePage:
    """One date with all that is known of it."""

    line: DateLine
    due: date | None
    precision: str
    says: str
    opened_on: date
    history: tuple[Moment, ...]
    reminders: tuple[ReminderDay, ...]
    no_reminders: str
    held: bool
    """The plan was taken over, and nobody has started its reminders yet."""


@dataclass(frozen=True)
class Change:
    """A change of a date before it is made."""

    before: DatePage
    due: date
    reason: str
    because: str
    words: str
    as_of: str
    after: tuple[ReminderDay, ...]
    notes: tuple[str, ...]


def dates(session: Session, world: Runtime, of: Plan | Area) -> tuple[DateLine, ...]:
    """The dates of a plan or of an area: those that stand, the next one first, then those that are over."""
    query = (
        select(Deadline)
        .where((Deadline.plan_id if isinstance(of, Plan) else Deadline.area_id) == of.id)
        .order_by(col(Deadline.due).is_(None), col(Deadline.due), col(Deadline.title), col(Deadline.id))
    )
    rows = session.exec(query).all()
    moved, parties = _moved(session, of), _parties(session, rows)
    lines = [_line(world, row, moved.get(row.id, ""), parties) for row in rows]
    return tuple(sorted(lines, key=lambda line: not line.stands))


def date_page(session: Session, world: Runtime, of: Plan | Area, row: Deadline) -> DatePage:
    """One date of a plan or an area, its history newest first, and the reminders that it still has."""
    ladder = ladder_of(world, of, row)
    history = _history(session, of, row)
    planned = reminders(row, row.due, ladder, world.today(), world.calendar)
    was = _moved(session, of).get(row.id, "")
    return DatePage(
        line=_line(world, row, was, _parties(session, [row])),
        due=row.due,
        precision=PRECISIONS[row.precision],
        says=row.says,
        opened_on=row.opened_on,
        history=history,
        reminders=planned,
        no_reminders="" if planned else _none(row, ladder),
        held=isinstance(of, Plan) and of.held,
    )


def change(session: Session, world: Runtime, plan: Plan, row: Deadline, due: date, reason: str) -> Change:
    """What moving a date would come to; nothing is changed."""
    today, calendar = world.today(), world.calendar
    moved = Deadline(**row.model_dump() | {"due": due, "due_at": None, "precision": Precision.DAY})
    notes = []
    if due < today:
        notes.append("That day has gone by already.")
    if not calendar.is_working_day(due):
        notes.append(
            f"{due:%A} {saying.day(due)} is no working day. A date stays on the day where it is put; only "
            "reminders move, to the working day before."
        )
    return Change(
        before=date_page(session, world, plan, row),
        due=due,
        reason=reason,
        because=saying.MOVED[reason],
        words=in_words(moved, today, calendar) if row.status is DeadlineStatus.OPEN else saying.day(due),
        as_of=row.due.isoformat() if row.due else "unknown",
        after=reminders(row, due, ladder_of(world, plan, row), today, calendar),
        notes=tuple(notes),
    )


def ladder_of(world: Runtime, of: Plan | Area, row: Deadline) -> LadderRule | None:
    """The reminder plan of a date: in the plan's edition, or for an area in the newest that has it."""
    edition = of.edition if isinstance(of, Plan) else None
    return sweep.ladder_of(world.books, edition, row.ladder, world.today())


def reminders(
    row: Deadline, due: date | None, ladder: LadderRule | None, today: date, calendar: Calendar
) -> tuple[ReminderDay, ...]:
    """The reminders that the plan of reminders gives a date, if it is due then; never on a day off."""
    if ladder is None or due is None or row.status not in STANDING:
        return ()
    days = [day for day, _ in rung_days(ladder, due, calendar)]
    return tuple(
        ReminderDay(
            nth(number), day, " and ".join(saying.ROLES[role].phrase for role in rung.to), day < today
        )
        for number, (rung, day) in enumerate(zip(ladder.rungs, days, strict=True), start=1)
        if day > row.opened_on
    )


def _none(row: Deadline, ladder: LadderRule | None) -> str:
    if row.status not in STANDING:
        return "It is over: no reminder goes."
    if row.due is None or row.precision not in EXACT:
        return "No reminder can be planned until the day is known."
    if ladder is None:
        return "The guidance gives this date no reminders."
    return "Every reminder of it would have gone before it was opened."


def _line(world: Runtime, row: Deadline, was: str, parties: dict[str, str]) -> DateLine:
    return DateLine(
        id=row.id,
        title=row.title,
        words=in_words(row, world.today(), world.calendar),
        was=was,
        holder=saying.ROLES[row.holder].phrase,
        party=parties.get(row.organisation_id or "", ""),
        status=row.status,
        cite=row.cite,
        sourced=row.sourced,
    )


def _parties(session: Session, rows: Sequence[Deadline]) -> dict[str, str]:
    ids = {row.organisation_id for row in rows if row.organisation_id}
    query = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(ids))
    return dict(session.exec(query).all())


def _events(session: Session, of: Plan | Area, deadline_id: str = "") -> list[tuple[EventRow, events.Fact]]:
    """What happened to the dates of a plan or an area, or to one of them, in order."""
    stream = f"plan:{of.id}" if isinstance(of, Plan) else f"area:{of.id}"
    query = select(EventRow).where(EventRow.stream == stream, col(EventRow.type).startswith("deadline."))
    if deadline_id:
        query = query.where(col(EventRow.payload).contains(deadline_id))
    rows = session.exec(query.order_by(col(EventRow.seq))).all()
    return [(row, events.read(json.loads(row.payload))) for row in rows]


def _moved(session: Session, of: Plan | Area) -> dict[str, str]:
    """The day that each date stood at before it was moved last."""
    return {
        fact.deadline: saying.day(fact.was) if fact.was else saying.NOT_KNOWN
        for _, fact in _events(session, of)
        if isinstance(fact, events.DeadlineMoved)
    }


def _history(session: Session, of: Plan | Area, row: Deadline) -> tuple[Moment, ...]:
    there = [(event, fact) for event, fact in _events(session, of, row.id)]
    names = listings.actors(session, {event.actor for event, _ in there})
    return tuple(
        Moment(event.at, _sentence(fact, row), who(event.actor, names)) for event, fact in reversed(there)
    )


def _sentence(fact: events.Fact, row: Deadline) -> str:
    """What happened, with every day in it."""
    match fact:
        case events.DeadlineOpened():
            return f"Opened: {_day(fact.due) if fact.precision in EXACT else row.says or _day(fact.due)}"
        case events.DeadlineMoved():
            because = saying.MOVED.get(fact.reason, fact.reason)
            return f"Moved from {_day(fact.was)} to {_day(fact.due)}: {because}"
        case events.DeadlineSuspended():
            return f"Put on hold: {saying.MOVED.get(fact.reason, fact.reason)}"
        case events.DeadlineResumed():
            return f"Counts again: {_day(fact.due)}"
        case events.DeadlineMet():
            return saying.sentence(saying.OUTCOMES[fact.outcome])
    return fact.sentence({})


def _day(day: date | None) -> str:
    return saying.day(day) if day else saying.NOT_KNOWN
