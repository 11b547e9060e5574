"""What is filled in goes through the endpoint of the API itself, with its own checks of who may."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import access, once
from lsip_workflow.web.inputs.shape import Input, dependency_of, models_in, wanted_by


class Desk:
    """One sitting at one input: it resolves what an endpoint depends on, for an actor who has signed in."""

    def __init__(self, world: Runtime, actor: Actor, key: str, address: str, path: Mapping[str, str]) -> None:
        self.world, self.actor, self.key, self.address, self.path = world, actor, key, address, path
        self.sender = once.Sender(world, actor, key, address)

    def needed(self, given: Input) -> dict[str, Any]:
        """Everything the endpoint wants but its form; whoever may not write is told so here.

        Raises NotYours, NotAllowed; KeyError for a part of the address that is not there.
        """
        return {
            name: self.resolved(name, annotation)
            for name, annotation in given.parameters.items()
            if name != "form"
        }

    def send(self, given: Input, form: BaseModel | None) -> Mapping[str, Any]:
        """Send it; what was answered. Raises whatever the endpoint raises."""
        wants = self.needed(given)
        if "form" in given.parameters:
            wants["form"] = form if form is not None else _nothing(given)
        answer: Response = given.send(**wants)
        found = json.loads(bytes(answer.body) or b"{}")
        return found if isinstance(found, dict) else {}

    def resolved(self, name: str, annotation: Any) -> Any:
        """What stands for one parameter of an endpoint; KeyError for a part the address lacks."""
        dependency = dependency_of(annotation)
        if dependency is None:
            return self.path[name]
        if dependency is access.runtime:
            return self.world
        if dependency is access.holder:
            return self.actor
        if dependency is once.sender:
            return self.sender
        wants = wanted_by(dependency).items()
        return dependency(**{each: self.resolved(each, hint) for each, hint in wants})


def _nothing(given: Input) -> BaseModel | None:
    models = models_in(given.parameters["form"])
    return models[0]() if models else None
