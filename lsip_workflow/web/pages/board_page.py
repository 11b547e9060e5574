"""The board page: two sides for a meeting, to read here or to take along as a PDF."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.documents.pdf import NoPdf, as_pdf
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.downloads import as_file
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.showing import page, written
from lsip_workflow.web.views.board_page import DENSITIES, board_page, board_pages
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)
SIDES = 2


@router.get("/plans/{plan_id}/board-page")
def to_read(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The board page of a plan, for its team."""
    return _page(request, world, visitor, plan_id)


@router.get("/plans/{plan_id}/board-page.pdf")
def to_take_along(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The same on two sides of A4; where no PDF can be made, the page with what to install."""
    with world.database.reading() as session:
        _, plan = plan_of(session, visitor, plan_id, readable)
        sides = board_pages(session, world, plan)
    try:  # drawing takes a while, so nothing of the database is held meanwhile
        made = as_pdf(
            lambda density: written("board_page/paper.html", board=sides[density], density=density),
            most_pages=SIDES,
            most_density=DENSITIES,
        )
    except NoPdf as lacking:
        return _page(request, world, visitor, plan_id, 503, str(lacking))
    name = f"board-page-{plan_id}-{sides[0].made_on.isoformat()}.pdf"
    return as_file(made, "application/pdf", name)


def _page(
    request: Request,
    world: AtRuntime,
    visitor: SignedInVisitor,
    plan_id: str,
    status: int = 200,
    lacking: str = "",
) -> Response:
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown, at_head = board_page(session, world, plan), head(session, world, plan, actor)
    return page(request, "board_page/page.html", status, board=shown, head=at_head, lacking=lacking)
