"""Dates and their reminders: which rung of which ladder has been reached on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from lsip_workflow.model import Deadline, DeadlineStatus, Precision
from lsip_workflow.rulebook import DeadlineRule, LadderRule, RungRule
from lsip_workflow.rules.calendar import Calendar

# From these a day can be counted; a month or a season only says roughly when.
EXACT = frozenset({Precision.INSTANT, Precision.DAY})


@dataclass(frozen=True)
class Reached:
    """The highest rung that a deadline has reached, and the day on which it was reached."""

    rung: RungRule
    number: int
    on: date


def rung_day(rung: RungRule, ladder: LadderRule, due: date, calendar: Calendar) -> date:
    """The day on which a reminder goes: counted from the due date, and never on a day when nobody is in."""
    return calendar.on_or_before(counted_day(rung, ladder, due, calendar))


def counted_day(rung: RungRule, ladder: LadderRule, due: date, calendar: Calendar) -> date:
    """The day that the reminder plan says, whether or not anybody is in on it."""
    if ladder.unit == "working_days":
        return calendar.working_days_after(due, rung.days)
    return due + timedelta(days=rung.days)


def highest_reached(
    deadline: Deadline, ladder: LadderRule, today: date, calendar: Calendar
) -> Reached | None:
    """The last rung whose day has come since the date was opened; a week of silence is one reminder."""
    if deadline.status is not DeadlineStatus.OPEN or deadline.due is None or deadline.precision not in EXACT:
        return None
    reached = None
    for number, rung in enumerate(ladder.rungs, start=1):
        day = rung_day(rung, ladder, deadline.due, calendar)
        if deadline.opened_on < day <= today:
            reached = Reached(rung, number, day)
    return reached


def due_date(rule: DeadlineRule, entered: date, calendar: Calendar) -> date | None:
    """When a date of the rulebook falls for a plan that entered its stage on a day; None while unknown."""
    if rule.due is not None:
        return rule.due
    if rule.after_days is None:
        return None
    if rule.basis == "working_days":
        return calendar.working_days_after(entered, rule.after_days)
    return entered + timedelta(days=rule.after_days)


def is_past(deadline: Deadline, today: date) -> bool:
    """Whether an open date has gone by: derived each time, never stored."""
    return deadline.status is DeadlineStatus.OPEN and deadline.due is not None and deadline.due < today


def when(deadline: Deadline) -> str:
    """A date in words, to its precision."""
    if deadline.due is None or deadline.precision is Precision.UNKNOWN:
        return deadline.says.rstrip(".") or "date not known yet"  # it stands within sentences
    day = f"{deadline.due.day} {deadline.due:%B %Y}"
    match deadline.precision:
        case Precision.INSTANT:
            return f"{day} at {deadline.due_at:%H:%M}" if deadline.due_at else day
        case Precision.DAY:
            return day
        case Precision.MONTH:
            return f"{deadline.due:%B %Y}"
        case Precision.YEAR:
            return f"{deadline.due.year}"
        case _:
            return deadline.says or f"{deadline.due.year}"
