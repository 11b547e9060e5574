"""What an input is: the endpoint that it leads to, and how each field of its form is put to a person."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi.params import Depends
from pydantic import BaseModel
from sqlmodel import Session

from lsip_workflow.model import Area, Plan
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import access, admitting, once

RESOLVED = (access.runtime, access.holder, once.sender)
"""What the one who signed in, and the installation, stand for; the rest is named by the address."""


@dataclass(frozen=True)
class Choice:
    """One thing to choose: what is sent, what a person reads, and a hint."""

    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True)
class Place:
    """Where an input is filled in: on which plan or area, by whom, about what of it (`subject`)."""

    session: Session
    world: Runtime
    actor: Actor
    subject: Mapping[str, str]
    plan: Plan | None = None
    area: Area | None = None

    @property
    def this_plan(self) -> Plan:
        """The plan, of an input that is about one."""
        assert self.plan is not None
        return self.plan

    def row(self, kind: type[admitting.Row], part: str) -> admitting.Row:
        """The row that the address names, of this plan, or else of this area. Raises NotYours."""
        owner = self.plan or self.area
        if owner is None:
            raise NotYours
        return admitting.row_of(self.session, owner, kind, self.subject.get(part, ""))


@dataclass(frozen=True)
class Asked:
    """How a field is put to a person."""

    label: str
    hint: str = ""
    choices: Callable[[Place], Sequence[Choice]] | Sequence[Choice] | None = None
    long: bool = False
    """Several lines of words, rather than one."""
    file: bool = False
    """A file to hand in, whose id the field then holds."""
    rows: int = 1
    """Of a list of nested forms: how many blank ones are offered at first."""
    of: Mapping[str, "Asked"] = field(default_factory=dict)
    """Of a nested form: how its fields are asked."""
    hidden: bool = False
    """Not asked; in a row, where it has choices, the one that it holds is the name of the row."""
    under: str = ""
    """A heading for this field and those beside it that have the same one."""
    settled: bool = False
    """Not asked where the only choice there is is the one that it holds."""


@dataclass(frozen=True)
class Input:
    """One form as a page. Its address is `/plans/{plan_id}/do/{key}` (or `/areas/{area_id}/do/{key}`, or
    `/do/{key}`), and what the endpoint has in its path besides comes as the query."""

    key: str
    title: str
    send: Callable[..., Any]
    done: str
    asked: Mapping[str, Asked] = field(default_factory=dict)
    back: str | Callable[[Place, Mapping[str, Any]], str] = "/plans/{plan_id}"
    """Where to go afterwards: an address with names in braces, or made of the place and what was answered."""
    button: str = "Save"
    intro: str | Callable[[Place], str] = ""
    cite: str = ""
    begins: Callable[[Place], Mapping[str, Any]] | None = None
    """What the fields hold at first, as the form would dump it: for a correction, what stands."""
    closed: Callable[[Place], str] | None = None
    """Why it could only be refused just now, and what to do: said instead of the form."""
    warning: bool = False
    """Something that cannot be taken back: the button says so by its colour."""

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """The endpoint's parameters with their annotations, whole."""
        hints = get_type_hints(self.send, include_extras=True)
        return {name: hints[name] for name in inspect.signature(self.send).parameters}

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """What the address names for this endpoint, such as `plan_id` and `deadline_id`."""
        return tuple(_parts(self.parameters))

    @cached_property
    def form(self) -> type[BaseModel] | None:
        """The form; None of an endpoint that has nothing to fill in."""
        found = models_in(self.parameters.get("form"))
        return found[0] if found and found[0].model_fields else None


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The forms that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in models_in(each)]


def dependency_of(annotation: Any) -> Callable[..., Any] | None:
    """What an endpoint depends on there, where it does."""
    if get_origin(annotation) is not Annotated:
        return None
    found = [each for each in get_args(annotation)[1:] if isinstance(each, Depends)]
    return found[0].dependency if found else None


def wanted_by(dependency: Callable[..., Any]) -> dict[str, Any]:
    """The parameters of a dependency with their annotations."""
    hints = get_type_hints(dependency, include_extras=True)
    hints.pop("return", None)
    return hints


def _parts(parameters: Mapping[str, Any]) -> Iterator[str]:
    for name, annotation in parameters.items():
        dependency = dependency_of(annotation)
        if name == "form" or dependency in RESOLVED:
            continue
        if dependency is None:
            yield name
        else:
            yield from _parts(wanted_by(dependency))
