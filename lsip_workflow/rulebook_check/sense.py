"""What an entry says makes sense by itself: dates, the order of reminders, and the weight of a condition."""

from collections.abc import Iterator, Mapping
from datetime import date

from lsip_workflow.rulebook_check.place import Fault, Loc, Sheet, quoted, tables, words

REMINDED = ("project_manager", "provider_respondent", "provider_deputy", "authority_officer")
MOST_TO_A_PROVIDER = 3


def faults(sheet: Sheet) -> Iterator[Fault]:
    """Entries whose values fit their shape but not one another."""
    yield from _edition(sheet)
    for loc, condition in sheet.entries("conditions"):
        yield from _condition(sheet, loc, condition)
    for loc, deadline in sheet.entries("deadlines"):
        yield from _deadline(sheet, loc, deadline)
    for loc, ladder in sheet.entries("ladders"):
        yield from _ladder(sheet, loc, ladder)
    for loc, duty in sheet.entries("duties"):
        yield from _duty(sheet, loc, duty)


def _edition(sheet: Sheet) -> Iterator[Fault]:
    edition = sheet.raw.get("edition")
    if isinstance(edition, dict):
        began, ended = _day(edition, "began"), _day(edition, "ended")
        if began and ended and ended < began:
            yield sheet.fault(("edition", "ended"), f"The edition ended before it began on {began}.")


def _condition(sheet: Sheet, loc: Loc, condition: Mapping[str, object]) -> Iterator[Fault]:
    if condition.get("strength") == "law" and condition.get("status") == "unverified":
        text = "A condition of law needs a source that somebody has read: source it, or weigh it as guidance."
        yield sheet.fault((*loc, "status"), text)
    low, high = condition.get("minimum"), condition.get("maximum")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield sheet.fault((*loc, "maximum"), f"The maximum {high} is below the minimum {low}.")


def _deadline(sheet: Sheet, loc: Loc, deadline: Mapping[str, object]) -> Iterator[Fault]:
    precision, says = deadline.get("precision"), deadline.get("says")
    dated = [name for name in ("due", "after_days", "at") if name in deadline]
    if precision == "unknown":
        for name in dated:
            text = f"The date is unknown, yet `{name}` gives one: take it away, or change the precision."
            yield sheet.fault((*loc, name), text)
    elif "due" in dated and "after_days" in dated:
        text = "Both `due` and `after_days` are given: keep the one that the source gives."
        yield sheet.fault((*loc, "after_days"), text)
    elif isinstance(precision, str) and "due" not in dated and "after_days" not in dated:
        text = 'There is no date: give `due` or `after_days`, or say `precision = "unknown"`.'
        yield sheet.fault(loc, text)
    if precision in ("season", "unknown") and not (isinstance(says, str) and says.strip()):
        text = 'People need words here: write them in `says` ("Summer 2026", or why the date is unknown).'
        yield sheet.fault(loc, text)
    yield from _clock(sheet, loc, deadline)


def _clock(sheet: Sheet, loc: Loc, deadline: Mapping[str, object]) -> Iterator[Fault]:
    precision = deadline.get("precision")
    if precision == "instant" and "at" not in deadline:
        yield sheet.fault(loc, "An instant has a time of day: give `at = 12:00:00`, or say `day`.")
    if "at" in deadline and isinstance(precision, str) and precision not in ("instant", "unknown"):
        text = 'A time of day belongs to an instant: say `precision = "instant"`, or take `at` away.'
        yield sheet.fault((*loc, "at"), text)


def _ladder(sheet: Sheet, loc: Loc, ladder: Mapping[str, object]) -> Iterator[Fault]:
    latest: int | None = None
    to_provider = 0
    for rung_loc, rung in tables(ladder.get("rungs"), (*loc, "rungs")):
        days = rung.get("days")
        if isinstance(days, int):
            if latest is not None and days <= latest:
                text = f"The rungs are out of order: {days} follows {latest}. Begin with the earliest day."
                yield sheet.fault((*rung_loc, "days"), text)
            latest = days
        yield from _recipients(sheet, rung_loc, rung)
        to_provider += any(role.startswith("provider_") for role in words(rung.get("to")))
    if to_provider > MOST_TO_A_PROVIDER:
        text = (
            f"{to_provider} reminders would go to a provider by themselves; at most {MOST_TO_A_PROVIDER} do."
        )
        yield sheet.fault((*loc, "rungs"), text)


def _recipients(sheet: Sheet, loc: Loc, rung: Mapping[str, object]) -> Iterator[Fault]:
    for role in words(rung.get("to")):
        if role not in REMINDED:
            text = f"No reminder goes to {quoted(role)} by itself; it can go to {', '.join(REMINDED)}."
            yield sheet.fault((*loc, "to"), text)


def _duty(sheet: Sheet, loc: Loc, duty: Mapping[str, object]) -> Iterator[Fault]:
    commenced, begins = _day(duty, "commenced"), _day(duty, "begins")
    if commenced and begins and begins < commenced:
        text = f"The duty is dated {begins}, before it commenced on {commenced}."
        yield sheet.fault((*loc, "begins"), text)


def _day(entry: Mapping[str, object], name: str) -> date | None:
    value = entry.get(name)
    return value if isinstance(value, date) and type(value) is date else None
