"""Days as a cell may hold them: exact, or as roughly as a plan has them."""

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Any

from lsip_workflow.adopt.cells import Wrong, line, plain
from lsip_workflow.adopt.lines import RoughDay
from lsip_workflow.model import Precision
from lsip_workflow.reference.reading import normalised

YEARS = range(2000, 2100)
MONTHS = [
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
]
# The last month of each season; winter is told by the year in which it ends.
SEASONS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 2}


def day(value: Any) -> date:
    """A day of the calendar: a date cell, or text such as 30/11/2026, 2026-11-30 or 30 November 2026."""
    if isinstance(value, datetime):
        meant = value.date()
    else:
        meant = value if isinstance(value, date) else _written_day(plain(value))
    if meant.year not in YEARS:
        raise Wrong(f"{meant.year} cannot be; write a year from 2000 to 2099.")
    return meant


def _written_day(text: str) -> date:
    if re.fullmatch(r"[0-9.]+", text) and not re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}", text):
        raise Wrong(f"{text} is a number, not a day; format the cell as a date, such as 30/11/2026.")
    parts = _parts_of(text)
    if parts is None:
        raise Wrong(
            f"“{text}” is not a day; write one, such as 30/11/2026, or leave this blank and keep the words "
            "in a column of your own."
        )
    year, month, number = parts
    try:
        return date(year, month, number)
    except ValueError:
        raise Wrong(f"“{text}” is not a day of the calendar; look at it again.") from None


def _parts_of(text: str) -> tuple[int, int, int] | None:
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00)?)?", text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})", text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)? ([A-Za-z]+),? ([0-9]{4})", text):
        month = _month(found[2])
        return (int(found[3]), month, int(found[1])) if month else None
    return None


def _month(name: str) -> int | None:
    low = name.lower().rstrip(".")
    return next((n for n, month in enumerate(MONTHS, 1) if len(low) >= 3 and month.startswith(low)), None)


def rough_day(value: Any) -> RoughDay:
    """A day as exactly as it is known: 30 June 2025, June 2025, summer 2025, 2025, not known."""
    if isinstance(value, date):
        exact = day(value)
        return RoughDay(exact, Precision.DAY, exact.isoformat())
    text = line(value)
    if normalised(text) in ("unknown", "not known", "date not known"):
        return RoughDay(None, Precision.UNKNOWN, text)
    found = re.fullmatch(r"(?:(?:in|early|mid|late|end of) )?(?:([A-Za-z]+\.?),? )?([0-9]{4})", text, re.I)
    if found is None and _parts_of(text):
        return RoughDay(day(text), Precision.DAY, text)
    name, year = ((found[1] or "").lower(), int(found[2])) if found else (text, 2000)
    if year not in YEARS:
        raise Wrong(f"{year} cannot be; write a year from 2000 to 2099.")
    if not name:
        return RoughDay(date(year, 12, 31), Precision.YEAR, text)
    month = SEASONS.get(name) or _month(name)
    if found is None or month is None:
        raise Wrong(
            f"“{text}” is not a date that can be read; write 30 June 2025, June 2025, summer 2025, 2025 "
            "or “not known”."
        )
    precision = Precision.SEASON if name in SEASONS else Precision.MONTH
    return RoughDay(date(year, month, monthrange(year, month)[1]), precision, text)
