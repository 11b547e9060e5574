"""The first fourteen days of a plan's messages, seen by a person before any is sent, and the start."""

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.journeys import reminders
from lsip_workflow.journeys.refusals import Refused
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import writable
from lsip_workflow.web.api.reminders import StartForm, start_reminders
from lsip_workflow.web.inputs.sending import Desk
from lsip_workflow.web.once import Submitted
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.posted import Posting
from lsip_workflow.web.showing import SAID, go, page
from lsip_workflow.web.views.first_run import first_days
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(default_response_class=HTMLResponse)
SAID["started"] = (
    "The reminders of this plan go out from the next working morning; "
    "what you ask or send goes within minutes."
)


@router.get("/plans/{plan_id}/first-messages")
def ahead(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What would go in the next fourteen days, to whom and why, and the button that starts it."""
    return _days(request, world, visitor, plan_id, [])


@router.post("/plans/{plan_id}/first-messages")
def start(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, sent: Posting, plan_id: str
) -> Response:
    """Start the messages, as somebody who has seen just these; if they have changed since, they are shown."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, writable)
    key = sent.key
    desk = Desk(world, actor, key, f"POST {request.url.path}", {"plan_id": plan.id})
    try:
        form = StartForm(seen=sent.one("seen")[:40] or "nothing")
        start_reminders(desk.resolved("submitted", Submitted), form)
    except Refused as error:
        return _days(request, world, visitor, plan_id, [reason.text for reason in error.reasons])
    return go(f"/plans/{plan.id}/first-messages", "started")


def _days(request: Request, world: Runtime, visitor: Visitor, plan_id: str, faults: list[str]) -> Response:
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, writable)
        at = world.occasion(actor)
        messages = reminders.ahead(session, at, world.calendar, [plan.id])
        days = [at.today + timedelta(days=number) for number in range(reminders.DAYS + 1)]
        shown = first_days(session, plan, messages, days, world.calendar)
        of_plan = head(session, world, plan, actor)
    status = 409 if faults else 200
    return page(request, "first_run/messages.html", status, head=of_plan, shown=shown, faults=faults)
