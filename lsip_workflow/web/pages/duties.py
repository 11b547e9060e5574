"""The duty register on a plan's pages: for its team to read, and what of it may leave as a file."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.documents.provider_record import as_csv
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.downloads import CSV, as_file
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import duties as views
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/plans/{plan_id}/duties")
def register(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What was done towards the duties of providers, with their own accounts beside it."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = views.register_page(session, world, plan)
        above = head(session, world, plan, actor)
    return page(request, "duties/register.html", head=above, shown=shown)


@router.get("/plans/{plan_id}/duties.csv")
def leaving(world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The lines that may leave the body today: seen by the provider, or shown to it long enough ago."""
    with world.database.reading() as session:
        _, plan = plan_of(session, visitor, plan_id, readable)
        rows = views.leaving(views.register_page(session, world, plan))
    return as_file("\ufeff" + as_csv(rows), CSV, "duties.csv")
