"""The working days of England: Easter, Christmas, holidays given once, years beyond the list."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.runtime import bank_holidays

ENGLAND = Calendar(bank_holidays(range(2012, 2041)))
DAYS = st.dates(date(2013, 1, 1), date(2039, 12, 31))


@pytest.mark.parametrize(
    ("given_on", "falls_on"),
    [
        (date(2026, 3, 30), date(2026, 4, 15)),
        (date(2027, 3, 22), date(2027, 4, 7)),
        (date(2028, 4, 10), date(2028, 4, 26)),
        (date(2026, 12, 21), date(2027, 1, 7)),
        (date(2027, 12, 20), date(2028, 1, 6)),
        (date(2028, 12, 18), date(2029, 1, 4)),
    ],
    ids=lambda day: day.isoformat(),
)
def test_ten_working_days_from_a_monday_step_over_easter_and_christmas(
    given_on: date, falls_on: date
) -> None:
    assert ENGLAND.working_days_after(given_on, 10) == falls_on
    assert ENGLAND.working_days_after(falls_on, -10) == given_on


def test_without_a_holiday_between_ten_working_days_are_two_weeks() -> None:
    assert ENGLAND.working_days_after(date(2026, 6, 1), 10) == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("holiday", "why"),
    [
        (date(2022, 9, 19), "the state funeral"),
        (date(2023, 5, 8), "the coronation"),
        (date(2022, 6, 3), "the platinum jubilee"),
        (date(2020, 5, 8), "moved from the Monday for VE day"),
        (date(2012, 6, 5), "the diamond jubilee, before the official list begins"),
        (date(2026, 12, 28), "in place of Saturday 26 December"),
        (date(2030, 4, 19), "Good Friday, beyond the official list"),
        (date(2033, 1, 3), "in place of Saturday 1 January, beyond the official list"),
        (date(2038, 8, 30), "the summer holiday, beyond the official list"),
    ],
    ids=str,
)
def test_offices_are_shut_on_a_bank_holiday(holiday: date, why: str) -> None:
    assert holiday.weekday() < 5, why
    assert not ENGLAND.is_working_day(holiday)


@pytest.mark.parametrize(
    "day",
    [
        date(2020, 5, 4),  # the first Monday of May, given up for the Friday
        date(2026, 3, 17),  # a holiday in Northern Ireland
        date(2026, 11, 30),  # a holiday in Scotland
        date(2030, 8, 5),  # the summer holiday of Scotland, beyond the official list
    ],
)
def test_holidays_of_other_nations_are_working_days_in_england(day: date) -> None:
    assert ENGLAND.is_working_day(day)


@pytest.mark.parametrize("year", range(2012, 2041))
def test_every_year_has_its_eight_holidays_and_the_ones_given_once(year: int) -> None:
    count = sum(day.year == year and day.weekday() < 5 for day in ENGLAND.holidays)
    assert count == {2012: 9, 2022: 10, 2023: 9}.get(year, 8)


@given(day=DAYS, count=st.integers(1, 60))
def test_counting_back_undoes_counting_on_from_a_working_day(day: date, count: int) -> None:
    start = ENGLAND.on_or_before(day)
    assert ENGLAND.working_days_after(ENGLAND.working_days_after(start, count), -count) == start
    assert ENGLAND.working_days_after(ENGLAND.working_days_after(start, -count), count) == start


@given(day=DAYS, count=st.integers(1, 40))
def test_the_days_counted_are_all_the_working_days_between(day: date, count: int) -> None:
    end = ENGLAND.working_days_after(day, count)
    between = [day + timedelta(days=step) for step in range(1, (end - day).days + 1)]
    assert sum(map(ENGLAND.is_working_day, between)) == count
    assert ENGLAND.is_working_day(end)


@given(day=DAYS)
def test_a_day_moves_back_by_no_more_than_a_long_weekend(day: date) -> None:
    moved = ENGLAND.on_or_before(day)
    assert ENGLAND.is_working_day(moved)
    assert 0 <= (day - moved).days <= 5
    assert (moved == day) is ENGLAND.is_working_day(day)


@given(day=DAYS)
def test_zero_working_days_after_a_day_is_the_day_itself(day: date) -> None:
    assert ENGLAND.working_days_after(day, 0) == day
