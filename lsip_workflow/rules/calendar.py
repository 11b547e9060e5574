"""The working days of England, offline. A statutory date never moves off a weekend; only reminders do."""

from collections.abc import Collection
from datetime import date, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""Where a day begins and ends for everybody here."""
SATURDAY = 5


class Calendar:
    """Bank holidays of England and Wales: the government's list first, computed years beyond it."""

    def __init__(self, holidays: Collection[date]) -> None:
        self.holidays = frozenset(holidays)
        self._counted: dict[tuple[date, int], date] = {}

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open: Monday to Friday, and no bank holiday of England."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def working_days_after(self, day: date, count: int) -> date:
        """The day so many working days after a day (before it, when negative); zero is the day itself.

        Counting starts on the day after: ten working days from a notice given on a Monday is the Monday
        two weeks later, when no holiday falls between. Counted once for each: many dates ask for the same.
        """
        if (known := self._counted.get((day, count))) is None:
            known = self._counted[day, count] = self._count(day, count)
        return known

    def _count(self, day: date, count: int) -> date:
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def on_or_before(self, day: date) -> date:
        """That day if offices are open, or else the working day before: where reminders move to."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day
