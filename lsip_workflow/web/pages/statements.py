"""What anybody may read: accessibility, cookies, and the privacy notices of the bodies."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web import posted, visitor
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.pages import accounts
from lsip_workflow.web.pages.place import IDENTITY
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import notices as views
from lsip_workflow.web.visitor import Perhaps

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/accessibility")
def accessibility(request: Request, who: Perhaps) -> Response:
    """How accessible these pages are, what was tried, and by what."""
    return page(request, "statements/accessibility.html")


@router.get("/cookies")
def cookies(request: Request, world: AtRuntime, who: Perhaps) -> Response:
    """The cookies that these pages set, each by its name."""
    settings = world.settings
    names = {
        "session": visitor.cookie_name(world),
        "browser": posted.browser_cookie(world),
        "account": accounts.account_cookie(world),
    }
    return page(
        request,
        "statements/cookies.html",
        names=names,
        hours=settings.session_hours,
        idle=settings.session_idle_minutes,
    )


@router.get("/privacy")
def notices(request: Request, world: AtRuntime, who: Perhaps) -> Response:
    """The bodies that run plans here, each with its notice."""
    with world.database.reading() as session:
        shown = views.bodies(session)
    return page(request, "statements/privacy.html", bodies=shown)


@router.get("/privacy/{erb_id}")
def notice(request: Request, world: AtRuntime, who: Perhaps, erb_id: str) -> Response:
    """The privacy notice of one body: a template that says so, with what is really kept."""
    if not IDENTITY.fullmatch(erb_id):
        raise NotYours
    with world.database.reading() as session:
        shown = views.notice(session, world, erb_id)
    return page(request, "statements/notice.html", notice=shown)
