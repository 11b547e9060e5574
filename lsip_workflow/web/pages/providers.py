"""Who takes part in a plan: its providers, and the suggestions to choose from."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable, writable
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.views.providers import choice_page, providers_page
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)
LONGEST = 100


@router.get("/plans/{plan_id}/providers")
def providers(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The providers of a plan, each with the reason why it is part of it."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = providers_page(session, world.reference, plan, world.today())
        return page(request, "providers/providers.html", head=head(session, world, plan, actor), shown=shown)


@router.get("/plans/{plan_id}/providers/choose")
def choose(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, q: str = ""
) -> Response:
    """The providers that the delivery data show in the area, to be chosen by a person with a reason."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, writable)
        wanted = " ".join(q.split())[:LONGEST]
        shown = choice_page(session, world.reference, plan, world.today(), wanted)
        return page(request, "providers/choose.html", head=head(session, world, plan, actor), shown=shown)
