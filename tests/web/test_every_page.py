"""Every page, and every input, with every role of the plan's own area and of another: who comes in."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.model import Role
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web import addresses, app
from lsip_workflow.web.inputs import about
from lsip_workflow.web.inputs.every import EVERY
from tests.journeys.working import counts
from tests.web.everybody import Everyone, everyone
from tests.web.page_names import filled, input_of, page_names
from tests.web.signed import signed_in
from tests.web.who_sees_pages import ELSEWHERE, EXPECTED, ROLES

LET_IN = {200, 303, 409, 422}


NAMES = page_names()


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    """A world in which everybody looks, and nobody sends a form."""
    yield from _with_everybody(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    """A world in which forms are sent, so that what is in it changes."""
    yield from _with_everybody(tmp_path_factory.mktemp("forms"))


def _with_everybody(folder: Path) -> Iterator[Everyone]:
    made = everyone(folder)
    for address in (*made.here.values(), made.elsewhere):
        client(made.world, address)  # whoever signs in is counted, and not by looking
    yield made
    made.world.database.close()


@cache
def client(world: Runtime, address: str) -> TestClient:
    """The pages as somebody sees them; every answer as it comes."""
    found = signed_in(world, address) if address else TestClient(app.create(world))
    found.follow_redirects = False
    return found


def asked(made: Everyone, name: str, address: str) -> int:
    """What a person gets there: of a form, when it comes from a page of ours and is empty."""
    act, path = name.split(" ")
    who, place = client(made.world, address), filled(path, made.ids)
    if act == "GET":
        return who.get(place).status_code
    return who.post(place, data=_our_page(who)).status_code


@cache
def _our_page(who: TestClient) -> dict[str, str]:
    """The field that shows that a form comes from a page of ours."""
    page = who.get("/asked").text
    found = re.search(r'name="(from_our_page)" value="([0-9a-f]+)"', page)
    return {found[1]: found[2]} if found else {}


def test_every_page_is_in_the_table_and_the_table_names_no_other() -> None:
    assert set(EXPECTED) == set(NAMES)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("GET ")])
def test_who_sees_it(people: Everyone, name: str) -> None:
    with people.world.database.reading() as session:
        before = counts(session)
    found = {role: _said(asked(people, name, people.here[role])) for role in ROLES}
    assert found == dict(zip(ROLES, EXPECTED[name].split(), strict=True))
    with people.world.database.reading() as session:
        assert counts(session) == before, "looking at a page changes nothing"


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("GET ")])
def test_who_may_send_it(busy: Everyone, name: str) -> None:
    found = {role: _said(asked(busy, name, busy.here[role])) for role in ROLES}
    assert found == dict(zip(ROLES, EXPECTED[name].split(), strict=True))


@pytest.mark.parametrize("name", [name for name in NAMES if "_id}" in name])
def test_for_people_of_another_area_it_is_not_there(people: Everyone, busy: Everyone, name: str) -> None:
    there = people if name.startswith("GET ") else busy
    assert _said(asked(there, name, there.elsewhere)) == ELSEWHERE.get(name, "404")


def test_whoever_is_not_signed_in_is_shown_the_door(people: Everyone) -> None:
    for name in NAMES:
        act, path = name.split(" ")
        if act == "GET" and path.partition("?")[0] not in addresses.PUBLIC:
            assert asked(people, name, "") == 303, name


def test_an_input_says_what_it_is_about_by_name(people: Everyone) -> None:
    """Whoever opens it sees of which action, date or person it is; never its id."""
    parts = {part for given in EVERY.values() for part in given.parts} - {"plan_id", "area_id"}
    assert parts <= set(about.NAMES)
    inputs = [name for name in NAMES if name.startswith("GET ") and input_of(name)]
    seen = [name for name in inputs if "in" in EXPECTED[name].split()]
    about_one = [name for name in seen if parts & set(EVERY[input_of(name)].parts)]
    told = {name: _subject(people, name) for name in about_one}
    assert [name for name, said in told.items() if not said or re.search("[0-9a-f]{32}", said)] == []
    assert "A9 Open a course (A9), from" in told["GET /plans/{plan_id}/do/accept-action?part_id={part_id}"]


def _subject(people: Everyone, name: str) -> str:
    """What an input says that it is about to the first who is let in."""
    role = ROLES[EXPECTED[name].split().index("in")]
    page = client(people.world, people.here[role]).get(filled(name[4:], people.ids)).text
    said = re.search(r'<p class="subject">([^<]+)</p>', page)
    return said[1] if said else ""


def test_whatever_was_tried_the_record_holds(busy: Everyone) -> None:
    with busy.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_the_history_of_everything_has_names_where_events_have_ids(people: Everyone) -> None:
    team = signed_in(people.world, people.here[Role.PROJECT_MANAGER])
    told, page = list[str](), ""
    for number in (1, 2, 3):
        page = team.get(f"/plans/{people.ids['plan_id']}/timeline?page={number}").text
        told += re.findall(r'<p class="what">(.*?)</p>', page)
    assert f"of {number}</span>" in page  # the last page of them
    assert len(told) > 80
    assert not [each for each in told if re.search(r"[0-9a-f]{16}|[a-z]_[a-z]|shire-20", each)]


def _said(status: int) -> str:
    return "in" if status in LET_IN else str(status)


if __name__ == "__main__":  # what is so today, to be read before it is made the rule
    from sys import stdout
    from tempfile import mkdtemp

    made = everyone(Path(mkdtemp()))
    for each in NAMES:
        try:
            here = " ".join(_said(asked(made, each, made.here[role])) for role in ROLES)
            there = _said(asked(made, each, made.elsewhere)) if "_id}" in each else ""
        except Exception as error:
            here, there = f"?? {type(error).__name__} {error}", ""
        stdout.write(f'    "{each}": "{here}",  # {there}\n')
