"""The dates of an area itself: moved, on hold, resumed, with their history; and the terms they are about."""

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow.journeys import people
from lsip_workflow.model import Area, Deadline, Organisation, Role
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web.app import create
from tests import builders
from tests.journeys.working import Working
from tests.web.erb_client import AtTheApi, begun
from tests.web.signed import sent, signed_in

CHANGED = {"title": "Terms of October 2026", "received_on": "2026-11-02"}


@pytest.fixture
def at(small_world: Runtime) -> Working:
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    return working


@pytest.fixture
def client(at: Working) -> Iterator[TestClient]:
    with TestClient(create(at.world)) as client:
        yield client


@pytest.fixture
def erb(at: Working, client: TestClient) -> AtTheApi:
    return begun(at, client, on=date(2025, 10, 1))


@pytest.fixture
def mo(at: Working, erb: AtTheApi) -> TestClient:
    """The pages as the project manager of the area has them."""
    with at.world.database.transaction() as session:
        when, body = at.occasion("test"), session.get_one(Organisation, erb.erb)
        row = builders.person(session, when, body, "Mo North", "mo@north.example")
        people.grant_role(
            session, when, row, session.get_one(Area, erb.area), Role.PROJECT_MANAGER, when.today
        )
    return signed_in(at.world, "mo@north.example")


def due(at: Working) -> Deadline:
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []
        return session.exec(select(Deadline)).one()


def test_a_date_of_an_area_is_moved_put_on_hold_and_resumed_through_the_api(
    at: Working, erb: AtTheApi
) -> None:
    terms = erb.write(f"areas/{erb.area}/terms", CHANGED)
    where = f"areas/{erb.area}/deadlines/{terms['deadline']}"
    assert terms["due"] == "2026-11-16"
    moved = {"due": "2026-11-20", "reason": "department_moved_it", "as_of": "2026-11-16"}
    assert erb.write(f"{where}/move", moved)["due"] == "2026-11-20"
    stale = erb.write(f"{where}/move", moved | {"due": "2026-11-23"}, 409)
    assert "was changed since you looked: it is 20 November 2026" in stale["reasons"][0]["text"]
    assert erb.write(f"{where}/move", {"due": "2026-11-31", "reason": "x"}, 422)["faults"]
    held = erb.write(f"{where}/hold", {"until": "2026-11-10", "reason": "in_touch"})
    assert held["held_until"] == "2026-11-10"
    assert erb.write(f"{where}/suspend", {"reason": "pre_election_period"})["status"] == "suspended"
    assert erb.write(f"{where}/hold", {"until": "2026-11-11", "reason": "in_touch"}, 422)["faults"]
    assert erb.write(f"{where}/resume", {"due": "2026-12-01"})["status"] == "open"
    assert due(at).due == date(2026, 12, 1)


def test_a_date_of_another_area_or_of_a_plan_is_not_there(at: Working, erb: AtTheApi) -> None:
    made = builders.scene(at.world, "southshire", 2)
    with at.world.database.reading() as session:
        of_a_plan = session.exec(select(Deadline.id).where(Deadline.plan_id == made.plan)).first()
    terms = erb.write(f"areas/{erb.area}/terms", CHANGED)
    form = {"due": "2026-11-20", "reason": "correction"}
    erb.write(f"areas/{erb.area}/deadlines/{of_a_plan}/move", form, 404)
    erb.write(f"areas/{made.area}/deadlines/{terms['deadline']}/move", form, 404)
    erb.write(f"areas/{made.area}/deadlines/{terms['deadline']}/move", form, 404, key=made.erb_key)
    erb.write(f"areas/{erb.area}/deadlines/{terms['deadline']}/move", form, 404, key=made.provider_key)


def test_the_page_of_an_area_shows_its_dates_with_their_history_and_what_was_said_to_terms(
    at: Working, erb: AtTheApi, mo: TestClient
) -> None:
    assert "No date of this area is open." in mo.get(f"/areas/{erb.area}/dates").text
    hostile = "Terms <b>“of” \u202eOctober"
    seen = sent(mo, f"/areas/{erb.area}/do/change-terms", title=hostile, received_on="2026-11-02")
    assert seen.url.path == f"/areas/{erb.area}/dates"
    assert "Terms &lt;b&gt;“of” \u202eOctober" in seen.text
    row = due(at)
    page = f"/areas/{erb.area}/dates/{row.id}"
    move = f"/areas/{erb.area}/do/move-date-of-area?date_id={row.id}"
    told = sent(mo, move, due="2026-11-20", reason="department_moved_it")
    assert told.url.path == page
    assert "It stood at</dt><dd>16 November 2026" in told.text
    assert "Moved from 16 November 2026 to 20 November 2026" in told.text
    assert "Mo North" in told.text
    assert mo.get(f"/areas/elsewhere/dates/{row.id}").status_code == 404
    assert mo.get(f"/areas/{erb.area}/dates/{'0' * 32}").status_code == 404
    object_to = f"/areas/{erb.area}/do/object-to-terms?terms_id={row.subject}"
    early = sent(mo, object_to, on="2026-11-01", reasons="Too little time.")
    assert early.status_code == 422
    said = sent(mo, object_to, on="2026-11-02", reasons="Too little time.")
    assert "The department was told of an objection" in said.text
    assert "Too little time." in said.text
    assert due(at).status == "met"
