"""The first page of whoever signs in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.showing import page as show
from lsip_workflow.web.views import banner, home, runs
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/")
def first_page(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """Every plan, and how the installation stands."""
    with world.database.reading() as session:
        shown = home.home(session, world)
    return show(request, "home.html", home=shown, banner=banner.banner(world.settings))


@router.get("/runs")
def all_runs(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """What ran, and what could not be processed."""
    with world.database.reading() as session:
        shown = runs.runs_page(session, world)
    return show(request, "runs.html", page=shown, plan_id="", area="")
