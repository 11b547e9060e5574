"""How a plan and its actions come along, as its team said it; and what is shared of the plan."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import progress
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(prefix="/plans/{plan_id}", default_response_class=HTMLResponse)


@router.get("/progress")
def words(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The progress words of the plan and its actions, with those before and what the records suggest."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = progress.progress_page(session, world, plan)
        return page(request, "plans/progress.html", head=head(session, world, plan, actor), shown=shown)


@router.get("/sharing")
def sharing(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What others see of this plan: what is public, and what its team chose to share."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = progress.sharing_page(session, plan)
        return page(request, "plans/sharing.html", head=head(session, world, plan, actor), shown=shown)
