"""The JSON API of how a body shows itself: its name, its colour, its logo, whom to phone."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from lsip_workflow.journeys import branding
from lsip_workflow.model import Organisation, OrganisationKind
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import open_area
from lsip_workflow.web.api.files import BODY, HandedIn, Upload, one_file
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Nothing
from lsip_workflow.web.forms.branding import BrandingForm
from lsip_workflow.web.once import AtArea, SubmittedToArea

router = APIRouter(prefix="/api/v1/areas/{area_id}")


class BrandingOut(BaseModel):
    """How the body of this area shows itself; `logo` is the SHA-256 of its picture, or empty."""

    organisation: str
    name: str
    colour: str
    logo: str
    telephone: str
    email: str


@router.get("/branding")
def read_branding(world: AtRuntime, actor: Holder, area_id: Id) -> BrandingOut:
    """How the body of this area shows itself."""
    with world.database.reading() as session:
        open_area(session, actor, area_id)
        return _shown(branding.of(session, actor.organisation_id or ""))


@router.post("/branding", status_code=201, response_model=BrandingOut)
def change_branding(submitted: SubmittedToArea, form: BrandingForm) -> Response:
    """Say how the body of this area shows itself, in all its areas: whole, what is blank is not shown."""

    def work(at: AtArea) -> BrandingOut:
        body = own_body(at)
        branding.change(at.session, at.occasion, body, **form.model_dump())
        return _shown(branding.of(at.session, body.id))

    return submitted.once(form, work)


async def logo(_submitted: SubmittedToArea, request: Request) -> Upload:
    """The picture of a form, read once it is known who sends it. Raises Faulty."""
    return await one_file(request)


@router.post("/logo", status_code=201, response_model=BrandingOut, openapi_extra={"requestBody": BODY})
def change_logo(submitted: SubmittedToArea, given: Annotated[Upload, Depends(logo)]) -> Response:
    """Give the logo of the body of this area: a PNG or JPEG of at most 200 kB."""

    def work(at: AtArea) -> BrandingOut:
        body = own_body(at)
        branding.change_logo(at.session, at.occasion, body, given.content)
        return _shown(branding.of(at.session, body.id))

    fingerprint = hashlib.sha256(given.content).hexdigest()
    return submitted.once(HandedIn(name="logo", media_type="", fingerprint=fingerprint), work)


@router.post("/logo/remove", status_code=201, response_model=BrandingOut)
def remove_logo(submitted: SubmittedToArea, form: Nothing | None = None) -> Response:
    """Take the logo of the body of this area away."""

    def work(at: AtArea) -> BrandingOut:
        body = own_body(at)
        branding.remove_logo(at.session, at.occasion, body)
        return _shown(branding.of(at.session, body.id))

    return submitted.once(form or Nothing(), work)


def own_body(at: AtArea) -> Organisation:
    """The body that acts. Raises NotYours for whoever is of none."""
    body = at.session.get(Organisation, at.occasion.actor.organisation_id)
    if body is None or body.kind is not OrganisationKind.ERB:
        raise NotYours
    return body


def _shown(found: branding.Branded) -> BrandingOut:
    return BrandingOut(organisation=found.organisation_id, **{
        name: getattr(found, name) for name in ("name", "colour", "logo", "telephone", "email")
    })  # fmt: skip
