"""What is released reaches its audience, as it was on that day, and nobody else."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.journeys import people, plans
from lsip_workflow.model import Organisation, Plan, Release
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web.app import create
from tests import builders
from tests.journeys.working import Working
from tests.web.erb_client import AtTheApi, begun, send

COLLEGE = builders.ukprn(1)


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
    """An ERB with a plan that has one priority."""
    erb = begun(at, client, on=date(2025, 10, 1))
    form = {"cycle": "2026-29", "edition": builders.EDITION, "id": "north"}
    erb.plan = erb.write("areas/northshire/plans", form)["id"]
    erb.to_plan("priorities", {"code": "P1", "title": "Care", "kind": "sector"})
    return erb


def organisation(erb: AtTheApi, kind: str, name: str, **more: str) -> tuple[str, str]:
    """An organisation of the area, and a key of its own."""
    made = erb.write(f"areas/{erb.area}/organisations", {"kind": kind, "name": name, **more})["id"]
    with erb.at.world.database.transaction() as session:
        row = session.get_one(Organisation, made)
        return made, people.issue_key(session, builders.occasion(erb.at.world), row)


def person(erb: AtTheApi, of: str, role: str) -> str:
    """The own key of a person of an organisation who holds a role in the area."""
    made = erb.write(f"areas/{erb.area}/people", {"organisation": of, "name": role})["id"]
    form = {"person": made, "role": role, "since": "2026-11-01"}
    erb.write(f"areas/{erb.area}/roles", form)
    return erb.key_of(made)


def released(erb: AtTheApi, audience: str, **more: Any) -> str:
    return str(erb.to_plan("releases", {"audience": audience, "title": f"For {audience}", **more})["id"])


def seen(erb: AtTheApi, key: str) -> set[str]:
    return {one["audience"] for one in erb.read("releases", key)}


def test_each_audience_sees_exactly_what_was_released_to_it(erb: AtTheApi) -> None:
    mayor, mayor_key = organisation(erb, "strategic_authority", "Combined Authority (example)")
    _, far_key = organisation(erb, "strategic_authority", "Another Authority (example)")
    _, department_key = organisation(erb, "department", "The department (example)")
    forum, forum_key = organisation(erb, "other", "Employers' Forum (example)")
    college, college_key = organisation(erb, "provider", "College (example)", ukprn=COLLEGE)
    erb.to_plan("authorities", {"authority": mayor})
    with erb.at.world.database.transaction() as session:
        plans.add_provider(
            session,
            builders.occasion(erb.at.world),
            session.get_one(Plan, erb.plan),
            session.get_one(Organisation, college),
            reason="It teaches here.",
        )
    for audience in ("erb_team", "parties", "board", "authorities", "department", "public"):
        released(erb, audience)
    released(erb, "organisation", organisation=forum)
    assert seen(erb, mayor_key) == {"authorities", "public"}
    assert seen(erb, person(erb, mayor, "authority_officer")) == {"authorities", "public"}
    assert seen(erb, far_key) == {"public"}
    assert seen(erb, department_key) == {"department", "public"}
    assert seen(erb, forum_key) == {"organisation", "public"}
    assert seen(erb, person(erb, forum, "board_member")) == {"board", "organisation", "public"}
    assert seen(erb, college_key) == {"parties", "public"}
    assert seen(erb, erb.key) == {"erb_team", "public"}
    assert len(erb.read(f"plans/{erb.plan}/releases")) == 7
    told = [line["sentence"] for line in erb.read(f"plans/{erb.plan}/events")]
    assert "Released on 2 November 2026 to the strategic authorities" in told
    for key in (mayor_key, department_key, forum_key):
        erb.read(f"plans/{erb.plan}", key, 404)
        erb.read(f"plans/{erb.plan}/releases", key, 404)


def test_a_release_shows_what_the_plan_said_then_and_proves_it(erb: AtTheApi, client: TestClient) -> None:
    _, key = organisation(erb, "department", "The department (example)")
    made = released(erb, "department")
    erb.to_plan("priorities", {"code": "P2", "title": "Metal", "kind": "sector"})
    whole = erb.read(f"releases/{made}", key)
    assert set(whole["content"]["priorities"]) == {"P1"}
    kept = send(client, key, f"releases/{made}/content", act="GET")
    assert hashlib.sha256(kept.content).hexdigest() == whole["version"] == whole["fingerprint"]
    assert kept.headers["content-disposition"].startswith("attachment")
    with erb.at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_a_file_is_released_byte_for_byte(erb: AtTheApi, client: TestClient) -> None:
    _, key = organisation(erb, "department", "The department (example)")
    paper = {"file": ("plan.txt", b"The plan, for you to read.", "text/plain")}
    headers = {"Authorization": f"Bearer {erb.key}", "Idempotency-Key": "file"}
    kept = client.post(f"/api/v1/plans/{erb.plan}/files", files=paper, headers=headers).json()
    made = released(erb, "department", file=kept["id"])
    assert send(client, key, f"releases/{made}/content", act="GET").content == paper["file"][1]
    assert erb.read(f"releases/{made}", key)["fingerprint"] == kept["fingerprint"]
    form = {"audience": "board", "title": "x", "file": kept["id"], "document": "0"}
    assert erb.to_plan("releases", form, 422)["faults"] == [
        "version: release one thing at a time: the version, a file or a document.",
        "document: there is no such document in this plan.",
    ]


def test_a_published_document_is_released_by_its_address(erb: AtTheApi, client: TestClient) -> None:
    _, key = organisation(erb, "department", "The department (example)")
    paper = {"kind": "plan", "url": "https://n.example/p", "fingerprint": "a" * 64, "on": "2026-11-02"}
    made = released(erb, "department", document=erb.to_plan("documents", paper)["id"])
    whole = erb.read(f"releases/{made}", key)
    assert (whole["url"], whole["fingerprint"], whole["content"]) == (paper["url"], "a" * 64, None)
    assert send(client, key, f"releases/{made}/content", act="GET").status_code == 404


def test_a_release_that_is_taken_back_is_seen_no_more_and_stays_on_record(erb: AtTheApi) -> None:
    _, key = organisation(erb, "department", "The department (example)")
    made = released(erb, "department")
    erb.to_plan(f"releases/{made}/end", {"because": "A figure was wrong."})
    assert seen(erb, key) == set()
    erb.read(f"releases/{made}", key, 404)
    erb.read(f"releases/{made}/content", key, 404)
    (row,) = erb.read(f"plans/{erb.plan}/releases")
    assert (row["ended_on"], row["because"]) == ("2026-11-02", "A figure was wrong.")
    assert erb.to_plan(f"releases/{made}/end", {"because": "Again."}, 422)["faults"] == [
        "release: it was taken back on 2026-11-02 already."
    ]
    assert erb.at.one(Release).released_by.startswith("credential:")


def test_a_role_that_has_ended_opens_nothing_any_more(erb: AtTheApi) -> None:
    forum, _ = organisation(erb, "other", "Employers' Forum (example)")
    made = erb.write("areas/northshire/people", {"organisation": forum, "name": "Jo"})["id"]
    form = {"person": made, "role": "board_member", "since": "2026-11-01"}
    held = erb.write("areas/northshire/roles", form)["id"]
    key = erb.key_of(made)
    one = released(erb, "board")
    erb.read(f"releases/{one}", key)
    erb.write(f"areas/northshire/roles/{held}/end", {"until": "2026-11-02"})
    erb.read(f"releases/{one}", key, 404)


def test_a_respondent_sees_what_is_for_the_parties_and_an_authority_that_ended_nothing_later(
    erb: AtTheApi,
) -> None:
    college = erb.write("areas/northshire/organisations", {"kind": "provider", "ukprn": COLLEGE, "name": "C"})
    erb.to_plan("providers", {"ukprn": COLLEGE, "reason": "It teaches here."})
    respondent = person(erb, college["id"], "provider_respondent")
    authority, key = organisation(erb, "strategic_authority", "Authority (example)")
    noted = erb.to_plan("authorities", {"authority": authority, "since": "2026-01-01", "districts": []})["id"]
    released(erb, "parties")
    released(erb, "authorities")
    assert (seen(erb, respondent), seen(erb, key)) == ({"parties"}, {"authorities"})
    erb.at.clock.on(days=1)
    erb.to_plan(f"authorities/{noted}/end", {"on": "2026-11-03"})
    later = released(erb, "authorities")
    assert len(erb.read("releases", key)) == 1
    erb.read(f"releases/{later}", key, 404)


def test_what_has_changed_since_it_was_read_is_not_released(erb: AtTheApi) -> None:
    form = {"audience": "board", "title": "x", "version": "0" * 64}
    (reason,) = erb.to_plan("releases", form, 409)["reasons"]
    assert reason["code"] == "version"
    now = reason["text"].rpartition(" ")[2].rstrip(".")
    assert erb.to_plan("releases", form | {"version": now})["version"] == now


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        (
            {"audience": "organisation", "title": "x"},
            ["organisation: name it for the audience “organisation”, and for no other."],
        ),
        (
            {"audience": "organisation", "title": "x", "organisation": "nobody", "file": "none"},
            [
                "organisation: it is not written down for this area.",
                "file: there is no such file in this plan; hand it in first, then name its id here.",
            ],
        ),
    ],
)
def test_faults_of_a_release_are_told(erb: AtTheApi, form: dict[str, Any], faults: list[str]) -> None:
    assert erb.to_plan("releases", form, 422)["faults"] == faults


def test_another_erb_releases_nothing_of_this_plan(erb: AtTheApi, client: TestClient) -> None:
    other = begun(erb.at, client, "southshire", on=date(2025, 10, 1))
    made = released(erb, "erb_team")
    form = {"audience": "public", "title": "x"}
    other.write(f"plans/{erb.plan}/releases", form, 404)
    other.write(f"plans/{erb.plan}/releases/{made}/end", {"because": "x"}, 404)
    other.read(f"releases/{made}", status=404)
