"""Requests of a plan for its team: all, one whole, and asking several providers at once."""

import json
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError
from sqlmodel import Session

from lsip_workflow.journeys import files
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Plan
from lsip_workflow.model import Request as Asked
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import faults, saying
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable, writable
from lsip_workflow.web.api import holding
from lsip_workflow.web.api.files import as_download
from lsip_workflow.web.forms.holding import SeveralForm
from lsip_workflow.web.inputs.told import placed
from lsip_workflow.web.once import Sender, Submission
from lsip_workflow.web.pages.place import of_plan, plan_of
from lsip_workflow.web.posted import Posted, Posting
from lsip_workflow.web.showing import SAID, go, page
from lsip_workflow.web.views import asking
from lsip_workflow.web.views import requests as views
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(prefix="/plans/{plan_id}/requests", default_response_class=HTMLResponse)
SAID["asked-several"] = "Asked. Each message goes within a minute; below is what becomes of it."
FIELDS = ("providers", "title", "text", "due")


@router.get("")
def all_requests(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, show: str = "all"
) -> Response:
    """What a plan asked of its providers, and how each reply stands."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = views.requests_page(session, world, plan, show)
        return page(request, "requests/all.html", head=head(session, world, plan, actor), shown=shown)


@router.get("/ask")
def ask(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """Choose providers and write what to ask of them."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, writable)
        return _asking(request, world, session, actor, plan, {})


@router.post("/ask")
def send(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, sent: Posting, plan_id: str
) -> Response:
    """See the message as it will arrive; or, from there, send it to all who were chosen."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, writable)
    submitted = Submission(
        Sender(world, actor, sent.key, f"POST {request.url.path}"),
        plan.id,
        writable,
    )
    held = _held(sent)
    try:
        form = SeveralForm.model_validate(held)
        if sent.one("step") == "send":
            (first, *_) = json.loads(bytes(holding.ask_several(submitted, form).body))["requests"]
            return go(f"/plans/{plan.id}/requests/asked/{first}", "asked-several")
        message = None if sent.one("step") == "back" else holding.preview(submitted, form)
    except ValidationError as error:
        return _again(request, world, actor, plan, held, faults.of_form(error.errors()))
    except Faulty as error:
        return _again(request, world, actor, plan, held, error.faults)
    with world.database.reading() as session:
        if message is None:
            return _asking(request, world, session, actor, plan, held)
        there = {each.id: each for each in asking.to_ask(session, plan, world.today())}
        chosen = [there[key] for key in form.providers]
        shown: dict[str, Any] = {
            "message": message,
            "held": held,
            "names": [each.name for each in chosen],
            "unanswered": [each.name for each in chosen if not each.answered_for],
            "due": form.due,
        }
        return page(request, "requests/preview.html", head=head(session, world, plan, actor), **shown)


def _held(sent: Posted) -> dict[str, Any]:
    """What was typed, as the form takes it; a day in its three boxes, or as one."""
    parts = [sent.one(f"due-{part}").strip() for part in ("day", "month", "year")]
    day = f"{parts[2]}-{parts[1].zfill(2)}-{parts[0].zfill(2)}" if any(parts) else sent.one("due")
    return {
        "providers": sent.many("providers"),
        "title": sent.one("title"),
        "text": sent.one("text"),
        "due": day,
    }


def _again(
    request: Request, world: Runtime, actor: Actor, plan: Plan, held: dict[str, Any], told: Any
) -> Response:
    with world.database.reading() as session:
        return _asking(request, world, session, actor, plan, held, placed(list(told), FIELDS))


def _asking(
    request: Request,
    world: Runtime,
    session: Session,
    actor: Actor,
    plan: Plan,
    held: dict[str, Any],
    told: dict[str, str] | None = None,
) -> Response:
    told = told or {}
    labels = {"title": "In a few words", "text": "What to ask", "due": "By when", "providers": "Whom to ask"}
    known = [name for name in labels if name in told]  # in the order of the page
    summary = [
        {"text": f"{labels[name]}: {told[name][:1].lower()}{told[name][1:]}", "href": f"#{name}"}
        for name in known
    ] + [{"text": told[name], "href": "#the-form"} for name in told if name not in labels]
    shown = {
        "providers": asking.to_ask(session, plan, world.today()),
        "held": held,
        "day": _boxes(held.get("due", "")),
        "told": told,
        "faults": summary,
    }
    status = 422 if told else 200
    return page(request, "requests/ask.html", status, head=head(session, world, plan, actor), **shown)


def _boxes(day: Any) -> tuple[str, str, str]:
    parts = str(day).split("-")
    return (parts[2], parts[1], parts[0]) if len(parts) == 3 else (str(day), "", "")


@router.get("/asked/{request_id}")
def receipt(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, request_id: str
) -> Response:
    """Whom was asked together, and what became of each message."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        first = of_plan(session, plan, Asked, request_id)
        lines = asking.asked_together(session, plan, first, world.today())
        shown: dict[str, Any] = {"lines": lines, "title": first.title, "sent_at": first.sent_at}
        return page(request, "requests/asked.html", head=head(session, world, plan, actor), **shown)


@router.get("/{request_id}")
def one_request(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, request_id: str
) -> Response:
    """One request: what was asked, everything that was said, and what went out about it."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = views.request_one(session, world, plan, of_plan(session, plan, Asked, request_id))
        more: dict[str, Any] = {"held_because": tuple(saying.HELD.items()), "a_week": a_week(world.today())}
        return page(request, "requests/one.html", head=head(session, world, plan, actor), shown=shown, **more)


@router.get("/{request_id}/files/{file_id}", response_class=Response)
def download(
    world: AtRuntime, visitor: SignedInVisitor, plan_id: str, request_id: str, file_id: str
) -> Response:
    """A file that came with an answer, to be saved."""
    with world.database.reading() as session:
        _, plan = plan_of(session, visitor, plan_id, readable)
        of_plan(session, plan, Asked, request_id)
        return as_download(files.for_reading(session, plan, file_id, None))


def a_week(today: date) -> date:
    """The day on which a hold ends unless another is named."""
    return today + timedelta(days=7)
