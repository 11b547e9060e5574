"""The pages of the inputs: a form, its faults all at once with what was typed, then where to look."""

import json
import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from lsip_workflow.journeys.refusals import Faulty, KeyReused, Refused
from lsip_workflow.model import Area, Plan
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries
from lsip_workflow.web import faults
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.inputs import handed_in, meanwhile
from lsip_workflow.web.inputs.about import about
from lsip_workflow.web.inputs.every import EVERY
from lsip_workflow.web.inputs.fields import questions
from lsip_workflow.web.inputs.meanwhile import Meanwhile
from lsip_workflow.web.inputs.reading import read
from lsip_workflow.web.inputs.sending import Desk
from lsip_workflow.web.inputs.shape import Input, Place
from lsip_workflow.web.inputs.told import placed, summary
from lsip_workflow.web.posted import Posted, Posting
from lsip_workflow.web.showing import go, page
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)
NAMED = re.compile(r"[^\x00-\x1f\x7f]{1,300}")
PLACES = ("plan_id", "area_id")  # never taken from a query, which nobody has looked at


@router.get("/plans/{plan_id}/do/{doing}")
@router.get("/areas/{area_id}/do/{doing}")
@router.get("/do/{doing}")
def fill_in(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """An input to fill in, for whoever may send it."""
    given = _input(request)

    def show(actor: Actor) -> Response:
        _admitted(_desk(request, world, actor, "look"), given)
        return _shown(request, world, actor, given)

    return visitor.as_each(show)


@router.post("/plans/{plan_id}/do/{doing}")
@router.post("/areas/{area_id}/do/{doing}")
@router.post("/do/{doing}")
def send(request: Request, world: AtRuntime, visitor: SignedInVisitor, sent: Posting) -> Response:
    """Send an input through the endpoint of the API; its faults come back with everything that was typed."""
    given = _input(request)
    return visitor.as_each(lambda actor: _sent(request, world, actor, given, sent))


def _input(request: Request) -> Input:
    """The input of this address: one about a plan stands below a plan only. Raises NotYours."""
    found = EVERY.get(request.path_params["doing"])
    if found is None or any((name in found.parts) != (name in request.path_params) for name in PLACES):
        raise NotYours
    return found


def _desk(request: Request, world: Runtime, actor: Actor, key: str) -> Desk:
    return Desk(world, actor, key, f"{request.method} {request.url.path}", _subject(request))


def _subject(request: Request) -> dict[str, str]:
    """What the address names: the plan or area, and what of it."""
    asked = {name: text for name, text in request.query_params.items() if name not in PLACES}
    return {
        name: text
        for name, text in (asked | request.path_params).items()
        if name not in ("doing", "said") and NAMED.fullmatch(text)
    }


def _admitted(desk: Desk, given: Input) -> None:
    """Whoever may not write is told so before they fill anything in. Raises NotYours, NotAllowed."""
    try:
        desk.needed(given)
    except KeyError:
        raise NotYours from None


def _sent(request: Request, world: Runtime, actor: Actor, given: Input, sent: Posted) -> Response:
    desk = _desk(request, world, actor, sent.key)
    _admitted(desk, given)
    held = read(given.form, given.asked, sent) if given.form else {}
    kept, told = handed_in.with_files(desk, given, sent)
    held |= kept
    opened = sent.one(meanwhile.OPENED_AS)
    if "more" in sent.fields:  # another blank row, with everything typed so far
        return _shown(request, world, actor, given, held, {}, sent.one("more"), opened)
    if not told and opened and _overtaken(request, world, actor, given, held, sent):
        told = {"": meanwhile.OVERTAKEN}
    if not told:
        answered, told = _answered(desk, given, held)
        if not told:
            return go(_after(request, world, actor, given, answered), given.key)
    elif given.form is not None:  # a file, or what stands now: what else is wrong is told with it
        told = _form(given, held)[1] | told
    return _shown(request, world, actor, given, held, told, opened=opened)


def _overtaken(
    request: Request, world: Runtime, actor: Actor, given: Input, held: Mapping[str, Any], sent: Posted
) -> bool:
    """Whether it was changed since the form was opened; what was sent before is only answered again."""
    with world.database.reading() as session:
        if queries.kept_receipt(session, actor.organisation_id or "", sent.key) is not None:
            return False
        place = _place(request, world, session, actor)
        return bool(meanwhile.look(given, place, held, sent.one(meanwhile.OPENED_AS)).stands)


def _answered(desk: Desk, given: Input, held: Mapping[str, Any]) -> tuple[Mapping[str, Any], dict[str, str]]:
    """What the endpoint answered, or what is wrong by the name of the field."""
    names = list(given.form.model_fields) if given.form else []
    form, told = _form(given, held)
    if told:
        return {}, told
    try:
        return desk.send(given, form), {}
    except Faulty as error:
        return {}, placed(error.faults, names)
    except Refused as error:
        return {}, placed([meanwhile.told(why) for why in error.reasons], ())
    except KeyReused:
        return {}, placed([faults.AGAIN], ())


def _form(given: Input, held: Mapping[str, Any]) -> tuple[BaseModel | None, dict[str, str]]:
    """The form as it was filled in, or what is wrong with it by the name of the field."""
    if given.form is None:
        return None, {}
    try:
        return given.form.model_validate_json(json.dumps(held)), {}
    except ValidationError as error:
        return None, placed(faults.of_form(error.errors()), list(given.form.model_fields))


def _shown(
    request: Request,
    world: Runtime,
    actor: Actor,
    given: Input,
    held: Mapping[str, Any] | None = None,
    told: Mapping[str, str] | None = None,
    more: str = "",
    opened: str = "",
) -> Response:
    with world.database.reading() as session:
        place = _place(request, world, session, actor)
        if held is None:
            held = given.begins(place) if given.begins else {}
        now = meanwhile.look(given, place, held, opened) if told else Meanwhile(held)
        asked = (
            questions(given.form, given.asked, place, now.held, told or {}, more=more) if given.form else []
        )
        shown = {
            "input": given,
            "whose": _whose(place),
            "subject": about(given, place),
            "closed": given.closed(place) if given.closed else "",
            "intro": given.intro(place) if callable(given.intro) else given.intro,
            "back": _back(given, place, {}),
            "asked": asked,
            "faults": summary(told or {}, asked),
            "stands": now.stands,
            "opened": opened if more else meanwhile.opened_as(given, place),
        }
        return page(request, "inputs/input.html", 422 if told else 200, **shown)


def _whose(place: Place) -> str:
    """The plan or area that the form is about, which several open pages would otherwise not tell apart."""
    name = place.area.name if place.area else ""
    return f"{name}, {place.plan.cycle}" if place.plan else name


def _place(request: Request, world: Runtime, session: Session, actor: Actor) -> Place:
    """Where it is filled in; what is filled in about a plan is about its area as well."""
    named = _subject(request)
    plan = session.get(Plan, named["plan_id"]) if "plan_id" in named else None
    area_id = plan.area_id if plan else named.get("area_id", "")
    return Place(session, world, actor, named, plan, session.get(Area, area_id))


def _after(request: Request, world: Runtime, actor: Actor, given: Input, answered: Mapping[str, Any]) -> str:
    with world.database.reading() as session:
        return _back(given, _place(request, world, session, actor), answered)


def _back(given: Input, place: Place, answered: Mapping[str, Any]) -> str:
    if callable(given.back):
        return given.back(place, answered)
    return given.back.format_map(place.subject)
