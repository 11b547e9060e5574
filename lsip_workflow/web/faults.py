"""Faults of a form in plain sentences, each with its place."""

from collections.abc import Sequence
from typing import Any


def plain(errors: Sequence[Any]) -> list[str]:
    """Every fault as a sentence that begins with its place."""
    return [f"{place(error['loc'])}: {sentence(error)}" for error in errors]


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
