"""Dates to their precision, and the one reminder that each has reached."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lsip_workflow.events import TYPES
from lsip_workflow.model import Basis, Deadline, DeadlineStatus, Precision, Role, SourceStatus
from lsip_workflow.rulebook import DeadlineRule, LadderRule, RungRule
from lsip_workflow.rulebook_check import load_all
from lsip_workflow.rules import permissions
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import due_date, highest_reached, is_past, rung_days, when
from lsip_workflow.runtime import bank_holidays, shipped, templates
from lsip_workflow.store.record import Occasion

ENGLAND = Calendar(bank_holidays(range(2012, 2041)))
BOOKS = load_all(Path(shipped("config")) / "rulebooks", events=TYPES, templates=templates())


def ladder(*days: int, unit: str = "working_days") -> LadderRule:
    rungs = tuple(RungRule(days=d, to=(Role.PROJECT_MANAGER,)) for d in days)
    return LadderRule.model_validate(
        {"key": "l", "title": "L", "cite": "C", "status": "sourced", "unit": unit, "rungs": rungs}
    )


def deadline(due: date | None, opened: date = date(2020, 1, 1), **more: object) -> Deadline:
    values: dict[str, object] = {
        "id": "d", "plan_id": "p", "kind": "request", "subject": "r", "title": "A date", "ladder": "l",
        "holder": Role.PROJECT_MANAGER, "due": due, "opened_on": opened, "precision": Precision.DAY,
        "basis": Basis.CALENDAR, "status": DeadlineStatus.OPEN,
    }  # fmt: skip
    return Deadline(**(values | more))  # type: ignore[arg-type]


def rule(**more: object) -> DeadlineRule:
    values: dict[str, object] = {
        "key": "k", "title": "T", "cite": "C", "status": SourceStatus.SOURCED, "stage": "s",
        "holder": Role.ERB_LEAD, "ladder": "l", "precision": Precision.DAY, "basis": Basis.CALENDAR,
    }  # fmt: skip
    return DeadlineRule.model_validate(values | more)


def test_a_statutory_sunday_stays_the_due_date_and_only_its_reminder_moves() -> None:
    sunday = date(2024, 6, 30)
    assert due_date(rule(due=sunday), date(2024, 1, 8), ENGLAND) == sunday
    assert rung_days(ladder(0), sunday, ENGLAND)[0][0] == date(2024, 6, 28)
    reached = highest_reached(deadline(sunday), ladder(-5, 0, 3), date(2024, 6, 29), ENGLAND)
    assert reached is not None
    assert (reached.number, reached.on) == (2, date(2024, 6, 28))
    assert not is_past(deadline(sunday), sunday)
    assert is_past(deadline(sunday), date(2024, 7, 1))


def test_the_edition_of_2022_has_the_report_due_on_that_very_sunday() -> None:
    dues = {rule.due for rule in BOOKS["2022-statutory"].deadlines}
    assert date(2024, 6, 30) in dues


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"due": date(2026, 8, 31), "precision": "season"}, date(2026, 8, 31)),
        ({"after_days": 10, "basis": "working_days"}, date(2026, 4, 15)),
        ({"after_days": 10, "basis": "calendar"}, date(2026, 4, 9)),
        ({"after_days": 0, "basis": "immediate"}, date(2026, 3, 30)),
        ({"precision": "unknown", "basis": "unspecified"}, None),
    ],
)
def test_a_date_of_the_rulebook_is_fixed_or_counted_or_unknown(
    more: dict[str, object], expected: date | None
) -> None:
    assert due_date(rule(**more), date(2026, 3, 30), ENGLAND) == expected


@pytest.mark.parametrize(
    ("unit", "days", "expected"),
    [
        ("working_days", -5, date(2026, 12, 18)),
        ("days", -5, date(2026, 12, 24)),
        ("working_days", 0, date(2026, 12, 29)),
        ("working_days", 3, date(2027, 1, 4)),
        ("days", 3, date(2026, 12, 31)),
    ],
)
def test_a_reminder_is_counted_from_the_due_date_in_its_own_days(
    unit: str, days: int, expected: date
) -> None:
    steps = ladder(days, unit=unit)
    assert rung_days(steps, date(2026, 12, 29), ENGLAND)[0][0] == expected


@pytest.mark.parametrize(
    ("what", "date_row"),
    [
        ("suspended", deadline(date(2026, 6, 3), status=DeadlineStatus.SUSPENDED)),
        ("met", deadline(date(2026, 6, 3), status=DeadlineStatus.MET)),
        ("not needed", deadline(date(2026, 6, 3), status=DeadlineStatus.NOT_NEEDED)),
        ("without a day", deadline(None, precision=Precision.UNKNOWN)),
        ("of a month", deadline(date(2026, 6, 30), precision=Precision.MONTH)),
        ("of a season", deadline(date(2026, 8, 31), precision=Precision.SEASON)),
        ("of a year", deadline(date(2026, 12, 31), precision=Precision.YEAR)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nobody_is_reminded_of_a_date_that_is(what: str, date_row: Deadline) -> None:
    assert highest_reached(date_row, ladder(-5, 0, 3), date(2030, 1, 1), ENGLAND) is None, what
    assert not is_past(date_row, date(2020, 1, 2))


def test_a_reminder_whose_day_had_come_when_the_date_was_opened_is_not_sent() -> None:
    late = deadline(date(2026, 6, 10), opened=date(2026, 6, 3))
    steps = ladder(-5, 0)
    assert rung_days(steps, date(2026, 6, 10), ENGLAND)[0][0] == date(2026, 6, 3)
    assert highest_reached(late, steps, date(2026, 6, 9), ENGLAND) is None
    reached = highest_reached(late, steps, date(2026, 6, 10), ENGLAND)
    assert reached is not None
    assert reached.number == 2


LADDERS = st.builds(
    lambda days, unit: ladder(*sorted(days), unit=unit),
    st.sets(st.integers(-40, 40), min_size=1, max_size=6),
    st.sampled_from(["days", "working_days"]),
)
DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))


@given(due=DAYS, opened=st.integers(0, 90), at=st.integers(-60, 90), later=st.integers(0, 40), steps=LADDERS)
def test_the_reminder_reached_never_goes_back_as_days_go_by(
    due: date, opened: int, at: int, later: int, steps: LadderRule
) -> None:
    row = deadline(due, opened=due - timedelta(days=opened))
    today = due + timedelta(days=at)
    now = highest_reached(row, steps, today, ENGLAND)
    then = highest_reached(row, steps, today + timedelta(days=later), ENGLAND)
    assert (now.number if now else 0) <= (then.number if then else 0)


@given(due=DAYS, opened=st.integers(0, 90), at=st.integers(-60, 90), steps=LADDERS)
def test_the_reminder_reached_is_the_last_one_whose_day_has_come(
    due: date, opened: int, at: int, steps: LadderRule
) -> None:
    row = deadline(due, opened=due - timedelta(days=opened))
    today = due + timedelta(days=at)
    reached = highest_reached(row, steps, today, ENGLAND)
    assume(reached is not None)
    assert reached is not None
    assert row.opened_on < reached.on <= today
    assert ENGLAND.is_working_day(reached.on)
    assert steps.rungs[reached.number - 1] is reached.rung
    behind = [day for day, _ in rung_days(steps, due, ENGLAND)[reached.number :]]
    assert all(day > today for day in behind)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (deadline(date(2026, 6, 3)), "3 June 2026"),
        (deadline(date(2026, 6, 3), precision=Precision.INSTANT, due_at=time(9)), "3 June 2026 at 9:00am"),
        (deadline(date(2026, 6, 3), precision=Precision.INSTANT), "3 June 2026"),
        (deadline(date(2026, 6, 30), precision=Precision.MONTH), "June 2026"),
        (deadline(date(2026, 8, 31), precision=Precision.SEASON, says="summer 2026"), "summer 2026"),
        (deadline(date(2026, 8, 31), precision=Precision.SEASON), "2026"),
        (deadline(date(2029, 12, 31), precision=Precision.YEAR), "2029"),
        (deadline(None, precision=Precision.UNKNOWN), "date not known yet"),
        (deadline(None, precision=Precision.UNKNOWN, says="not said yet"), "not said yet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_date_is_told_to_its_precision_and_no_further(row: Deadline, words: str) -> None:
    assert when(row) == words


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 23, 0, tzinfo=UTC), date(2027, 3, 29)),
    ],
    ids=str,
)
def test_the_day_of_an_instant_is_the_day_in_london_when_clocks_change_too(
    instant: datetime, day: date
) -> None:
    assert Occasion(permissions.command("test"), instant, BOOKS).today == day
