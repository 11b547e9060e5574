"""What is wrong with a form, in the summary above it and beside each field."""

import re
from collections.abc import Iterator, Mapping, Sequence

from lsip_workflow.web.inputs.fields import Question


def summary(told: Mapping[str, str], asked: Sequence[Question]) -> list[dict[str, str]]:
    """Every fault once, in the order of the page, with the field that it leads to.

    One of no field that is there leads to the form.
    """
    known = {question.name: (question, row) for question, row in _all(asked)}
    order = [name for name in known if name in told] + [name for name in told if name not in known]
    found = [_leading(told[name], *known.get(name, (None, ""))) for name in order]
    return [each for number, each in enumerate(found) if each not in found[:number]]


def _leading(text: str, question: Question | None, row: str) -> dict[str, str]:
    if question is None:
        return {"text": text, "href": "#the-form"}
    text = question.error or text
    if question.kind == "hidden":
        return {"text": text, "href": "#the-form"}
    label = f"{row}: {question.label}" if row else question.label
    told = f"{label} {text}" if label.endswith("?") else f"{label}: {text[:1].lower()}{text[1:]}"
    return {"text": told, "href": f"#{question.id}"}


def _all(asked: Sequence[Question], row: str = "") -> Iterator[tuple[Question, str]]:
    """Every field, with what its row is called where rows have names."""
    for question in asked:
        yield question, row
        for inner in question.rows:
            yield from _all(inner, (inner[0].named if inner else "") or row)


# What programs are told in their own terms, as the boxes of a page have it.
IN_BOXES = (
    (", such as 2026-11-30.", ", such as 30 11 2026."),
    (" as year-month-day, such as 2027-01-31.", ", such as 31 1 2027."),
    ("Choose or send at least 1.", "Choose at least one."),
)


def _in_boxes(text: str) -> str:
    for said, instead in IN_BOXES:
        text = text.replace(said, instead)
    return text


PLACE = re.compile(r"[a-z_]+(\.[a-z0-9_]+)*")


def placed(sentences: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Sentences that begin with their place (“due: write a day.”) by that place; two of one place in one."""
    found: dict[str, str] = {}
    for number, sentence in enumerate(sentences):
        place, mark, rest = sentence.partition(": ")
        known = bool(mark) and place.split(".")[0] in names
        # A place that no field of the page has says nothing to a person.
        text = rest if mark and PLACE.fullmatch(place) else sentence
        key = place if known else f"?{number}"
        text = _in_boxes(text[:1].upper() + text[1:])
        found[key] = f"{found[key]} {text}" if key in found else text
    return found
