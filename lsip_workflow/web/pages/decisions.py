"""Sign-offs and decisions of a plan for its team: asked, signed, entered, checked; signing passed on."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.journeys import files
from lsip_workflow.model import SignOff
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.files import as_download
from lsip_workflow.web.pages.place import of_plan, plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import team_decisions
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/plans/{plan_id}/sign-offs")
def sign_offs(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """All that was asked, signed, declined, entered and decided, and what changed since."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = team_decisions.team_decisions(session, world, plan)
        top = head(session, world, plan, actor)
    return page(request, "decisions/list.html", head=top, shown=shown)


@router.get("/plans/{plan_id}/decisions/{sign_off_id}")
def decision(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, sign_off_id: str
) -> Response:
    """A body's decision as it was entered, for a second person to compare with its minute or letter."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        row = of_plan(session, plan, SignOff, sign_off_id)
        if row.body is None:
            raise NotYours
        shown = team_decisions.decision(session, world, actor, plan, row)
        top = head(session, world, plan, actor)
    return page(request, "decisions/one.html", head=top, shown=shown)


@router.get("/plans/{plan_id}/decisions/{sign_off_id}/file")
def minute(world: AtRuntime, visitor: SignedInVisitor, plan_id: str, sign_off_id: str) -> Response:
    """The minute or letter of a decision, as it was handed in."""
    with world.database.reading() as session:
        _, plan = plan_of(session, visitor, plan_id, readable)
        row = of_plan(session, plan, SignOff, sign_off_id)
        if row.file_id is None:
            raise NotYours
        return as_download(files.for_reading(session, plan, row.file_id, None))


@router.get("/plans/{plan_id}/delegations")
def delegations(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """Who signs in whose place, and who signs what."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = team_decisions.passed(session, world, plan)
        top = head(session, world, plan, actor)
    return page(request, "decisions/delegations.html", head=top, shown=shown)
