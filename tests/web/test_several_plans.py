"""Several plans at once: whose rows somebody sees, and how much of each; the file and the picture alike."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlmodel import Session

from lsip_workflow.journeys import deadlines, people, progress_word, releases, sharing
from lsip_workflow.model import (
    Area,
    Colour,
    Organisation,
    OrganisationKind,
    Plan,
    Role,
    SharedThing,
    SharedWith,
)
from lsip_workflow.rules.permissions import Actor, ActorKind
from lsip_workflow.rules.sharing import audiences
from lsip_workflow.store import queries
from lsip_workflow.web.views.plans import all_lines
from lsip_workflow.web.views.plans_picture import years_of
from lsip_workflow.web.views.plans_sight import neighbours
from tests import builders
from tests.builders import Scene
from tests.web import page_scenes
from tests.web.page_scenes import Still
from tests.web.reading import words_of
from tests.web.signed import signed_in

SECRET = "The college of Southshire cannot find a teacher."


@cache
def client(world: Still, address: str) -> TestClient:
    """The pages as somebody sees them."""
    return signed_in(world, address)


@dataclass(frozen=True)
class England:
    """Three areas of three bodies, of which the second has something to keep to itself."""

    world: Still
    north: Scene
    south: Scene
    west: Scene

    def rows(self, address: str, query: str = "") -> dict[str, dict[str, str]]:
        """The file as somebody gets it, by area."""
        text = client(self.world, address).get(f"/plans.csv{query}").content.decode("utf-8-sig")
        return {row["Area"].partition(" ")[0]: row for row in csv.DictReader(io.StringIO(text))}

    def share(self, audience: SharedWith, *things: SharedThing) -> None:
        with self.world.database.transaction() as session:
            plan = session.get_one(Plan, self.south.plan)
            sharing.decide(session, builders.occasion(self.world), plan, audience, things)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[England]:
    world = page_scenes.still(tmp_path_factory.mktemp("england"))
    found = England(
        world,
        builders.scene(world, "northshire"),
        builders.scene(world, "southshire", 2),
        builders.scene(world, "westshire", 3),
    )
    with world.database.transaction() as session:
        at = builders.occasion(world)
        plan = session.get_one(Plan, found.south.plan)
        progress_word.say(
            session, at, plan, None, word=Colour.RED, sentence=SECRET, next_step="We advertise again."
        )
        _other_roles(session, found)
    yield found
    world.database.close()


def _other_roles(session: Session, found: England) -> None:
    """Somebody of the department, of an authority, an auditor and a board member, each of the south only."""
    at, south = builders.occasion(found.world), session.get_one(Area, found.south.area)
    department = Organisation(kind=OrganisationKind.DEPARTMENT, name="Department (example)", example=True)
    people.record_organisation(session, at, department, found.world.reference, demonstration=True)
    bodies = {
        Role.DEPARTMENT_READER: department,
        Role.AUTHORITY_OFFICER: department,
        Role.AUDITOR: department,
        Role.BOARD_MEMBER: session.get_one(Organisation, found.south.erb),
    }
    for role, body in bodies.items():
        person = builders.person(session, at, body, "Sam", f"{role.value}@south.example")
        people.grant_role(session, at, person, south, role, date(2026, 1, 1))


def test_a_team_whose_area_has_no_plan_yet_is_told_so_and_how_to_begin_one(
    tmp_path: Path, made: England
) -> None:
    world = page_scenes.still(tmp_path)
    with world.database.transaction() as session:
        at = builders.occasion(world)
        body = Organisation(kind=OrganisationKind.ERB, name="Eastshire Chamber (example)", example=True)
        people.record_organisation(session, at, body, world.reference, demonstration=True)
        area = Area(id="eastshire", name="Eastshire (example)")
        session.add(area)
        el = builders.person(session, at, body, "El", "el@eastshire.example")
        people.grant_role(session, at, el, area, Role.PROJECT_MANAGER, date(2026, 1, 1))
    told = words_of(signed_in(world, "el@eastshire.example").get("/plans").text)
    assert "Your areas without a plan Eastshire (example): no plan of yours is begun. Begin one" in told
    assert "Areas with nothing to see" not in told
    world.database.close()


def test_of_another_bodys_plan_nothing_is_seen_unless_it_is_public_or_chosen(made: England) -> None:
    """Not even that it is there; and no filter finds what is not shown."""
    mo = "mo@northshire.example"
    row = made.rows(mo)["Southshire"]
    assert (row["Cycle"], row["Stage"], row["Next date in words"], row["Progress"]) == (
        ("", *["Not shared"] * 3)
    )
    for query in ("?word=red", "?stage=roadmap", "?before=2099-01-01"):
        assert "Southshire" not in made.rows(mo, query)
    page = client(made.world, mo).get("/plans").text
    assert SECRET not in page
    assert made.south.plan not in page
    assert "What you can offer" in page  # its own


def test_areas_that_share_nothing_are_counted_and_named_and_fill_no_table(made: England) -> None:
    page = words_of(client(made.world, "department_reader@south.example").get("/plans").text)
    assert "Of 3 areas nothing is published or released to you, and nothing is shared with you" in page
    assert "3 areas by name Northshire (example) " in page
    assert "Not shared" not in page
    made.share(SharedWith.DEPARTMENT, SharedThing.STAGE)
    assert client(made.world, "department_reader@south.example").get("/plans").text.count("Not shared") == 2
    made.share(SharedWith.DEPARTMENT)


def test_the_next_date_of_the_table_is_the_first_of_the_plans_own_page(made: England) -> None:
    mo, row = "mo@westshire.example", made.rows("mo@westshire.example")["Westshire"]
    page = words_of(client(made.world, mo).get(f"/plans/{made.west.plan}").text)
    dates = page.partition("Next dates")[2]
    assert dates.split(": ")[1].startswith(f"{row['What it is for']}, 1 reply")
    assert row["What it is for"] == "What you can offer"


def test_what_a_body_shares_is_seen_by_those_it_chose_and_no_more_than_it_chose(made: England) -> None:
    mo = "mo@northshire.example"
    made.share(SharedWith.ERBS, SharedThing.PROGRESS_WORD)
    shown = made.rows(mo, "?word=red")["Southshire"]
    assert (shown["Progress"], shown["Stage"], shown["Why"]) == ("Red", "Not shared", "")
    made.share(SharedWith.ERBS, SharedThing.NEXT_DATE)
    shown = made.rows(mo)["Southshire"]
    assert shown["Progress"] == "Not shared"
    assert shown["Next date in words"] == "no date is recorded yet", "a provider's date is never shared"
    made.share(SharedWith.ERBS)
    assert made.rows(mo)["Southshire"]["Cycle"] == ""
    for who, audience in (
        ("department_reader", SharedWith.DEPARTMENT),
        ("authority_officer", SharedWith.REGION),
    ):
        address = f"{who}@south.example"
        assert made.rows(address)["Southshire"]["Stage"] == "Not shared"
        made.share(audience, SharedThing.STAGE)
        assert made.rows(address)["Southshire"]["Stage"] == "Roadmap"
        assert made.rows(mo)["Southshire"]["Stage"] == "Not shared"
        made.share(audience)


def test_team_and_auditor_see_all_of_their_plan_a_provider_its_own_dates_and_a_board_what_is_released(
    made: England,
) -> None:
    for whole in ("mo@southshire.example", "auditor@south.example"):
        row = made.rows(whole)["Southshire"]
        assert (row["Progress"], row["Why"], row["Stage"]) == ("Red", SECRET, "Roadmap")
        assert row["What it is for"] == "What you can offer"
    provider = made.rows("pat@southshire.example")
    assert provider["Southshire"]["Next date"] == "2026-11-23"
    assert (provider["Southshire"]["Progress"], provider["Northshire"]["Stage"]) == ("Not shared",) * 2
    board = made.rows("board_member@south.example")["Southshire"]
    assert (board["Stage"], board["Published or released"]) == ("Not shared", "")
    with made.world.database.transaction() as session:
        plan, at = session.get_one(Plan, made.west.plan), builders.occasion(made.world)
        releases.release(session, at, plan, audience="public", title="The draft of the west")
        south = session.get_one(Plan, made.south.plan)
        one = releases.release(session, at, south, audience="board", title="For the board")
    assert made.rows("board_member@south.example")["Southshire"]["Published or released"].startswith(
        "For the board"
    )
    assert "For the board" not in str(made.rows("mo@northshire.example"))
    assert made.rows("mo@northshire.example")["Westshire"]["Published or released"].startswith("The draft")
    with made.world.database.transaction() as session:
        releases.end(session, builders.occasion(made.world), session.merge(one), "It was the wrong one.")
    assert made.rows("board_member@south.example")["Southshire"]["Published or released"] == ""


@pytest.mark.parametrize(
    "query",
    [
        "?area=<script>&stage=' or 1=1&word=purple&before=2026-13-45",
        "?before=" + "9" * 5000,
        "?area=&area=&nothing=%27",
        "?before=2026-02-30%0d%0aX: y",
    ],
)
def test_filters_that_are_none_are_left_out_and_shown_harmless(made: England, query: str) -> None:
    pages = client(made.world, "mo@northshire.example")
    for place in ("/plans", "/plans/timeline", "/plans.csv"):
        shown = pages.get(place + query)
        assert shown.status_code == 200
        assert "<script>" not in shown.text
    assert "Northshire" in made.rows("mo@northshire.example", query)


def test_filters_stand_in_the_address_and_narrow_page_file_and_picture_alike(made: England) -> None:
    pages = client(made.world, "mo@southshire.example")
    for place in ("/plans", "/plans/timeline"):
        wanted = pages.get(f"{place}?word=red&area=southshire").text
        assert "Southshire (example)</a>" in wanted
        assert re.search(r'<option value="red" selected>Red', wanted)
        assert f'href="/plans/{made.south.plan}"' not in pages.get(f"{place}?word=green").text
    assert set(made.rows("mo@southshire.example", "?word=red&before=2026-11-24")) == {"Southshire"}
    assert made.rows("mo@southshire.example", "?word=red&before=2026-11-23") == {}


@pytest.mark.parametrize("sentence", ["=1+1", "+A1", "-2", "@sum(A1)", "Fine: =1+1 is not at its beginning."])
def test_no_cell_of_the_file_becomes_a_formula(made: England, sentence: str) -> None:
    with made.world.database.transaction() as session:
        at, plan = builders.occasion(made.world), session.get_one(Plan, made.west.plan)
        progress_word.say(session, at, plan, None, word=Colour.GREEN, sentence=sentence)
    why = made.rows("mo@westshire.example")["Westshire"]["Why"]
    assert why == (sentence if sentence.startswith("Fine") else f"'{sentence}")


def test_the_picture_says_what_it_shows_and_the_table_beneath_says_the_same(made: England) -> None:
    with made.world.database.transaction() as session:
        row = queries.deadline_of(session, made.north.plan, "request", made.north.request)
        assert row is not None
        deadlines.move(session, builders.occasion(made.world), row, date(2027, 1, 15), "agreed_with_erb")
    shown = client(made.world, "mo@northshire.example").get("/plans/timeline?area=northshire").text
    finding = "1 of 1 plan has a date in the next 90 days"
    assert "<h1>Every plan’s cycle</h1>" in shown
    assert f'<p class="lead">{finding}' in shown
    assert f'<title id="picture-title">{finding}' in shown
    assert shown.count('<path class="next"') == 1
    assert "15 January 2027" in shown.partition("<table")[2]
    assert "2026 to 2029" in shown


@pytest.mark.parametrize(
    ("cycle", "years"),
    [
        ("2026-29", (2026, 2029)),
        ("2025–2028", (2025, 2028)),
        ("2029-26", None),
        ("2026-99", None),
        ("the second", None),
        ("<2026-29>", None),
    ],
)
def test_the_years_of_a_cycle_are_read_only_where_they_are_written(
    cycle: str, years: tuple[int, int] | None
) -> None:
    assert years_of(cycle) == years


def test_however_many_plans_there_are_it_takes_the_same_number_of_statements(tmp_path: Path) -> None:
    world = page_scenes.still(tmp_path)
    manager = Actor(ActorKind.PERSON, "x", "erb", "erb", held=frozenset({("a1shire", Role.PROJECT_MANAGER)}))

    def statements(plans: int) -> int:
        said: list[str] = []
        with world.database.reading() as session:
            bind = session.get_bind()
            event.listen(bind, "before_cursor_execute", lambda *given: said.append(given[2]))
            assert len(all_lines(session, world, [manager])) == plans
        return len(said)

    builders.scene(world, "a1shire", 1)
    few = statements(1)
    for number in range(2, 8):
        builders.scene(world, f"a{number}shire", number)
    assert statements(7) == few
    world.database.close()


def test_the_region_is_the_bodies_beside_and_the_officers_of_the_area_itself() -> None:
    def person(area: str, role: Role, kind: str) -> Actor:
        return Actor(ActorKind.PERSON, "x", "b", kind, held=frozenset({(area, role)}))

    beside = frozenset({"kent", "surrey"})
    team = person("surrey", Role.PROJECT_MANAGER, "erb")
    assert audiences([team], "kent", beside) == {SharedWith.ERBS, SharedWith.REGION}
    assert audiences([person("devon", Role.ERB_LEAD, "erb")], "kent", beside) == {SharedWith.ERBS}
    officer = person("kent", Role.AUTHORITY_OFFICER, "strategic_authority")
    assert audiences([officer], "kent", beside) == {SharedWith.REGION}
    assert audiences([officer], "surrey", beside) == frozenset()
    assert audiences([person("kent", Role.BOARD_MEMBER, "erb")], "kent", beside) == frozenset()
    assert audiences([person("kent", Role.PROJECT_MANAGER, "provider")], "kent", beside) == frozenset()


def test_neighbours_are_areas_of_the_same_region_and_an_invented_area_has_none(made: England) -> None:
    near = neighbours(made.world.reference, ["kent-and-medway", "oxfordshire", "north-east", "northshire"])
    assert near["kent-and-medway"] == {"kent-and-medway", "oxfordshire"}
    assert near["north-east"] == {"north-east"}
    assert near["northshire"] == frozenset()
