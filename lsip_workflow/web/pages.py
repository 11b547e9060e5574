"""The pages: made here on the server, in plain HTML, for whoever sits at this machine.

Until people can sign in, the web answers on 127.0.0.1 only. No page needs a script.
"""

import re
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import Session

from lsip_workflow.model import OutboxRow, Plan
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries
from lsip_workflow.web import saying
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.views import banner, home, messages, plan, runs, timeline
from lsip_workflow.words import outside

HERE = Path(__file__).parent
IDENTITY = re.compile(r"[a-z0-9-]{1,80}")

router = APIRouter(default_response_class=HTMLResponse)
static = StaticFiles(directory=HERE / "static")


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        day=saying.day, instant=saying.instant, counted=saying.count, sentence=saying.sentence
    )
    made.globals.update(outside=outside, horizons=saying.HORIZONS, commitments=saying.COMMITMENTS)
    return made


_templates = _environment()


def _page(name: str, world: Runtime, status: int = 200, **shown: Any) -> HTMLResponse:
    """A page whole; pages hold people's names, so nobody between us and the reader keeps a copy."""
    text = _templates.get_template(name).render(demonstration=world.settings.demonstration, **shown)
    return HTMLResponse(text, status, {"Cache-Control": "no-store"})


@router.get("/")
def first_page(world: AtRuntime) -> Response:
    """Every plan, and how the installation stands."""
    with world.database.reading() as session:
        shown = home.home(session, world)
    return _page("home.html", world, home=shown, banner=banner.banner(world.settings))


@router.get("/plans/{plan_id}")
def one_plan(world: AtRuntime, plan_id: str) -> Response:
    """One plan; 404 when there is none of that id."""
    with world.database.reading() as session:
        shown = plan.plan_page(session, world, _plan(session, plan_id))
    return _page("plan.html", world, plan=shown)


@router.get("/plans/{plan_id}/timeline")
def history(world: AtRuntime, plan_id: str, page: str = "1") -> Response:
    """All that happened in one plan, page by page."""
    with world.database.reading() as session:
        row = _plan(session, plan_id)
        dossier = queries.dossier(session, row)
        shown = timeline.timeline(session, dossier, world.books, _number(page))
        area = queries.area_names(session)[row.area_id]
    return _page("timeline.html", world, plan_id=row.id, area=area, timeline=shown)


@router.get("/plans/{plan_id}/runs")
def runs_of_plan(world: AtRuntime, plan_id: str) -> Response:
    """What ran for one plan."""
    with world.database.reading() as session:
        row = _plan(session, plan_id)
        shown = runs.RunsPage(runs.runs(session, world, row.id, runs.SHOWN))
        area = queries.area_names(session)[row.area_id]
    return _page("runs.html", world, page=shown, plan_id=row.id, area=area)


@router.get("/runs")
def all_runs(world: AtRuntime) -> Response:
    """What ran, and what could not be processed."""
    with world.database.reading() as session:
        shown = runs.runs_page(session, world)
    return _page("runs.html", world, page=shown, plan_id="", area="")


@router.get("/messages")
def all_messages(world: AtRuntime, page: str = "1") -> Response:
    """Messages, newest first: for administrators."""
    with world.database.reading() as session:
        shown = messages.messages_page(session, _number(page))
    return _page("messages.html", world, messages=shown)


@router.get("/messages/{message_id}")
def one_message(world: AtRuntime, message_id: str) -> Response:
    """One message; 404 when there is none of that id."""
    with world.database.reading() as session:
        row = session.get(OutboxRow, message_id) if IDENTITY.fullmatch(message_id) else None
        if row is None:
            raise NotYours
        shown = messages.message_page(session, row)
    return _page("message.html", world, message=shown)


def missing(request: Request) -> Response:
    """The calm page for what is not there."""
    return _page("missing.html", request.app.state.runtime, 404)


def wrong(request: Request) -> Response:
    """The page for a fault of ours; it asks nothing of the database, which may be the fault."""
    return _page("wrong.html", request.app.state.runtime, 500)


def _plan(session: Session, plan_id: str) -> Plan:
    found = queries.plan(session, plan_id) if IDENTITY.fullmatch(plan_id) else None
    if found is None:
        raise NotYours
    return found


def _number(page: str) -> int:
    """The page asked for; the first when it is not a number that a page could have."""
    return max(1, int(page)) if re.fullmatch(r"[0-9]{1,6}", page) else 1
