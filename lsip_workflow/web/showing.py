"""A page made from its template, with what every page has: who looks, where to go, what just happened."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lsip_workflow.model import Role, new_id
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import assets, posted, saying, visitor
from lsip_workflow.web.components import Components
from lsip_workflow.web.visitor import Visitor
from lsip_workflow.words import outside

HERE = Path(__file__).parent
SAID: dict[str, str] = {}
"""What a page says after something was done, by the word in its address (`?said=`)."""


@dataclass(frozen=True)
class Brand:
    """Whose page it is: of an employer representative body, or of the installation."""

    name: str = "Local Skills Improvement Plans"
    stylesheet: str = ""
    logo: str = ""
    telephone: str = ""
    email: str = ""


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        day=saying.day, instant=saying.instant, counted=saying.count, sentence=saying.sentence
    )
    made.globals.update(
        outside=outside, horizons=saying.HORIZONS, commitments=saying.COMMITMENTS, govuk=Components()
    )
    return made


_templates = _environment()


def page(request: Request, name: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """A page whole; pages hold people's names, so nobody between us and the reader keeps a copy.

    Every template has: `visitor` (or None), `nav`, `brand`, `demonstration`, `said` (what was just done),
    `csrf` (for a form's hidden field), `once` (a fresh key for a form), `path`, and `assets_missing`.
    """
    world: Runtime = request.app.state.runtime
    who: Visitor | None = getattr(request.state, "visitor", None)
    token = posted.token(request, world)
    given = {
        "visitor": who,
        "nav": nav(who),
        "brand": Brand(**(who.brand if who else {})) if "brand" not in shown else None,
        "demonstration": world.settings.demonstration,
        "said": SAID.get(request.query_params.get("said", ""), ""),
        "csrf": token,
        "csrf_name": posted.TOKEN,
        "once": new_id(),
        "path": request.url.path,
        "assets_missing": assets.missing(),
    }
    text = _templates.get_template(name).render(given | shown)
    response = HTMLResponse(text, status, {"Cache-Control": "no-store"})
    posted.keep_browser(request, world, response)
    if stamp := getattr(request.state, "stamp_again", None):
        visitor.keep_cookie(world, response, stamp)
    return response


def written(name: str, **shown: Any) -> str:
    """A template filled in by itself, for a document that is no page of the site."""
    return _templates.get_template(name).render(shown)


def go(address: str, said: str = "") -> RedirectResponse:
    """After a change the browser goes on to a page to look at, so that reloading it sends nothing again."""
    if said:
        path, mark, fragment = address.partition("#")
        address = f"{path}{'&' if '?' in path else '?'}said={said}{mark}{fragment}"
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def nav(who: Visitor | None) -> list[tuple[str, str]]:
    """Where this visitor can go, as (address, name)."""
    if who is None:
        return []
    places: list[tuple[str, str]] = []
    if who.in_a_team:
        places += [("/", "This week"), ("/plans", "Plans"), ("/messages", "Messages"), ("/people", "People")]
    if who.of_a_provider or who.holds(Role.PROVIDER_COLLEAGUE):
        places += [("/asked", "What you are asked")]
    if who.of_a_provider:
        places += [("/about-you", "What is recorded about you")]
    if who.in_a_team or who.decides:
        places += [("/sign-offs", "To decide")]
    if who.partner:
        places += [("/released", "Released to you")]
    if not who.in_a_team and not who.of_a_provider and not who.holds(Role.PROVIDER_COLLEAGUE):
        places += [("/plans", "Plans")]
    if who.in_a_team or who.administrator:
        places += [("/runs", outside("run"))]
    if who.administrator:
        places += [("/operations", "Operations")]
    return places
