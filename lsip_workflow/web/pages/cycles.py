"""A plan between the one before it and the one after: its validity, what it replaces, what goes on."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from lsip_workflow.journeys import cycles as journeys
from lsip_workflow.model import Plan
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import cycles
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(prefix="/plans/{plan_id}", default_response_class=HTMLResponse)


@router.get("/cycle")
def cycle(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """For the team of a plan, its auditors, and the body that it was handed over to."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable_or_handed_over)
        team = permissions.reads_as_team(actor, plan.area_id, plan.erb_id)
        shown = cycles.cycle_page(session, world, plan, actor)
        template = "cycles/cycle.html" if team else "cycles/handed_over.html"
        return page(request, template, head=head(session, world, plan, actor), shown=shown)


def readable_or_handed_over(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan read whole, or one handed over to the actor's body. Raises NotYours, NotAllowed."""
    plan = queries.plan(session, plan_id)
    if plan is not None and journeys.handed_to(session, actor, plan.id):
        return plan
    return readable(session, actor, plan_id)
