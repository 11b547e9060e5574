"""The first page of whoever signs in: a team's week, or the way to what is theirs."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from lsip_workflow.model import Role
from lsip_workflow.web import saying
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.pages.requests import a_week
from lsip_workflow.web.showing import page as show
from lsip_workflow.web.views import banner, monday
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/")
def first_page(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """What needs a team today; whoever is of no team is led to what is theirs."""
    if not visitor.in_a_team:
        return RedirectResponse(_theirs(visitor), 303, {"Cache-Control": "no-store"})
    with world.database.reading() as session:
        shown = monday.screen(session, world, visitor)
    return show(
        request,
        "monday/monday.html",
        monday=shown,
        banner=banner.banner(world.settings),
        held_because=tuple(saying.HELD.items()),
        a_week=a_week(world.today()),
    )


def _theirs(visitor: Visitor) -> str:
    if visitor.of_a_provider or visitor.holds(Role.PROVIDER_COLLEAGUE):
        return "/asked"
    if visitor.decides:
        return "/sign-offs"
    return "/operations" if visitor.administrator else "/plans"
