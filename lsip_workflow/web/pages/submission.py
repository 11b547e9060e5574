"""A plan's way to the department and to publication, for its team."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import submission
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/plans/{plan_id}/submission")
def of_plan(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What was submitted, the department's letters point by point, and what is published."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = submission.way_out(session, world, plan)
        top = head(session, world, plan, actor)
    return page(request, "submission/one.html", head=top, shown=shown)
