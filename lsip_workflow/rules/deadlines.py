"""Dates and their reminders: which rung of which ladder has been reached on a day."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from lsip_workflow.model import Deadline, DeadlineStatus, Precision
from lsip_workflow.reference.reading import o_clock, spoken
from lsip_workflow.rulebook import DeadlineRule, LadderRule, RungRule
from lsip_workflow.rules.calendar import Calendar

# From these a day can be counted; a month or a season only says roughly when.
EXACT = frozenset({Precision.INSTANT, Precision.DAY})


class DateRow(NamedTuple):
    """A date as its rules need it: the columns of these names, where hundreds are read at once."""

    id: str
    plan_id: str | None
    kind: str
    title: str
    organisation_id: str | None
    ladder: str
    due: date | None
    due_at: time | None
    opened_on: date
    precision: Precision
    says: str
    status: DeadlineStatus
    held_until: date | None


AnyDate = Deadline | DateRow


@dataclass(frozen=True)
class Reached:
    """The highest rung that a deadline has reached, the day on which it was, and the day that was counted."""

    rung: RungRule
    number: int
    on: date
    meant: date


def rung_days(ladder: LadderRule, due: date, calendar: Calendar) -> tuple[tuple[date, date], ...]:
    """Of each reminder the day on which it goes, when somebody is in, and the day that was counted."""
    return _rung_days(ladder.unit, tuple([rung.days for rung in ladder.rungs]), due, calendar)


@lru_cache(4096)  # hundreds of dates share a day and a reminder plan
def _rung_days(
    unit: str, days: tuple[int, ...], due: date, calendar: Calendar
) -> tuple[tuple[date, date], ...]:
    def counted(number: int) -> date:
        working = unit == "working_days"
        return calendar.working_days_after(due, number) if working else due + timedelta(days=number)

    return tuple((calendar.on_or_before(day), day) for day in map(counted, days))


def highest_reached(deadline: AnyDate, ladder: LadderRule, today: date, calendar: Calendar) -> Reached | None:
    """The last rung whose day has come since the date was opened; a week of silence is one reminder."""
    if deadline.status is not DeadlineStatus.OPEN or deadline.due is None or deadline.precision not in EXACT:
        return None
    opened, reached = deadline.opened_on, None
    for number, (day, meant) in enumerate(rung_days(ladder, deadline.due, calendar), start=1):
        if opened < day <= today:
            reached = number, day, meant
    return Reached(ladder.rungs[reached[0] - 1], *reached) if reached else None


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


def when(deadline: AnyDate) -> str:
    """A date in words, to its precision."""
    if deadline.due is None or deadline.precision is Precision.UNKNOWN:
        return deadline.says.rstrip(".") or "date not known yet"  # it stands within sentences
    day = spoken(deadline.due)
    match deadline.precision:
        case Precision.INSTANT:
            return f"{day} at {o_clock(deadline.due_at)}" if deadline.due_at else day
        case Precision.DAY:
            return day
        case Precision.MONTH:
            return f"{deadline.due:%B %Y}"
        case Precision.YEAR:
            return f"{deadline.due.year}"
        case _:
            return deadline.says or f"{deadline.due.year}"
