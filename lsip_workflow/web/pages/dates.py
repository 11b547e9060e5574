"""The dates of a plan: each with its history, and a change seen before it is made."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError
from sqlmodel import Session

from lsip_workflow.model import Deadline, Plan
from lsip_workflow.rules import permissions
from lsip_workflow.rules.deadlines import EXACT
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.web import faults, saying
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable, writable
from lsip_workflow.web.forms import MoveForm
from lsip_workflow.web.inputs.every import EVERY
from lsip_workflow.web.inputs.fields import questions
from lsip_workflow.web.inputs.reading import read
from lsip_workflow.web.inputs.shape import Place
from lsip_workflow.web.inputs.told import placed, summary
from lsip_workflow.web.pages.place import of_plan, plan_of
from lsip_workflow.web.posted import Posted
from lsip_workflow.web.showing import go, page
from lsip_workflow.web.views import dates
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(prefix="/plans/{plan_id}/dates", default_response_class=HTMLResponse)
ASKED = EVERY["move-date"].asked
IN_BOXES = {"due": "Write the new day, such as 30 11 2026.", "reason": "Choose why the date changes."}


@router.get("")
def every(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The dates of a plan, the next one first."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = dates.dates(session, world, plan)
        top = head(session, world, plan, actor)
        of_area = permissions.holds_area(actor, plan.area_id)
        return page(request, "dates/dates.html", head=top, shown=shown, of_area=of_area)


@router.get("/{deadline_id}")
def one(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, deadline_id: str
) -> Response:
    """One date: how far off, why it is there, what happened to it, and its reminders."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = dates.date_page(session, world, plan, of_plan(session, plan, Deadline, deadline_id))
        return page(request, "dates/date.html", head=head(session, world, plan, actor), shown=shown)


@router.get("/{deadline_id}/change")
def change(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, deadline_id: str
) -> Response:
    """The new day and the reason, to be looked at before anything is changed."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, writable)
        row = of_plan(session, plan, Deadline, deadline_id)
        if row.status not in dates.STANDING:
            return _over(plan, row)
        return _asked(request, session, (world, actor, plan, row), {}, {})


@router.get("/{deadline_id}/check")
def check(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, deadline_id: str
) -> Response:
    """The change as it would be: both days, the reason, and the reminders before and after."""
    sent = Posted({name: request.query_params.getlist(name) for name in request.query_params})
    held = read(MoveForm, ASKED, sent)
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, writable)
        row = of_plan(session, plan, Deadline, deadline_id)
        if row.status not in dates.STANDING:
            return _over(plan, row)
        try:
            form = MoveForm.model_validate(held)
        except ValidationError as error:
            told = placed(faults.of_form(error.errors()), list(MoveForm.model_fields))
            told |= {name: text for name, text in IN_BOXES.items() if name in told}
            return _asked(request, session, (world, actor, plan, row), held, told)
        if told := _faults(row, form):
            return _asked(request, session, (world, actor, plan, row), held, told)
        shown = dates.change(session, world, plan, row, form.due, form.reason)
        return page(request, "dates/check.html", head=head(session, world, plan, actor), shown=shown)


def _over(plan: Plan, row: Deadline) -> Response:
    """A date that was closed since is not changed any more: its own page says so."""
    return go(f"/plans/{plan.id}/dates/{row.id}")


def _faults(row: Deadline, form: MoveForm) -> dict[str, str]:
    """What can be said of a change before it is made."""
    told = {}
    if form.reason not in saying.MOVED:
        told["reason"] = IN_BOXES["reason"]
    if form.due == row.due and row.precision in EXACT:
        told["due"] = "That is the day on which it stands now. Write another, or leave it as it is."
    return told


def _asked(
    request: Request,
    session: Session,
    where: tuple[AtRuntime, Actor, Plan, Deadline],
    held: dict[str, object],
    told: dict[str, str],
) -> Response:
    world, actor, plan, row = where
    fields = questions(MoveForm, ASKED, Place(session, world, actor, {}, plan), held, told)
    shown = dates.date_page(session, world, plan, row)
    return page(
        request,
        "dates/change.html",
        422 if told else 200,
        head=head(session, world, plan, actor),
        shown=shown,
        asked=[field for field in fields if field.kind != "hidden"],
        faults=summary(told, fields),
    )
