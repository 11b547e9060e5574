"""What was released: to its readers, to the public without signing in, and for the team to whom it went."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from lsip_workflow.journeys import released, releases
from lsip_workflow.model import Release
from lsip_workflow.rules.permissions import Actor, ActorKind, NotYours
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.section_comments import DOCX
from lsip_workflow.web.downloads import as_file
from lsip_workflow.web.pages.place import IDENTITY, plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import releases as views
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.views.versions import draft_of
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)
ANYBODY = Actor(ActorKind.CREDENTIAL, "anybody")


@router.get("/plans/{plan_id}/releases")
def of_plan(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What each audience sees of a plan today, what was taken back, and releasing something more."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = views.of_plan(session, plan)
        top = head(session, world, plan, actor)
    return page(request, "releases/team.html", head=top, shown=shown)


@router.get("/released")
def to_me(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """What was released to whoever looks: exactly that, and what is public."""
    with world.database.reading() as session:
        shown = views.to_reader(session, visitor.hats)
    return page(request, "releases/list.html", shown=shown)


@router.get("/released/{release_id}")
def one(request: Request, world: AtRuntime, visitor: SignedInVisitor, release_id: str) -> Response:
    """One release as the reader sees it, to read, take away and, for an authority, to comment on."""
    with world.database.reading() as session:
        actor, row = visitor.admitted(session, release_id, _reached)
        shown = views.one(session, world, actor, row)
    return page(request, "releases/one.html", shown=shown, base="/released")


@router.get("/released/{release_id}/content")
def content(world: AtRuntime, visitor: SignedInVisitor, release_id: str) -> Response:
    """What was released, byte for byte. Not where an interest hides a part of it."""
    with world.database.reading() as session:
        actor, row = visitor.admitted(session, release_id, _reached)
        return as_file(*released.bytes_to(session, actor, row, world.today()))


@router.get("/released/{release_id}/draft")
def draft(world: AtRuntime, visitor: SignedInVisitor, release_id: str) -> Response:
    """A released version as a document to work with."""
    with world.database.reading() as session:
        actor, row = visitor.admitted(session, release_id, _reached)
        name, make = draft_of(session, world, actor, row.id)
    return as_file(make(), DOCX, name)


@router.get("/public")
def public(request: Request, world: AtRuntime) -> Response:
    """What is public of every plan, for anybody."""
    with world.database.reading() as session:
        shown = views.to_everybody(session)
    return page(request, "releases/public.html", shown=shown)


@router.get("/public/{release_id}")
def public_one(request: Request, world: AtRuntime, release_id: str) -> Response:
    """One public release, for anybody."""
    with world.database.reading() as session:
        shown = views.one(session, world, ANYBODY, _public(session, release_id))
    return page(request, "releases/one.html", shown=shown, base="/public")


@router.get("/public/{release_id}/content")
def public_content(world: AtRuntime, release_id: str) -> Response:
    """A public release, byte for byte."""
    with world.database.reading() as session:
        return as_file(*releases.content_of(session, _public(session, release_id)))


def _reached(session: Session, actor: Actor, release_id: str) -> Release:
    if not IDENTITY.fullmatch(release_id):
        raise NotYours
    return releases.one_to_me(session, actor, release_id)


def _public(session: Session, release_id: str) -> Release:
    row = session.get(Release, release_id) if IDENTITY.fullmatch(release_id) else None
    if row is None or not views.is_public(session, row):
        raise NotYours
    return row
