"""The web application: made from a runtime, so that a test can call it in-process."""

from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from lsip_workflow.journeys.refusals import Faulty, KeyReused, Refused
from lsip_workflow.rules.permissions import NotAllowed, NotYours
from lsip_workflow.runtime import LONDON, Runtime
from lsip_workflow.web.access import CALM
from lsip_workflow.web.api import (
    adopting,
    answers,
    areas,
    authorities,
    before,
    bodies,
    branding,
    conflicts,
    consultation,
    contacts,
    content,
    cycles,
    decisions,
    delegation,
    designations,
    duties,
    files,
    holding,
    interests,
    life,
    operations,
    personal,
    plans,
    progress_word,
    providers,
    reading,
    reminders,
    reports,
    research,
    research_reading,
    rulebooks,
    section_comments,
    sign_offs,
)
from lsip_workflow.web.faults import plain
from lsip_workflow.web.limits import BodyLimit
from lsip_workflow.web.pages import about_you as about_you_pages
from lsip_workflow.web.pages import accounts as account_pages
from lsip_workflow.web.pages import adopting as adopting_pages
from lsip_workflow.web.pages import asked as asked_pages
from lsip_workflow.web.pages import asked_about as asked_about_pages
from lsip_workflow.web.pages import asked_parts as asked_part_pages
from lsip_workflow.web.pages import authorities as authority_pages
from lsip_workflow.web.pages import board_page as board_pages
from lsip_workflow.web.pages import branding as branding_pages
from lsip_workflow.web.pages import consultation as consultation_pages
from lsip_workflow.web.pages import content as content_pages
from lsip_workflow.web.pages import cycles as cycles_pages
from lsip_workflow.web.pages import data_protection as data_protection_pages
from lsip_workflow.web.pages import dates as dates_pages
from lsip_workflow.web.pages import decisions as decision_pages
from lsip_workflow.web.pages import duties as duty_pages
from lsip_workflow.web.pages import first_days as first_days_pages
from lsip_workflow.web.pages import first_run as first_run_pages
from lsip_workflow.web.pages import inputs as inputs_pages
from lsip_workflow.web.pages import interests as interest_pages
from lsip_workflow.web.pages import messages as message_pages
from lsip_workflow.web.pages import monday as monday_pages
from lsip_workflow.web.pages import operations as operations_pages
from lsip_workflow.web.pages import people as people_pages
from lsip_workflow.web.pages import plan as plan_pages
from lsip_workflow.web.pages import plans as plans_pages
from lsip_workflow.web.pages import progress as progress_pages
from lsip_workflow.web.pages import providers as providers_pages
from lsip_workflow.web.pages import releases as release_pages
from lsip_workflow.web.pages import reports as reports_pages
from lsip_workflow.web.pages import requests as request_pages
from lsip_workflow.web.pages import research as research_pages
from lsip_workflow.web.pages import sign_in as sign_in_pages
from lsip_workflow.web.pages import sign_offs as sign_off_pages
from lsip_workflow.web.pages import statements as statement_pages
from lsip_workflow.web.pages import submission as submission_pages
from lsip_workflow.web.pages import you as your_pages
from lsip_workflow.web.posted import NotFromOurPage
from lsip_workflow.web.rates import Rates, SentLimit, TooOften
from lsip_workflow.web.showing import HERE, Brand, page
from lsip_workflow.web.visitor import SignInFirst

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# The API, by what a router is about: what is not here is no address.
API = (
    (plans.router, "plans and answers"),
    (reading.router, "reading a plan"),
    (before.router, "reading a plan"),
    (rulebooks.router, "reading a plan"),
    (content.router, "writing a plan"),
    (research.router, "research"),
    (research_reading.router, "research"),
    (consultation.router, "consultations"),
    (decisions.router, "writing a plan"),
    (reminders.router, "messages"),
    (holding.router, "messages"),
    (files.router, "files"),
    (answers.router, "answers"),
    (duties.router, "duties without verdicts"),
    (reports.router, "progress reports"),
    (progress_word.router, "progress words and sharing"),
    (designations.router, "areas"),
    (contacts.router, "areas"),
    (branding.router, "areas"),
    (personal.router, "people and their data"),
    (operations.router, "looking after it"),
    (life.router, "submission and releases"),
    (sign_offs.router, "deciding"),
    (bodies.router, "deciding"),
    (delegation.router, "deciding"),
    (section_comments.router, "submission and releases"),
    (authorities.router, "deciding"),
    (interests.router, "interests"),
    (conflicts.router, "interests"),
    (areas.router, "areas"),
    (cycles.router, "plans that follow one another"),
    (providers.router, "writing a plan"),
    (adopting.router, "writing a plan"),
)

# The pages; whatever is not here is no page.
PAGES = (
    asked_pages.router,
    asked_about_pages.router,
    asked_part_pages.router,
    about_you_pages.router,
    duty_pages.router,
    inputs_pages.router,
    adopting_pages.router,
    first_days_pages.router,
    first_run_pages.router,
    people_pages.router,
    providers_pages.router,
    branding_pages.router,
    monday_pages.router,
    plans_pages.router,
    dates_pages.router,
    reports_pages.router,
    cycles_pages.router,
    progress_pages.router,
    plan_pages.router,
    content_pages.router,
    research_pages.router,
    consultation_pages.router,
    message_pages.router,
    request_pages.router,
    decision_pages.router,
    sign_off_pages.router,
    release_pages.router,
    interest_pages.router,
    authority_pages.router,
    submission_pages.router,
    board_pages.router,
    operations_pages.router,
    data_protection_pages.router,
    statement_pages.router,
    account_pages.router,  # before the links: /sign-in/account is no token
    sign_in_pages.router,
    your_pages.router,
)
PUBLIC = frozenset(
    {
        *("/health", "/sign-in", "/sign-in/{token}", "/sign-in/account", "/sign-in/account/back"),
        "/look-around",
        *("/accessibility", "/cookies", "/privacy", "/privacy/{erb_id}"),
        *("/public", "/public/{release_id}", "/public/{release_id}/content"),
        *("/brand/{organisation_id}/colour.css", "/brand/{organisation_id}/logo", "/begin/{word}"),
    }
)
"""Where nobody has to be signed in."""


def create(runtime: Runtime) -> FastAPI:
    """The application, with its pages, its API and its answers to what goes wrong."""
    app = FastAPI(
        title="lsip-workflow",
        version="1",
        description="Local Skills Improvement Plans: plans to read and to run, and the door for providers.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.runtime = runtime
    app.state.rates = Rates(runtime.now)
    for router, about in API:
        app.include_router(router, tags=[about])
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.add_api_route("/health", health, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    _answer_errors(app)
    app.add_middleware(SentLimit, rates=app.state.rates, answer=too_often)
    app.middleware("http")(_careful)
    app.add_middleware(BodyLimit)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts(runtime))
    return app


def hosts(runtime: Runtime) -> list[str]:
    """The names that we answer to: a page elsewhere cannot have itself resolved to this machine."""
    ours = {"127.0.0.1", "localhost", "testserver", runtime.settings.host}
    public = urlsplit(runtime.settings.public_url).hostname
    return sorted(ours | ({public} if public else set()))


async def health() -> dict[str, str]:
    """That the process answers; nothing about anybody's data."""
    return {"status": "up"}


async def _careful(request: Request, call_next: Any) -> Response:
    """Every answer leaves with its headers."""
    return guarded(request, await call_next(request))


def guarded(request: Request, response: Response) -> Response:
    """Headers that keep a page to itself, and no copies of what a key opened."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.app.state.runtime.settings.secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if not request.url.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(NotYours)
    async def not_yours(request: Request, _error: NotYours) -> Response:
        return calm(request)

    @app.exception_handler(404)
    async def not_there(request: Request, _error: Exception) -> Response:
        return calm(request)

    @app.exception_handler(SignInFirst)
    async def sign_in_first(_request: Request, error: SignInFirst) -> Response:
        return RedirectResponse(error.address, 303, {"Cache-Control": "no-store"})

    @app.exception_handler(NotFromOurPage)
    async def not_from_our_page(request: Request, _error: NotFromOurPage) -> Response:
        return page(request, "not_our_page.html", 403)

    @app.exception_handler(TooOften)
    async def wait_a_little(request: Request, error: TooOften) -> Response:
        return too_often(request, error)

    @app.exception_handler(NotAllowed)
    async def not_allowed(request: Request, error: NotAllowed) -> Response:
        if _is_page(request):
            return page(request, "not_allowed.html", 403, because=str(error))
        return JSONResponse({"detail": str(error)}, 403)

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        if _is_page(request):
            return page(request, "refused.html", 409, reasons=error.reasons)
        reasons = [
            {"code": r.code, "text": r.text, "cite": r.cite, "strength": r.strength} for r in error.reasons
        ]
        return JSONResponse({"detail": "Not ready yet.", "reasons": reasons}, 409)

    @app.exception_handler(KeyReused)
    async def key_reused(_request: Request, _error: KeyReused) -> JSONResponse:
        text = (
            "This Idempotency-Key was used before with another body. Send the same body to get the same "
            "receipt, or a new key for a new answer. Nothing was stored."
        )
        return JSONResponse({"detail": text}, 409)

    @app.exception_handler(Faulty)
    async def faulty(request: Request, error: Faulty) -> Response:
        if _is_page(request):
            return page(request, "faulty.html", 422, faults=error.faults)
        return JSONResponse({"detail": "Some things need another look.", "faults": list(error.faults)}, 422)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        if _is_page(request):
            return calm(request)
        faults = plain(error.errors())
        return JSONResponse({"detail": "Some things need another look.", "faults": faults}, 422)

    @app.exception_handler(Exception)
    async def ours(request: Request, _error: Exception) -> Response:
        if _is_page(request):
            return guarded(request, page(request, "wrong.html", 500, brand=Brand()))
        text = (
            "Something went wrong on our side; nothing was stored. Please try again, or telephone the team."
        )
        return guarded(request, JSONResponse({"detail": text}, 500))


def too_often(request: Request, error: TooOften) -> Response:
    """More than can be taken in for the moment: when to try again, and that nothing was stored."""
    at, headers = f"{error.again_at.astimezone(LONDON):%H:%M}", {"Retry-After": str(error.seconds)}
    if _is_page(request):
        shown = page(request, "door/too_often.html", 429, at=at, minutes=-(-error.seconds // 60))
        shown.headers.update(headers)
        return shown
    text = f"More was sent than can be taken in for the moment. Nothing was stored; please try again at {at}."
    return JSONResponse({"detail": text}, 429, headers)


def calm(request: Request) -> Response:
    """One body for what is not there and what is not yours."""
    if not _is_page(request):
        return JSONResponse({"detail": CALM}, 404)
    return page(request, "missing.html", 404)


def _is_page(request: Request) -> bool:
    return not request.url.path.startswith("/api/")
