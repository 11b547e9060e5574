"""The reasons that a morning gives, in sentences: by role and organisation, never by a person's name."""

from datetime import date

from lsip_workflow.model import Deadline, Role
from lsip_workflow.rulebook import LadderRule
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import Reached, counted_day, rung_day, when

ORDINALS = ("1st", "2nd", "3rd")
PUT_ON_HOLD = "A person put its reminders on hold before it was sent."


def nth(number: int) -> str:
    """Which reminder, in words."""
    return ORDINALS[number - 1] if number <= len(ORDINALS) else f"{number}th"


def who(role: Role, party: str) -> str:
    """Whom, where names have no place."""
    return f"the {role.replace('_', ' ')}{f' of {party}' if party else ''}"


def why(row: Deadline, ladder: LadderRule, reached: Reached, calendar: Calendar) -> str:
    """Why a reminder goes on its day: counted from the date, and moved off a day when nobody is in."""
    assert row.due is not None  # or nothing could have been reached
    days, unit = abs(reached.rung.days), " working" if ladder.unit == "working_days" else ""
    side = "before" if reached.rung.days < 0 else "after"
    counted = f"{days}{unit} day{'' if days == 1 else 's'} {side} the date" if days else "on the day"
    meant = counted_day(reached.rung, ladder, row.due, calendar)
    return counted + (f", moved off {meant:%A} {said(meant)}" if meant != reached.on else "")


def no_day(row: Deadline) -> str:
    """Why nothing can be counted from a date."""
    known = when(row)
    return f"No day to count from: {known if row.due is None else f'it is known only as {known}'}."


def not_yet(row: Deadline, ladder: LadderRule | None, today: date, calendar: Calendar) -> str:
    """When the next reminder of a date is, while none has been reached; or that none will be."""
    if ladder is None:
        return f"There is no reminder plan “{row.ladder}” in this edition: nothing goes by itself."
    assert row.due is not None  # or there were no day to count from
    days = [rung_day(rung, ladder, row.due, calendar) for rung in ladder.rungs]
    coming = [day for day in days if day > max(today, row.opened_on)]
    return f"No reminder yet: the next is for {said(min(coming))}." if coming else "No reminder is left."


def said(day: date) -> str:
    """A day in words."""
    return f"{day.day} {day:%B %Y}"
