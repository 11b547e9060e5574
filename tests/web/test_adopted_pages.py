"""A plan taken over from a workbook, as pages and the API show it."""

from datetime import date

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.adopt import read as read_workbook
from lsip_workflow.adopt import without_contacts
from lsip_workflow.journeys import adoption, adoption_undone, people
from lsip_workflow.model import Area, Plan, Role
from lsip_workflow.store import queries
from tests.builders import occasion, person, ukprn
from tests.web.page_scenes import Still
from tests.web.reading import read
from tests.web.signed import signed_in
from tests.workbooks import workbook

PLAN = "kent-and-medway-2025-28"


@pytest.fixture
def adopted(still_world: Still) -> Still:
    """A world of real records with one plan that was taken over."""
    content = workbook()
    with still_world.database.transaction() as session:
        adoption.adopt(
            session,
            occasion(still_world),
            read_workbook(content),
            without_contacts(content),
            still_world.reference,
            still_world.calendar,
            merges={},
            demonstration=True,
        )
    return still_world


@pytest.fixture
def manager(adopted: Still) -> TestClient:
    """The pages as the manager of the plan that was taken over sees them."""
    with adopted.database.transaction() as session:
        at, body = occasion(adopted), queries.organisation(session, "kent-invicta-chamber")
        assert body is not None
        row = person(session, at, body, "Ma Nager", "ma@kent.example")
        area = session.get_one(Area, "kent-and-medway")
        people.grant_role(session, at, row, area, Role.PROJECT_MANAGER, date(2026, 1, 1))
    return signed_in(adopted, "ma@kent.example")


def key_of(world: Still, number: str) -> dict[str, str]:
    with world.database.transaction() as session:
        body = queries.organisation(session, number)
        assert body is not None
        key = people.issue_key(session, occasion(world), body)
    return {"Authorization": f"Bearer {key}"}


def test_the_plan_is_shown_with_what_was_told_of_before(manager: TestClient) -> None:
    text = read(manager, f"/plans/{PLAN}")
    assert "Before this record began" in text
    assert "Board agreed the priorities" in text
    assert "summer 2026" in text
    assert "A. Clerk" in text
    assert "Nothing is sent about it until a person has seen the messages" in text
    assert "(before this record began)" in text
    assert "The plan was taken over from a workbook in the stage Roadmap" in text


def test_a_plan_that_began_here_has_no_before(full_pages: TestClient) -> None:
    assert "Before this record began" not in read(full_pages, "/plans/northshire-2026")


def test_what_was_told_is_for_the_team_alone(adopted: Still, still_pages: TestClient) -> None:
    address = f"/api/v1/plans/{PLAN}/before"
    team, college = key_of(adopted, "kent-invicta-chamber"), key_of(adopted, ukprn(1))
    got = still_pages.get(address, headers=team)
    assert got.status_code == 200
    agreed = next(row for row in got.json() if row["what"] == "Board agreed the priorities")
    assert (agreed["on"], agreed["precision"], agreed["said_by"]) == ("2026-08-31", "season", "A. Clerk")
    assert still_pages.get(address, headers=college).status_code == 403
    assert still_pages.get(address).status_code == 401


def test_an_undone_plan_is_nobodys(adopted: Still, still_pages: TestClient, manager: TestClient) -> None:
    team = key_of(adopted, "kent-invicta-chamber")
    with adopted.database.transaction() as session:
        adoption_undone.undo(session, occasion(adopted), session.get_one(Plan, PLAN))
    assert manager.get(f"/plans/{PLAN}").status_code == 404
    assert still_pages.get(f"/api/v1/plans/{PLAN}", headers=team).status_code == 404
    assert PLAN not in manager.get("/plans").text
