"""When a line about a named provider may leave: once it was seen, or ten working days after it was shown."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsip_workflow.model import DutyAct, Organisation, OrganisationKind, ProviderClass
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.duties import Line, faults_of, held_until, may_leave, own_faults, tell_on, why_held
from lsip_workflow.runtime import Runtime, bank_holidays

CALENDAR = Calendar(bank_holidays(range(2026, 2029)))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 1))


def line(shown_on: date | None = None, seen_on: date | None = None) -> Line:
    act = DutyAct(
        plan_id="p",
        organisation_id="o",
        duty="d3-have-regard",
        act="discussed",
        subject="",
        on=date(2026, 11, 2),
        tell_on=date(2026, 11, 3),
        seen_on=seen_on,
    )
    return Line(act, shown_on)


@pytest.mark.parametrize(
    ("shown", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 16)),
        (date(2026, 11, 6), date(2026, 11, 20)),
        (date(2026, 12, 18), date(2027, 1, 6)),  # Christmas, Boxing Day (moved) and New Year between
        (date(2028, 2, 29), date(2028, 3, 14)),
    ],
)
def test_a_line_stays_here_for_ten_working_days_after_it_was_shown(shown: date, last: date) -> None:
    assert held_until(line(shown), CALENDAR) == last
    assert not may_leave(line(shown), last, CALENDAR)
    assert may_leave(line(shown), last + timedelta(days=1), CALENDAR)
    assert why_held(line(shown), last, CALENDAR).endswith(f"until {last.day} {last:%B %Y} to look at it.")


@given(today=DAYS)
def test_a_line_that_was_never_shown_or_seen_never_leaves(today: date) -> None:
    assert not may_leave(line(), today, CALENDAR)
    assert why_held(line(), today, CALENDAR).startswith("The provider has not been shown this yet.")


@given(shown=DAYS, today=DAYS)
def test_a_line_that_was_seen_may_leave_whenever_it_was_shown(shown: date, today: date) -> None:
    assert may_leave(line(shown, seen_on=shown), today, CALENDAR)
    assert may_leave(line(None, seen_on=shown), today, CALENDAR)
    assert why_held(line(None, seen_on=shown), today, CALENDAR) == ""


@given(shown=DAYS)
def test_what_may_leave_once_may_leave_ever_after_and_never_within_twelve_days(shown: date) -> None:
    leaves = [may_leave(line(shown), shown + timedelta(days=day), CALENDAR) for day in range(61)]
    assert leaves == sorted(leaves)
    assert leaves[60]
    assert not any(leaves[:13])


@given(today=DAYS)
def test_the_provider_is_told_on_the_next_morning_of_a_working_week(today: date) -> None:
    morning = tell_on(today)
    assert 1 <= (morning - today).days <= 3
    assert morning.weekday() < 5


def college(of_class: ProviderClass) -> Organisation:
    return Organisation(kind=OrganisationKind.PROVIDER, name="A college", provider_class=of_class)


@pytest.mark.parametrize(
    ("duty", "of_class", "fault"),
    [
        ("d3-have-regard", ProviderClass.UNKNOWN, ""),
        ("d5-local-needs", ProviderClass.FE_COLLEGE, ""),
        ("d5-local-needs", ProviderClass.HIGHER_EDUCATION, "is not a duty of A college"),
        ("d6-terms", ProviderClass.UNKNOWN, "is not a duty of A college"),
        ("d8-joint-ownership", ProviderClass.UNKNOWN, "is not a duty of A college"),
        ("d99", ProviderClass.UNKNOWN, "“d99” is not a duty of this plan's edition"),
    ],
)
def test_a_duty_is_of_the_classes_that_the_rulebook_names(
    small_world: Runtime, duty: str, of_class: ProviderClass, fault: str
) -> None:
    book = small_world.books["2025-joint-ownership"]
    for found in (faults_of(book, duty, college(of_class)), own_faults(book, duty, college(of_class))):
        assert bool(found) == bool(fault)
        assert all(sentence.startswith("duty: ") and fault in sentence for sentence in found)
