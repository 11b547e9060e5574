"""What goes on about an answer, from the provider's side: replies to questions, and confirming it."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import faults
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.api import answers as api
from lsip_workflow.web.forms.answers import ReplyForm
from lsip_workflow.web.inputs.sending import Desk
from lsip_workflow.web.inputs.shape import Input
from lsip_workflow.web.pages.asked import mine, shown_one
from lsip_workflow.web.pages.place import IDENTITY
from lsip_workflow.web.posted import Posted, Posting
from lsip_workflow.web.showing import SAID, go
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(default_response_class=HTMLResponse)
SAID["replied"] = "Thank you: your reply is stored, and the team sees it."
SAID["confirmed"] = "Thank you: the answer is confirmed."
REPLY = Input("reply", "Reply to a question", send=api.reply, done="")
CONFIRM = Input("confirm", "Confirm an answer", send=api.confirm, done="")


@router.post("/asked/{request_id}/questions/{question_id}")
def reply(
    request: Request,
    world: AtRuntime,
    visitor: SignedInVisitor,
    request_id: str,
    question_id: str,
    sent: Posting,
) -> Response:
    """Reply to a question about an answer, beside it."""
    box, typed = f"reply-{question_id}", sent.one("reply").strip()
    if not typed:
        told = {box: "Write your reply; a sentence is enough."}
        return shown_one(request, world, visitor, request_id, told)
    if len(typed) > 4000:
        told = {box: "Write at most 4,000 characters; a longer text can come as a file with a new version."}
        return shown_one(request, world, visitor, request_id, told, typed)
    given = {"question_id": question_id}
    try:
        _through(request, world, visitor, request_id, sent, REPLY, given, lambda: ReplyForm(reply=typed))
    except (Faulty, ValidationError) as error:
        text = faults.told(error.faults[0]) if isinstance(error, Faulty) else "Take out what is no text."
        return shown_one(request, world, visitor, request_id, {box: text}, typed)
    return go(f"/asked/{request_id}", "replied")


@router.post("/asked/{request_id}/confirm")
def confirm(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, request_id: str, sent: Posting
) -> Response:
    """Confirm the answer that was read on the page."""
    try:
        given = {"response_id": sent.one("answer")}
        _through(request, world, visitor, request_id, sent, CONFIRM, given, lambda: None)
    except (Faulty, Refused) as error:
        text = faults.told(error.faults[0]) if isinstance(error, Faulty) else error.reasons[0].text
        return shown_one(request, world, visitor, request_id, {"confirming": text})
    return go(f"/asked/{request_id}", "confirmed")


def _through(
    request: Request,
    world: Runtime,
    visitor: Visitor,
    request_id: str,
    sent: Posted,
    given: Input,
    more: Mapping[str, str],
    form: Callable[[], Any],
) -> None:
    """Send something about an answer through the endpoint of the API."""
    if not all(IDENTITY.fullmatch(each) for each in more.values()):
        raise NotYours
    with world.database.reading() as session:
        here = mine(session, world, visitor, request_id)
        path = {"plan_id": here.asked.plan.id, **more}
    key = sent.key
    Desk(world, here.actor, key, f"POST {request.url.path}", path).send(given, form())
