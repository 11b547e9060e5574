"""A person's own access: what they may see here, where they are signed in, and out again."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.journeys import sign_in
from lsip_workflow.model import Person
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.pages.sign_in import agent, let_in
from lsip_workflow.web.posted import Posting
from lsip_workflow.web.showing import SAID, go, page
from lsip_workflow.web.views import door
from lsip_workflow.web.visitor import SignedInVisitor, begin, drop_cookie

SAID.update(
    {
        "session-ended": "That session is ended: nobody goes on there without signing in again.",
        "signed-out": "You are signed out.",
        "signed-out-everywhere": "You are signed out everywhere.",
    }
)

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/you")
def you(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """Who you are here: your roles, and the ways to what is yours."""
    with world.database.reading() as session:
        roles = door.roles(session, visitor, world.today())
    return page(request, "door/you.html", roles=roles)


@router.get("/you/sessions")
def sessions(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """Where you are signed in."""
    with world.database.reading() as session:
        shown = door.sessions(session, visitor, world.now())
    return page(request, "door/sessions.html", sessions=shown)


@router.post("/you/sessions/end")
def end_one(world: AtRuntime, visitor: SignedInVisitor, sent: Posting) -> Response:
    """Ends one of your own sessions."""
    with world.database.transaction() as session:
        sign_in.end(session, world.now(), visitor.address, sent.one("session") or "none")
    return go("/you/sessions", "session-ended")


@router.post("/sign-out")
def sign_out(world: AtRuntime, visitor: SignedInVisitor, sent: Posting) -> Response:
    """Ends this session."""
    with world.database.transaction() as session:
        sign_in.end(session, world.now(), visitor.address, visitor.session_id[: sign_in.SHORT])
    return _out(world, "signed-out")


@router.post("/sign-out/everywhere")
def sign_out_everywhere(world: AtRuntime, visitor: SignedInVisitor, sent: Posting) -> Response:
    """Ends every session of yours, and a link that may still wait in your mail."""
    with world.database.transaction() as session:
        sign_in.end(session, world.now(), visitor.address)
    return _out(world, "signed-out-everywhere")


@router.get("/look-around")
def look_around(request: Request, world: AtRuntime) -> Response:
    """In a demonstration on this machine: as whom to look around."""
    _require_trial(world)
    with world.database.reading() as session:
        cast = door.cast(session, world.today())
    return page(request, "door/look_around.html", cast=cast)


@router.post("/look-around")
def look_around_as(request: Request, world: AtRuntime, sent: Posting) -> Response:
    """Signs in as an invented person of the demonstration."""
    _require_trial(world)
    with world.database.transaction() as session:
        person = session.get(Person, sent.one("person"))
        cast = {one.id for _, people in door.cast(session, world.today()) for one in people}
        if person is None or person.id not in cast:
            raise NotYours
        _, token = begin(session, world, person.email or "", how="trial", browser=agent(request))
    return let_in(world, token, "/")


def _require_trial(world: Runtime) -> None:
    """Raises NotYours unless this is a demonstration that only this machine sees."""
    if not world.settings.for_this_machine:
        raise NotYours


def _out(world: Runtime, said: str) -> Response:
    response = go("/sign-in", said)
    drop_cookie(world, response)
    return response
