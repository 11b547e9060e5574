"""The fields of a form as a page asks them."""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from lsip_workflow.web.inputs.shape import Asked, Choice, Place


@dataclass(frozen=True)
class Question:
    """A field on the page: how it is asked, what it holds, and what is wrong with it."""

    name: str
    kind: str
    """line, long, day, number, flag, radios, select, checkboxes, lines, file, hidden, rows"""
    label: str
    hint: str = ""
    optional: bool = False
    value: Any = None
    choices: Sequence[Choice] = ()
    rows: Sequence[Sequence["Question"]] = ()
    error: str = ""
    most: int = 0
    more: bool = False
    under: str = ""

    @property
    def named(self) -> str:
        """What a hidden field calls the row that it stands in."""
        return next((each.text for each in self.choices if each.value == self.value), "")

    @property
    def empty(self) -> bool:
        """Whether it may be left out and has nothing to choose from: then it is not asked at all."""
        choosing = self.kind in ("radios", "select", "checkboxes")
        return choosing and self.optional and not self.choices and not self.value

    @property
    def items(self) -> list[dict[str, Any]]:
        """The choices as radios and checkboxes take them."""
        chosen = self.value or []
        return [
            {"value": each.value, "text": each.text, "checked": each.value in chosen}
            | ({"hint": {"text": each.hint}} if each.hint else {})
            for each in self.choices
        ]

    @property
    def options(self) -> list[dict[str, Any]]:
        """The choices as a list to select from takes them, with nothing chosen first."""
        chosen = self.value or []
        shown = [
            {"value": each.value, "text": each.text, "selected": each.value in chosen}
            for each in self.choices
        ]
        none = [each for each in shown if each["value"] == ""]  # what it means to choose nothing
        # It stands first: what stands first is what a browser sends if nobody chooses.
        return (none or [{"value": "", "text": "Choose one"}]) + [each for each in shown if each not in none]

    @property
    def id(self) -> str:
        """The id of its first box, which the error summary leads to."""
        plain = self.name.replace(".", "-")
        return f"{plain}-day" if self.kind == "day" else plain


@dataclass(frozen=True)
class Kind:
    """What an annotation comes to: its plain type, whether it may be left out, and what a list holds."""

    plain: Any
    optional: bool = False
    many: bool = False


def kind_of(annotation: Any) -> Kind:
    """What an annotation comes to."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind_of(inner[0])
    if origin in (Union, types.UnionType):
        some = [each for each in inner if each is not type(None)]
        return Kind(kind_of(some[0]).plain, len(some) < len(inner), kind_of(some[0]).many)
    if origin in (tuple, list):
        return Kind(kind_of(inner[0]).plain, many=True)
    return Kind(annotation)


def questions(
    form: type[BaseModel],
    asked: Mapping[str, Asked],
    place: Place,
    held: Mapping[str, Any],
    faults: Mapping[str, str],
    before: str = "",
    more: str = "",
) -> list[Question]:
    """The fields of a form, in the order of `asked`; `held` is by field, `faults` by dotted name.

    `more` is the name of a list that gets another blank row.
    """
    order = {name: number for number, name in enumerate(dict.fromkeys([*asked, *form.model_fields]))}
    found = [
        _question(
            name,
            info,
            _with_more(asked.get(name) or unsaid(name, info), held.get(name), more == before + name),
            place,
            held.get(name),
            faults,
            before,
        )
        for name, info in sorted(form.model_fields.items(), key=lambda field: order[field[0]])
        if name != "kind" or get_origin(info.annotation) is not Literal or len(get_args(info.annotation)) > 1
    ]
    return [replace(each, error=_needed(each)) for each in found if not each.empty]


# What the API says of a field that is missing, and what a page asks for instead.
BARE = ("This is needed.", "This may not be empty.", "Choose or send at least 1.")
UNFIT = ("Input should", "This has characters")
NEEDED = {
    "radios": "Choose one of these.",
    "select": "Choose one of these.",
    "checkboxes": "Choose at least one of these.",
    "day": "Write a day, such as 30 11 2026.",
    "number": "Write a number.",
    "file": "Hand in a file.",
    "rows": "Fill in at least one.",
    "hidden": "What this is about is missing. Go back, and open the form from the page of what it is about.",
}


def _needed(question: Question) -> str:
    bare = question.error in BARE or (question.kind == "hidden" and question.error.startswith(UNFIT))
    return NEEDED.get(question.kind, "Write something here.") if bare else question.error


def _with_more(asked: Asked, held: Any, more: bool) -> Asked:
    return replace(asked, rows=len(held or ()) + 1) if more else asked


def unsaid(name: str, info: FieldInfo) -> Asked:
    """How a field is asked that nobody said anything about."""
    return Asked(name.replace("_", " ").capitalize(), info.description or "")


def _question(
    name: str,
    info: FieldInfo,
    asked: Asked,
    place: Place,
    held: Any,
    faults: Mapping[str, str],
    before: str,
) -> Question:
    kind, full = kind_of(info.annotation), before + name
    # What begins with one of its words and would go back to it cannot be left out: one word is always chosen.
    optional = not info.is_required() and not (held and info.get_default())
    said: dict[str, Any] = {
        "label": asked.label,
        "hint": asked.hint,
        "optional": optional,
        "error": faults.get(full, ""),
        "under": asked.under,
    }
    if is_form(kind.plain):
        rows = _rows(kind, asked, place, held, faults, full)
        given = any(each.hidden and each.choices for each in asked.of.values())
        return Question(full, "rows", **said, rows=rows, more=kind.many and not given)
    if asked.hidden:
        named = _choices(kind.plain, asked, place) if asked.choices else None
        return Question(full, "hidden", **said, value=_text(held), choices=named or ())
    if asked.file:
        kept = [_text(each) for each in held] if kind.many and held else [_text(held)] if held else []
        return Question(full, "file", **said, value=kept, most=20 if kind.many else 1)
    choices = _choices(kind.plain, asked, place)
    if choices is not None:
        if asked.settled and [each.value for each in choices] == [_text(held)]:
            return Question(full, "hidden", **said, value=_text(held))
        if optional and not kind.many:
            choices = _or_none(choices)
        how = _choosing(kind, choices, 3 if before else 7)
        return Question(full, how, **said, value=_chosen(held), choices=choices)
    return Question(full, _written(kind, asked), **said, value=_value(kind, held))


def is_form(plain: Any) -> bool:
    """Whether a field is a form of its own."""
    return isinstance(plain, type) and issubclass(plain, BaseModel)


def _rows(
    kind: Kind, asked: Asked, place: Place, held: Any, faults: Mapping[str, str], full: str
) -> list[list[Question]]:
    given = list(held or []) if kind.many else [held or {}]
    blank = max(0, asked.rows - len(given)) if kind.many else 0
    return [
        questions(
            kind.plain,
            asked.of,
            place,
            _mapping(row),
            faults,
            f"{full}.{number}." if kind.many else f"{full}.",
        )
        for number, row in enumerate(given + [{}] * blank)
    ]


def _mapping(row: Any) -> Mapping[str, Any]:
    return row if isinstance(row, Mapping) else {}


def _choices(plain: Any, asked: Asked, place: Place) -> Sequence[Choice] | None:
    if callable(asked.choices):
        return asked.choices(place)
    if asked.choices is not None:
        return asked.choices
    if get_origin(plain) is Literal:
        return [Choice(word, in_words(word)) for word in get_args(plain)]
    if isinstance(plain, type) and issubclass(plain, Enum):
        return [Choice(member.value, in_words(member.value)) for member in plain]
    return None


def in_words(word: Any) -> str:
    """A closed word as a person reads it."""
    return str(word).replace("_", " ").capitalize()


def _or_none(choices: Sequence[Choice]) -> Sequence[Choice]:
    """What may be left out can also be left out again; a long list has its own first line for that."""
    if not choices or len(choices) > 6 or any(each.value == "" for each in choices):
        return choices
    return [*choices, Choice("", "None of these")]


def _choosing(kind: Kind, choices: Sequence[Choice], most: int) -> str:
    """Radios for a few; a list to open for more, and sooner in rows, which stand on a page several times."""
    if kind.many:
        return "checkboxes"
    return "radios" if len(choices) <= most else "select"


def _written(kind: Kind, asked: Asked) -> str:
    if kind.plain is bool:
        return "flag"
    if kind.many:
        return "lines"
    if kind.plain is date:
        return "day"
    if kind.plain is int:
        return "number"
    return "long" if asked.long else "line"


def _text(held: Any) -> str:
    return "" if held is None else str(held.value if isinstance(held, Enum) else held)


def _chosen(held: Any) -> list[str]:
    if held is None or held == "":
        return []
    return (
        [_text(each) for each in held] if isinstance(held, list | tuple | set | frozenset) else [_text(held)]
    )


def _value(kind: Kind, held: Any) -> Any:
    if kind.plain is bool:
        return held is True or held == "true"
    if kind.many:
        return "\n".join(_text(each) for each in held or ())
    if kind.plain is date:
        return _day(held)
    return _text(held)


def _day(held: Any) -> tuple[str, str, str]:
    """Day, month and year as they stand in their boxes; what is no day stays as it was typed."""
    parts = _text(held).split("-")
    if len(parts) == 3:
        year, month, day = parts
        return (day.lstrip("0") or day, month.lstrip("0") or month, year)
    return (_text(held), "", "")
