"""Several plans at once: a table, the same rows as a file, and every plan's cycle in one picture."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.downloads import CSV, as_file
from lsip_workflow.web.showing import page
from lsip_workflow.web.views.plans import plans_page
from lsip_workflow.web.views.plans_csv import as_csv
from lsip_workflow.web.views.plans_picture import picture
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/plans")
def several(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """The plans that this visitor may know of, each as far as they see it, filtered by the address."""
    with world.database.reading() as session:
        shown = plans_page(session, world, visitor.hats, request.query_params)
    return page(request, "plans/plans.html", shown=shown, query=_query(request))


@router.get("/plans.csv")
def file(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """The rows of the table, as a file."""
    with world.database.reading() as session:
        shown = plans_page(session, world, visitor.hats, request.query_params)
    name = f"plans-{world.today().isoformat()}.csv"
    return as_file(as_csv(shown.lines), CSV, name)


@router.get("/plans/timeline")
def timeline(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """Every plan's cycle in one picture, and the same in a table."""
    with world.database.reading() as session:
        shown = picture(session, world, visitor.hats, request.query_params)
    return page(request, "plans/timeline.html", shown=shown, page=shown.page, query=_query(request))


def _query(request: Request) -> str:
    """The filters, to go on with; written anew, so that nothing else comes along."""
    return f"?{request.query_params}" if request.query_params else ""
