"""A rulebook as it stands in its file: the words, and the line on which each one stands."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

Loc = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\"'\s-]+?)\s*\]")
_KEY = re.compile(r"^\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*[=.]")
_ELEMENT = re.compile(r"^\s*\{")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a rulebook: where it stands, and a sentence that says what is wrong and the mend."""

    place: str
    text: str
    line: int = field(default=1, repr=False, compare=False)


@dataclass(frozen=True)
class Sheet:
    """What the file says, before anything is known to be right about it."""

    raw: Mapping[str, object]
    lines: Mapping[Loc, int]

    def entries(self, section: str) -> Iterator[tuple[Loc, Mapping[str, object]]]:
        """Each entry of a section that is a table at all, with its location."""
        yield from tables(self.raw.get(section), (section,))

    def keys(self, section: str) -> list[str]:
        """The keys written in a section, in the order of the file; duplicates stay."""
        return [key for _, entry in self.entries(section) if isinstance(key := entry.get("key"), str)]

    def fault(self, loc: Loc, text: str) -> Fault:
        """A fault at a location, with its line and the name of the entry that it stands in."""
        line = next((self.lines[loc[:n]] for n in range(len(loc), 0, -1) if loc[:n] in self.lines), 1)
        return Fault(", ".join([f"line {line}", *self._names(loc)]), text, line)

    def _names(self, loc: Loc) -> Iterator[str]:
        here: object = self.raw
        for step, following in zip(loc, (*loc[1:], None), strict=True):
            here = _step(here, step)
            if isinstance(step, str):
                name = _name(here, following) if isinstance(following, int) else ""
                yield f"{shown(step)}{name}"


def tables(value: object, loc: Loc) -> Iterator[tuple[Loc, Mapping[str, object]]]:
    """The tables of a list, with their locations; whatever else is there is a fault of shape."""
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield (*loc, index), entry


def words(value: object) -> list[str]:
    """The words of a value that is one word or a list of them."""
    return [word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str)]


def shown(word: str) -> str:
    """A word of the file, short and on one line, however it was written."""
    short = word if len(word) <= 60 else word[:59] + "…"
    return "".join(letter if letter.isprintable() else "�" for letter in short)


def quoted(word: str) -> str:
    """The same, in quotation marks."""
    return f'"{shown(word)}"'


def nearest(word: str, known: Collection[str]) -> str:
    """The end of a sentence about a word that is not known: the nearest known one, or the few there are."""
    close = get_close_matches(word[:60], list(known), n=1)
    if close:
        return f"; did you mean {quoted(close[0])}?"
    if not known:
        return "."
    if len(set(known)) > 14:
        return "; docs/rulebook.md lists those known."
    return f"; known: {', '.join(shown(each) for each in sorted(set(known)))}."


def lines_of(text: str) -> dict[Loc, int]:
    """The line of each header, key and listed table of a TOML text, by location.

    It reads line by line and only as far as rulebooks are written (one table of a list to a line). A text
    laid out otherwise gets the nearest line above.
    """
    found: dict[Loc, int] = {}
    seen: Counter[Loc] = Counter()
    table: Loc = ()
    key: Loc = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = key = _table(header, seen)
            for length in range(1, len(table) + 1):
                found.setdefault(table[:length], number)
        elif word := _KEY.match(line):
            key = (*table, word[1])
            found.setdefault(key, number)
        elif _ELEMENT.match(line):
            found.setdefault((*key, seen[key]), number)
            seen[key] += 1
    return found


def _table(header: re.Match[str], seen: Counter[Loc]) -> Loc:
    """Where a header leads: [[a.b]] is the next b of the last a."""
    *above, last = (part.strip(" \t\"'") for part in header[2].split("."))
    loc: Loc = ()
    for part in above:
        loc = (*loc, part)
        loc = (*loc, seen[loc] - 1) if seen[loc] else loc
    loc = (*loc, last)
    if header[1] == "[[":
        seen[loc] += 1
        loc = (*loc, seen[loc] - 1)
    return loc


def _step(here: object, step: str | int) -> object:
    if isinstance(here, dict):
        return here.get(step)
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return None


def _name(entries: object, index: int) -> str:
    """How people find one entry of a list: by its key; else by its number, if it is a table at all."""
    entry = _step(entries, index)
    if not isinstance(entry, dict):
        return ""
    key = entry.get("key")
    return f" {quoted(key)}" if isinstance(key, str) and key.strip() else f" {index + 1}"
