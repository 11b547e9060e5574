"""An area that passed to another body: the next one is shown nothing of the plans of the one before."""

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from lsip_workflow.journeys import designations, interests, people, questions
from lsip_workflow.model import (
    Action,
    Area,
    Handling,
    HandlingStatus,
    HeardHow,
    Organisation,
    OrganisationKind,
    Plan,
    Request,
    Role,
)
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.web import page_scenes
from tests.web.erb_client import send
from tests.web.page_names import page_names
from tests.web.page_scenes import Still
from tests.web.reading import read
from tests.web.signed import signed_in

NIA = "nia@forum.example"  # of the next body: in its team, and its administrator
# What stands in the plan of the body before, and nowhere else.
OLD = (
    *("northshire-2026", "Share workshops", "Retrofit", "Your offer"),
    *("Your part: by 23 November", "TypeError", "TimeoutError"),
    *("Zebra promised", "Governor of Zebra"),
)


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Still, Scene, str]]:
    """An area in which a body had a plan of everything, and which another holds today; its key."""
    world = page_scenes.still(tmp_path_factory.mktemp("passed"))
    made = page_scenes.full(world)
    page_scenes.set_aside(world, made.plan)
    with world.database.transaction() as session:
        at, area = builders.occasion(world), session.get_one(Area, made.area)
        _said_before(session, at, made, area)
        row = Organisation(kind=OrganisationKind.ERB, name="Northshire Forum (example)", example=True)
        forum = people.record_organisation(session, at, row, world.reference, demonstration=True)
        designations.designate(session, at, area, forum, on=date(2026, 11, 20), reference="N1")
        nia = builders.person(session, at, forum, "Nia Forum", NIA)
        for role in (Role.PROJECT_MANAGER, Role.ERB_LEAD, Role.ADMINISTRATOR):
            people.grant_role(session, at, nia, area, role, date(2026, 11, 1))
        key = people.issue_key(session, at, forum)
    yield world, made, key
    world.database.close()


def _said_before(session: Session, at: Occasion, made: Scene, area: Area) -> None:
    """What the body before wrote down of people: a call, and an interest of one of its board."""
    plan, request = session.get_one(Plan, made.plan), session.get_one(Request, made.request)
    questions.record_contact(
        session, at, plan, request, how=HeardHow.TELEPHONE, on=date(2026, 11, 2), said="Zebra promised it.",
        with_whom="Pat Northshire",
    )  # fmt: skip
    board = builders.person(
        session, at, session.get_one(Organisation, made.erb), "Bo Ard", "bo@north.example"
    )
    people.grant_role(session, at, board, area, Role.BOARD_MEMBER, date(2026, 1, 1))
    action = session.exec(select(Action).where(Action.plan_id == made.plan, Action.code == "A3")).one()
    interests.register(
        session, at, area, board, words="Governor of Zebra College.", since=date(2026, 1, 1),
        matters=[f"action:{action.id}"],
    )  # fmt: skip


def _pages(made: Scene) -> list[str]:
    """Every page that is not about one plan: of the area, of its contact, and of nothing in particular."""
    named = {"{area_id}": made.area, "{person_id}": made.respondent}
    found = []
    for name in page_names():
        act, path = name.split(" ")
        for part, text in named.items():
            path = path.replace(part, text)
        if act == "GET" and "{" not in path:
            found.append(path)
    return found


def _old(text: str) -> set[str]:
    return {words for words in OLD if words in text}


def test_no_page_of_the_next_body_shows_what_the_one_before_did(passed: tuple[Still, Scene, str]) -> None:
    world, made, _ = passed
    client = signed_in(world, NIA)
    shown = {path: client.get(path) for path in _pages(made)}
    assert {path for path, answer in shown.items() if answer.status_code >= 500} == set()
    assert sum(answer.status_code == 200 for answer in shown.values()) > 40
    assert {path: _old(answer.text) for path, answer in shown.items() if _old(answer.text)} == {}


def test_the_same_pages_show_it_to_the_body_that_did_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Else the test above could not fail."""
    world = page_scenes.still(tmp_path_factory.mktemp("before"))
    made = page_scenes.full(world)
    page_scenes.set_aside(world, made.plan)
    with world.database.transaction() as session:
        _said_before(session, builders.occasion(world), made, session.get_one(Area, made.area))
    client = signed_in(world, "mo@northshire.example")
    seen = set[str]()
    for path in _pages(made):
        seen |= _old(client.get(path).text)
    world.database.close()
    assert seen >= set(OLD)


def test_the_next_bodys_administrator_is_told_how_many_of_the_one_before_wait_and_where(
    passed: tuple[Still, Scene, str],
) -> None:
    world, _, _ = passed
    with world.database.reading() as session:
        (waits,) = session.exec(select(Handling).where(Handling.status == HandlingStatus.SET_ASIDE)).all()
    page = read(signed_in(world, NIA), "/operations")
    assert "1 arrival could not be processed in plans of a body that held your area before." in page
    assert f"lsip retry {waits.event_id} {waits.flow}" in page


READ = ("", "/deadlines", "/organisations", "/people", "/interests", "/corrections", "/retention", "/changes")


def test_the_api_gives_the_next_body_nothing_of_it_but_that_there_is_a_plan(
    passed: tuple[Still, Scene, str],
) -> None:
    world, made, key = passed
    client: TestClient = signed_in(world, NIA)
    places = [f"areas/{made.area}{each}" for each in READ] + ["areas", "plans", "releases", "sign-offs"]
    places += ["drafts", f"areas/{made.area}/people/{made.respondent}"]
    for place in places:
        told = send(client, key, place, act="GET")
        assert told.status_code in (200, 403), place
        assert _old(told.text) - {"northshire-2026"} == set(), place
