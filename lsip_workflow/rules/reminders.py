"""Reminders: what one message to a person carries on a day, and why it does not carry the rest.

A person gets at most one message of reminders in seven days, from all plans together, unless a date falls
before the next may go. Whatever is for a principal, a chair or a chief executive is a draft.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from lsip_workflow.model import Deadline, DeadlineStatus, Role
from lsip_workflow.rulebook import LadderRule
from lsip_workflow.rules import reminder_reasons as reasons
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import EXACT, Reached, highest_reached, rung_day

BETWEEN = timedelta(days=7)
MOST = 3  # of one date by themselves; after that a person decides
OF_A_PROVIDER = frozenset({role for role in Role if role.startswith("provider_")})
STANDS_IN = {Role.PROVIDER_RESPONDENT: Role.PROVIDER_DEPUTY}


class Outcome(StrEnum):
    """What a morning makes of one date for one person; `OWED` and `DRAFT` make a message."""

    OWED = "owed"
    DRAFT = "draft"
    TOLD = "told"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    ON_HOLD = "on_hold"
    NOT_EXACT = "not_exact"
    HELD = "held"
    NOBODY = "nobody"
    ENOUGH = "enough"
    CLOSED_TODAY = "closed_today"
    ONE_A_WEEK = "one_a_week"


GOES = (Outcome.OWED, Outcome.DRAFT)
SAID_ALL = (Outcome.TOLD, Outcome.NOBODY, Outcome.ENOUGH)


@dataclass(frozen=True)
class Dated:
    """A date that stands, and what deciding about it needs: whose area, which reminder plan, whom it asks."""

    deadline: Deadline
    area_id: str
    ladder: LadderRule | None
    held: bool = False
    party: str = ""
    """The name of the organisation that the date is about."""

    @property
    def place(self) -> str:
        """The plan, or the area, that it belongs to."""
        return self.deadline.plan_id or self.area_id


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a role in an area from a day, until a day."""

    person_id: str
    name: str
    area_id: str
    role: Role
    since: date
    until: date | None = None
    organisation_id: str | None = None
    senior: bool = False

    def holds(self, on: date) -> bool:
        """Whether they hold it on that day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Told:
    """A reminder that was put down before: of which date as it was then, which, and to whom."""

    deadline_id: str
    day: date
    number: int
    person_id: str
    by_itself: bool = True
    waits: bool = False
    """A draft that nobody has sent yet."""


@dataclass(frozen=True)
class Item:
    """One reminder of one date for one person."""

    dated: Dated
    reached: Reached
    holder: Holder
    day: date
    """The date itself, as it is now."""
    why: str

    def told(self, *, draft: bool) -> Told:
        """What is remembered of it once it is put down."""
        number, person = self.reached.number, self.holder.person_id
        return Told(self.dated.deadline.id, self.day, number, person, by_itself=not draft, waits=draft)

    def __str__(self) -> str:
        party = self.dated.party if _of_one_body(self.holder.role, self.dated) else ""
        return f"The {reasons.nth(self.reached.number)} reminder to {reasons.who(self.holder.role, party)}"


@dataclass(frozen=True)
class Decision:
    """What becomes of one date today, for one person where it comes to one, with the reason in a sentence."""

    dated: Dated
    outcome: Outcome
    because: str
    item: Item | None = None


@dataclass(frozen=True)
class Carried:
    """One message: to whom, and what it carries. A draft is about one plan or area only."""

    holder: Holder
    draft: bool
    place: str | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Standing:
    """What a morning looks at: the dates, who holds which role, what was told, and when anybody last was."""

    dates: Sequence[Dated]
    holders: Sequence[Holder]
    told: Collection[Told] = ()
    last: Mapping[str, date] | None = None


def decide(standing: Standing, today: date, calendar: Calendar) -> list[Decision]:
    """What to make of each date today: the same rows give the same decisions, in the same order."""
    by_role = _by_role(standing.holders, today)
    before: defaultdict[tuple[str, date], list[Told]] = defaultdict(list)
    for told in standing.told:
        before[told.deadline_id, told.day].append(told)
    found: list[Decision] = []
    for dated in sorted(standing.dates, key=_order):
        seen = _reached(dated, today, calendar)
        found += [seen] if isinstance(seen, Decision) else _reminded(dated, seen, by_role, before, calendar)
    return _at_most_one_each(found, standing.last or {}, today, calendar)


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
    """What would go on each of so many days, if nothing changes: by the rule of the morning, day by day."""
    told, last, going = set(standing.told), dict(standing.last or {}), []
    dates = [(dated, reached) for dated in standing.dates if (reached := reminder_days(dated, calendar))]
    wakes = [reached[0] for _, reached in dates]
    settled = not any(_changes(holder, first, days) for holder in standing.holders)
    for offset in range(days):
        day = first + timedelta(days=offset)
        awake = [n for n, wake in enumerate(wakes) if wake <= day and calendar.is_working_day(day)]
        here = replace(standing, dates=[dates[n][0] for n in awake], told=told, last=last)
        decisions = decide(here, day, calendar)
        sent = messages(decisions)
        for message in sent:
            told |= {item.told(draft=message.draft) for item in message.items}
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
    days = (rung_day(rung, ladder, row.due, calendar) for rung in ladder.rungs)
    return sorted(day for day in days if day > row.opened_on)


def on_hold(row: Deadline, today: date) -> date | None:
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
    by_role = _by_role(holders, today)
    known = {
        (each.number, each.person_id) for each in told if (each.deadline_id, each.day) == (row.id, row.due)
    }
    reached = highest_reached(row, ladder, today, calendar) or Reached(ladder.rungs[0], 1, today)
    lack = [to for to in _to_whom(dated, reached, by_role) if (reached.number, to.person_id) not in known]
    if not lack:
        number = max((number for number, _ in known), default=0) + 1
        reached = Reached(ladder.rungs[min(number, len(ladder.rungs)) - 1], number, today)
        lack = _to_whom(dated, reached, by_role)
    reason = f"by a person of the team, on {reasons.said(today)}"
    return [Item(dated, reached, holder, row.due, reason) for holder in lack]


def next_allowed(last: date, calendar: Calendar) -> date:
    """The first day on which somebody who had reminders on a day may have more."""
    return _working(last + BETWEEN, calendar)


def _working(day: date, calendar: Calendar) -> date:
    return calendar.working_days_after(day - timedelta(days=1), 1)


def _order(dated: Dated) -> tuple[date, str, str, str, str, str]:
    row = dated.deadline
    return (row.due or date.max, dated.place, row.kind, dated.party, row.title, row.id)


Roles = Mapping[tuple[str, Role, str | None], Sequence[Holder]]
"""Who holds which role in which area, and for which organisation, or for ANYBODY's sake."""
ANYBODY = ""


def _by_role(holders: Iterable[Holder], today: date) -> Roles:
    found: defaultdict[tuple[str, Role, str | None], list[Holder]] = defaultdict(list)
    for holder in holders:
        if holder.holds(today):
            found[holder.area_id, holder.role, ANYBODY].append(holder)
            found[holder.area_id, holder.role, holder.organisation_id].append(holder)
    return found


def _reached(dated: Dated, today: date, calendar: Calendar) -> Reached | Decision:
    """The reminder of a date that is reached today; or why nothing is said about it, whoever holds it."""
    row, ladder = dated.deadline, dated.ladder
    if row.status is DeadlineStatus.SUSPENDED:
        return Decision(dated, Outcome.SUSPENDED, "Suspended: silent until it counts again.")
    if (until := on_hold(row, today)) is not None:
        return Decision(dated, Outcome.ON_HOLD, f"On hold until {reasons.said(until)}: silent until then.")
    if row.due is None or row.precision not in EXACT:
        return Decision(dated, Outcome.NOT_EXACT, reasons.no_day(row))
    if dated.held:
        return Decision(dated, Outcome.HELD, "Reminders of this plan have not been started.")
    reached = highest_reached(row, ladder, today, calendar) if ladder else None
    return reached or Decision(dated, Outcome.NOT_YET, reasons.not_yet(row, ladder, today, calendar))


def _reminded(
    dated: Dated,
    reached: Reached,
    by_role: Roles,
    before: Mapping[tuple[str, date], Sequence[Told]],
    calendar: Calendar,
) -> list[Decision]:
    row, ladder = dated.deadline, dated.ladder
    assert ladder is not None  # or nothing were reached
    assert row.due is not None
    reason = reasons.why(row, ladder, reached, calendar)
    items = [Item(dated, reached, holder, row.due, reason) for holder in _to_whom(dated, reached, by_role)]
    if not items:
        party = {role: dated.party if _of_one_body(role, dated) else "" for role in reached.rung.to}
        named = " or ".join(reasons.who(role, name) for role, name in party.items())
        because = (
            f"The {reasons.nth(reached.number)} reminder has nobody to go to: nobody is named as {named}."
        )
        return [Decision(dated, Outcome.NOBODY, because)]
    told = before.get((row.id, row.due), ())
    return [Decision(dated, *_for_person(item, told), item) for item in items]


def _to_whom(dated: Dated, reached: Reached, by_role: Roles) -> list[Holder]:
    """Whom a reminder goes to: the contact that the organisation named, or else the deputy it named."""

    def of(role: Role) -> list[Holder]:
        body = dated.deadline.organisation_id if _of_one_body(role, dated) else ANYBODY
        there = by_role.get((dated.area_id, role, body), ())
        return sorted(there, key=lambda each: (each.name, each.person_id))

    found: dict[str, Holder] = {}
    for role in reached.rung.to:
        for holder in of(role) or (of(STANDS_IN[role]) if role in STANDS_IN else []):
            found.setdefault(holder.person_id, holder)
    return list(found.values())


def _of_one_body(role: Role, dated: Dated) -> bool:
    """Whether a role is held for one organisation: a provider's always, an officer's if one is named."""
    return role in OF_A_PROVIDER or (
        role is Role.AUTHORITY_OFFICER and dated.deadline.organisation_id is not None
    )


def _for_person(item: Item, told: Sequence[Told]) -> tuple[Outcome, str]:
    own = [each for each in told if each.person_id == item.holder.person_id]
    by_themselves = {each.number for each in told if each.by_itself}
    if any(each.waits for each in own):
        return Outcome.TOLD, f"{item} waits as a draft for a person to send."
    if any(each.number == item.reached.number for each in own):
        return Outcome.TOLD, f"{item} went already, or is about to."
    if item.holder.senior:
        return Outcome.DRAFT, f"{item} is a draft for a person to send, for the post that they hold."
    if len(by_themselves) >= MOST and item.reached.number not in by_themselves:
        return Outcome.ENOUGH, "Three reminders of it went by themselves: from here a person decides."
    return Outcome.OWED, f"{item} is owed: {item.why}."


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
            back = reasons.said(_working(today, calendar))
            because = f"{each.item} waits for {back}: none goes on a day off."
            made.append(replace(each, outcome=Outcome.CLOSED_TODAY, because=because))
        elif each.outcome is Outcome.OWED and not _may_go(days[person], last.get(person), today, calendar):
            following = reasons.said(next_allowed(last[person], calendar))
            because = f"{each.item} waits: at most one message in seven days, the next on {following}."
            made.append(replace(each, outcome=Outcome.ONE_A_WEEK, because=because))
        else:
            made.append(each)
    return made


def _may_go(days: Iterable[date], last: date | None, today: date, calendar: Calendar) -> bool:
    """Whether the week is over for somebody, or one of their dates falls before it is."""
    if last is None:
        return True
    following = next_allowed(last, calendar)
    return today >= following or (last < today and any(today <= day < following for day in days))
