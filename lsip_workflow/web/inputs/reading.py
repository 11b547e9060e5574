"""What a page sent, as the form reads it."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from lsip_workflow.web.inputs.fields import Kind, is_form, kind_of, unsaid
from lsip_workflow.web.inputs.shape import Asked
from lsip_workflow.web.posted import Posted

MOST_ROWS = 200


def read(form: type[BaseModel], asked: Mapping[str, Asked], sent: Posted, before: str = "") -> dict[str, Any]:
    """What a page sent, as the form reads it: left out where nothing was filled in that may be left out."""
    found: dict[str, Any] = {}
    for name, info in form.model_fields.items():
        if get_origin(info.annotation) is Literal and len(get_args(info.annotation)) == 1:
            found[name] = get_args(info.annotation)[0]  # the one word that it can be is not asked for
            continue
        how = asked.get(name) or unsaid(name, info)
        value = _read(kind_of(info.annotation), how, sent, before + name, required=info.is_required())
        if value is not None:
            found[name] = value
    return found


def _read(kind: Kind, asked: Asked, sent: Posted, full: str, *, required: bool) -> Any:
    if is_form(kind.plain):
        return _read_rows(kind, asked, sent, full)
    if kind.plain is bool:
        return sent.one(full) == "true"
    if kind.many:
        found = sent.many(full)
        if asked.choices is None and not asked.file and not _closed(kind.plain):
            found = [line.strip() for text in found for line in text.splitlines() if line.strip()]
        return found
    if kind.plain is date:
        return _read_day(sent, full)
    text = sent.one(full).strip()
    if kind.plain is int:
        return (int(text) if text.isdecimal() and len(text) < 12 else text) if text else None
    if not text and (not required or kind.plain is not str):
        return None
    return text


def _closed(plain: Any) -> bool:
    return get_origin(plain) is Literal or (isinstance(plain, type) and issubclass(plain, Enum))


def _read_day(sent: Posted, full: str) -> str | None:
    day, month, year = (sent.one(f"{full}-{part}").strip() for part in ("day", "month", "year"))
    if not (day or month or year):
        return sent.one(full).strip() or None
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"


def _read_rows(kind: Kind, asked: Asked, sent: Posted, full: str) -> Any:
    if not kind.many:
        return read(kind.plain, asked.of, sent, f"{full}.")
    rows = (read(kind.plain, asked.of, sent, f"{full}.{number}.") for number in _numbers(sent, full))
    return [row for row in rows if any(value not in ("", [], None, False) for value in row.values())]


def _numbers(sent: Posted, full: str) -> Iterator[int]:
    """The rows that were sent, in their order."""
    names = [
        name.removeprefix(f"{full}.").split(".")[0] for name in sent.fields if name.startswith(f"{full}.")
    ]
    small = {int(name) for name in names if name.isdecimal() and len(name) < 4}
    yield from sorted(number for number in small if number < MOST_ROWS)
