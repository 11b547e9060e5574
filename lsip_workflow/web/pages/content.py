"""What a plan says: what was considered, its priorities, and its actions."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import plan_content
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse, prefix="/plans/{plan_id}")


@router.get("/considered")
def considered(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What was recorded under each of the Act's tests."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = plan_content.considered(session, queries.dossier(session, plan), world.books[plan.edition])
        return page(request, "content/considered.html", head=head(session, world, plan, actor), tests=shown)


@router.get("/priorities")
def priorities(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The priorities, each with the needs that it serves and the actions that serve it."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = plan_content.priorities(queries.dossier(session, plan))
        return page(
            request, "content/priorities.html", head=head(session, world, plan, actor), priorities=shown
        )


@router.get("/actions")
def actions(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The roadmap: every action in a line, with what it still lacks."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = plan_content.actions(queries.dossier(session, plan))
        return page(
            request,
            "content/actions.html",
            head=head(session, world, plan, actor),
            actions=shown,
            pages=plan.page_count,
        )


@router.get("/actions/{code}")
def action(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, code: str) -> Response:
    """One action: who leads and takes part, who said what, and what came of it."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        found = [one for one in plan_content.actions(queries.dossier(session, plan)) if one.code == code]
        if not found:
            raise NotYours
        return page(request, "content/action.html", head=head(session, world, plan, actor), action=found[0])
