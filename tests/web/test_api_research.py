"""The JSON API, research: an ERB records, corrects and takes out; faults store nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from lsip_workflow.journeys import barriers, engagement, findings, parties, plans
from lsip_workflow.model import (
    Area,
    Barrier,
    BarrierKind,
    BarrierSide,
    Engagement,
    EngagementKind,
    EventRow,
    Finding,
    OrganisationKind,
    OrganisationOfArea,
    Plan,
    Test,
)
from lsip_workflow.store import chain
from lsip_workflow.web import access, admitting
from lsip_workflow.web.api import research, research_reading
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import Scene
from tests.journeys import researching
from tests.journeys.researching import now
from tests.journeys.working import Working
from tests.web.erb_client import send
from tests.web.research_forms import COLLEGE, DAY, RIGHT, WRONG
from tests.web.signed import signed_in


@pytest.fixture
def at(small_world: Any) -> Working:
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


@pytest.fixture
def values(at: Working, made: Scene) -> dict[str, str]:
    """The ids that stand in addresses and forms: one row of each kind."""
    with at.world.database.transaction() as session:
        need, evidence = researching.need(session, at, made), researching.evidence(session, at, made)
        researching.priority(session, at, made)
        barrier = Barrier(plan_id=made.plan, title="x", kind=BarrierKind.OTHER, side=BarrierSide.SUPPLY)
        barriers.record_barrier(session, now(at), barrier)
        ask = barriers.ask(session, now(at), barrier, asked="x", on=now(at).today, whom="y")
        finding = Finding(plan_id=made.plan, says="x", rests_on=[evidence.id])
        findings.record_finding(session, now(at), finding)
        plan = session.get_one(Plan, made.plan)
        considered = plans.consider(session, now(at), plan, Test.ENVIRONMENT, "Paper 7.")
        log = Engagement(plan_id=made.plan, kind=EngagementKind.VISIT, on=now(at).today, title="A yard")
        engagement.record_engagement(session, now(at), log, [], at.world.reference)
        return {
            "consideration_id": considered.id,
            "engagement_id": log.id,
            "need_id": need.id,
            "evidence_id": evidence.id,
            "barrier_id": barrier.id,
            "ask_id": ask.id,
            "finding_id": finding.id,
            "code": "P1",
        }


def filled(given: Any, values: dict[str, str]) -> Any:
    match given:
        case str():
            return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], given)
        case list():
            return [filled(one, values) for one in given]
        case dict():
            return {key: filled(value, values) for key, value in given.items()}
        case _:
            return given


def submit(client: TestClient, key: str, plan: str, to: str, body: Any, values: dict[str, str]) -> Response:
    act, path = to.split(" ")
    return send(client, key, f"plans/{plan}{filled(path, values)}", filled(body, values), act)


def stored(at: Working) -> int:
    """How many events there are, in chains that hold."""
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []
        return len(session.exec(select(EventRow.id)).all())


def read(client: TestClient, key: str, address: str) -> Any:
    answer = send(client, key, address, act="GET")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_address_has_its_right_and_its_wrong_forms() -> None:
    there = {
        f"{act} {route.path.removeprefix('/api/v1/plans/{plan_id}')}"
        for route in research.router.routes
        if isinstance(route, APIRoute)
        for act in route.methods or ()
    }
    assert there == RIGHT.keys() == {to for to, _, _ in WRONG}


@pytest.mark.parametrize("to", RIGHT)
def test_only_the_erb_of_the_area_writes_and_everybody_else_is_told_as_much_as_they_may_know(
    at: Working, client: TestClient, made: Scene, values: dict[str, str], to: str
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    before = stored(at)
    for key in (other.erb_key, other.provider_key):
        answer = submit(client, key, made.plan, to, RIGHT[to], values)
        assert (answer.status_code, answer.json()) == (404, {"detail": access.CALM})
    answer = submit(client, made.provider_key, made.plan, to, RIGHT[to], values)
    assert (answer.status_code, answer.json()) == (403, {"detail": admitting.ONLY_THE_ERB})
    if "{" in to:
        answer = submit(client, other.erb_key, other.plan, to, RIGHT[to], values)
        assert answer.status_code == 404, "a row of another plan is not there"
    assert stored(at) == before
    answer = submit(client, made.erb_key, made.plan, to, RIGHT[to], values)
    assert answer.status_code == (200 if to.startswith("PUT") else 201), answer.text
    assert stored(at) == before + 1


@pytest.mark.parametrize(("to", "body", "faults"), WRONG)
def test_what_is_wrong_is_told_in_sentences_with_their_places_and_nothing_is_stored(
    at: Working,
    client: TestClient,
    made: Scene,
    values: dict[str, str],
    to: str,
    body: dict[str, Any],
    faults: list[str],
) -> None:
    before = stored(at)
    answer = submit(client, made.erb_key, made.plan, to, body, values)
    assert (answer.status_code, answer.json().get("faults")) == (422, faults)
    assert stored(at) == before


@pytest.mark.parametrize("to", [to for to, body in RIGHT.items() if "as_of" in body])
def test_a_correction_of_what_was_changed_meanwhile_is_refused_with_what_changed(
    at: Working, client: TestClient, made: Scene, values: dict[str, str], to: str
) -> None:
    first = submit(client, made.erb_key, made.plan, to, RIGHT[to], values)
    assert first.json()["version"] == 2
    before = stored(at)
    second = submit(client, made.erb_key, made.plan, to, RIGHT[to], values)
    assert second.status_code == 409
    (reason,) = second.json()["reasons"]
    assert (reason["code"], reason["strength"], reason["cite"]) == (
        "changed_since",
        "guidance",
        "Practice of this project",
    )
    assert re.search(
        r"was changed on 2 November 2026 at 9:00am by Northshire Chamber .* \(\w+", reason["text"]
    )
    assert reason["text"].endswith("Read it again, and send your change with “as_of”: 2.")
    assert stored(at) == before
    word = next(name for name in ("title", "text", "says", "occupation") if name in RIGHT[to])
    other = RIGHT[to] | {"as_of": 2, word: "Other words"}
    again = submit(client, made.erb_key, made.plan, to, other, values)
    assert again.json()["version"] == 3


def test_an_action_is_corrected_with_what_was_read_and_has_partners_of_any_kind(
    at: Working, client: TestClient, made: Scene
) -> None:
    with at.world.database.transaction() as session:
        mayor = researching.organisation(session, at).id
        session.add(OrganisationOfArea(area_id=made.area, organisation_id=mayor))
    key, address = made.erb_key, f"plans/{made.plan}/actions"
    (action, _) = read(client, key, address)
    assert (action["version"], action["partners"]) == (1, [])
    whole = {"title": "A course", "lead": mayor, "partners": ["erb", COLLEGE], "as_of": 1}
    assert send(client, key, f"{address}/A1", whole, "PUT").json()["version"] == 2
    (action, _) = read(client, key, address)
    assert action["lead"] == "An invented strategic_authority"
    assert {one["kind"] for one in action["partners"]} == {"employer_body", "provider"}
    stale = send(client, key, f"{address}/A1", {"title": "Mine", "as_of": 1}, "PUT")
    assert stale.status_code == 409
    told = "(title, planned_for, measure, route, lead, partners)"
    assert told in stale.json()["reasons"][0]["text"]
    lonely = {"title": "A course", "partners": ["0" * 32]}
    assert send(client, key, f"{address}/A1", lonely, "PUT").json()["faults"] == [
        f"partners.0: “{'0' * 32}” is not an organisation of this area; record it there first."
    ]


def test_an_authority_of_the_reference_data_is_named_by_its_key_once_the_area_knows_it(
    at: Working, client: TestClient, made: Scene
) -> None:
    barrier = {"title": "Bus fares", "kind": "access", "side": "demand", "remover": "devon-and-torbay"}
    address = f"plans/{made.plan}/barriers"
    assert send(client, made.erb_key, address, barrier).status_code == 422
    with at.world.database.transaction() as session:
        parties.list_organisation(
            session,
            now(at),
            session.get_one(Area, made.area),
            at.world.reference,
            kind=OrganisationKind.STRATEGIC_AUTHORITY,
            authority="devon-and-torbay",
        )
    assert send(client, made.erb_key, address, barrier).status_code == 201
    (shown,) = read(client, made.erb_key, address)
    assert shown["remover"] == at.world.reference.authorities["devon-and-torbay"].name
    other = builders.scene(at.world, "southshire", 2)
    said = send(client, other.erb_key, f"plans/{other.plan}/barriers", barrier)
    assert said.json()["faults"] == [
        "remover: “devon-and-torbay” is not an organisation of this area; record it there first."
    ]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1700000000", "2026-02-29"])
def test_a_summary_of_a_day_that_cannot_be_is_a_fault(client: TestClient, made: Scene, day: str) -> None:
    answer = send(client, made.erb_key, f"plans/{made.plan}/engagement-summary?on={day}", act="GET")
    assert answer.status_code == 422


def test_all_that_is_wrong_with_what_was_asked_about_a_barrier_is_told_at_once(
    client: TestClient, made: Scene, values: dict[str, str]
) -> None:
    address = f"plans/{made.plan}/barriers/{values['barrier_id']}/asks"
    form = {"asked": "Bursaries?", "on": "2026-11-03", "organisation": "0" * 32}
    assert [
        fault.partition(":")[0] for fault in send(client, made.erb_key, address, form).json()["faults"]
    ] == [
        "organisation",
        "on",
    ]


def test_what_was_taken_out_takes_no_more_and_says_why(at: Working, client: TestClient, made: Scene) -> None:
    out = {"what": "action", "key": "A2", "reason": "Typed twice."}
    assert send(client, made.erb_key, f"plans/{made.plan}/mistakes", out).status_code == 201
    for act, path, body in (
        ("PUT", "actions/A2", {"title": "x"}),
        ("POST", "actions/A2/progress", {"done": "x"}),
        ("POST", "actions/A2/commitments", {"organisation": "erb", "kind": "firm"}),
        ("POST", "mistakes", out),
    ):
        answer = send(client, made.erb_key, f"plans/{made.plan}/{path}", body, act)
        assert answer.status_code == 409
        assert answer.json()["reasons"][0]["text"] == (
            "This action A2 was taken out on 2 November 2026: Typed twice."
        )
    assert [one["code"] for one in read(client, made.erb_key, f"plans/{made.plan}/actions")] == ["A1"]
    (mistake,) = read(client, made.erb_key, f"plans/{made.plan}/mistakes")
    assert (mistake["what"], mistake["code"], mistake["reason"]) == ("action", "A2", "Typed twice.")


def test_national_barriers_are_one_list_of_the_plans_that_one_runs(
    at: Working, client: TestClient, made: Scene
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    form = {"title": "Funding rules", "kind": "regulation", "side": "supply", "remover_kind": "department"}
    for scene in (made, other):
        for national in (True, False):
            body = form | {"national": national}
            assert send(client, scene.erb_key, f"plans/{scene.plan}/barriers", body).status_code == 201
    (only,) = read(client, made.erb_key, "barriers/national")
    assert (only["plan"], only["national"], only["remover_kind"]) == (made.plan, True, "department")
    assert read(client, made.provider_key, "barriers/national") == []


def test_who_was_heard_is_read_back_in_counts(at: Working, client: TestClient, made: Scene) -> None:
    form = {
        "kind": "survey_wave",
        "on": DAY,
        "title": "Wave 2",
        "sent": 400,
        "answered": 41,
        "heard": [
            {
                "kind": "employer",
                "district": "Hartlepool",
                "took_part": 41,
                "size_band": "small",
                "sector": "C",
            }
        ],
    }
    assert send(client, made.erb_key, f"plans/{made.plan}/engagements", form).status_code == 201
    (entry,) = read(client, made.erb_key, f"plans/{made.plan}/engagements")
    assert entry["heard"][0]["district"] == "E06000001"
    summary = read(client, made.erb_key, f"plans/{made.plan}/engagement-summary?on=2026-11-02")
    assert summary["engagements"]["survey_wave"] == 1
    assert [(one["name"], one["took_part"]) for one in summary["districts"]] == [("Hartlepool", 41)]


READING = [
    route.path
    for route in research_reading.router.routes
    if isinstance(route, APIRoute) and "{plan_id}" in route.path
]


@pytest.mark.parametrize("path", READING)
def test_research_is_read_by_the_erb_of_the_plan_only(
    at: Working, client: TestClient, made: Scene, values: dict[str, str], path: str
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    address = path.removeprefix("/api/v1/").format(plan_id=made.plan)
    keys = (other.erb_key, other.provider_key, made.provider_key, made.erb_key)
    assert [send(client, key, address, act="GET").status_code for key in keys] == [404, 404, 403, 200]


def test_each_list_shows_what_was_recorded_with_its_version(
    client: TestClient, made: Scene, values: dict[str, str]
) -> None:
    for name, key in (
        ("evidence", "evidence_id"),
        ("needs", "need_id"),
        ("findings", "finding_id"),
        ("barriers", "barrier_id"),
    ):
        (one,) = read(client, made.erb_key, f"plans/{made.plan}/{name}")
        assert (one["id"], one["version"]) == (values[key], 1)
    (priority,) = read(client, made.erb_key, f"plans/{made.plan}/priorities")
    assert (priority["code"], priority["version"]) == ("P1", 1)


def test_what_was_corrected_is_read_and_shown_with_what_it_said_before(
    at: Working, client: TestClient, made: Scene, values: dict[str, str]
) -> None:
    for to in ("considerations/{consideration_id}", "engagements/{engagement_id}"):
        body = RIGHT[f"PUT /{to}"]
        assert submit(client, made.erb_key, made.plan, f"PUT /{to}", body, values).status_code == 200
    (said,) = read(client, made.erb_key, f"plans/{made.plan}/considerations")
    assert (said["text"], said["version"]) == ("Paper 8.", 2)
    assert said["before"] == [{"version": 1, "test": "environment", "text": "Paper 7.", "until": DAY}]
    (log,) = read(client, made.erb_key, f"plans/{made.plan}/engagements")
    assert (log["title"], log["version"]) == ("Two yards", 2)
    assert [(one["title"], one["until"]) for one in log["before"]] == [("A yard", DAY)]
    assert read(client, made.erb_key, f"plans/{made.plan}/mistakes") == []
    pages = signed_in(at.world, "mo@northshire.example")
    considered = pages.get(f"/plans/{made.plan}/considered").text
    assert considered.index("Paper 8.") < considered.index("Paper 7.") < considered.index("Stood here until")
    form = f"/plans/{made.plan}/do/correct-engagement?engagement_id={values['engagement_id']}"
    assert 'value="Two yards"' in pages.get(form).text, "an old address leads to what stands now"
