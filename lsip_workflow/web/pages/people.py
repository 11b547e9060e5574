"""The pages of an area's people: who they are, what they are there, since when; each change is an input."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from lsip_workflow.model import Area
from lsip_workflow.rules.permissions import TEAM, Actor, NotYours
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import open_area
from lsip_workflow.web.inputs.invitation import why_closed
from lsip_workflow.web.pages.place import IDENTITY
from lsip_workflow.web.showing import go, page
from lsip_workflow.web.views.people import people_page
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(default_response_class=HTMLResponse)
LONGEST = 100


def area_of(session: Session, visitor: Visitor, area_id: str) -> tuple[Actor, Area]:
    """An area that the visitor's body holds, and the hat for it. Raises NotYours, NotAllowed."""
    if not IDENTITY.fullmatch(area_id):
        raise NotYours
    return visitor.admitted(session, area_id, open_area)


@router.get("/people")
def areas(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """The areas whose people this visitor looks after; where there is one, its people at once."""
    held = sorted(visitor.areas(*TEAM))
    if not held:
        raise NotYours
    if len(held) == 1:
        return go(f"/areas/{held[0]}/people")
    with world.database.reading() as session:
        names = [(key, session.get_one(Area, key).name) for key in held]
    return page(request, "people/areas.html", areas=sorted(names, key=lambda each: each[1]))


@router.get("/areas/{area_id}/people")
def people(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, area_id: str, q: str = ""
) -> Response:
    """Everybody whom an area knows, by organisation, with their roles and days."""
    with world.database.reading() as session:
        actor, area = area_of(session, visitor, area_id)
        shown = people_page(session, area, actor, world.today(), " ".join(q.split())[:LONGEST])
    return page(request, "people/people.html", shown=shown, closed=why_closed(world))
