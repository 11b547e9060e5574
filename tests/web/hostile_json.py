"""Forms of the API as nobody means them: filled in plausibly, but for one field at a time."""

import json
from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any, get_type_hints

from fastapi.routing import APIRoute
from pydantic import TypeAdapter

Schema = Mapping[str, Any]

MEANT_BY_NOBODY = (
    b"null", b"true", b"-1", b"1e400", b"NaN", b"99999999999999999999", b'""', b'"a\\u0000b"', b'"\\ud800"',
    b'"' + b"x" * 5_000 + b'"', b"[]", b"{}", b"[null]", b"[{}]", b'["\\udfff"]', b"[" * 300 + b"]" * 300,
    b'"0001-01-01"', b'"9999-12-31"', b'"2026-02-30"', b"1700000000",
)  # fmt: skip
UNREADABLE = (b"", b"null", b"[]", b"7", b'{"\\ud800": 1}', b"[" * 100_000, b'{"a": ' + b"9" * 5_000 + b"}")
HERE = b'"the hostile value"'
values = cycle(MEANT_BY_NOBODY)


def hostile_bodies(route: APIRoute, known: Mapping[str, str]) -> Iterator[bytes]:
    """For each field of an address's form, the form with two values there that nobody means."""
    annotation = get_type_hints(route.endpoint, include_extras=True).get("form")
    yield from UNREADABLE
    if annotation is None:
        return
    schema = TypeAdapter(annotation).json_schema()
    form = plausible(schema, schema.get("$defs", {}), known)
    for name in form:
        whole = json.dumps(form | {name: json.loads(HERE)}).encode()
        for _ in range(2):
            yield whole.replace(HERE, next(values))


def plausible(schema: Schema, named: Schema, known: Mapping[str, str], name: str = "") -> Any:
    """Something that the schema allows; what is known by the field's name, where it is an id."""
    if "$ref" in schema:
        return plausible(named[schema["$ref"].split("/")[-1]], named, known, name)
    either = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if either:
        return plausible(either[0], named, known, name)
    words = known.get(name) or known.get(f"{name}_id") or known.get(f"{name.removesuffix('s')}_id", "Words")
    match schema:
        case {"const": only} | {"enum": [only, *_]}:
            return only
        case {"type": "object"}:
            fields = schema.get("properties", {})
            return {key: plausible(each, named, known, key) for key, each in fields.items()}
        case {"type": "array"}:
            return [plausible(schema.get("items", {}), named, known, name)]
        case {"type": "integer" | "number"}:
            return 1
        case {"type": "boolean"}:
            return True
        case {"format": "date"}:
            return "2026-11-20"
    return words
