"""Reminders: what one message to a person carries on a day, and why it does not carry the rest.

A person gets at most one message of reminders in seven days, from all plans together, unless a date falls
before the next may go. Whatever is for a principal, a chair or a chief executive is a draft.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from lsip_workflow.model import DeadlineStatus, Role
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import EXACT, AnyDate, Reached, highest_reached, rung_days
from lsip_workflow.rules.reminded import GOES, Dated, Decision, Holder, Item, Outcome, Standing, Told

BETWEEN = timedelta(days=7)
MOST = 3  # of one date by themselves; after that a person decides
STANDS_IN = {Role.PROVIDER_RESPONDENT: Role.PROVIDER_DEPUTY}

Roles = Mapping[tuple[str, Role, str | None], Sequence[Holder]]
"""Who holds which role in which area, and for which organisation, or for ANYBODY's sake."""
ANYBODY = ""
Before = defaultdict[tuple[str, date], list[Told]]
"""What was told of each date as it was on a day."""


def decide(standing: Standing, today: date, calendar: Calendar) -> list[Decision]:
    """What to make of each date today: the same rows give the same decisions, in the same order."""
    dates, by_role = in_order(standing.dates), roles(standing.holders, today)
    return decided(dates, by_role, told_before(standing.told), standing.last or {}, today, calendar)


def decided(
    dates: Iterable[Dated],
    by_role: Roles,
    before: Before,
    last: Mapping[str, date],
    today: date,
    calendar: Calendar,
) -> list[Decision]:
    """What to make of these dates in their order, by the roles of today."""
    found: list[Decision] = []
    for dated in dates:
        seen = _reached(dated, today, calendar)
        found += [seen] if isinstance(seen, Decision) else _reminded(dated, seen, by_role, before)
    return _at_most_one_each(found, last, today, calendar)


def in_order(dates: Iterable[Dated]) -> list[Dated]:
    """Dates as a message has them: by their day, then by place, kind and name."""
    return sorted(dates, key=_order)


def _order(dated: Dated) -> tuple[date, str, str, str, str, str]:
    row = dated.deadline
    return (row.due or date.max, dated.place, row.kind, dated.party, row.title, row.id)


def roles(holders: Iterable[Holder], today: date) -> Roles:
    """Who holds which role today."""
    found: defaultdict[tuple[str, Role, str | None], list[Holder]] = defaultdict(list)
    for holder in sorted(holders, key=lambda each: (each.name, each.person_id)):
        if holder.holds(today):
            found[holder.area_id, holder.role, ANYBODY].append(holder)
            found[holder.area_id, holder.role, holder.organisation_id].append(holder)
    return found


def told_before(told: Iterable[Told]) -> Before:
    """What was told, by date."""
    found: Before = defaultdict(list)
    for each in told:
        found[each.deadline_id, each.day].append(each)
    return found


def on_hold(row: AnyDate, today: date) -> date | None:
    """Until when a person put the reminders of a date on hold; None when they are not, or no longer."""
    return row.held_until if row.held_until is not None and today < row.held_until else None


def by_hand(
    dated: Dated, holders: Iterable[Holder], told: Iterable[Told], today: date, calendar: Calendar
) -> list[Item]:
    """The reminder of a date that a person sends today: the highest reached, for those who lack it.

    Where nobody does, it is the next one, before its day; and after the last, one more.
    """
    row, ladder = dated.deadline, dated.ladder
    if ladder is None or row.due is None:
        return []
    by_role = roles(holders, today)
    known = {
        (each.number, each.person_id) for each in told if (each.deadline_id, each.day) == (row.id, row.due)
    }
    reached = highest_reached(row, ladder, today, calendar) or Reached(ladder.rungs[0], 1, today, today)
    lack = [to for to in _to_whom(dated, reached, by_role) if (reached.number, to.person_id) not in known]
    if not lack:
        number = max((number for number, _ in known), default=0) + 1
        reached = Reached(ladder.rungs[min(number, len(ladder.rungs)) - 1], number, today, today)
        lack = _to_whom(dated, reached, by_role)
    reason = f"by a person of the team, on {spoken(today)}"
    return [Item(dated, reached, holder, row.due, reason) for holder in lack]


def next_allowed(last: date, calendar: Calendar) -> date:
    """The first day on which somebody who had reminders on a day may have more."""
    return _working(last + BETWEEN, calendar)


def _working(day: date, calendar: Calendar) -> date:
    return calendar.working_days_after(day - timedelta(days=1), 1)


def _reached(dated: Dated, today: date, calendar: Calendar) -> Reached | Decision:
    """The reminder of a date that is reached today; or why nothing is said about it, whoever holds it."""
    row, ladder = dated.deadline, dated.ladder
    if row.status is DeadlineStatus.SUSPENDED:
        return Decision(dated, Outcome.SUSPENDED)
    if (until := on_hold(row, today)) is not None:
        return Decision(dated, Outcome.ON_HOLD, then=until)
    if row.due is None or row.precision not in EXACT:
        return Decision(dated, Outcome.NOT_EXACT)
    if dated.held:
        return Decision(dated, Outcome.HELD)
    if ladder is None:
        return Decision(dated, Outcome.NO_PLAN)
    return highest_reached(row, ladder, today, calendar) or _none_reached(dated, today, calendar)


def _none_reached(dated: Dated, today: date, calendar: Calendar) -> Decision:
    """When the next reminder of a date is, while none has been reached; or that none will be."""
    row, ladder = dated.deadline, dated.ladder
    assert ladder is not None
    assert row.due is not None
    days = rung_days(ladder, row.due, calendar)
    then = min((day for day, _ in days if day > max(today, row.opened_on)), default=None)
    return Decision(dated, Outcome.NOT_YET if then else Outcome.OVER, then=then)


def _reminded(dated: Dated, reached: Reached, by_role: Roles, before: Before) -> list[Decision]:
    row = dated.deadline
    assert row.due is not None  # or nothing were reached
    told = before.get((row.id, row.due), ())
    items = [Item(dated, reached, holder, row.due) for holder in _to_whom(dated, reached, by_role)]
    each = [Decision(dated, _for_person(item, told), item) for item in items]
    return each or [Decision(dated, Outcome.NOBODY, reached=reached)]


def _to_whom(dated: Dated, reached: Reached, by_role: Roles) -> list[Holder]:
    """Whom a reminder goes to: the contact that the organisation named, or else the deputy it named."""

    def of(role: Role) -> Sequence[Holder]:
        body = dated.deadline.organisation_id if dated.of_one_body(role) else ANYBODY
        return by_role.get((dated.area_id, role, body), ())

    found: dict[str, Holder] = {}
    for role in reached.rung.to:
        for holder in of(role) or (of(STANDS_IN[role]) if role in STANDS_IN else ()):
            found.setdefault(holder.person_id, holder)
    return list(found.values())


def _for_person(item: Item, told: Sequence[Told]) -> Outcome:
    own = [each for each in told if each.person_id == item.holder.person_id]
    if any(each.waits for each in own):
        return Outcome.WAITS
    if any(each.number == item.reached.number for each in own):
        return Outcome.TOLD
    if item.holder.senior:
        return Outcome.DRAFT
    by_themselves = {each.number for each in told if each.by_itself}
    if len(by_themselves) >= MOST and item.reached.number not in by_themselves:
        return Outcome.ENOUGH
    return Outcome.OWED


def _at_most_one_each(
    found: Sequence[Decision], last: Mapping[str, date], today: date, calendar: Calendar
) -> list[Decision]:
    """The same decisions, but that nobody is written to on a day off, or again within the week."""
    days: defaultdict[str, list[date]] = defaultdict(list)
    for each in found:
        if each.item and each.outcome is Outcome.OWED:
            days[each.item.holder.person_id].append(each.item.day)
    off = not calendar.is_working_day(today)
    made = []
    for each in found:
        person = each.item.holder.person_id if each.item else ""
        if each.outcome in GOES and off:
            made.append(replace(each, outcome=Outcome.CLOSED_TODAY, then=_working(today, calendar)))
        elif each.outcome is Outcome.OWED and not _may_go(days[person], last.get(person), today, calendar):
            then = next_allowed(last[person], calendar)
            made.append(replace(each, outcome=Outcome.ONE_A_WEEK, then=then))
        else:
            made.append(each)
    return made


def _may_go(days: Iterable[date], last: date | None, today: date, calendar: Calendar) -> bool:
    """Whether the week is over for somebody, or one of their dates falls before it is."""
    if last is None:
        return True
    following = next_allowed(last, calendar)
    return today >= following or (last < today and any(today <= day < following for day in days))
