"""The messages that decisions make, and those of the days ahead, by the rule of the morning."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from lsip_workflow.model import DeadlineStatus
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import EXACT, rung_days
from lsip_workflow.rules.reminded import (
    GOES,
    SAID_ALL,
    Carried,
    Dated,
    Decision,
    Holder,
    Item,
    Outcome,
    Standing,
)
from lsip_workflow.rules.reminders import decided, in_order, roles, told_before


def messages(decisions: Iterable[Decision]) -> list[Carried]:
    """The messages that these decisions make: one for each person, and drafts by plan or area."""
    found: defaultdict[tuple[str, str | None], list[Item]] = defaultdict(list)
    for each in decisions:
        if each.outcome in GOES and each.item:
            place = each.dated.place if each.outcome is Outcome.DRAFT else None
            found[each.item.holder.person_id, place].append(each.item)
    made = [
        Carried(items[0].holder, place is not None, place, tuple(items))
        for (_, place), items in found.items()
    ]
    return sorted(made, key=lambda each: (each.holder.name, each.holder.person_id, each.place or ""))


def ahead(standing: Standing, first: date, days: int, calendar: Calendar) -> list[tuple[date, list[Carried]]]:
    """What would go on each of so many days, if nothing changes: by the rule of the morning, day by day.

    A date is looked at from the day of a reminder until all of it was said, and then from its next.
    """
    before, last, going = told_before(standing.told), dict(standing.last or {}), []
    every = ((each, reminder_days(each, calendar)) for each in in_order(standing.dates))
    dates = [(each, reached) for each, reached in every if reached]
    wakes = [reached[0] for _, reached in dates]
    settled = not any(_changes(holder, first, days) for holder in standing.holders)
    by_role = roles(standing.holders, first)
    for day in (first + timedelta(days=offset) for offset in range(days)):
        awake = [n for n, wake in enumerate(wakes) if wake <= day and calendar.is_working_day(day)]
        by_role = by_role if settled else roles(standing.holders, day)
        decisions = decided((dates[n][0] for n in awake), by_role, before, last, day, calendar)
        sent = messages(decisions)
        for message in sent:
            for item in message.items:
                before[item.dated.deadline.id, item.day].append(item.told(draft=message.draft))
            if not message.draft:
                last[message.holder.person_id] = day
        busy = {id(each.dated) for each in decisions if each.outcome not in SAID_ALL}
        for n in awake:
            if settled and id(dates[n][0]) not in busy:  # nothing more of it until its next reminder
                wakes[n] = next((reached for reached in dates[n][1] if reached > day), date.max)
        going.append((day, sent))
    return going


def _changes(holder: Holder, first: date, days: int) -> bool:
    """Whether a role begins or ends within so many days."""
    last = first + timedelta(days=days)
    return first < holder.since <= last or (holder.until is not None and holder.until <= last)


def reminder_days(dated: Dated, calendar: Calendar) -> list[date]:
    """The days of a date's reminders, in order; none where none will ever be reached."""
    row, ladder = dated.deadline, dated.ladder
    if (
        ladder is None
        or row.due is None
        or row.precision not in EXACT
        or row.status is not DeadlineStatus.OPEN
    ):
        return []
    return sorted(day for day, _ in rung_days(ladder, row.due, calendar) if day > row.opened_on)
