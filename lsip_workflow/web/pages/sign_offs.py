"""To decide: what somebody is asked to sign, exactly what that is, and what they said."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from lsip_workflow.journeys.refusals import Faulty, KeyReused, Refused
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import faults
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.api import sign_offs as api
from lsip_workflow.web.forms.decisions import DeclineForm, SignForm
from lsip_workflow.web.inputs.sending import Desk
from lsip_workflow.web.inputs.shape import Input
from lsip_workflow.web.pages.place import IDENTITY
from lsip_workflow.web.posted import Posted, Posting
from lsip_workflow.web.showing import go, page
from lsip_workflow.web.views import sign_offs, to_decide
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)
SIGN = Input(key="sign", title="Sign", send=api.sign, done="")
DECLINE = Input(key="decline", title="Decline", send=api.decline, done="")
NOTHING_WRONG = {"statements": "", "reason": "", "other": ""}
BLANK: dict[str, Any] = {"statements": (), "reason": "", "on_behalf_of": None}


@router.get("/sign-offs")
def asked_of_me(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """What am I asked to decide, on what, by when; my interests, and what was passed on."""
    with world.database.reading() as session:
        shown = to_decide.to_decide(session, world, visitor.hats)
    return page(request, "sign_offs/list.html", shown=shown)


@router.get("/sign-offs/{sign_off_id}")
def read(request: Request, world: AtRuntime, visitor: SignedInVisitor, sign_off_id: str) -> Response:
    """Exactly what is to be signed, what changed since the last signature, what is still needed."""
    return visitor.as_each(lambda actor: _shown(request, world, actor, sign_off_id))


@router.post("/sign-offs/{sign_off_id}")
def sign(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, sign_off_id: str, sent: Posting
) -> Response:
    """Sign the version that was read, under every statement."""
    held: dict[str, Any] = {"version": sent.one("version"), "statements": sent.many("statement")}
    return _send(request, world, visitor, sign_off_id, sent, SIGN, SignForm, held)


@router.post("/sign-offs/{sign_off_id}/decline")
def decline(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, sign_off_id: str, sent: Posting
) -> Response:
    """Decline to sign, with the reason."""
    held: dict[str, Any] = {"reason": sent.one("reason")}
    return _send(request, world, visitor, sign_off_id, sent, DECLINE, DeclineForm, held)


@router.get("/sign-offs/{sign_off_id}/done")
def done(request: Request, world: AtRuntime, visitor: SignedInVisitor, sign_off_id: str) -> Response:
    """What the reader signed or declined, under which reference, and what happens next."""

    def show(actor: Actor) -> Response:
        with world.database.reading() as session:
            shown = _view(session, world, actor, sign_off_id)
        if not shown.mine:
            raise NotYours
        return page(request, "sign_offs/done.html", shown=shown, mine=shown.mine[-1])

    return visitor.as_each(show)


def _view(session: Session, world: Runtime, actor: Actor, sign_off_id: str) -> sign_offs.ToSign:
    """The page of one asking. Raises NotYours for who is not asked, nor of the team."""
    if not IDENTITY.fullmatch(sign_off_id):
        raise NotYours
    asked = api.asked_of(session, actor, sign_off_id, world.occasion(actor))
    return sign_offs.to_sign(session, world, actor, asked.asking, asked.plan)


def _shown(
    request: Request,
    world: Runtime,
    actor: Actor,
    sign_off_id: str,
    *,
    told: Mapping[str, str] | None = None,
    held: Mapping[str, Any] | None = None,
    changed: bool = False,
) -> Response:
    with world.database.reading() as session:
        shown = _view(session, world, actor, sign_off_id)
    status = 409 if changed else 422 if told else 200
    return page(
        request,
        "sign_offs/one.html",
        status,
        shown=shown,
        told=NOTHING_WRONG | dict(told or {}),
        held=BLANK | dict(held or {}),
        changed=changed,
        wrong=bool(told),
    )


def _send(
    request: Request,
    world: Runtime,
    visitor: SignedInVisitor,
    sign_off_id: str,
    sent: Posted,
    given: Input,
    form: type[BaseModel],
    held: dict[str, Any],
) -> Response:
    """Send it through the endpoint of the API; what is wrong comes back with what was ticked and typed."""
    if place := sent.one("on_behalf_of"):
        held["on_behalf_of"] = place

    def act(actor: Actor) -> Response:
        key = sent.key
        desk = Desk(world, actor, key, f"POST {request.url.path}", {"sign_off_id": sign_off_id})
        try:
            desk.send(given, form.model_validate(held))
        except ValidationError as error:
            told = _told(faults.of_form(error.errors()))
        except Faulty as error:
            told = _told(error.faults)
        except KeyReused:
            told = {"other": faults.AGAIN}
        except Refused as error:
            if error.reasons[0].code == "changed":
                return _shown(request, world, actor, sign_off_id, changed=True)
            if error.reasons[0].code == "done_already":
                return go(f"/sign-offs/{sign_off_id}/done")
            told = {"other": " ".join(reason.text for reason in error.reasons)}
        else:
            return go(f"/sign-offs/{sign_off_id}/done")
        return _shown(request, world, actor, sign_off_id, told=told, held=held)

    return visitor.as_each(act)


def _told(lines: list[str] | tuple[str, ...]) -> dict[str, str]:
    """What is wrong, by the field it is about: the statements and the reason have one place each."""
    told: dict[str, str] = {}
    for line in lines:
        field = line.partition(":")[0].partition(".")[0]
        if field == "statements":
            told["statements"] = "Tick each statement that you sign under, or decline below with a reason."
        elif field == "reason":
            told["reason"] = "Write why, in a sentence."
        else:
            told["other"] = line.partition(": ")[2] or line
    return told
