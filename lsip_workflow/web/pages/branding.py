"""How a body shows itself: the page on which its team says so, its stylesheet and its logo."""

import re

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.journeys import branding
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Branding, Organisation
from lsip_workflow.rules.branding import LEAST_CONTRAST, contrast
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import branded
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.api import branding as api
from lsip_workflow.web.api.files import Upload
from lsip_workflow.web.faults import told
from lsip_workflow.web.inputs.sending import Desk
from lsip_workflow.web.once import SubmittedToArea
from lsip_workflow.web.pages.people import area_of
from lsip_workflow.web.pages.place import IDENTITY
from lsip_workflow.web.posted import Posting
from lsip_workflow.web.showing import SAID, go, page
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(default_response_class=HTMLResponse)
SAID["change-logo"] = "Your pages show the logo from now on."
# What changes is at another address, by its fingerprint; so this may be kept by a browser for a day.
KEPT = "public, max-age=86400"


@router.get("/areas/{area_id}/branding")
def appearance(request: Request, world: AtRuntime, visitor: SignedInVisitor, area_id: str) -> Response:
    """How the pages of an area's body look, and what can be changed about it."""
    return _appearance(request, world, visitor, area_id, [])


@router.post("/brand/{area_id}/logo")
def change_logo(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, sent: Posting, area_id: str
) -> Response:
    """Take in a logo; what is wrong with it is told on the page."""
    given = next(iter(sent.files.get("file", ())), None)
    content, name = (given.content, given.name) if given else (b"", "")
    with world.database.reading() as session:
        actor, area = area_of(session, visitor, area_id)
    key = sent.key
    desk = Desk(world, actor, key, f"POST {request.url.path}", {"area_id": area.id})
    try:
        api.change_logo(desk.resolved("submitted", SubmittedToArea), Upload(name, "", content))
    except Faulty as error:
        return _appearance(request, world, visitor, area_id, list(error.faults))
    return go(f"/areas/{area.id}/branding", "change-logo")


def _appearance(
    request: Request, world: Runtime, visitor: Visitor, area_id: str, faults: list[str]
) -> Response:
    with world.database.reading() as session:
        actor, area = area_of(session, visitor, area_id)
        found = branding.of(session, actor.organisation_id or "")
        own = session.get_one(Organisation, found.organisation_id).name
    ratio = f"{int(contrast(found.colour) * 10) / 10} to 1" if found.colour else ""
    shown = {"area_id": area.id, "area": area.name, "found": found, "own": own, "ratio": ratio}
    return page(
        request,
        "branding/branding.html",
        422 if faults else 200,
        **shown,
        least=LEAST_CONTRAST,
        logo=branded.logo_address(found),
        faults=[told(fault) for fault in faults],
    )


@router.get("/brand/{organisation_id}/colour.css")
def stylesheet(world: AtRuntime, organisation_id: str) -> Response:
    """The colour of a body, for whoever opens a page of its: a sheet of one rule."""
    if not IDENTITY.fullmatch(organisation_id):
        raise NotYours
    with world.database.reading() as session:
        row = session.get(Branding, organisation_id)
    if row is None or not re.fullmatch(r"#[0-9a-f]{6}", row.colour):
        raise NotYours
    sheet = f":root {{ --accent: {row.colour}; }}\n"
    return Response(sheet, headers={"Cache-Control": KEPT}, media_type="text/css")


@router.get("/brand/{organisation_id}/logo")
def logo(world: AtRuntime, organisation_id: str) -> Response:
    """The logo of a body, as a picture and as nothing else."""
    if not IDENTITY.fullmatch(organisation_id):
        raise NotYours
    with world.database.reading() as session:
        found = branding.picture(session, organisation_id)
    if found is None:
        raise NotYours
    content, media_type = found
    headers = {"Cache-Control": KEPT, "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(content, headers=headers, media_type=media_type)
