"""What every look-up shares: reading the files, matching names, and saying plainly what did not match."""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol, TypeVar


class UnknownReference(LookupError):
    """A value that the reference data do not know. The message is a sentence fit to show to the person."""


class Dated(Protocol):
    """Anything in force from a day; `ended` is the first day on which it is so no longer."""

    @property
    def began(self) -> date | None: ...
    @property
    def ended(self) -> date | None: ...


T = TypeVar("T")
D = TypeVar("D", bound=Dated)


class Files:
    """A folder of reference files, each read on first use and kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, file: str) -> list[dict[str, str]]:
        """The rows of one CSV file as text, in file order. Raises FileNotFoundError."""
        with (self.folder / file).open(newline="", encoding="utf-8") as opened:
            return list(csv.DictReader(opened))


def normalised(name: str) -> str:
    """A name without case, spacing, punctuation, accents and "the", with "&" as "and": equal means same."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    # Accents and apostrophes join what they stand between (King's, Kings); other marks part it.
    joined = re.sub(r"['’`\u0300-\u036f]", "", plain)
    return " ".join(word for word in re.findall(r"[a-z0-9]+", joined) if word != "the")


def day(text: str) -> date | None:
    """The date in a cell; a blank cell is None."""
    return date.fromisoformat(text) if text else None


def parts(text: str) -> tuple[str, ...]:
    """The values of a cell that holds several, parted by "|"."""
    return tuple(text.split("|")) if text else ()


def in_force(thing: Dated, on: date) -> bool:
    """True from the day it began and before the day it ended; a blank day is open."""
    return (thing.began is None or thing.began <= on) and (thing.ended is None or on < thing.ended)


def in_force_on(things: Iterable[D], on: date) -> list[D]:
    """Those in force on the day, in their order."""
    return [thing for thing in things if in_force(thing, on)]


def spoken(on: date) -> str:
    """A date as people write it: 1 October 2025."""
    return f"{on.day} {on:%B %Y}"


def o_clock(at: datetime | time) -> str:
    """A time of day as people say it: 2:05pm."""
    return f"{at.hour % 12 or 12}:{at:%M}{'am' if at.hour < 12 else 'pm'}"


def span(thing: Dated) -> str:
    """When something was in force, in words, with its last day: "until 30 September 2025"."""
    began = f"from {spoken(thing.began)}" if thing.began else ""
    ended = f"until {spoken(thing.ended - timedelta(days=1))}" if thing.ended else ""
    return " ".join(part for part in (began, ended) if part) or "at all times"


def quoted(given: str) -> str:
    """A value as the subject of a sentence."""
    return f"'{given.strip()}'" if given.strip() else "A blank"


def nearest(given: str, names: Collection[str]) -> str:
    """The closest of the names as the tail of a sentence, or nothing when none is close."""
    known = {normalised(name): name for name in names}
    wanted = normalised(given)
    inside = [name for name in known if wanted and wanted in name]
    close = inside or get_close_matches(wanted, known, n=1, cutoff=0.6)
    return f"; the nearest is {known[close[0]]}" if close else ""


def one_of(table: Mapping[str, T], given: str, kind: str, plural: str) -> T:
    """The entry under a code. Raises UnknownReference naming the value, the list and the nearest entry."""
    if given in table:
        return table[given]
    close = _closest_code(given, table)
    hint = f"; the nearest is {table[close]}" if close else ""
    raise UnknownReference(f"{kind} {given} is not in the list of {len(table)} {plural}{hint}.")


def _closest_code(given: str, codes: Collection[str]) -> str:
    """The nearest number of as many digits, as neighbours are alike in meaning; for others, in spelling."""
    if given.isdecimal():
        alike = [code for code in codes if code.isdecimal() and len(code) == len(given)]
        return min(alike, key=lambda code: abs(int(code) - int(given)), default="")
    return next(iter(get_close_matches(given, codes, n=1, cutoff=0.5)), "")


def well_formed(given: str, pattern: str, kind: str, form: str) -> str:
    """The value without outer spaces. Raises UnknownReference when it has not the form that `form` tells."""
    value = given.strip()
    if not value:
        raise UnknownReference(f"{kind} is blank: {form}.")
    if not re.fullmatch(pattern, value, re.ASCII):
        raise UnknownReference(f"{kind} {value} is not in the right form: {form}.")
    return value
