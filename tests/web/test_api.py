"""The JSON API: who gets in, what each key sees, and a door that takes an answer once or says why not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow.journeys import people, plans, requests
from lsip_workflow.model import (
    Area,
    Credential,
    Organisation,
    OrganisationKind,
    Plan,
)
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import addresses
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import Scene
from tests.web.api_calls import CALM, UNKNOWN, bearer, post, stored


@pytest.fixture
def client(small_world: Runtime) -> Iterator[TestClient]:
    """The application in this process; what goes wrong inside is answered, as it would be outside."""
    with TestClient(create(small_world), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def made(small_world: Runtime) -> Scene:
    return builders.scene(small_world)


@pytest.fixture
def other(small_world: Runtime, made: Scene) -> Scene:
    return builders.scene(small_world, "southshire", 2)


ADDRESSES = ["/api/v1/plans", "/api/v1/plans/northshire-2026", f"/api/v1/plans/{UNKNOWN}"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer short",
        "Basic {key}",
        "bearer {key}",
        "Bearer {key}x",
        "Bearer {key} {key}",
    ],
)
def test_without_a_key_that_opens_something_the_answer_is_401(
    client: TestClient, made: Scene, address: str, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header.format(key=made.provider_key)}
    answer = client.get(address, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json() == {
        "detail": "Send the key that you were given in the header: Authorization: Bearer …"
    }


def test_a_key_that_was_revoked_opens_nothing_any_more(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    assert client.get(ADDRESSES[0], headers=bearer(made.provider_key)).status_code == 200
    with small_world.database.transaction() as session:
        held = session.exec(select(Credential).where(Credential.organisation_id == made.provider)).one()
        people.revoke_key(session, builders.occasion(small_world), held)
    assert client.get(ADDRESSES[0], headers=bearer(made.provider_key)).status_code == 401
    assert post(client, made).status_code == 401
    assert client.get(ADDRESSES[0], headers=bearer(made.erb_key)).status_code == 200


def test_what_is_not_there_and_what_is_not_yours_are_told_in_the_same_bytes(
    client: TestClient, made: Scene, other: Scene
) -> None:
    mine = bearer(other.provider_key)
    answers = [
        client.get(f"/api/v1/plans/{made.plan}", headers=mine),
        client.get("/api/v1/plans/nowhere-2026", headers=mine),
        client.get("/api/v1/nothing", headers=mine),
        post(client, made, by=other.provider_key),
        post(client, made, by=other.erb_key),
        post(client, Scene(**(vars(made) | {"request": UNKNOWN}))),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json() == CALM
    headers = {tuple(sorted(answer.headers.items())) for answer in answers}
    assert len(headers) == 1


def listed(client: TestClient, key: str) -> list[str]:
    answer = client.get("/api/v1/plans", headers=bearer(key))
    assert answer.status_code == 200
    return [plan["id"] for plan in answer.json()]


def test_each_key_sees_the_plans_of_its_scope_and_no_other(
    client: TestClient, made: Scene, other: Scene, small_world: Runtime
) -> None:
    with small_world.database.transaction() as session:
        when = builders.occasion(small_world)
        stranger = Organisation(kind=OrganisationKind.ERB, name="Elsewhere Chamber", example=True)
        people.record_organisation(session, when, stranger, small_world.reference, demonstration=True)
        nothing = people.issue_key(session, when, stranger)
        in_area = people.issue_key(session, when, stranger, session.get_one(Area, made.area))
        everywhere = people.issue_key(session, when, session.get_one(Organisation, made.erb))
    assert listed(client, made.provider_key) == [made.plan]
    assert listed(client, made.erb_key) == [made.plan]
    assert listed(client, everywhere) == [made.plan]
    assert listed(client, other.provider_key) == [other.plan]
    assert listed(client, nothing) == []
    assert listed(client, in_area) == [], "the key of another ERB for the same area sees nothing of this plan"


def test_a_plan_shows_what_is_still_needed_and_a_provider_only_its_own_requests(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    with small_world.database.transaction() as session:
        when = builders.occasion(small_world)
        plan = session.get_one(Plan, made.plan)
        second = Organisation(
            kind=OrganisationKind.PROVIDER, name="Zed College", ukprn=builders.ukprn(9), example=True
        )
        people.record_organisation(session, when, second, small_world.reference, demonstration=True)
        plans.add_provider(session, when, plan, second, reason="A person added it.")
        builders.ask(session, when, plan, second, "Another question")
    as_provider = client.get(f"/api/v1/plans/{made.plan}", headers=bearer(made.provider_key)).json()
    as_erb = client.get(f"/api/v1/plans/{made.plan}", headers=bearer(made.erb_key)).json()
    assert [request["title"] for request in as_provider["requests"]] == ["What you can offer"]
    assert [request["title"] for request in as_erb["requests"]] == ["What you can offer", "Another question"]
    assert as_provider["still_needed"] == [], "it may name what another provider answered"
    (needed,) = [need for need in as_erb["still_needed"] if need["refuses"]]
    assert (needed["code"], needed["strength"]) == ("roadmap-decided", "guidance")
    assert as_erb["next_deadline"]["words"] == "23 November 2026"
    assert as_erb["example"] is True


def test_the_next_date_that_a_provider_sees_is_never_another_providers(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    with small_world.database.transaction() as session:
        at, plan = builders.occasion(small_world), session.get_one(Plan, made.plan)
        rival = Organisation(
            kind=OrganisationKind.PROVIDER,
            name="Rival College (example)",
            ukprn=builders.ukprn(9),
            example=True,
        )
        people.record_organisation(session, at, rival, small_world.reference, demonstration=True)
        plans.add_provider(session, at, plan, rival, reason="A person added it.")
        sooner = at.today + timedelta(days=2)
        requests.ask(session, at, plan, rival, title="Only for the rival", due=sooner)
        session.flush()
    for path in ("/api/v1/plans", f"/api/v1/plans/{made.plan}"):
        seen = client.get(path, headers=bearer(made.provider_key))
        assert "Only for the rival" not in seen.text
        assert "Only for the rival" in client.get(path, headers=bearer(made.erb_key)).text


@pytest.mark.parametrize("address", ["UPPER", "a" * 81, "a%00b", "a%0A", "..%2Fplans", "é"])
def test_an_address_that_cannot_be_is_never_a_fault_of_ours(
    client: TestClient, made: Scene, address: str
) -> None:
    answer = client.get(f"/api/v1/plans/{address}", headers=bearer(made.provider_key))
    assert answer.status_code in (404, 422)


def test_an_answer_of_the_api_is_for_nobody_to_keep(client: TestClient, made: Scene) -> None:
    for answer in (client.get("/api/v1/plans", headers=bearer(made.erb_key)), post(client, made)):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_breaks_on_our_side_says_so_and_stores_nothing(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    sound = small_world.books
    small_world.__dict__["books"] = {}
    answer = post(client, made)
    assert answer.status_code == 500
    assert "our side" in answer.json()["detail"]
    assert "KeyError" not in answer.text
    small_world.__dict__["books"] = sound
    assert stored(small_world) == 0
    assert post(client, made).status_code == 201


def test_the_description_of_the_api_names_every_address(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    routes = [route for router, _ in addresses.API for route in router.routes if isinstance(route, APIRoute)]
    assert {(path, act) for path, acts in described["paths"].items() for act in acts} == {
        (route.path, act.lower()) for route in routes for act in route.methods or ()
    }
    assert described["paths"].keys() >= {"/api/v1/plans", "/api/v1/requests/{request_id}/responses"}
    door = described["paths"]["/api/v1/requests/{request_id}/responses"]["post"]
    (key,) = [one for one in door["parameters"] if one["name"] == "idempotency-key"]
    assert (key["in"], key["required"], key["schema"]["maxLength"]) == ("header", True, 200)
    assert set(described["components"]["schemas"]) >= {"ResponseForm", "ReceiptOut", "PlanWhole"}
