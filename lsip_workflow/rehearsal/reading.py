"""Loading a scenario: one with any fault is not rehearsed, and every fault is told with its place."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lsip_workflow.reference import Reference
from lsip_workflow.rehearsal.scenario import AnyLine, Heading, Scenario
from lsip_workflow.rehearsal.sense import sense_faults
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rulebook_check import Fault
from lsip_workflow.rulebook_check.place import Loc, Sheet, lines_of, nearest, quoted

LARGEST = 1_000_000
ACTS: dict[str, Any] = {
    get_args(act.model_fields["do"].annotation)[0]: act for act in get_args(get_args(AnyLine)[0])
}


class ScenarioRefused(ValueError):
    """A scenario has faults and is not rehearsed; `faults` has every one of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{fault.place}: {fault.text}" for fault in faults))


def load(path: Path, books: Mapping[str, Rulebook], reference: Reference) -> Scenario:
    """The scenario of a file. Raises ScenarioRefused with every fault, each with its line."""
    sheet = _sheet(path)
    if isinstance(sheet, Fault):
        raise ScenarioRefused([sheet])
    read, faults = _lines_apart(sheet)
    faults += sense_faults(sheet, read, books, reference)
    if faults:
        raise ScenarioRefused(sorted(set(faults), key=lambda fault: (fault.line, fault.text)))
    return Scenario.model_validate(dict(sheet.raw))


def _sheet(path: Path) -> Sheet | Fault:
    try:
        if path.stat().st_size > LARGEST:
            return Fault("line 1", "The file is larger than a scenario is: a million bytes at most.")
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        return Sheet(tomllib.loads(text), lines_of(text))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Fault(f"line {line}", "A letter here is not UTF-8; save the file with that encoding.", line)
    except (ValueError, RecursionError) as error:
        return _not_toml(str(error))
    except OSError as error:
        return Fault("line 1", f"The file cannot be read: {error.strerror or 'no reason was given'}.")


def _not_toml(message: str) -> Fault:
    where = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = int(where[1]) if where and where[1] else 1
    said = message[: where.start()] if where else message
    if said.startswith("Invalid date"):
        return Fault(f"line {line}", "This is not a date of the calendar; write it as 2026-06-30.", line)
    return Fault(f"line {line}", f"This is not TOML: {said[:1].lower()}{said[1:]}.", line)


def _lines_apart(sheet: Sheet) -> tuple[dict[int, AnyLine], list[Fault]]:
    """Every line that can be read by itself, by its place, so that one fault does not hide the others."""
    faults = [
        sheet.fault((word,), f"{quoted(word)} is not known here{nearest(word, Scenario.model_fields)}")
        for word in sheet.raw
        if word not in Scenario.model_fields
    ]
    heading = sheet.raw.get("scenario")
    if not isinstance(heading, dict):
        faults.append(Fault("line 1", "There is no [scenario]: say its key, title, first and last day."))
    else:
        faults += _misshapen(sheet, ("scenario",), Heading, heading)
    written = sheet.raw.get("lines")
    if not isinstance(written, list) or not written:
        return {}, [*faults, Fault("line 1", "There are no lines: write each under a header [[lines]].")]
    read: dict[int, AnyLine] = {}
    for place, line in enumerate(written):
        faults += _line(sheet, place, line, read)
    return read, faults


def _line(sheet: Sheet, place: int, line: object, read: dict[int, AnyLine]) -> list[Fault]:
    loc = ("lines", place)
    if not isinstance(line, dict):
        return [sheet.fault(loc, "Write each line under a header [[lines]] of its own.")]
    act = ACTS.get(line["do"]) if isinstance(line.get("do"), str) else None
    if "do" not in line:
        return [sheet.fault(loc, "The act is missing: add `do`, and say what happens.")]
    if act is None:
        return [sheet.fault((*loc, "do"), f"There is no act {quoted(str(line['do']))}{_acts(line['do'])}")]
    if faults := list(_misshapen(sheet, loc, act, line)):
        return faults
    read[place] = act.model_validate(line)
    return []


def _acts(word: object) -> str:
    close = nearest(str(word), ACTS)
    return close if "mean" in close else f"; known: {', '.join(sorted(ACTS))}."


def _misshapen(sheet: Sheet, loc: Loc, shape: Any, table: Mapping[str, object]) -> Iterator[Fault]:
    try:
        shape.model_validate(table)
    except ValidationError as error:
        told: set[Loc] = set()
        for found in error.errors(include_url=False):
            step = found["loc"][0] if found["loc"] else ""
            there = (*loc, step) if step in table else loc
            if (*loc, step) not in told:  # a word of a list, or one of two types tried, is told once
                told.add((*loc, step))
                yield sheet.fault(there, _sentence(found, str(step), shape))


def _sentence(found: ErrorDetails, field: str, shape: Any) -> str:
    kind, context = found["type"], found.get("ctx", {})
    match kind:
        case "missing":
            return f"This is missing: add `{field}`."
        case "extra_forbidden":
            return f"{quoted(field)} is not known here{nearest(field, shape.model_fields)}"
        case "enum" | "literal_error":
            known = re.findall(r"'([^']+)'", str(context.get("expected")))
            return f"There is no {field} {quoted(str(found['input']))}{nearest(str(found['input']), known)}"
        case "date_type":
            return f"`{field}` is a day: write it as 2026-06-30, without quotation marks or a time."
        case "greater_than_equal" | "less_than_equal":
            return f"`{field}` cannot be; write a day from 2000 to 2099."
        case "time_type":
            return f"`{field}` is a time of day: write it as 12:00:00, without quotation marks."
        case "too_short":
            return f"`{field}` needs at least one word."
        case "string_pattern_mismatch":
            return f"`{field}` has only small letters, digits, - and _."
        case "string_too_short":
            return f"`{field}` is empty: write what people read here."
        case _:
            return f"`{field}` is not as it has to be here; docs/rehearsal.md says how it is written."
