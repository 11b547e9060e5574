"""What is recorded about a provider, for the provider: read, seen, with its own account, and taken away."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.documents.provider_record import bundle
from lsip_workflow.journeys import files
from lsip_workflow.store.asked import speaking
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import as_provider
from lsip_workflow.web.api import duties
from lsip_workflow.web.api.files import as_download
from lsip_workflow.web.downloads import as_file
from lsip_workflow.web.forms.answers import SeenForm
from lsip_workflow.web.inputs.sending import Desk
from lsip_workflow.web.inputs.shape import Input
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.posted import Posting
from lsip_workflow.web.showing import SAID, go, page
from lsip_workflow.web.views import about_you as views
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)
SAID["seen"] = "Thank you. It is noted that you have seen this; it agrees to nothing."
SEE = Input("see-lines", "Say that you have seen what is recorded", send=duties.see, done="")


@router.get("/about-you")
def about_you(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """What is recorded about those for whom the visitor speaks; reading marks nothing as seen."""
    with world.database.reading() as session:
        shown = views.about_you(session, world, speaking(visitor.hats))
    return page(request, "about_you/about_you.html", shown=shown)


@router.post("/about-you/{plan_id}/seen")
def seen(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str, sent: Posting
) -> Response:
    """Say that these lines were seen."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, as_provider)
    acts = sent.many("act")[:500]
    if acts:
        key = sent.key
        desk = Desk(world, actor, key, f"POST {request.url.path}", {"plan_id": plan.id})
        desk.send(SEE, SeenForm(acts=tuple(acts)))
    return go("/about-you", "seen")


@router.get("/about-you/{plan_id}/files/{file_id}")
def own_file(world: AtRuntime, visitor: SignedInVisitor, plan_id: str, file_id: str) -> Response:
    """A file that went with one's own position, as it came."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, as_provider)
        return as_download(files.for_reading(session, plan, file_id, actor.organisation_id))


@router.get("/about-you/download")
def download(world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """All of it in one ZIP file: JSON, and CSV for each kind."""
    with world.database.reading() as session:
        tables = views.tables(session, speaking(visitor.hats))
    return as_file(bundle(tables), "application/zip", "about-you.zip")
