"""Interests: the register of an area, meetings with their declarations, conflicts of which a person tells."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import open_area, readable
from lsip_workflow.web.pages.place import IDENTITY, plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import interests
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/areas/{area_id}/interests")
def register(request: Request, world: AtRuntime, visitor: SignedInVisitor, area_id: str) -> Response:
    """The register of interests of an area, with its yearly reviews; for its body."""
    if not IDENTITY.fullmatch(area_id):
        raise NotYours
    with world.database.reading() as session:
        actor, area = visitor.admitted(session, area_id, open_area)
        shown = interests.register(session, world, area, actor.organisation_id or "")
    return page(request, "interests/register.html", shown=shown)


@router.get("/plans/{plan_id}/meetings")
def meetings(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The meetings at which the plan is a matter, and what was declared there."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = interests.meetings(session, world, plan)
        top = head(session, world, plan, actor)
    return page(request, "interests/meetings.html", head=top, shown=shown)


@router.get("/plans/{plan_id}/conflicts")
def conflicts(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """Conflicts of interest, perceived or actual, of which a person tells the department."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = interests.conflicts(session, plan)
        top = head(session, world, plan, actor)
    return page(request, "interests/conflicts.html", head=top, shown=shown)
