"""The dates of an area itself, each with its history, and the changed terms that some of them are about."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.model import Deadline
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import held_area
from lsip_workflow.web.pages.place import IDENTITY
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import area_dates, dates
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(prefix="/areas/{area_id}/dates", default_response_class=HTMLResponse)


@router.get("")
def every(request: Request, world: AtRuntime, visitor: SignedInVisitor, area_id: str) -> Response:
    """The dates of an area, the next one first, and the terms that came for its designation."""
    if not IDENTITY.fullmatch(area_id):
        raise NotYours
    with world.database.reading() as session:
        actor, area = visitor.admitted(session, area_id, held_area)
        shown = area_dates.page_of(session, world, area, actor)
    return page(request, "dates/area.html", shown=shown)


@router.get("/{date_id}")
def one(request: Request, world: AtRuntime, visitor: SignedInVisitor, area_id: str, date_id: str) -> Response:
    """One date of an area: how far off, why it is there, what happened to it, and its reminders."""
    if not IDENTITY.fullmatch(area_id) or not IDENTITY.fullmatch(date_id):
        raise NotYours
    with world.database.reading() as session:
        actor, area = visitor.admitted(session, area_id, held_area)
        row = session.get(Deadline, date_id)
        if row is None or row.area_id != area.id:
            raise NotYours
        shown = dates.date_page(session, world, area, row)
    writes = area.id not in actor.closed
    return page(request, "dates/area_date.html", shown=shown, area=area, writes=writes)
