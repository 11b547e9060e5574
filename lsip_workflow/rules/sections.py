"""A kept version by its sections: to be read, compared and commented on part by part."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lsip_workflow.rules import versions

Content = Mapping[str, Any]
WHOLE = "whole"
PARTS = ("considered", "needs", "priorities", "actions", "gaps")
BY_CODE = ("priorities", "actions")
"""The parts whose things have codes: each can be commented on by itself."""


@dataclass(frozen=True)
class Thing:
    """One thing of a section: its code or name, and what it says field by field."""

    code: str
    says: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """One part of a version; `lines` where it has no things of its own."""

    key: str
    things: tuple[Thing, ...] = ()
    lines: tuple[str, ...] = ()


def sections(content: Content) -> list[Section]:
    """The parts of a version that say something, in the order in which they are read."""
    return [_section(part, content[part]) for part in PARTS if content.get(part)]


def _section(part: str, said: Any) -> Section:
    if isinstance(said, Mapping):
        things = (
            Thing(code, value if isinstance(value, Mapping) else {"text": value})
            for code, value in said.items()
        )
        return Section(part, tuple(things))
    return Section(part, lines=tuple(said))


def keys(content: Content) -> list[str]:
    """The keys under which a comment can be made: the whole, each part, each thing that has a code."""
    found = [WHOLE]
    for part in sections(content):
        found.append(part.key)
        if part.key in BY_CODE:
            found += [f"{part.key}:{thing.code}" for thing in part.things]
    return found


def without(content: Content, hidden: Mapping[str, Collection[str]]) -> Content:
    """The version without the things that are hidden, by part and code."""
    return {
        part: {code: each for code, each in said.items() if code not in hidden[part]}
        if part in hidden and isinstance(said, Mapping)
        else said
        for part, said in content.items()
    }


def changes(before: Content, after: Content) -> Iterator[tuple[str, list[str]]]:
    """What is different in the later version, part by part, in sentences."""
    for part in PARTS:
        old, new = before.get(part) or {}, after.get(part) or {}
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            if lines := versions.differences({part: old}, {part: new}):
                yield part, lines
        elif old != new:
            yield part, ["The list is another one."]
