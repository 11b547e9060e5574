"""Consultations of a plan: for its team all of them; for a party those shared with it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from lsip_workflow.journeys import consultation
from lsip_workflow.model import File
from lsip_workflow.rules.permissions import Actor, NotAllowed, NotYours
from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.files import as_download
from lsip_workflow.web.pages.place import IDENTITY, plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import plan_consultation
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse, prefix="/plans/{plan_id}")


@router.get("/consultations")
def consultations(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What was shared with whom, the comments, and what became of each."""
    if not IDENTITY.fullmatch(plan_id):
        raise NotYours
    with world.database.reading() as session:
        try:
            actor, plan = plan_of(session, visitor, plan_id, readable)
        except (NotAllowed, NotYours):
            shared = plan_consultation.shared_with(session, world, visitor.hats, plan_id)
            return page(request, "consultation/shared.html", shared=shared)
        rounds = plan_consultation.rounds(session, plan, world.books[plan.edition])
        shown_head = head(session, world, plan, actor)
        return page(request, "consultation/rounds.html", head=shown_head, rounds=rounds)


@router.get("/consultations/{round_id}/file", response_class=Response)
def shared_file(world: AtRuntime, visitor: SignedInVisitor, plan_id: str, round_id: str) -> Response:
    """The file that went with a consultation, as it came; for the team and the parties."""

    def of(session: Session, actor: Actor, key: str) -> File:
        plan = queries.plan(session, key)
        if plan is None:
            raise NotYours
        return consultation.file_of(session, actor, plan, round_id)

    with world.database.reading() as session:
        if not IDENTITY.fullmatch(plan_id) or not IDENTITY.fullmatch(round_id):
            raise NotYours
        return as_download(visitor.admitted(session, plan_id, of)[1])
