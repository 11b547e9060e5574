"""The door by an organisation's own account (OpenID Connect), where the settings name an issuer."""

import hmac
import logging
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import BadSignature, URLSafeSerializer

from lsip_workflow.journeys import sign_in
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import rates
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.oidc import Account, Going, NotVouchedFor
from lsip_workflow.web.pages.sign_in import Back, agent, let_in
from lsip_workflow.web.posted import Posting
from lsip_workflow.web.showing import page
from lsip_workflow.web.visitor import begin, ours, secure

log = logging.getLogger(__name__)
AWAY_SECONDS = 900
Given = Annotated[str, Query(max_length=4000)]

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/sign-in/account")
def go_there(request: Request, world: AtRuntime, after: Back = "/") -> Response:
    """Leads to the organisation's own sign-in."""
    account = _account(world)
    rates.of(request).count(rates.TRIED_BY_CLIENT, rates.client(request.scope))
    try:
        address, going = account.go()
    except NotVouchedFor as because:
        return _not_in(request, because)
    response = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
    until = int(world.now().timestamp()) + AWAY_SECONDS
    kept = _signer(world).dumps([going.state, going.nonce, going.verifier, ours(after), until])
    response.set_cookie(
        account_cookie(world),
        str(kept),
        max_age=AWAY_SECONDS,
        httponly=True,
        samesite="lax",
        secure=secure(world),
    )
    return response


@router.get("/sign-in/account/back")
def come_back(request: Request, world: AtRuntime, code: Given = "", state: Given = "") -> Response:
    """Back from there: nothing is done before the button is pressed."""
    _account(world)
    kept = _kept(request, world)
    if kept is None or not code or not hmac.compare_digest(kept[0].state.encode(), state.encode()):
        return _not_in(request, "The browser came back without what it took along.")
    return page(request, "door/account.html", code=code, state=state)


@router.post("/sign-in/account/back")
def enter(request: Request, world: AtRuntime, sent: Posting) -> Response:
    """Lets in whomever the organisation vouches for, if that address is on record here."""
    account, kept = _account(world), _kept(request, world)
    rates.of(request).count(rates.TRIED_BY_CLIENT, rates.client(request.scope))
    if kept is None or not hmac.compare_digest(kept[0].state.encode(), sent.one("state").encode()):
        return _not_in(request, "The form came without what the browser took along.")
    going, after = kept
    try:
        address = account.address(sent.one("code"), going, world.now())
    except NotVouchedFor as because:
        return _not_in(request, because)
    with world.database.transaction() as session:
        if not sign_in.known(session, address, world.today()):
            return _not_in(request, "The address is not on record, or holds no role today.")
        _, token = begin(session, world, address, how="account", browser=agent(request))
    response = let_in(world, token, after)
    response.delete_cookie(account_cookie(world), httponly=True, samesite="lax", secure=secure(world))
    return response


def _account(world: Runtime) -> Account:
    """The issuer of the settings. Raises NotYours where none is set: then there is no such door."""
    if not world.settings.oidc_issuer:
        raise NotYours
    return Account(world.settings)


def _not_in(request: Request, because: object) -> Response:
    """One calm page, whatever was not in order; what it was is in the log, for the administrator."""
    log.warning("Nobody was let in by an account: %s", because)
    response = page(request, "door/account_gone.html", 404)
    world: Runtime = request.app.state.runtime
    response.delete_cookie(account_cookie(world), httponly=True, samesite="lax", secure=secure(world))
    return response


def _signer(world: Runtime) -> URLSafeSerializer:
    return URLSafeSerializer(world.secret, salt="account")


def account_cookie(world: Runtime) -> str:
    """The cookie that a browser takes along to its organisation's own sign-in."""
    return "__Host-lsip-account" if secure(world) else "lsip-account"


def _kept(request: Request, world: Runtime) -> tuple[Going, str] | None:
    """What the browser took along, and where it wanted to go; None when that is not ours, or long ago."""
    try:
        state, nonce, verifier, after, until = _signer(world).loads(
            request.cookies.get(account_cookie(world), "")
        )
    except BadSignature:
        return None
    return (Going(state, nonce, verifier), after) if until > world.now().timestamp() else None
