"""The page behind the link that `lsip up` prints for an installation on which nobody is on record yet."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.journeys import first_run
from lsip_workflow.journeys.first_run import Beginning
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.rules.permissions import NotYours, command
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import faults, rates
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.pages.sign_in import agent, let_in
from lsip_workflow.web.posted import Posting
from lsip_workflow.web.showing import page
from lsip_workflow.web.views.first_run import beginnings
from lsip_workflow.web.visitor import begin as begin_session

router = APIRouter(default_response_class=HTMLResponse)
FIELDS = ("area", "body", "body_name", "notice", "name", "email", "phone")
DAY = ("on-day", "on-month", "on-year")
LONGEST = 300


@router.get("/begin/{word}")
def begin(request: Request, world: AtRuntime, word: str, area: str = "") -> Response:
    """Asks for the area, then for its body and who comes first; as long as nobody is on record."""
    _open(request, world, word)
    known = beginnings(world.reference, area, world.today())
    began = known.began
    held = {"area": area if any(each.slug == area for each in known.areas) else "", "body": known.known}
    held |= {"notice": known.notice}
    if began is not None:
        held |= dict(zip(DAY, (str(began.day), str(began.month), str(began.year)), strict=True))
    return _shown(request, world, word, held, {})


@router.post("/begin/{word}")
def record(request: Request, world: AtRuntime, sent: Posting, word: str) -> Response:
    """Record the area, its body and the first person, and let them in."""
    _open(request, world, word)
    held = {name: sent.one(name)[:LONGEST] for name in (*FIELDS, *DAY)}
    try:
        with world.database.transaction() as session:
            at = world.occasion(command("first run"))
            person = first_run.first_person(session, at, world.reference, _said(held))
            _, token = begin_session(
                session, world, person.email or "", how="first run", browser=agent(request)
            )
    except Faulty as error:
        return _shown(request, world, word, held, faults.by_box(error.faults))
    return let_in(world, token, "/adopt?said=begun")


def _open(request: Request, world: Runtime, word: str) -> None:
    """See that the link leads in. Raises NotYours, and TooOften for whoever guesses."""
    with world.database.reading() as session:
        if first_run.opens(session, world.secret, word):
            return
    rates.of(request).count(rates.TRIED_BY_CLIENT, rates.client(request.scope))
    raise NotYours


def _said(held: dict[str, str]) -> Beginning:
    return Beginning(on=_day(held), **{name: held[name] for name in FIELDS})


def _day(held: dict[str, str]) -> date | None:
    try:
        day, month, year = (int(held[part]) for part in DAY)
        return date(year, month, day) if 2000 <= year < 2100 else None
    except ValueError:
        return None


def _shown(
    request: Request, world: Runtime, word: str, held: dict[str, str], told: dict[str, str]
) -> Response:
    known = beginnings(world.reference, held.get("area", ""), world.today())
    blank = dict.fromkeys((*FIELDS, *DAY), "")
    return page(
        request,
        "first_run/link.html",
        422 if told else 200,
        word=word,
        known=known,
        held=blank | held,
        told=told,
    )
