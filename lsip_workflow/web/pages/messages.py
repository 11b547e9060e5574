"""Messages of a team: those that went, those that wait for a person, and those that are to go."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from lsip_workflow.model import Role
from lsip_workflow.rules.permissions import TEAM, Actor, NotAllowed, NotYours
from lsip_workflow.store import messages as store
from lsip_workflow.store.messages import Scope
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.pages.place import IDENTITY, number
from lsip_workflow.web.showing import page as show
from lsip_workflow.web.views import messages
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(prefix="/messages", default_response_class=HTMLResponse)
ONLY_TEAMS = "Messages are read by the team that sends them, and by its auditor."


@router.get("")
def all_messages(request: Request, world: AtRuntime, visitor: SignedInVisitor, page: str = "1") -> Response:
    """Messages of one's areas, newest first."""
    with world.database.reading() as session:
        scope, _ = _scope(session, visitor)
        shown = messages.messages_page(session, scope, number(page))
        waiting = len(store.drafts(session, scope))
    return show(request, "messages/all.html", messages=shown, waiting=waiting)


@router.get("/drafts")
def drafts(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """The messages that wait for somebody of the team to read them, and to send them or not."""
    with world.database.reading() as session:
        scope, actor = _scope(session, visitor)
        shown = messages.drafts_page(session, world, scope, actor)
    return show(request, "messages/drafts.html", drafts=shown, writes=visitor.in_a_team)


@router.get("/ahead")
def ahead(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan: str = "") -> Response:
    """Every message of the next fourteen days, by day, each with its why; of one plan, if it is named."""
    with world.database.reading() as session:
        scope, actor = _scope(session, visitor)
        if plan and plan not in scope.plans:
            raise NotYours
        shown = messages.ahead_page(session, world, scope, actor, plan)
    return show(request, "messages/ahead.html", ahead=shown, only=shown.areas.get(plan, ""))


@router.get("/{message_id}")
def one_message(request: Request, world: AtRuntime, visitor: SignedInVisitor, message_id: str) -> Response:
    """One message; 404 when there is none of that id for whoever looks."""
    with world.database.reading() as session:
        scope, _ = _scope(session, visitor)
        row = store.one(session, scope, message_id) if IDENTITY.fullmatch(message_id) else None
        if row is None:
            raise NotYours
        shown = messages.message_page(session, scope, row)
    return show(request, "messages/one.html", message=shown)


def _scope(session: Session, visitor: Visitor) -> tuple[Scope, Actor]:
    """What they may read, and the hat they read with. Raises NotAllowed for whoever is of no team."""
    actor = visitor.hat(*TEAM, Role.AUDITOR)
    if actor is None:
        raise NotAllowed(ONLY_TEAMS)
    return messages.scope_of(session, visitor.hats), actor
