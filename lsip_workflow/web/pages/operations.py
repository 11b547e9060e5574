"""For whoever looks after it: messages, what could not be processed, mail that came back, what ran."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.model import Role
from lsip_workflow.rules.permissions import TEAM, NotAllowed
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.pages.place import number
from lsip_workflow.web.showing import page as show
from lsip_workflow.web.views import operations
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(default_response_class=HTMLResponse)
FOR_ADMINISTRATORS = "This page is for administrators: people who look after the installation for an area."
FOR_KEEPERS = "This page is for the teams of plans and for administrators."


@router.get("/operations")
def all_operations(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, status: str = "", page: str = "1"
) -> Response:
    """How the work of the areas goes that you look after."""
    places = visitor.places(Role.ADMINISTRATOR)
    if not places:
        raise NotAllowed(FOR_ADMINISTRATORS)
    people = {hat.id for hat in visitor.hats}
    with world.database.reading() as session:
        shown = operations.operations_page(session, world, places, people, status, number(page))
    return show(request, "operations/operations.html", ops=shown)


@router.get("/came-back")
def mail_that_came_back(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """The people to whom nothing goes until there is a new address."""
    areas = {area for area, _ in _kept(visitor)}
    with world.database.reading() as session:
        shown = operations.came_back(session, areas)
    return show(request, "operations/came_back.html", lines=shown, team=visitor.areas(*TEAM))


@router.get("/runs")
def what_ran(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """What ran for the plans of your areas, and what could not be processed there."""
    places = _kept(visitor)
    with world.database.reading() as session:
        shown = operations.runs_page(session, world, places)
        left = operations.set_aside(session, places)
    return show(
        request, "operations/runs.html", page=shown, left=left, retries=visitor.areas(Role.ADMINISTRATOR)
    )


def _kept(visitor: Visitor) -> frozenset[tuple[str, str]]:
    """The areas whose plans somebody runs, or that they look after, each with its body. Raises NotAllowed."""
    places = visitor.places(*TEAM, Role.ADMINISTRATOR)
    if not places:
        raise NotAllowed(FOR_KEEPERS)
    return places
