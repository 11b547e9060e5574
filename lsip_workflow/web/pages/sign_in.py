"""The door: a link by e-mail, asked for and used. Whoever is not on record hears the same as who is."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.background import BackgroundTask

from lsip_workflow.journeys import first_run, sign_in
from lsip_workflow.model import SignInLink
from lsip_workflow.outbox.door import link_of
from lsip_workflow.rules.mail import is_address
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import posted, rates, saying
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.posted import Posting
from lsip_workflow.web.showing import go, page
from lsip_workflow.web.visitor import Perhaps, begin, keep_cookie, ours

Back = Annotated[str, Query(alias="next")]

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/sign-in")
def door(request: Request, world: AtRuntime, visitor: Perhaps, after: Back = "/") -> Response:
    """Asks for an e-mail address; whoever is signed in already goes on."""
    return go(ours(after)) if visitor else _door(request, world, ours(after))


@router.post("/sign-in")
def ask(request: Request, world: AtRuntime, sent: Posting) -> Response:
    """Has a link sent, where the address is on record; says the same where it is not."""
    address, after = sent.one("address").strip(), ours(sent.one("next"))
    if not is_address(address):
        return _door(request, world, after, address, "Write your e-mail address, such as sam@college.example")
    counts, place = rates.of(request), rates.client(request.scope)
    counts.count(rates.ASKED_BY_CLIENT, place)
    counts.count(rates.ASKED_HERE, f"{sign_in.normal(address)}|{place}")
    counts.count(rates.ASKED_FOR_ADDRESS, sign_in.normal(address))
    shown = page(
        request, "door/sent.html", address=address, after=after, trial=world.settings.for_this_machine
    )
    # Only once this page has gone: how long it took tells nobody who is on record.
    shown.background = BackgroundTask(_ask, world, address, after, posted.browser(request, world))
    return shown


def _ask(world: Runtime, address: str, after: str, browser: str) -> None:
    with world.database.transaction() as session:
        sign_in.ask(session, world.now(), world.today(), address, after=after, browser=browser)


@router.get("/sign-in/{token}")
def link(request: Request, world: AtRuntime, visitor: Perhaps, token: str) -> Response:
    """A link that was opened: nothing is done before a button is pressed."""
    with world.database.reading() as session:
        key = link_of(world.secret, token)
        row = session.get(SignInLink, key) if key else None
        if visitor is not None and row is not None and row.address == visitor.address:
            return go(row.next)  # opened once more by whoever came in by it
        found = sign_in.waiting(session, world.now(), world.today(), key)
    return _link(request, world, found) if found else gone(request)


@router.post("/sign-in/{token}")
def enter(request: Request, world: AtRuntime, sent: Posting, token: str) -> Response:
    """The button of a link: it opens the door once, in the browser that asked or with the address typed."""
    counts, key, typed = rates.of(request), link_of(world.secret, token), sent.one("address")
    counts.count(rates.TRIED_BY_CLIENT, rates.client(request.scope))
    browser, now, today = posted.browser(request, world), world.now(), world.today()
    with world.database.reading() as session:
        found = sign_in.waiting(session, now, today, key)
    if found is None:
        return gone(request)
    if not sign_in.asked_here(found, browser) and not typed.strip():
        return _link(request, world, found, "Write the e-mail address that the link was sent to")
    if not sign_in.fits(found, browser=browser, typed=typed):
        counts.count(rates.TRIED_WITH_LINK, found.id)
        return gone(request)
    with world.database.transaction() as session:
        used = sign_in.use(session, now, today, key, browser=browser, typed=typed)
        begun = begin(session, world, used.address, how="link", browser=agent(request)) if used else None
    return let_in(world, begun[1], found.next) if begun else gone(request)


def let_in(world: Runtime, token: str, after: str) -> Response:
    """On to where they wanted to go, with the session's cookie."""
    response = go(ours(after))
    keep_cookie(world, response, token)
    return response


def gone(request: Request) -> Response:
    """The one page for a link that opens nothing, whatever became of it."""
    return page(request, "door/gone.html", 404)


def agent(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "")


def _door(request: Request, world: Runtime, after: str, address: str = "", fault: str = "") -> Response:
    settings = world.settings
    with world.database.reading() as session:
        nobody = first_run.empty(session)
    return page(
        request,
        "door/ask.html",
        422 if fault else 200,
        after=after,
        address=address[:300],
        fault=fault,
        account=settings.oidc_label if settings.oidc_issuer else "",
        trial=settings.for_this_machine,
        nobody=nobody,
    )


def _link(request: Request, world: Runtime, found: SignInLink, fault: str = "") -> Response:
    here = sign_in.asked_here(found, posted.browser(request, world))
    until = saying.clock(found.expires_at)
    return page(request, "door/link.html", 422 if fault else 200, asked_here=here, until=until, fault=fault)
