"""The JSON API of two plans at once: validity, carrying over across ERBs, handing over, providers leaving."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from lsip_workflow.journeys import people
from lsip_workflow.model import Area, EventRow, Organisation
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web.app import create
from tests import builders
from tests.journeys import two_cycles
from tests.journeys.two_cycles import AFTER, devon
from tests.journeys.working import Clock

KEYS = count()
OLD, GREATER, SOMERSET = "heart-of-the-south-west-2023", "greater-devon-2026", "somerset-2026"


@dataclass(frozen=True)
class Api:
    """The API as the ERB of the old plan, as Somerset's, and as a third one's, under a still clock."""

    world: Runtime
    client: TestClient
    keys: dict[str, str]

    def get(self, who: str, address: str, status: int = 200) -> Any:
        answer = self.client.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {self.keys[who]}"})
        assert answer.status_code == status, answer.text
        return answer.json()

    def send(self, who: str, address: str, body: Any, once: str = "") -> Response:
        headers = {
            "Authorization": f"Bearer {self.keys[who]}",
            "Idempotency-Key": once or f"cycles-{next(KEYS)}",
        }
        return self.client.post(f"/api/v1/plans/{address}", json=body, headers=headers)

    def post(self, who: str, address: str, body: Any, status: int = 201) -> Any:
        answer = self.send(who, address, body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def stored(self) -> int:
        with self.world.database.reading() as session:
            assert chain.verify(session).faults == []
            return len(session.exec(select(EventRow.id)).all())


@pytest.fixture
def api(small_world: Runtime) -> Iterator[Api]:
    """Heart of the South-West, divided between two bodies; a third body has another area."""
    small_world.__dict__["now"] = Clock(AFTER)
    devon(small_world)
    with small_world.database.transaction() as session:
        when = two_cycles.at(small_world)
        two_cycles.old_plan(session, small_world, "dorset", "dorset-chamber")
        keys = {
            name: people.issue_key(session, when, session.get_one(Organisation, f"{name}-chamber"))
            for name in ("devon", "somerset", "dorset")
        }
    with TestClient(create(small_world)) as client:
        yield Api(small_world, client, keys)


def choose(code: str, choice: str, *into: str, because: str = "") -> dict[str, Any]:
    return {"action": code, "choice": choice, "into": [{"plan": plan} for plan in into], "because": because}


def test_validity_is_said_with_its_source_for_any_day(api: Api) -> None:
    today = api.get("devon", f"plans/{OLD}/validity")
    assert today["sentence"] == "Valid since 10 August 2023, until its replacement is published."
    assert today["cite"].startswith("Notice of designated ERBs, 28 August 2025")
    assert today["replaced_by"] == [GREATER, SOMERSET]
    assert api.get("devon", f"plans/{OLD}")["validity"] == today["sentence"]
    paper = {
        "kind": "plan",
        "url": "https://g.example/",
        "fingerprint": "0" * 64,
        "on": "2026-03-01",
    }
    api.post("devon", f"{GREATER}/documents", paper)
    parts = api.get("devon", f"plans/{OLD}/validity?on=2026-03-01")["parts"]
    assert [(part["area_name"], part["valid"], part["until"], part["replaced_by"]) for part in parts] == [
        ("Greater Devon", False, "2026-03-01", GREATER),
        ("Somerset", True, None, None),
    ]
    leap = api.get("devon", f"plans/{OLD}/validity?on=2024-02-29")
    assert (leap["valid"], leap["whole"]) == (True, True)
    assert api.get("devon", f"plans/{OLD}/validity?on=2026-02-29", 422)["faults"] == [
        "on: write a day of the calendar, such as 2026-11-30."
    ]
    assert api.get("devon", f"plans/{GREATER}/validity")["replaces"] == [OLD]


def test_an_action_goes_over_to_another_erb_only_when_that_erb_takes_it(api: Api) -> None:
    chosen = api.post("devon", f"{OLD}/carry-over", {"choices": [choose("A1", "split", GREATER, SOMERSET)]})
    assert chosen["undecided"] == 1
    (first, second) = chosen["actions"]
    assert [(one["plan"], one["standing"], one["became"]) for one in first["into"]] == [
        (GREATER, "taken over", "A1"),
        (SOMERSET, "proposed", None),
    ]
    assert (second["choice"], second["undecided"]) == (None, True)
    offered = api.get("somerset", f"plans/{SOMERSET}/carry-over")["offered"]
    assert [(one["action"], one["area"], one["standing"]) for one in offered] == [
        ("A1", "Heart of the South-West", "proposed")
    ]
    assert "done" not in offered[0]
    part = offered[0]["id"]
    api.post("dorset", f"{SOMERSET}/carry-over/{part}/accept", {}, 404)
    api.post("devon", f"{SOMERSET}/carry-over/{part}/accept", {}, 404)
    api.post("somerset", f"{SOMERSET}/carry-over/{'0' * 32}/accept", {}, 404)
    made = api.post("somerset", f"{SOMERSET}/carry-over/{part}/accept", {"code": "S1"})
    assert made["code"] == "S1"
    there = api.get("somerset", f"plans/{SOMERSET}/actions")
    assert [(row["code"], row["lead"], row["commitments"]) for row in there] == [("S1", None, [])]
    assert there[0]["came_from"] == f"{OLD} A1"
    api.get("somerset", f"plans/{OLD}/carry-over", 404)
    refused = api.post(
        "devon", f"{OLD}/carry-over", {"choices": [choose("A1", "closed", because="Done.")]}, 409
    )
    assert [reason["code"] for reason in refused["reasons"]] == ["carry-over-decided"]
    assert "ask them to take it out there" in refused["reasons"][0]["text"]
    assert refused["reasons"][0]["strength"] == "guidance"
    api.stored()


def test_choices_with_faults_store_nothing_and_the_same_key_is_once(api: Api) -> None:
    before = api.stored()
    wrong = {"choices": [choose("A9", "kept", GREATER), choose("A1", "closed", SOMERSET), {"action": "A2"}]}
    assert api.post("devon", f"{OLD}/carry-over", wrong, 422)["faults"] == [
        "choices.2.choice: this is needed."
    ]
    del wrong["choices"][2]
    assert api.post("devon", f"{OLD}/carry-over", wrong, 422)["faults"] == [
        "choices.0.action: “A9” is not an action of this plan.",
        "choices.1.into: an action that is closed goes into no plan.",
        "choices.1.because: write why the action is closed; it is shown from then on.",
    ]
    assert api.post("devon", f"{OLD}/carry-over", {"choices": [], "more": 1}, 422)["faults"]
    assert api.stored() == before
    right = {"choices": [choose("A1", "kept", GREATER)]}
    one, two = (api.send("devon", f"{OLD}/carry-over", right, once="same") for _ in range(2))
    assert (one.status_code, one.content) == (two.status_code, two.content) == (201, two.content)
    assert two.headers["Idempotency-Replayed"] == "true"


def test_the_erb_that_follows_reads_a_plan_once_it_is_handed_over_and_writes_nothing_there(api: Api) -> None:
    for address in (f"plans/{OLD}", f"plans/{OLD}/actions", f"plans/{OLD}/validity"):
        api.get("somerset", address, 404)
    body = {"area": "somerset", "to": "somerset-chamber", "on": "2025-10-01"}
    api.post("somerset", f"{OLD}/handover", body, 404)
    wrong = {"area": "dorset", "to": "devon-chamber", "on": "2026-03-03"}
    assert [
        fault.partition(":")[0] for fault in api.post("devon", f"{OLD}/handover", wrong, 422)["faults"]
    ] == [*("to", "area", "on")]
    assert api.post("devon", f"{OLD}/handover", body | {"to": "x", "area": "y"}, 422)["faults"] == [
        "area: “y” is not an area of these records.",
        "to: “x” is not a body of these records.",
    ]
    api.post("devon", f"{OLD}/handover", body)
    assert OLD in [row["id"] for row in api.get("somerset", "plans")]
    read = api.get("somerset", f"plans/{OLD}")
    assert (read["still_needed"], read["requests"]) == ([], [])
    assert [row["code"] for row in api.get("somerset", f"plans/{OLD}/actions")] == ["A1", "A2"]
    api.get("somerset", f"plans/{OLD}/validity")
    assert "its own body chooses" in api.get("somerset", f"plans/{OLD}/carry-over", 403)["detail"]
    chosen = {"choices": [choose("A1", "kept", SOMERSET)]}
    assert "its own body chooses" in api.post("somerset", f"{OLD}/carry-over", chosen, 403)["detail"]
    api.get("somerset", f"plans/{OLD}/events", 404)
    api.post("somerset", f"{OLD}/actions", {"code": "A3", "title": "Ours"}, 404)
    api.get("dorset", f"plans/{OLD}", 404)
    api.stored()


def test_what_bodies_said_about_an_action_is_not_handed_over_with_the_plan(api: Api) -> None:
    word = {"organisation": "erb", "kind": "declined", "alternative": "Only in confidence."}
    api.post("devon", f"{OLD}/actions/A1/commitments", word)
    api.post("devon", f"{OLD}/handover", {"area": "somerset", "to": "somerset-chamber", "on": "2025-10-01"})
    assert [len(row["commitments"]) for row in api.get("devon", f"plans/{OLD}/actions")] == [1, 0]
    assert [row["commitments"] for row in api.get("somerset", f"plans/{OLD}/actions")] == [[], []]
    assert api.get("somerset", f"plans/{OLD}")["next_deadline"] is None


def test_what_a_plan_replaces_is_named_by_its_own_erb_and_only_of_what_it_can_see(api: Api) -> None:
    fault = "replaces: there is no plan “{}” that you can see; its ERB can hand it over to you."
    for unknown in ("dorset-2023", "nowhere-2023"):
        said = api.post("somerset", f"{SOMERSET}/replaces", {"plan": unknown}, 422)
        assert said["faults"] == [fault.format(unknown)]
    api.post("dorset", f"{SOMERSET}/replaces", {"plan": "dorset-2023"}, 404)
    again = api.post("devon", f"{GREATER}/replaces", {"plan": OLD})
    assert again["replaces"] == [OLD]
    ring = api.post("devon", f"{OLD}/replaces", {"plan": GREATER}, 422)
    assert ring["faults"] == [f"replaces: “{GREATER}” replaces this plan already; it cannot be both."]


def test_the_changes_and_districts_of_an_area_are_read_for_any_day(api: Api) -> None:
    kinds = [row["kind"] for row in api.get("somerset", "areas/somerset/changes")]
    assert kinds == ["began"]
    ended = api.get("devon", "areas/heart-of-the-south-west/changes")
    assert [(row["kind"], row["taken_in"]) for row in ended] == [("ended", True), ("split", True)]
    api.get("devon", "areas/dorset/changes", 404)
    devon_now = api.get("devon", "areas/greater-devon/districts")
    assert (len(devon_now["districts"]), devon_now["note"]) == (10, "")
    gone = api.get("devon", "areas/heart-of-the-south-west/districts?on=2026-02-28")
    assert gone["districts"] == []
    assert "ended on 1 October 2025" in gone["note"]


def test_the_districts_of_surrey_after_they_ended_are_read_and_not_an_error(api: Api) -> None:
    with api.world.database.transaction() as session:
        session.add(Area(id="surrey", name="Surrey"))
        session.flush()
        erb = two_cycles.body(session, api.world, "surrey-chamber")
        when = two_cycles.at(api.world)
        api.keys["surrey"] = people.issue_key(session, when, erb, session.get_one(Area, "surrey"))
    after = api.get("surrey", "areas/surrey/districts?on=2027-04-01")
    assert len(after["districts"]) == 11
    assert {row["successors"][0] for row in after["districts"]} == {"East Surrey", "West Surrey"}
    assert after["note"].startswith("No district of Surrey is recorded on 1 April 2027")


def test_a_provider_leaves_and_another_goes_on_as_part_of_one(small_world: Runtime) -> None:
    made = builders.scene(small_world)
    with TestClient(create(small_world)) as client:
        api = Api(small_world, client, {"erb": made.erb_key, "provider": made.provider_key})
        first, second = builders.ukprn(1), builders.ukprn(2)
        with small_world.database.transaction() as session:
            other = builders.build(session, builders.occasion(small_world), small_world, "southmere", 2)
        api.keys["other"] = other.provider_key
        body = {"successor": second, "on": "2026-08-01", "source": "Notice", "readdress": [made.request]}
        gone = api.post("erb", f"{made.plan}/providers/{first}/succeeded", body)
        assert gone["readdressed"] == 1
        asked = api.get("other", f"plans/{made.plan}")["requests"]
        assert [row["title"] for row in asked] == ["What you can offer"]
        left = api.post("erb", f"{made.plan}/providers/{first}/remove", {"reason": "It joined another."})
        assert left == {"ukprn": first, "part_of_plan": False}
        api.post("provider", f"{made.plan}/providers/{first}/remove", {"reason": "We leave."}, 403)
        api.post("erb", f"{made.plan}/providers/19999999/remove", {"reason": "x"}, 404)
        faults = api.post("erb", f"{made.plan}/providers/{first}/remove", {"reason": " "}, 422)["faults"]
        assert faults == ["reason: this may not be empty."]
        asking = {"ukprn": first, "title": "More", "text": "Tell us.", "due": "2027-01-04"}
        assert "no longer part" in api.post("erb", f"{made.plan}/requests", asking, 422)["faults"][0]
        api.stored()
