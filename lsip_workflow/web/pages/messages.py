"""Messages: newest first, and one as it was sent."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.model import OutboxRow
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.pages.place import IDENTITY, number
from lsip_workflow.web.showing import page as show
from lsip_workflow.web.views import messages
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/messages")
def all_messages(request: Request, world: AtRuntime, visitor: SignedInVisitor, page: str = "1") -> Response:
    """Messages, newest first."""
    with world.database.reading() as session:
        shown = messages.messages_page(session, number(page))
    return show(request, "messages.html", messages=shown)


@router.get("/messages/{message_id}")
def one_message(request: Request, world: AtRuntime, visitor: SignedInVisitor, message_id: str) -> Response:
    """One message; 404 when there is none of that id."""
    with world.database.reading() as session:
        row = session.get(OutboxRow, message_id) if IDENTITY.fullmatch(message_id) else None
        if row is None:
            raise NotYours
        shown = messages.message_page(session, row)
    return show(request, "message.html", message=shown)
