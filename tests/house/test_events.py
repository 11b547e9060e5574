"""Events: each is told in a sentence, known to the reader, and holds nothing that names a person."""

import re

import pytest

from lsip_workflow import routes
from lsip_workflow.events import CLASSES, TYPES, Fact, PlanFact
from lsip_workflow.events.deadlines import DeadlineFact
from lsip_workflow.relay.batches import HANDLES, STAGE_FLOWS
from lsip_workflow.runtime import Runtime

NAMING = {"name", "email", "phone", "text", "note", "comment", "content_text", "signatory", "title"}

ABOVE = {PlanFact, DeadlineFact}
IRREGULAR = {
    "began",
    "given",
    "handed",
    "kept",
    "made",
    "met",
    "seen",
    "sent",
    "split",
    "undone",
    "withdrawn",
}


def kind(cls: type[Fact]) -> str:
    return str(cls.model_fields["type"].default)


def concrete(cls: type[Fact]) -> set[type[Fact]]:
    """The classes below one, without those that only others are made from."""
    return {one for below in cls.__subclasses__() for one in {below} | concrete(below)} - {
        PlanFact,
        DeadlineFact,
    }


def test_every_event_class_is_in_the_union_once() -> None:
    assert set(CLASSES) == concrete(Fact)
    assert len(TYPES) == len(CLASSES)


@pytest.mark.parametrize("cls", CLASSES, ids=kind)
def test_an_event_is_a_noun_and_what_happened_to_it(cls: type[Fact]) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)?\.([a-z]+_)?[a-z]+", kind(cls))
    past = kind(cls).rpartition(".")[2].split("_")
    assert any(word.endswith("ed") or word in IRREGULAR for word in past)


@pytest.mark.parametrize("cls", CLASSES, ids=kind)
def test_an_event_says_what_it_means_and_how_it_is_told(cls: type[Fact]) -> None:
    assert cls.__doc__ not in (None, Fact.__doc__, PlanFact.__doc__)
    assert cls.__doc__.strip().endswith(".")
    assert "says" in vars(cls)
    told = set(re.findall(r"\{(\w+)\}", cls.says))
    assert told <= cls.model_fields.keys()


@pytest.mark.parametrize("cls", CLASSES, ids=kind)
def test_an_event_is_frozen_and_refuses_what_it_does_not_know(cls: type[Fact]) -> None:
    assert cls.model_config["frozen"] is True
    assert cls.model_config["extra"] == "forbid"


@pytest.mark.parametrize("cls", CLASSES, ids=kind)
def test_an_event_has_no_room_for_names_or_free_text(cls: type[Fact]) -> None:
    assert NAMING.isdisjoint(cls.model_fields)


def test_every_route_is_of_an_event_that_exists_to_a_flow_that_handles_it() -> None:
    assert routes.FLOWS_FOR.keys() <= TYPES
    assert routes.RINGS_STAGE <= TYPES
    assert {flow for flows in routes.FLOWS_FOR.values() for flow in flows} == HANDLES.keys()


def test_every_stage_is_worked_by_a_flow_of_the_relay(small_world: Runtime) -> None:
    flows = {stage.flow for book in small_world.books.values() for stage in book.stages}
    assert flows == set(STAGE_FLOWS)


def test_every_notification_is_on_an_event_that_exists(small_world: Runtime) -> None:
    heard = {rule.on for book in small_world.books.values() for rule in book.notifications}
    assert heard
    assert heard <= TYPES
