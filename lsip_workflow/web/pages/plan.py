"""One plan: its page, its history, and what ran for it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.once import writable
from lsip_workflow.web.pages.place import number, plan_of
from lsip_workflow.web.showing import page as show
from lsip_workflow.web.views import plan, runs, timeline
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/plans/{plan_id}")
def one_plan(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """One plan; 404 when there is none of that id."""
    with world.database.reading() as session:
        _, row = plan_of(session, visitor, plan_id, writable)
        shown = plan.plan_page(session, world, row)
    return show(request, "plan.html", plan=shown)


@router.get("/plans/{plan_id}/timeline")
def history(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, page: str = "1"
) -> Response:
    """All that happened in one plan, page by page."""
    with world.database.reading() as session:
        _, row = plan_of(session, visitor, plan_id, writable)
        dossier = queries.dossier(session, row)
        shown = timeline.timeline(session, dossier, world.books, number(page))
        area = queries.area_names(session)[row.area_id]
    return show(request, "timeline.html", plan_id=row.id, area=area, timeline=shown)


@router.get("/plans/{plan_id}/runs")
def runs_of_plan(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What ran for one plan."""
    with world.database.reading() as session:
        _, row = plan_of(session, visitor, plan_id, writable)
        shown = runs.RunsPage(runs.runs(session, world, row.id, runs.SHOWN))
        area = queries.area_names(session)[row.area_id]
    return show(request, "runs.html", page=shown, plan_id=row.id, area=area)
