"""Whatever a row says is proved: by an event, by a seal, or a reason is given why by neither."""

import types
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel
from sqlmodel import SQLModel

from lsip_workflow import model
from lsip_workflow.events import Fact
from lsip_workflow.model import Area, EventRow, Sealed, Stream
from lsip_workflow.store.chain import Folded
from lsip_workflow.store.news import CHANGES_REMINDERS
from lsip_workflow.store.proved import BROUGHT, NOT_PROVED, UNSAID, columns
from tests.house.test_events import concrete

# Tables of the engine: what there is to do, what was done and sent, and the chain itself. No event brings
# their rows; what they lead to is in the events that they lead to.
ENGINE = {
    *(EventRow, Stream, model.Handling, model.Ring, model.Run, model.RunPlan, model.Sweep),
    *(model.OutboxRow, model.OutboxItem, model.Attempt, model.IdempotencyKey, model.Installation),
    model.Looked,
    *(model.SignInLink, model.SignedIn),
    model.HandedWorkbook,
    *(model.SavedAnswer, model.SavedPart, model.HandedPart),
}
TABLES: list[type[SQLModel]] = sorted(
    (mapper.class_ for mapper in SQLModel._sa_registry.mappers), key=lambda kind: str(kind.__tablename__)
)
ONE: dict[Any, Any] = {
    str: "x",
    bool: True,
    int: 3,
    date: date(2026, 1, 2),
    datetime: datetime(2026, 1, 2, tzinfo=UTC),
    time: time(12),
}


def values(wanted: Any) -> list[Any]:
    """Values of a type: each member of a closed set, one of anything else, never None."""
    if wanted in ONE:
        return [ONE[wanted]]
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin is Literal:
        return list(inner)
    if origin in (Union, types.UnionType):
        return [value for each in inner if each is not type(None) for value in values(each)]
    if origin is tuple:
        return [tuple(values(inner[0]))]
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return list(wanted)
    assert issubclass(wanted, BaseModel), f"{wanted}: say in this test what a value of it is"
    return list(filled(wanted))


def filled(kind: type[Any]) -> Iterator[Any]:
    """Instances with every field filled, until each value of each closed set has been there."""
    fields = {name: values(field.annotation) for name, field in kind.model_fields.items()}
    for number in range(max(map(len, fields.values()))):
        yield kind(**{name: each[number % len(each)] for name, each in fields.items()})


@cache
def said() -> dict[type[SQLModel], set[str]]:
    """For each kind of row, the columns that an event of some kind sets."""
    found: dict[type[SQLModel], set[str]] = {}
    for kind in concrete(Fact):
        for fact in filled(kind):
            folded = Folded()
            fact.apply(folded)
            for (row, _), facts in folded.rows.items():
                found.setdefault(row, set()).update(vars(facts))
    return found


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: str(kind.__tablename__))
def test_every_column_of_every_table_is_proved_or_has_a_reason(kind: type[SQLModel]) -> None:
    found = said()
    if kind in ENGINE:
        assert kind not in found, f"an event brings {kind.__name__}: it belongs into BROUGHT"
        return
    assert kind in BROUGHT or kind is Area, (
        f"{kind.__name__}: is it brought by events (BROUGHT), or the engine's?"
    )
    assert kind in found, f"no event speaks of {kind.__name__}"
    bare = columns(kind) - found[kind]
    assert not bare, f"{kind.__name__}: neither an event nor a seal proves {sorted(bare)}"


def test_the_exceptions_name_columns_that_are_there_and_give_their_reason() -> None:
    for (kind, name), reason in {**NOT_PROVED, **UNSAID}.items():
        assert name in kind.model_fields
        assert reason
    assert not NOT_PROVED.keys() & UNSAID.keys()


@pytest.mark.parametrize(
    "kind", [kind for kind in TABLES if issubclass(kind, Sealed)], ids=lambda kind: str(kind.__tablename__)
)
def test_what_is_sealed_is_a_column_and_no_event_carries_it(kind: type[Sealed]) -> None:
    words = {*kind.sealed, *kind.sealed_since, *kind.sealed_later}
    assert words <= set(kind.model_fields)
    assert not words & said().get(kind, set())


def test_whatever_changes_what_reminders_are_worked_out_from_is_known_to_the_days_ahead() -> None:
    read = {model.Deadline, model.Plan, model.Organisation, model.Person, model.RoleHeld}
    elsewhere = {"person.erased", "words.erased", "entries.deleted"}  # they take words and rows away
    found = set()
    for kind in concrete(Fact):
        for fact in filled(kind):
            folded = Folded()
            fact.apply(folded)
            found |= {fact.kind} if {row for row, _ in folded.rows} & read else set()
    assert found | elsewhere == CHANGES_REMINDERS
