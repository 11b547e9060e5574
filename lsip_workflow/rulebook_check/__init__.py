"""Loading rulebooks: a rulebook with any fault is refused, and every fault is told with its place."""

import re
import tomllib
from collections.abc import Collection
from pathlib import Path

from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rulebook_check import life, names, sense, shape
from lsip_workflow.rulebook_check.place import Fault, Sheet, lines_of, quoted

__all__ = ["Fault", "RulebookRefused", "check", "load", "load_all"]

LARGEST = 1_000_000
"""Bytes. The largest rulebook shipped has some 40 thousand; anything near this is another kind of file."""

_TOML = {
    "Cannot overwrite a value": "This key is written twice in the same table; keep one of the two.",
    "Cannot declare": "This header is written twice; keep one, or write a list as [[…]].",
    "Invalid date or datetime": "This is not a date of the calendar; write it as 2026-06-30.",
    "Unterminated string": "A quotation mark is missing at the end of this text.",
}


class RulebookRefused(ValueError):
    """A rulebook has faults and is not used; `faults` has every one of them."""

    def __init__(self, name: str, faults: Collection[Fault]) -> None:
        """Refuse the file or folder of that name for these faults."""
        self.faults = tuple(faults)
        lines = [f"{fault.place}: {fault.text}" for fault in self.faults]
        super().__init__("\n".join([f"{name} cannot be used yet, {_faults(len(lines))}:", *lines]))


def check(
    path: Path, *, events: Collection[str], templates: Collection[str]
) -> tuple[Rulebook | None, list[Fault]]:
    """The rulebook and no fault, or no rulebook and every fault in the order of the file; raises nothing.

    `events` and `templates` are the event types and message templates that this program knows.
    """
    sheet = _sheet(path)
    if isinstance(sheet, Fault):
        return None, [sheet]
    book, misshapen = shape.read(sheet)
    crossed = [*names.faults(sheet, events, templates), *life.faults(sheet), *sense.faults(sheet)]
    crossed += _misnamed(sheet, path)
    told = {fault.place for fault in misshapen}
    faults = misshapen + [fault for fault in crossed if fault.place not in told]
    faults.sort(key=lambda fault: fault.line)
    return (None if faults else book), faults


def load(path: Path, *, events: Collection[str], templates: Collection[str]) -> Rulebook:
    """The rulebook of a file; RulebookRefused, with every fault, when it has any."""
    book, faults = check(path, events=events, templates=templates)
    if book is None:
        raise RulebookRefused(path.name, faults)
    return book


def load_all(folder: Path, *, events: Collection[str], templates: Collection[str]) -> dict[str, Rulebook]:
    """Every rulebook of a folder by the key of its edition; RulebookRefused with all the faults of all."""
    books: dict[str, Rulebook] = {}
    refused: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        book, faults = check(path, events=events, templates=templates)
        refused += [Fault(f"{path.name}, {fault.place}", fault.text, fault.line) for fault in faults]
        if book:
            books[book.edition.key] = book
    if not books and not refused:
        refused.append(Fault(folder.name, "There is no rulebook here: a rulebook is a file ending in .toml."))
    if refused:
        raise RulebookRefused(folder.name, refused)
    return books


def _sheet(path: Path) -> Sheet | Fault:
    """The file as text and TOML, or the one fault that keeps it from being read."""
    try:
        if path.stat().st_size > LARGEST:
            return Fault("line 1", f"The file is larger than {LARGEST:,} bytes; a rulebook is some 40,000.")
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        if not text.strip():
            return Fault("line 1", "The file is empty.")
        return Sheet(tomllib.loads(text), lines_of(text))
    except UnicodeDecodeError as error:
        return _not_utf8(error)
    except (ValueError, RecursionError) as error:
        return _not_toml(str(error))
    except OSError as error:
        return Fault("line 1", f"The file cannot be read: {error.strerror or 'no reason was given'}.")


def _not_utf8(error: UnicodeDecodeError) -> Fault:
    line = error.object.count(b"\n", 0, error.start) + 1
    return Fault(f"line {line}", "A letter here is not UTF-8; save the file with that encoding.", line)


def _not_toml(message: str) -> Fault:
    """tomllib says where only in its message; other errors of reading have no place at all."""
    where = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = int(where[1]) if where and where[1] else 1
    place = f"line {line}" if where and where[1] else "the end of the file" if where else "line 1"
    said = message[: where.start()] if where else "a value is too long or too deep to read"
    known = next((text for start, text in _TOML.items() if said.startswith(start)), None)
    return Fault(place, known or f"This is not TOML: {said[:1].lower()}{said[1:]}.", line)


def _misnamed(sheet: Sheet, path: Path) -> list[Fault]:
    edition = sheet.raw.get("edition")
    key = edition.get("key") if isinstance(edition, dict) else None
    if not isinstance(key, str) or key == path.stem:
        return []
    text = f"The edition and its file have one name: call it {quoted(key + '.toml')}, or change the key."
    return [sheet.fault(("edition", "key"), text)]


def _faults(count: int) -> str:
    return "one fault" if count == 1 else f"{count} faults"
