"""What the tests of the provider's door look at: plans that ask, people who answer, and a rival."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from shutil import copyfile
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, select

from lsip_workflow.journeys import people, plans
from lsip_workflow.model import Action, Area, Organisation, OrganisationKind, Person, Plan, Role
from lsip_workflow.runtime import Runtime, Settings
from tests import builders
from tests.builders import Scene
from tests.conftest import DATABASE, migrated
from tests.web.page_scenes import Still

FORM = re.compile(r"<form[^>]*method=\"post\"[^>]*>.*?</form>", re.S)
ACTION = re.compile(r'action="([^"]*)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def a_door(folder: Path) -> Iterator[Still]:
    """A demonstration whose clock stands still, from a database that was migrated before."""
    copyfile(migrated(), folder / DATABASE)
    made = Still(Settings(data_dir=folder, database_url="", demonstration=True))
    yield made
    made.database.close()


def words_of(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def press(client: TestClient, page: Response, to: str, /, files: Any = None, **fields: Any) -> Response:
    """Send the form of a page whose address ends so, with what it hides; a dash is written `__`."""
    forms = [(_address(form), form) for form in FORM.findall(page.text)]
    address, form = next(each for each in forms if each[0].partition("?")[0].endswith(to))
    data = {unescape(name): unescape(value) for name, value in HIDDEN.findall(form)}
    data |= {name.replace("__", "-"): value for name, value in fields.items()}
    return client.post(address, data=data, files=files)


def _address(form: str) -> str:
    found = ACTION.search(form)
    return unescape(found.group(1)) if found else ""


def action_id(world: Runtime, plan: str, code: str) -> str:
    """The id of an action, which its part is named after."""
    with world.database.reading() as session:
        return session.exec(select(Action.id).where(Action.plan_id == plan, Action.code == code)).one()


def in_two_areas(world: Runtime) -> tuple[Scene, Scene, str]:
    """One contact of a college that two bodies ask; the second request's id."""
    north, south = builders.scene(world), builders.scene(world, "southshire", 2)
    with world.database.transaction() as session:
        when = builders.occasion(world)
        plan, college = session.get_one(Plan, south.plan), session.get_one(Organisation, north.provider)
        plans.add_provider(session, when, plan, college, reason="It teaches here as well.")
        pat, area = session.get_one(Person, north.respondent), session.get_one(Area, south.area)
        people.grant_role(session, when, pat, area, Role.PROVIDER_RESPONDENT, when.today)
        return north, south, builders.ask(session, when, plan, college, "Your part in the south").id


def rival(session: Session, world: Runtime, made: Scene, number: int = 60) -> Organisation:
    """Another provider of the same plan, with somebody who answers for it."""
    when = builders.occasion(world)
    name = "Rival Institute (example)"
    row = builders._organisation(
        session, when, world, OrganisationKind.PROVIDER, name, builders.ukprn(number)
    )
    plans.add_provider(session, when, session.get_one(Plan, made.plan), row, reason="Invented.")
    person = builders.person(session, when, row, "Riva L", "riva@rival.example")
    area = session.get_one(Area, made.area)
    people.grant_role(session, when, person, area, Role.PROVIDER_RESPONDENT, when.today)
    return row


def colleague(world: Runtime, made: Scene, name: str, *roles: Role) -> str:
    """The address of somebody else of the college, with these roles."""
    address = f"{name.split(maxsplit=1)[0].lower()}@college.example"
    with world.database.transaction() as session:
        when = builders.occasion(world)
        body, area = session.get_one(Organisation, made.provider), session.get_one(Area, made.area)
        row = builders.person(session, when, body, name, address)
        for role in roles:
            people.grant_role(session, when, row, area, role, when.today)
    return address
