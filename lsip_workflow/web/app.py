"""The web application: made from a runtime, so that a test can call it in-process."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.middleware.trustedhost import TrustedHostMiddleware

from lsip_workflow.journeys.refusals import Faulty, KeyReused, Refused
from lsip_workflow.rules.permissions import NotAllowed, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import pages
from lsip_workflow.web.access import CALM
from lsip_workflow.web.api import (
    answers,
    areas,
    authorities,
    before,
    bodies,
    conflicts,
    consultation,
    contacts,
    content,
    cycles,
    decisions,
    designations,
    duties,
    files,
    interests,
    life,
    plans,
    providers,
    reading,
    reminders,
    reports,
    research,
    research_reading,
    rulebooks,
    sign_offs,
)
from lsip_workflow.web.limits import BodyLimit

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
    (files.router, "files"),
    (answers.router, "answers"),
    (duties.router, "duties without verdicts"),
    (reports.router, "progress reports"),
    (designations.router, "areas"),
    (contacts.router, "areas"),
    (life.router, "submission and releases"),
    (sign_offs.router, "deciding"),
    (bodies.router, "deciding"),
    (authorities.router, "deciding"),
    (interests.router, "interests"),
    (conflicts.router, "interests"),
    (areas.router, "areas"),
    (cycles.router, "plans that follow one another"),
    (providers.router, "writing a plan"),
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
    for router, about in API:
        app.include_router(router, tags=[about])
    app.include_router(pages.router, include_in_schema=False)
    app.add_api_route("/health", health, include_in_schema=False)
    app.mount("/static", pages.static)
    _answer_errors(app)
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
    if request.url.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(NotYours)
    async def not_yours(request: Request, _error: NotYours) -> Response:
        return calm(request)

    @app.exception_handler(404)
    async def not_there(request: Request, _error: Exception) -> Response:
        return calm(request)

    @app.exception_handler(NotAllowed)
    async def not_allowed(_request: Request, error: NotAllowed) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 403)

    @app.exception_handler(Refused)
    async def refused(_request: Request, error: Refused) -> JSONResponse:
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
    async def faulty(_request: Request, error: Faulty) -> JSONResponse:
        return JSONResponse({"detail": "Some things need another look.", "faults": list(error.faults)}, 422)

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        faults = plain(error.errors())
        return JSONResponse({"detail": "Some things need another look.", "faults": faults}, 422)

    @app.exception_handler(Exception)
    async def ours(request: Request, _error: Exception) -> Response:
        if not request.url.path.startswith("/api/"):
            return guarded(request, pages.wrong(request))
        text = (
            "Something went wrong on our side; nothing was stored. Please try again, or telephone the team."
        )
        return guarded(request, JSONResponse({"detail": text}, 500))


def calm(request: Request) -> Response:
    """One body for what is not there and what is not yours."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": CALM}, 404)
    return pages.missing(request)


def plain(errors: Sequence[Any]) -> list[str]:
    """Every fault as a sentence that begins with its place."""
    return [f"{_place(error['loc'])}: {_sentence(error)}" for error in errors]


def _place(location: Sequence[str | int]) -> str:
    """Without where it came from: a field may have that name as well."""
    inside = location[1:] if location[0] in ("body", "path", "query", "header") else location
    return ".".join(map(str, inside)) or "the body"


def _sentence(error: Any) -> str:
    context = error.get("ctx") or {}
    match error["type"]:
        case "missing":
            return "this is needed."
        case "extra_forbidden":
            return "this field is not known here; take it out or look at its spelling."
        case "json_invalid":
            return "this is not JSON that we can read."
        case "literal_error":
            return f"write one of {context.get('expected', 'the known words')}."
        case "string_too_long":
            return f"write at most {context['max_length']} characters."
        case "string_too_short":
            return "this may not be empty."
        case "too_long":
            return f"send at most {context['max_length']}."
        case "string_pattern_mismatch":
            return "this has characters or a form that is not accepted here."
        case "value_error":
            return str(context.get("error", error["msg"]))
        case _:
            return str(error["msg"]).rstrip(".") + "."
