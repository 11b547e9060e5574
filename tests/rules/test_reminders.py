"""What one message of reminders carries, and why not the rest: laws over any mornings, and cases by name."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsip_workflow.model import Basis, Deadline, DeadlineStatus, Precision, Role
from lsip_workflow.rulebook import LadderRule
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.messages_ahead import ahead, messages
from lsip_workflow.rules.reminded import Carried, Dated, Decision, Holder, Outcome, Standing
from lsip_workflow.rules.reminders import MOST, decide, next_allowed
from lsip_workflow.runtime import bank_holidays

ENGLAND = Calendar(bank_holidays(range(2025, 2029)))
MANAGER, CONTACT, DEPUTY = Role.PROJECT_MANAGER, Role.PROVIDER_RESPONDENT, Role.PROVIDER_DEPUTY
MONDAY = date(2026, 11, 16)


def ladder(*rungs: tuple[int, Role], unit: str = "working_days") -> LadderRule:
    made = [{"days": days, "to": [role]} for days, role in rungs]
    return LadderRule.model_validate(
        {"key": "l", "title": "L", "cite": "C", "status": "sourced", "unit": unit, "rungs": made}
    )


PLAN = ladder((-20, MANAGER), (-5, MANAGER), (0, MANAGER), (3, MANAGER))
REQUEST = ladder((-5, CONTACT), (0, CONTACT), (3, DEPUTY))


def dated(
    key: str,
    due: date | None,
    plan: LadderRule = PLAN,
    area: str = "north",
    status: DeadlineStatus = DeadlineStatus.OPEN,
    precision: Precision = Precision.DAY,
    *,
    held: bool = False,
    opened: date = date(2026, 1, 1),
) -> Dated:
    row = Deadline(
        id=key,
        plan_id=f"{area}-2026",
        kind="rulebook",
        subject=key,
        title=f"Date {key}",
        holder=MANAGER,
        ladder="l",
        due=due,
        opened_on=opened,
        precision=precision,
        basis=Basis.CALENDAR,
        status=status,
        organisation_id="college" if plan is REQUEST else None,
        says="summer 2026",
    )
    return Dated(row, area, plan, held, "The College" if plan is REQUEST else "")


def holder(
    name: str, role: Role = MANAGER, area: str = "north", *, senior: bool = False, until: date | None = None
) -> Holder:
    organisation = "college" if role in (CONTACT, DEPUTY) else "erb"
    return Holder(name, name.title(), area, role, date(2026, 1, 1), until, organisation, senior)


def only(decisions: list[Decision]) -> Decision:
    (one,) = decisions
    return one


@dataclass(frozen=True)
class Lived:
    """Mornings lived through: what went, on which day."""

    standing: Standing
    days: tuple[date, ...]
    sent: list[tuple[date, Carried]]


def live(standing: Standing, days: tuple[date, ...]) -> Lived:
    """Sweep on these days; what each morning makes is remembered by the next."""
    told, last, sent = set(standing.told), dict(standing.last or {}), []
    for day in days:
        for message in messages(decide(replace(standing, told=told, last=last), day, ENGLAND)):
            sent.append((day, message))
            told |= {item.told(draft=message.draft) for item in message.items}
            if not message.draft:
                last[message.holder.person_id] = day
    return Lived(standing, days, sent)


DAYS = st.integers(0, 120).map(lambda offset: date(2026, 11, 1) + timedelta(days=offset))
NAMES = st.sampled_from(["ann", "bob", "cat"])
AREAS = st.sampled_from(["north", "south"])


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    dates = [
        dated(
            f"d{number}",
            draw(DAYS),
            draw(st.sampled_from([PLAN, REQUEST])),
            draw(AREAS),
            draw(st.sampled_from([DeadlineStatus.OPEN] * 4 + [DeadlineStatus.SUSPENDED])),
            draw(st.sampled_from([Precision.DAY] * 4 + [Precision.MONTH])),
            held=draw(st.sampled_from([False] * 5 + [True])),
        )
        for number in range(draw(st.integers(1, 7)))
    ]
    people = draw(
        st.lists(
            st.builds(
                lambda name, role, area, until: holder(name, role, area, senior=name == "cat", until=until),
                NAMES,
                st.sampled_from([MANAGER, CONTACT, DEPUTY]),
                AREAS,
                st.none() | DAYS,
            ),
            max_size=8,
        )
    )
    return Standing(dates, people)


MORNINGS = st.sets(DAYS, min_size=1, max_size=60).map(lambda days: tuple(sorted(days)))


@given(standings(), MORNINGS)
def test_the_laws_of_reminders(standing: Standing, days: tuple[date, ...]) -> None:
    lived = live(standing, days)
    by_person: defaultdict[str, list[tuple[date, Carried]]] = defaultdict(list)
    once: Counter[tuple[object, ...]] = Counter()
    numbers: defaultdict[tuple[str, date], set[int]] = defaultdict(set)
    for day, message in lived.sent:
        assert ENGLAND.is_working_day(day)
        assert message.items
        if not message.draft:
            by_person[message.holder.person_id].append((day, message))
        assert message.draft == message.holder.senior
        for item in message.items:
            row = item.dated.deadline
            assert (row.status, row.precision) == (DeadlineStatus.OPEN, Precision.DAY)
            assert not item.dated.held
            assert item.holder.holds(day)
            assert (item.holder.area_id, item.holder.person_id) == (
                item.dated.area_id,
                message.holder.person_id,
            )
            once[row.id, item.day, item.reached.number, item.holder.person_id] += 1
            if not message.draft:
                numbers[row.id, item.day].add(item.reached.number)
    assert not once or max(once.values()) == 1
    assert all(len(told) <= MOST for told in numbers.values())
    for sent in by_person.values():
        for (before, _), (day, message) in pairwise(sent):
            assert day > before
            if day - before < timedelta(days=7):
                assert any(day <= item.day < next_allowed(before, ENGLAND) for item in message.items)


@given(standings(), MORNINGS)
def test_each_reminder_is_the_highest_that_was_reached(standing: Standing, days: tuple[date, ...]) -> None:
    latest: dict[tuple[str, str], int] = {}
    for _, message in live(standing, days).sent:
        for item in message.items:
            key = (item.dated.deadline.id, item.holder.person_id)
            assert item.reached.number > latest.get(key, 0)
            latest[key] = item.reached.number


@given(standings(), DAYS, st.randoms(use_true_random=False))
def test_the_same_rows_in_any_order_give_the_same_answer(
    standing: Standing, day: date, random: object
) -> None:
    dates, people = list(standing.dates), list(standing.holders)
    random.shuffle(dates)  # type: ignore[attr-defined]
    random.shuffle(people)  # type: ignore[attr-defined]
    mixed = replace(standing, dates=dates, holders=people)
    first, second = decide(standing, day, ENGLAND), decide(mixed, day, ENGLAND)
    assert [(d.dated.deadline.id, d.because) for d in first] == [
        (d.dated.deadline.id, d.because) for d in second
    ]


@given(standings(), DAYS)
def test_every_date_gets_a_reason_and_looking_ahead_is_living_it(standing: Standing, day: date) -> None:
    decisions = decide(standing, day, ENGLAND)
    assert {each.dated.deadline.id for each in decisions} == {each.deadline.id for each in standing.dates}
    assert all(each.because.endswith(".") for each in decisions)
    days = tuple(day + timedelta(days=offset) for offset in range(14))
    lived = live(standing, days).sent
    assert [(on, m) for on, sent in ahead(standing, day, 14, ENGLAND) for m in sent] == lived


def test_dates_of_several_plans_go_in_one_message() -> None:
    dates = [dated("a", MONDAY), dated("b", MONDAY, area="south"), dated("c", MONDAY, area="east")]
    people = [holder("ann"), holder("ann", area="south"), holder("bob", area="east")]
    first, second = messages(decide(Standing(dates, people), MONDAY, ENGLAND))
    assert [item.dated.deadline.id for item in first.items] == ["a", "b"]
    assert [item.dated.deadline.id for item in second.items] == ["c"]


def test_within_the_week_a_reminder_waits_unless_its_date_falls_before_the_next() -> None:
    last = {"ann": MONDAY}
    tuesday = MONDAY + timedelta(days=1)
    soon, later = dated("a", date(2026, 11, 24)), dated("b", date(2026, 11, 20))
    standing = Standing([soon], [holder("ann")], (), last)
    waits = only(decide(standing, tuesday, ENGLAND))
    assert waits.outcome is Outcome.ONE_A_WEEK
    assert waits.because == (
        "The 2nd reminder to the project manager waits: at most one message in seven days, "
        "the next on 23 November 2026."
    )
    both = decide(replace(standing, dates=[soon, later]), tuesday, ENGLAND)
    assert [each.outcome for each in both] == [Outcome.OWED, Outcome.OWED]


def test_a_message_goes_a_week_after_the_one_before_and_no_sooner() -> None:
    tuesday = date(2026, 11, 17)
    standing = Standing([dated("a", date(2026, 11, 26))], [holder("ann")], (), {"ann": tuesday})
    outcomes = [
        only(decide(standing, tuesday + timedelta(days=days), ENGLAND)).outcome for days in (2, 4, 6, 7)
    ]
    assert outcomes == [Outcome.ONE_A_WEEK, Outcome.CLOSED_TODAY, Outcome.ONE_A_WEEK, Outcome.OWED]


@pytest.mark.parametrize("today", [MONDAY, MONDAY - timedelta(days=3)], ids=["that day", "a day before"])
def test_nobody_is_written_to_twice_for_one_day_however_near_a_date_is(today: date) -> None:
    standing = Standing([dated("a", date(2026, 11, 17))], [holder("ann")], (), {"ann": MONDAY})
    assert only(decide(standing, today, ENGLAND)).outcome is Outcome.ONE_A_WEEK


def test_a_date_that_has_gone_by_is_no_reason_to_write_again_within_the_week() -> None:
    past = dated("a", date(2026, 11, 12))
    standing = Standing([past], [holder("ann")], (), {"ann": MONDAY})
    assert only(decide(standing, date(2026, 11, 18), ENGLAND)).outcome is Outcome.ONE_A_WEEK


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (dated("a", MONDAY, status=DeadlineStatus.SUSPENDED), "Suspended: silent until it counts again."),
        (
            dated("a", MONDAY, precision=Precision.SEASON),
            "No day to count from: it is known only as summer 2026.",
        ),
        (dated("a", None, precision=Precision.UNKNOWN), "No day to count from: summer 2026."),
        (dated("a", MONDAY, held=True), "Reminders of this plan have not been started."),
        (dated("a", date(2027, 6, 1)), "No reminder yet: the next is for 30 April 2027."),
        (dated("a", date(2025, 6, 2)), "No reminder is left."),
        (
            dated("a", MONDAY, area="south"),
            "The 3rd reminder has nobody to go to: nobody is named as the project manager.",
        ),
        (
            dated("a", MONDAY, REQUEST),
            "The 2nd reminder has nobody to go to: nobody is named as the provider respondent of "
            "The College.",
        ),
        (
            replace(dated("a", MONDAY), ladder=None),
            "There is no reminder plan “l” in this edition: nothing goes by itself.",
        ),
    ],
    ids=["suspended", "a season", "unknown", "held", "later", "over", "nobody", "no contact", "no ladder"],
)
def test_whatever_does_not_go_says_why(one: Dated, reason: str) -> None:
    assert only(decide(Standing([one], [holder("ann")]), MONDAY, ENGLAND)).because == reason


def test_on_a_day_off_nothing_goes_and_the_next_working_day_is_named() -> None:
    saturday = date(2026, 12, 26)  # and Monday the 28th is a bank holiday in its place
    standing = Standing([dated("a", date(2026, 12, 24))], [holder("ann")])
    waits = only(decide(standing, saturday, ENGLAND))
    assert waits.outcome is Outcome.CLOSED_TODAY
    assert waits.because.endswith("waits for 29 December 2026: none goes on a day off.")


def test_a_reminder_that_was_moved_off_a_weekend_says_so() -> None:
    days = ladder((0, MANAGER), unit="days")
    then = date(2024, 1, 1)
    standing = Standing(
        [dated("a", date(2024, 6, 30), days, opened=then)], [replace(holder("ann"), since=then)]
    )
    owed = only(decide(standing, date(2024, 6, 28), Calendar(bank_holidays(range(2024, 2025)))))
    assert owed.because == (
        "The 1st reminder to the project manager is owed: on the day, moved off Sunday 30 June 2024."
    )


def test_after_three_by_themselves_a_person_decides() -> None:
    due = date(2026, 12, 14)
    days = tuple(date(2026, 11, 16) + timedelta(days=offset) for offset in range(40))
    lived = live(Standing([dated("a", due)], [holder("ann")]), days)
    assert [item.reached.number for _, message in lived.sent for item in message.items] == [1, 2, 3]
    told = {item.told(draft=False) for _, message in lived.sent for item in message.items}
    after = only(decide(Standing([dated("a", due)], [holder("ann")], told), date(2026, 12, 21), ENGLAND))
    assert after.outcome is Outcome.ENOUGH
    assert after.because == "Three reminders of it went by themselves: from here a person decides."


def test_the_contact_is_reminded_then_the_deputy_and_without_a_contact_the_deputy_at_once() -> None:
    days = tuple(date(2026, 11, 9) + timedelta(days=offset) for offset in range(20))
    due, deputy = date(2026, 11, 16), holder("dee", DEPUTY)
    both = live(Standing([dated("a", due, REQUEST)], [holder("con", CONTACT), deputy]), days)
    assert [(on, m.holder.person_id) for on, m in both.sent] == [
        (date(2026, 11, 9), "con"),
        (date(2026, 11, 16), "con"),
        (date(2026, 11, 19), "dee"),
    ]
    alone = live(Standing([dated("a", due, REQUEST)], [deputy]), days)
    assert {m.holder.person_id for _, m in alone.sent} == {"dee"}


def test_a_contact_of_another_organisation_is_never_written_to() -> None:
    other = replace(holder("con", CONTACT), organisation_id="another")
    assert only(decide(Standing([dated("a", MONDAY, REQUEST)], [other]), MONDAY, ENGLAND)).item is None


def test_whatever_is_for_a_principal_is_a_draft_by_plan_and_only_one_waits() -> None:
    dates = [dated("a", MONDAY), dated("b", MONDAY), dated("c", MONDAY, area="south")]
    people = [holder("cat", senior=True), holder("cat", area="south", senior=True)]
    lived = live(Standing(dates, people), (MONDAY, MONDAY + timedelta(days=3)))
    assert [(m.draft, m.place, len(m.items)) for _, m in lived.sent] == [
        (True, "north-2026", 2),
        (True, "south-2026", 1),
    ]
