"""Data protection: what is held about you; for a team, about its people, and what is due."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from lsip_workflow.journeys import people
from lsip_workflow.model import Person
from lsip_workflow.rules.permissions import TEAM, NotAllowed, NotYours
from lsip_workflow.store import life
from lsip_workflow.store.personal import Team
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.api.personal import areas_of
from lsip_workflow.web.downloads import as_file
from lsip_workflow.web.pages.place import IDENTITY
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import data_protection
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(default_response_class=HTMLResponse)
FOR_TEAMS = "This page is for the teams of plans. What is held about yourself is on your own page."


@router.get("/you/data")
def about_yourself(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """What is held about you."""
    with world.database.reading() as session:
        shown = data_protection.own_pages(session, [hat.id for hat in visitor.hats])
    return page(request, "data_protection/you.html", people=shown)


@router.get("/you/data.json")
def all_about_yourself(world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """Everything that is held about you, as a file."""
    with world.database.reading() as session:
        rows = [session.get_one(Person, hat.id) for hat in visitor.hats]
        held = [people.export_person(session, row) for row in rows]
    return as_file(json.dumps(held, ensure_ascii=False), "application/json", "what-is-held-about-you.json")


@router.get("/data-protection")
def for_teams(request: Request, world: AtRuntime, visitor: SignedInVisitor, q: str = "") -> Response:
    """What a team sees to: corrections asked for, people, and what was kept for long enough."""
    areas = visitor.areas(*TEAM)
    if not areas:
        raise NotAllowed(FOR_TEAMS)
    with world.database.reading() as session:
        shown = data_protection.team_page(session, world, areas, q)
    return page(request, "data_protection/team.html", shown=shown)


@router.get("/data-protection/people/{person_id}")
def about_a_person(request: Request, world: AtRuntime, visitor: SignedInVisitor, person_id: str) -> Response:
    """What your areas hold about one person."""
    with world.database.reading() as session:
        person, team, area = _known(session, visitor, person_id)
        shown = data_protection.person_page(session, person, team, area, texts=True)
    return page(request, "data_protection/person.html", person=shown)


@router.get("/data-protection/people/{person_id}/data.json")
def all_about_a_person(world: AtRuntime, visitor: SignedInVisitor, person_id: str) -> Response:
    """Everything that your areas hold about one person, as a file to hand out."""
    with world.database.reading() as session:
        person, team, _ = _known(session, visitor, person_id)
        held = people.export_person(session, person, team)
    return as_file(json.dumps(held, ensure_ascii=False), "application/json", f"person-{person.id}.json")


def _known(session: Session, visitor: Visitor, person_id: str) -> tuple[Person, Team, str]:
    """A person whom a team of the visitor's knows, that team, and the area to act in. Raises NotYours."""
    for hat in visitor.hats:
        areas = areas_of(hat) or frozenset()
        for area in sorted(areas):
            if IDENTITY.fullmatch(person_id) and life.knows(session, area, person_id):
                return session.get_one(Person, person_id), Team(areas, hat.organisation_id or ""), area
    raise NotYours
