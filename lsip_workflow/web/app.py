"""The web application: made from a runtime, so that a test can call it in-process."""

from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from lsip_workflow.journeys.refusals import Faulty, KeyReused, Refused
from lsip_workflow.rules.permissions import NotAllowed, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import saying
from lsip_workflow.web.access import CALM
from lsip_workflow.web.addresses import API, PAGES
from lsip_workflow.web.faults import AGAIN, plain
from lsip_workflow.web.limits import BodyLimit
from lsip_workflow.web.posted import FILES, NotFromOurPage
from lsip_workflow.web.rates import Rates, SentLimit, TooOften
from lsip_workflow.web.showing import HERE, Brand, page
from lsip_workflow.web.visitor import SignInFirst

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


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
    # The routes as they are: to include a router is to make each of its routes again, for every application.
    for router in (*(router for router, _ in API), *PAGES):
        app.router.routes.extend(router.routes)
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
    """Every answer leaves with its headers; no database holds a NUL, so an address with one names nothing."""
    nul = "\x00" in request.scope["path"] or b"%00" in request.scope["query_string"]
    return guarded(request, calm(request) if nul and _is_page(request) else await call_next(request))


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

    @app.exception_handler(HTTPException)
    async def not_taken(request: Request, error: HTTPException) -> Response:
        if not _is_page(request):
            return await http_exception_handler(request, error)
        name = "missing.html" if error.status_code == 405 else "not_taken.html"
        return page(request, name, error.status_code, most_files=FILES)

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
    async def key_reused(request: Request, _error: KeyReused) -> Response:
        if _is_page(request):
            return page(request, "faulty.html", 409, faults=[AGAIN])
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
    at, headers = saying.clock(error.again_at), {"Retry-After": str(error.seconds)}
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
