"""The fields of a form as a page asks them, and what is wrong with them in its summary."""

import types
from collections.abc import Iterator, Mapping, Sequence
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
        return [{"value": "", "text": "Choose one"}] + [
            {"value": each.value, "text": each.text, "selected": each.value in chosen}
            for each in self.choices
        ]

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
    """The fields of a form, in its order; `held` is by field, `faults` by dotted name.

    `more` is the name of a list that gets another blank row.
    """
    return [
        _question(
            name,
            info,
            _with_more(asked.get(name) or unsaid(name, info), held.get(name), more == before + name),
            place,
            held.get(name),
            faults,
            before,
        )
        for name, info in form.model_fields.items()
        if name != "kind" or get_origin(info.annotation) is not Literal or len(get_args(info.annotation)) > 1
    ]


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
    }
    if is_form(kind.plain):
        rows = _rows(kind, asked, place, held, faults, full)
        return Question(full, "rows", **said, rows=rows, more=kind.many)
    if asked.hidden:
        return Question(full, "hidden", **said, value=_text(held))
    if asked.file:
        kept = [_text(each) for each in held] if kind.many and held else [_text(held)] if held else []
        return Question(full, "file", **said, value=kept, most=20 if kind.many else 1)
    choices = _choices(kind.plain, asked, place)
    if choices is not None:
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


# What a page hides in its form is missing: nobody can put that right in a box.
BARE = ("This is needed.", "This may not be empty.")
NOT_SAID = "What this is about is missing. Go back, and open the form from the page of what it is about."


def summary(told: Mapping[str, str], asked: Sequence[Question]) -> list[dict[str, str]]:
    """Every fault once, with the field that it leads to; one of no field that is there leads to the form."""
    known = {question.name: question for question in _all(asked)}
    found = [_leading(text, known.get(name)) for name, text in told.items()]
    return [each for number, each in enumerate(found) if each not in found[:number]]


def _leading(text: str, question: Question | None) -> dict[str, str]:
    if question is None:
        return {"text": text, "href": "#the-form"}
    if question.kind == "hidden":
        return {"text": NOT_SAID if text in BARE else text, "href": "#the-form"}
    asked = question.label.endswith("?")
    told = f"{question.label} {text}" if asked else f"{question.label}: {text[:1].lower()}{text[1:]}"
    return {"text": told, "href": f"#{question.id}"}


def _all(asked: Sequence[Question]) -> Iterator[Question]:
    for question in asked:
        yield question
        for row in question.rows:
            yield from _all(row)


def placed(sentences: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Sentences that begin with their place (“due: write a day.”) by that place; two of one place in one."""
    found: dict[str, str] = {}
    for number, sentence in enumerate(sentences):
        place, mark, rest = sentence.partition(": ")
        known = bool(mark) and place.split(".")[0] in names
        key, text = (place, rest) if known else (f"?{number}", sentence)
        text = text[:1].upper() + text[1:]
        found[key] = f"{found[key]} {text}" if key in found else text
    return found
