"""The progress reports of a plan: each with what was done, what remains, and what it lacks."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.model import ProgressReport
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.pages.place import of_plan, plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import reports
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(prefix="/plans/{plan_id}/reports", default_response_class=HTMLResponse)


@router.get("")
def every(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The progress reports of a plan, the newest first."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = reports.report_lines(session, world, plan)
        return page(request, "reports/reports.html", head=head(session, world, plan, actor), shown=shown)


@router.get("/{report_id}")
def one(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, report_id: str
) -> Response:
    """One report as it would be handed over now, or as it was published."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        row = of_plan(session, plan, ProgressReport, report_id)
        shown = reports.report_page(session, world, plan, row)
        return page(request, "reports/report.html", head=head(session, world, plan, actor), shown=shown)
