"""What Pydantic finds wrong with the shape of a rulebook, in plain sentences."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lsip_workflow.rulebook import AnyCondition, Entry, Rulebook, RungRule, Shape, StatementRule
from lsip_workflow.rulebook_check.place import Fault, Loc, Sheet, nearest, quoted

_CONDITIONS: dict[str, type[Shape]] = {
    get_args(kind.model_fields["kind"].annotation)[0]: kind for kind in get_args(get_args(AnyCondition)[0])
}
_MISSING = {
    "cite": "The citation is missing: say which document, date and section this comes from.",
    "status": 'The status is missing: "sourced" if somebody read the source, else "unverified".',
    "kind": "The kind is missing: say what is asked; docs/rulebook.md lists the kinds.",
    "edition": "There is no [edition]; a rulebook begins by saying which edition it is.",
    "stages": "There are no stages; a plan begins at the first [[stages]] entry.",
}
_CHOICES = ("enum", "literal_error", "union_tag_invalid")


def read(sheet: Sheet) -> tuple[Rulebook | None, list[Fault]]:
    """The rulebook, or every fault of its shape."""
    try:
        return Rulebook.model_validate(dict(sheet.raw)), []
    except ValidationError as error:
        return None, list(_faults(sheet, error.errors(include_url=False)))


def _faults(sheet: Sheet, errors: list[ErrorDetails]) -> Iterator[Fault]:
    """One fault for each place; where several words would do, all of them count as known."""
    choices: dict[Loc, set[str]] = {}
    for error in errors:
        loc = _in_file(sheet, error)
        if error["type"] in _CHOICES:
            choices.setdefault(loc, set()).update(_offered(error))
    told: set[Loc] = set()
    for error in errors:
        loc = _in_file(sheet, error)
        if loc not in told and not _only_misspelt(sheet, loc, error):
            told.add(loc)
            known = choices.get(loc)
            yield sheet.fault(loc, _choice(sheet, loc, known) if known else _sentence(sheet, loc, error))


def _only_misspelt(sheet: Sheet, loc: Loc, error: ErrorDetails) -> bool:
    """A list that seems too short because Pydantic leaves out the words that it does not know."""
    return error["type"] == "too_short" and bool(_value(sheet, loc))


def _in_file(sheet: Sheet, error: ErrorDetails) -> Loc:
    """Pydantic's location without the steps that are its own (a kind, a type that it tried)."""
    path = error["loc"]
    if path[0] == "conditions":
        path = path[:2] + path[3:]
    *steps, last = path
    loc: Loc = ()
    here: Any = sheet.raw
    for step in steps:
        if isinstance(here, dict | list) and _has(here, step):
            here, loc = here[step], (*loc, step)  # type: ignore[index]
    if error["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return (*loc, last, "kind")
    return (*loc, last) if error["type"] == "missing" or _has(here, last) else loc


def _has(here: Any, step: str | int) -> bool:
    if isinstance(here, dict):
        return step in here
    return isinstance(here, list) and isinstance(step, int) and step < len(here)


def _offered(error: ErrorDetails) -> list[str]:
    context = error.get("ctx", {})
    return re.findall(r"'([^']+)'", str(context.get("expected") or context.get("expected_tags")))


def _value(sheet: Sheet, loc: Loc) -> object:
    here: Any = sheet.raw
    for step in loc:
        here = here[step] if _has(here, step) else None
    return here


def _choice(sheet: Sheet, loc: Loc, known: Collection[str]) -> str:
    value = _value(sheet, loc)
    if not isinstance(value, str):
        return f"This is one word in quotation marks{nearest('', known)}"
    thing = {"to": "role", "holder": "role", "by": "signatory", "holders": "holder"}.get(_field(loc), "")
    return f"There is no {thing or _field(loc)} {quoted(value)}{nearest(value, known)}"


def _field(loc: Loc) -> str:
    return next((step for step in reversed(loc) if isinstance(step, str)), "")


def _sentence(sheet: Sheet, loc: Loc, error: ErrorDetails) -> str:
    kind, field = error["type"], _field(loc)
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind in ("missing", "union_tag_not_found"):
        return _MISSING.get(field, f"This is missing: add `{field}`.")
    if kind == "extra_forbidden":
        return f"{quoted(str(loc[-1]))} is not known here{nearest(str(loc[-1]), _fields(sheet, loc[:-1]))}"
    if kind == "string_too_short" and field == "cite":
        return "The citation is empty: say which document, date and section this comes from."
    if len(loc) == 1 and kind != "too_short":
        return _HEADERS.get(field, f"Write each entry of {field} under a header [[{field}]] of its own.")
    if kind in ("tuple_type", "model_type", "model_attributes_type"):
        return _tables(loc)
    tell = _PLAIN.get(kind)
    return tell(context) if tell else "This value does not fit here; docs/rulebook.md says what does."


def _tables(loc: Loc) -> str:
    if isinstance(loc[-1], str):
        return f"`{loc[-1]}` is a list: write it in square brackets."
    if len(loc) == 2:
        return f"Write each entry of {loc[0]} under a header [[{loc[0]}]] of its own."
    return "Write this as a table in braces, `{ … }`."


_HEADERS = {"edition": "There is one edition: write it under a single header [edition]."}
_PLAIN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "string_type": lambda _: "This is text: write it in quotation marks.",
    "string_too_short": lambda _: "This is empty: write what people read here.",
    "string_too_long": lambda context: f"This is too long: {context['max_length']} characters at most.",
    "string_pattern_mismatch": lambda _: (
        "A key has only small letters, digits, - and _, and begins with a letter or digit."
    ),
    "int_type": lambda _: "This is a whole number: write it without quotation marks.",
    "bool_type": lambda _: "This is `true` or `false`, without quotation marks.",
    "date_type": lambda _: "This is a day: write it as 2026-06-30, without quotation marks or a time.",
    "time_type": lambda _: "This is a time of day: write it as 12:00:00, without quotation marks.",
    "too_short": lambda context: f"This list needs at least {context['min_length']}.",
    "greater_than_equal": lambda context: f"This is too small: {context['ge']} is the least.",
    "less_than_equal": lambda context: f"This is too large: {context['le']} is the most.",
}


def _fields(sheet: Sheet, loc: Loc) -> Collection[str]:
    """The keys that a table can have, by where it stands."""
    names = [step for step in loc if isinstance(step, str)]
    if not names:
        return Rulebook.model_fields.keys()
    if names[-1] in ("rungs", "statements"):
        return (RungRule if names[-1] == "rungs" else StatementRule).model_fields.keys()
    if names[-1] == "conditions":
        table = _value(sheet, loc)
        kind = table.get("kind") if isinstance(table, dict) else None
        return _CONDITIONS[str(kind)].model_fields.keys() if str(kind) in _CONDITIONS else ()
    annotation = Rulebook.model_fields[names[-1]].annotation
    entry = next((part for part in (annotation, *get_args(annotation)) if _is_entry(part)), Entry)
    return entry.model_fields.keys()


def _is_entry(part: object) -> bool:
    return isinstance(part, type) and issubclass(part, Entry)
