"""The strategic authorities of a plan, for its team; their officers read and comment under /released."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import authorities
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/plans/{plan_id}/authorities")
def of_plan(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The authorities of the area, what each was asked and answered, and their comments by section."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = authorities.authorities(session, plan)
        top = head(session, world, plan, actor)
    return page(request, "authorities/list.html", head=top, shown=shown)
