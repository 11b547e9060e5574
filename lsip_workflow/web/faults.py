"""Faults of a form in plain sentences, each with its place."""

from collections.abc import Mapping, Sequence
from typing import Any

from lsip_workflow.web import saying

AGAIN = "This was sent before, with other words. Look at what is there, then send it once more."


def plain(errors: Sequence[Any]) -> list[str]:
    """Every fault as a sentence that begins with its place."""
    return [f"{place(error['loc'])}: {sentence(error)}" for error in errors]


def told(fault: str) -> str:
    """What a fault says, without its place."""
    return saying.sentence(fault.partition(": ")[2] or fault)


def by_box(faults: Sequence[str]) -> dict[str, str]:
    """What faults say, each by the box on the page that it is about."""
    return {fault.partition(": ")[0]: told(fault) for fault in faults}


def leading(by: Mapping[str, str]) -> list[dict[str, str]]:
    """The summary of faults above a page: each leads to the box that it is about."""
    return [{"text": text, "href": f"#{box}"} for box, text in by.items()]


def of_form(errors: Sequence[Any]) -> list[str]:
    """Those of a form that was read here, where a field called “body” is one like any other."""
    return plain([{**error, "loc": ("body", *error["loc"])} for error in errors])


def place(location: Sequence[str | int]) -> str:
    """Without where it came from: a field may have that name as well."""
    inside = location[1:] if location and location[0] in ("body", "path", "query", "header") else location
    return ".".join(map(str, inside)) or "the body"


def sentence(error: Any) -> str:
    """What is wrong in plain words, and what to do."""
    context = error.get("ctx") or {}
    match error["type"]:
        case "missing":
            return "this is needed."
        case "extra_forbidden":
            return "this field is not known here; take it out or look at its spelling."
        case "json_invalid":
            return "this is not JSON that we can read."
        case "literal_error":
            return f"write one of {context.get('expected', 'the known words')}."
        case "string_too_long":
            return f"write at most {context['max_length']} characters."
        case "string_too_short":
            return "this may not be empty."
        case "too_short":
            return f"choose or send at least {context['min_length']}."
        case "too_long":
            return f"send at most {context['max_length']}."
        case "string_pattern_mismatch":
            return "this has characters or a form that is not accepted here."
        case "value_error":
            return str(context.get("error", error["msg"]))
        case _:
            return str(error["msg"]).rstrip(".") + "."
