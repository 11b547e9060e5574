"""A workbook through the API: handed in, every fault told, taken over once, undone; for its person alone."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from lsip_workflow.journeys import people
from lsip_workflow.model import Area, HandedWorkbook, IdempotencyKey, Organisation, Person, Plan, Role
from lsip_workflow.store.chain import verify
from tests import builders, workbooks
from tests.web.page_scenes import Still
from tests.web.test_first_run import begun, empty_pages, real  # noqa: F401
from tests.workbooks import put

PLAN = "kent-and-medway-2025-28"


@pytest.fixture
def sam(begun: TestClient, still_world: Still) -> str:  # noqa: F811
    """The key of the first person, who runs the plans of Kent."""
    return key_of(still_world, "Sam@Kent.example")


def key_of(world: Still, email: str) -> str:
    with world.database.transaction() as session:
        who = session.exec(select(Person).where(Person.email == email)).one()
        body = session.get_one(Organisation, who.organisation_id)
        return people.issue_key(session, builders.occasion(world), body, person=who)


def send(client: TestClient, key: str, to: str, once: str = "k", **more: Any) -> Response:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": once}
    return client.post(f"/api/v1/{to}", headers=headers, **more)


def read(client: TestClient, key: str, to: str) -> Response:
    return client.get(f"/api/v1/{to}", headers={"Authorization": f"Bearer {key}"})


def handed(
    client: TestClient, key: str, content: bytes, once: str = "k", name: str = "plan.xlsx"
) -> Response:
    return send(client, key, "workbooks", once, files={"file": (name, content)})


def test_a_program_takes_a_plan_over_once_and_undoes_it(
    begun: TestClient,  # noqa: F811
    still_world: Still,
    sam: str,
) -> None:
    template = read(begun, sam, "workbooks/template.xlsx")
    assert workbooks.opened(template.content).sheetnames[1] == "Plan"
    book = real()
    given = handed(begun, sam, book)
    assert given.status_code == 201
    key = given.json()["id"]
    assert given.json() == {"id": key, "ready": True, "faults": 0, "questions": 0}
    assert handed(begun, sam, book).json()["id"] == key, "the same file under the same key is handed in once"
    seen = read(begun, sam, f"workbooks/{key}").json()
    assert (seen["area"], seen["stage"], seen["counts"]["actions"]) == ("Kent and Medway", "Roadmap", 40)
    first = send(begun, sam, f"workbooks/{key}/take-over", "a")
    assert (first.status_code, first.json()) == (201, {"plan": PLAN})
    assert send(begun, sam, f"workbooks/{key}/take-over", "a").headers["Idempotency-Replayed"] == "true"
    assert send(begun, sam, f"workbooks/{key}/take-over", "b").json() == {"plan": PLAN}
    gone = read(begun, sam, f"workbooks/{key}").json()
    assert (gone["plan"], gone["name"], gone["faults"]) == (PLAN, "", [])
    late = send(begun, sam, f"workbooks/{key}/answers", "c", json={"answers": {"A": "new"}})
    assert late.status_code == 422
    assert send(begun, sam, f"plans/{PLAN}/adoption/undo", "d").status_code == 201
    with still_world.database.reading() as session:
        assert verify(session).faults == []
        assert session.get_one(Plan, PLAN).undone_on is not None


def test_every_fault_comes_with_its_cell_and_no_name_stays_in_a_receipt(
    begun: TestClient,  # noqa: F811
    still_world: Still,
    sam: str,
) -> None:
    given = handed(begun, sam, real(put("Actions", "E3", "someday"), put("Contacts", "B4", "nobody at all")))
    key = given.json()["id"]
    assert (given.json()["ready"], given.json()["faults"]) == (False, 2)
    seen = read(begun, sam, f"workbooks/{key}").json()
    assert [(one["sheet"], one["cell"]) for one in seen["faults"]] == [("Actions", "E3"), ("Contacts", "B4")]
    assert "nobody at all" in seen["faults"][1]["text"]
    refused = send(begun, sam, f"workbooks/{key}/take-over", "t")
    assert refused.status_code == 422
    assert [fault.partition(":")[0] for fault in refused.json()["faults"]] == ["Actions!E3", "Contacts!B4"]
    with still_world.database.reading() as session:
        assert session.get(Plan, PLAN) is None
        kept = session.exec(select(IdempotencyKey.receipt)).all()
        assert not any("nobody" in receipt for receipt in kept)


def test_a_question_about_a_name_is_answered_and_then_it_is_ready(
    begun: TestClient,  # noqa: F811
    sam: str,
) -> None:
    name = "The Weald Employer Forum"
    form = {"kind": "other", "name": name}
    there = send(begun, sam, "areas/kent-and-medway/organisations", "o", json=form).json()["id"]
    key = handed(begun, sam, real()).json()["id"]
    (asked,) = read(begun, sam, f"workbooks/{key}").json()["questions"]
    assert asked["answers"] == {there: name, "new": "another, who is not known yet"}
    empty = send(begun, sam, f"workbooks/{key}/answers", "e", json={"answers": {}})
    assert empty.status_code == 422
    now = send(begun, sam, f"workbooks/{key}/answers", "a", json={"answers": {asked["name"]: there}})
    assert (now.status_code, now.json()) == (201, {"id": key, "ready": True, "faults": 0, "questions": 0})


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", builders.picture()])
def test_what_is_no_workbook_is_refused_and_nothing_is_kept(
    begun: TestClient,  # noqa: F811
    still_world: Still,
    sam: str,
    content: bytes,
) -> None:
    answer = handed(begun, sam, content)
    assert answer.status_code == 422
    assert answer.json()["faults"][0].startswith("file: ")
    with still_world.database.reading() as session:
        assert session.exec(select(HandedWorkbook)).all() == []


def test_a_workbook_is_its_persons_alone(
    begun: TestClient,  # noqa: F811
    still_world: Still,
    sam: str,
) -> None:
    with still_world.database.transaction() as session:
        at = builders.occasion(still_world)
        body = session.get_one(Organisation, "kent-invicta-chamber")
        own = people.issue_key(session, at, body)
        colleague = builders.person(session, at, body, "Al Kent", "al@kent.example")
        kent = session.get_one(Area, "kent-and-medway")
        people.grant_role(session, at, colleague, kent, Role.PROJECT_MANAGER, at.today)
    al = key_of(still_world, "al@kent.example")
    key = handed(begun, sam, real()).json()["id"]
    for to in (f"workbooks/{key}/take-over", f"workbooks/{key}/answers"):
        told = send(begun, al, to, "x", json={"answers": {"A": "new"}} if "answers" in to else None)
        assert told.status_code == 404
    assert read(begun, al, f"workbooks/{key}").status_code == 404
    refused = handed(begun, own, real())
    assert refused.status_code == 403
    assert "with a key of their own" in refused.json()["detail"]
