"""The JSON API, writing: who may, each submission counts once, and faults store nothing."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from lsip_workflow.journeys import deadlines, people, plans
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Area,
    Deadline,
    Organisation,
    OrganisationKind,
    Plan,
    SkillsNeed,
)
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import access, admitting
from lsip_workflow.web.api import content, decisions, reading
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import EDITION, Scene
from tests.journeys.working import Working
from tests.web.api_forms import COLLEGE, RIGHT, WRONG
from tests.web.api_writing import note_authority, read, send, stored
from tests.web.page_scenes import HOSTILE


@pytest.fixture
def at(small_world: Runtime) -> Working:
    """A world whose clock stands still, for the API as well."""
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    return working


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


@pytest.fixture
def client(at: Working) -> Iterator[TestClient]:
    with TestClient(create(at.world)) as client:
        yield client


WRITING = [
    route
    for router in (content.router, decisions.router)
    for route in router.routes
    if isinstance(route, APIRoute)
]
OF_PLAN = [
    route.path for route in reading.router.routes if isinstance(route, APIRoute) and "{plan_id}" in route.path
]


def short(route: APIRoute) -> str:
    """An address within its plan; the one of resuming wants a date that is suspended."""
    path = route.path.removeprefix("/api/v1/plans/{plan_id}")
    return path.replace("deadline_id", "suspended_id") if path.endswith("/resume") else path


def act_of(route: APIRoute) -> str:
    (act,) = sorted(route.methods or set())
    return act


@pytest.fixture
def values(at: Working, made: Scene) -> dict[str, str]:
    """What stands in the addresses, for the plan of the scene."""
    with at.world.database.transaction() as session:
        answer = note_authority(session, at, session.get_one(Plan, made.plan))
        when, plan = builders.occasion(at.world), session.get_one(Plan, made.plan)
        provider = session.get_one(Organisation, made.provider)
        second = builders.ask(session, when, plan, provider, "Another question")
        dates = {row.subject: row for row in session.exec(select(Deadline))}
        suspended = dates[second.id]
        deadlines.suspend(session, when, suspended, "correction")
        return {
            "code": "A1",
            "request_id": made.request,
            "deadline_id": dates[made.request].id,
            "suspended_id": suspended.id,
            "answer_id": answer.id,
            "key": "lesson-3-commitments",
        }


def filled(path: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], path)


@pytest.mark.parametrize("route", WRITING, ids=short)
def test_only_the_erb_of_the_area_writes_and_everybody_else_is_told_as_much_as_they_may_know(
    at: Working, client: TestClient, made: Scene, values: dict[str, str], route: APIRoute
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    act, address = act_of(route), made.plan + filled(short(route), values)
    body, right = RIGHT[short(route)]
    before = stored(at.world)

    def as_(key: str, body: Any = body) -> Response:
        return send(client, key, address, body, act=act)

    assert as_("").status_code == 401
    for key in (other.erb_key, other.provider_key):
        assert (as_(key).status_code, as_(key).json()) == (404, {"detail": access.CALM})
        assert as_(key, {"unknown": 1}).status_code == 404, "who may not come in learns nothing of the form"
    assert (as_(made.provider_key).status_code, as_(made.provider_key).json()) == (
        403,
        {"detail": admitting.ONLY_THE_ERB},
    )
    assert stored(at.world) == before
    answer = as_(made.erb_key)
    assert answer.status_code == right, answer.text
    assert (stored(at.world) > before) is (right != 403)


@pytest.mark.parametrize("path", OF_PLAN)
def test_a_plan_is_read_by_its_erb_and_in_part_by_its_providers(
    at: Working, client: TestClient, made: Scene, path: str
) -> None:
    other = builders.scene(at.world, "southshire", 2)

    def status(key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return client.get(path.format(plan_id=made.plan), headers=headers).status_code

    theirs = 403 if path.endswith(("/events", "/authorities")) else 200
    keys = ("", other.erb_key, other.provider_key, made.provider_key, made.erb_key)
    assert [status(key) for key in keys] == [401, 404, 404, theirs, 200]


@pytest.mark.parametrize("path", [path for path in RIGHT if "{" in path and "{key}" not in path])
def test_what_is_not_there_or_is_of_another_plan_is_404(
    at: Working, client: TestClient, made: Scene, values: dict[str, str], path: str
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    act = "PUT" if path == "/actions/{code}" else "POST"
    before = stored(at.world)
    address = other.plan + filled(path, values | {"code": "A9"})
    answer = send(client, other.erb_key, address, RIGHT[path][0], act=act)
    assert (answer.status_code, answer.json()) == (404, {"detail": access.CALM})
    assert stored(at.world) == before


@pytest.mark.parametrize(("path", "body", "faults"), WRONG)
def test_what_is_wrong_is_told_in_sentences_with_their_places_and_nothing_is_stored(
    at: Working,
    client: TestClient,
    made: Scene,
    values: dict[str, str],
    path: str,
    body: dict[str, Any],
    faults: list[str],
) -> None:
    before = stored(at.world)
    act = "PUT" if path == "/actions/{code}" else "POST"
    answer = send(client, made.erb_key, made.plan + filled(path, values), body, act=act)
    assert answer.status_code == 422, answer.text
    assert answer.json()["faults"] == faults
    assert stored(at.world) == before


def test_every_address_that_is_written_to_has_its_wrong_forms_in_the_table() -> None:
    tried = {re.sub(r"/conditions/\w+/", "/conditions/{key}/", path) for path, _, _ in WRONG}
    assert {path.replace("suspended_id", "deadline_id") for path in RIGHT} == tried
    assert {short(route) for route in WRITING} == RIGHT.keys()


@pytest.mark.parametrize(
    ("act", "path", "body", "another"),
    [
        ("POST", "needs", {"occupation": "Welders"}, {"occupation": "Fitters"}),
        ("PUT", "actions/A1", {"title": "Another course"}, {"title": "A third course"}),
    ],
)
def test_the_same_submission_is_taken_once_and_gets_the_same_bytes_again(
    at: Working, client: TestClient, made: Scene, act: str, path: str, body: Any, another: Any
) -> None:
    def submit(path: str, body: Any, key: str = "mine") -> Response:
        return send(client, made.erb_key, f"{made.plan}/{path}", body, once=key, act=act)

    before = stored(at.world)
    first, again = submit(path, body), submit(path, body)
    assert first.content == again.content
    assert first.status_code == again.status_code == (201 if act == "POST" else 200)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert stored(at.world) == before + 1
    otherwise = submit(path, another)
    assert otherwise.status_code == 409
    assert "was used before with another body" in otherwise.json()["detail"]
    assert send(client, made.erb_key, f"{made.plan}/page-count", {"pages": 3}, once="mine").status_code == 409
    assert stored(at.world) == before + 1
    assert submit(path, another, "another").status_code == first.status_code
    assert stored(at.world) == before + 2


def test_a_key_is_kept_for_each_organisation_and_a_faulty_submission_does_not_use_it_up(
    at: Working, client: TestClient, made: Scene
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    sent = [
        send(client, made.erb_key, f"{made.plan}/needs", {"occupation": "Welders", "soc": "1"}, once="k"),
        send(client, made.erb_key, f"{made.plan}/needs", {"occupation": "Welders"}, once="k"),
        send(client, other.erb_key, f"{other.plan}/needs", {"occupation": "Welders"}, once="k"),
    ]
    assert [answer.status_code for answer in sent] == [422, 201, 201]
    assert sent[1].json() != sent[2].json()


def test_forty_at_once_under_one_key_are_one_need(at: Working, client: TestClient, made: Scene) -> None:
    def submit(_: int) -> Response:
        return send(client, made.erb_key, f"{made.plan}/needs", {"occupation": "Welders"}, once="k")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(submit, range(40)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(at.all(SkillsNeed)) == 1


@pytest.mark.parametrize("code", ["a%00b", "%FF", "%ED%A0%80", "a%2Fb", "é", "x" * 41, "%20"])
def test_a_code_that_cannot_be_is_never_a_fault_of_ours(
    at: Working, client: TestClient, made: Scene, code: str
) -> None:
    before = stored(at.world)
    answer = send(client, made.erb_key, f"{made.plan}/actions/{code}", {"title": "x"}, act="PUT")
    assert answer.status_code in (404, 422)
    assert stored(at.world) == before


@pytest.mark.parametrize("route", WRITING, ids=short)
def test_a_key_of_the_senders_choosing_is_needed_everywhere(
    client: TestClient, made: Scene, values: dict[str, str], route: APIRoute
) -> None:
    act, address = act_of(route), f"/api/v1/plans/{made.plan}{filled(short(route), values)}"
    headers = {"Authorization": f"Bearer {made.erb_key}"}
    answer = client.request(act, address, json=RIGHT[short(route)][0], headers=headers)
    assert answer.status_code == 422
    assert answer.json()["faults"] == ["idempotency-key: this is needed."]


def test_a_code_is_given_once_in_a_plan_and_may_stand_in_another(
    at: Working, client: TestClient, made: Scene
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    body = {"code": "P1", "title": "Metal", "kind": "sector"}
    assert send(client, made.erb_key, f"{made.plan}/priorities", body).status_code == 201
    twice = send(client, made.erb_key, f"{made.plan}/priorities", body)
    assert twice.json()["faults"] == [
        "code: another priority of this plan has the code “P1”; choose another."
    ]
    assert send(client, other.erb_key, f"{other.plan}/priorities", body).status_code == 201


def test_a_second_plan_for_the_same_area_and_cycle_is_refused_in_a_sentence(at: Working, made: Scene) -> None:
    with pytest.raises(Faulty) as refused, at.world.database.transaction() as session:
        plans.open_plan(
            session,
            builders.occasion(at.world),
            plan_id="northshire-again",
            area=session.get_one(Area, made.area),
            erb=session.get_one(Organisation, made.erb),
            cycle="2026-29",
            edition=EDITION,
        )
    assert refused.value.faults == (
        "cycle: Northshire (example) has its plan for 2026-29 already: “northshire-2026”.",
    )


def test_an_action_that_is_put_is_replaced_whole(client: TestClient, made: Scene) -> None:
    send(client, made.erb_key, f"{made.plan}/actions/A1", {"title": "Shorter"}, act="PUT")
    action, _ = read(client, made.erb_key, f"plans/{made.plan}/actions")
    assert (action["code"], action["title"]) == ("A1", "Shorter")
    assert (action["lead"], action["planned_for"], action["measure"], action["route"]) == (
        None,
        None,
        "",
        None,
    )


def test_a_body_has_one_word_on_an_action_and_a_provider_sees_its_own_only(
    client: TestClient, made: Scene
) -> None:
    for body, kind in ((COLLEGE, "sought"), ("erb", "firm"), (COLLEGE, "in_principle")):
        form = {"organisation": body, "kind": kind}
        assert send(client, made.erb_key, f"{made.plan}/actions/A1/commitments", form).status_code == 201
    address = f"plans/{made.plan}/actions"
    seen = [read(client, key, address)[0] for key in (made.erb_key, made.provider_key)]
    assert sorted(said["kind"] for said in seen[0]["commitments"]) == ["firm", "in_principle"]
    assert [said["kind"] for said in seen[1]["commitments"]] == ["in_principle"]
    assert seen[0]["progress"] == {"done": "", "impact": "", "remains": "", "no_progress_because": ""}
    assert seen[1]["progress"] is None


def test_a_real_plan_takes_a_provider_of_the_register_and_no_invented_one(
    at: Working, client: TestClient, made: Scene
) -> None:
    with at.world.database.transaction() as session:
        area, erb = session.get_one(Area, made.area), session.get_one(Organisation, made.erb)
        when = builders.occasion(at.world)
        plans.open_plan(
            session, when, plan_id="real", area=area, erb=erb, cycle="2029-32", edition=builders.EDITION
        )
    real, invented = (
        send(client, made.erb_key, "real/providers", {"ukprn": ukprn, "reason": "It teaches here."})
        for ukprn in ("10003010", COLLEGE)
    )
    assert (real.status_code, real.json()["ukprn"]) == (201, "10003010")
    assert real.json()["name"] == at.world.reference.provider("10003010").name
    assert invented.json()["faults"] == [
        "ukprn: this plan is no example, so only a real provider can be part of it."
    ]
    assert stored(at.world)


def test_words_that_mean_harm_are_kept_as_words(at: Working, client: TestClient, made: Scene) -> None:
    text = HOSTILE[:290]
    answer = send(
        client, made.erb_key, f"{made.plan}/actions/A1", {"title": text, "measure": text}, act="PUT"
    )
    assert answer.status_code == 200
    action, _ = read(client, made.erb_key, f"plans/{made.plan}/actions")
    assert (action["title"], action["measure"]) == (text, text)
    assert "<script>alert" not in client.get(f"/plans/{made.plan}").text
    assert stored(at.world)


def test_a_provider_sees_the_dates_of_the_guidance_and_its_own(
    at: Working, client: TestClient, made: Scene
) -> None:
    with at.world.database.transaction() as session:
        when, plan = builders.occasion(at.world), session.get_one(Plan, made.plan)
        second = Organisation(
            kind=OrganisationKind.PROVIDER, name="Zed College", ukprn=builders.ukprn(9), example=True
        )
        people.record_organisation(session, when, second, at.world.reference, demonstration=True)
        plans.add_provider(session, when, plan, second, reason="A person added it.")
        builders.ask(session, when, plan, second, "Another question")
    at.rest()
    address = f"plans/{made.plan}/deadlines"
    titles = [
        {row["title"] for row in read(client, key, address)} for key in (made.erb_key, made.provider_key)
    ]
    assert titles[0] - titles[1] == {"Another question"}
    assert "What you can offer" in titles[1]


def test_history_is_read_page_by_page(at: Working, client: TestClient, made: Scene) -> None:
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        for pages in range(1, 121):
            plans.count_pages(session, builders.occasion(at.world), plan, pages)
    address = f"plans/{made.plan}/events"
    newest = read(client, made.erb_key, address)
    assert (len(newest), newest[0]["sentence"]) == (100, "The main body has 120 pages")
    assert (newest[0]["actor"], newest[0]["type"]) == ("command", "pages.counted")
    older = read(client, made.erb_key, f"{address}?before={newest[-1]['seq']}")
    seqs = [row["seq"] for row in newest + older]
    assert seqs == list(range(seqs[0], 0, -1))
    assert {len(row["reference"]) for row in older} == {64}


def test_the_editions_are_there_for_any_key(client: TestClient, made: Scene) -> None:
    editions = read(client, made.provider_key, "rulebooks")
    assert [edition["key"] for edition in editions] == sorted(edition["key"] for edition in editions)
    whole = read(client, made.provider_key, f"rulebooks/{EDITION}")
    assert whole["stages"][0] == {
        "key": "designation", "title": "Designation", "next": ["research"], "final": False,
    }  # fmt: skip
    law = {rule["key"] for rule in whole["conditions"] if rule["strength"] == "law"}
    assert law >= {"test-environment", "approval-decided"}
    assert all(rule["cite"] for rule in whole["conditions"])
    headers = {"Authorization": f"Bearer {made.provider_key}"}
    assert client.get("/api/v1/rulebooks/2099-none", headers=headers).status_code == 404
    assert client.get("/api/v1/rulebooks").status_code == 401


def test_everything_that_can_be_written_is_described(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    for route in WRITING:
        told = described[route.path][act_of(route).lower()]
        assert told["description"].endswith(".")
        assert "idempotency-key" in {one["name"] for one in told["parameters"]}
