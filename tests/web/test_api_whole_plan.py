"""The JSON API, writing: an ERB runs a plan from its research to its publication."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.journeys import plans
from lsip_workflow.model import (
    Area,
    Organisation,
    Test,
)
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import EDITION, Scene
from tests.journeys.working import Working
from tests.web.api_forms import COLLEGE, DAY
from tests.web.api_writing import manager_key, note_authority, read, send, stored


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


@dataclass(frozen=True)
class Erb:
    """An ERB that runs its plan through the API."""

    at: Working
    client: TestClient
    made: Scene
    manager_key: str
    plan: str = "northshire-2029"

    def write(self, address: str, body: Any = None, act: str = "POST") -> Any:
        answer = send(self.client, self.made.erb_key, f"{self.plan}/{address}", body, act=act)
        assert answer.status_code == (201 if act == "POST" else 200), answer.text
        return answer.json()

    def decide(self, rule: str) -> None:
        body = {
            "rule": rule,
            "body": "The board",
            "on": DAY,
            "reference": f"Minute {rule}",
            "outcome": "agreed",
        }
        entered = self.write("decisions", body)
        assert (len(entered["version"]), entered["status"]) == (64, "entered")
        checked = send(self.client, self.manager_key, f"{self.plan}/decisions/{entered['id']}/check")
        assert (checked.status_code, checked.json()["status"]) == (201, "decided")

    def read(self, address: str = "") -> Any:
        return read(self.client, self.made.erb_key, f"plans/{self.plan}{address}")

    def stage(self) -> str:
        """Where the plan stands when all is done that follows."""
        self.at.rest()
        return str(self.read()["stage"])


def test_an_erb_runs_a_plan_from_research_to_its_publication(
    at: Working, client: TestClient, made: Scene
) -> None:
    erb = Erb(at, client, made, manager_key(at, made))
    with at.world.database.transaction() as session:
        row = plans.open_plan(
            session,
            builders.occasion(at.world),
            plan_id=erb.plan,
            area=session.get_one(Area, made.area),
            erb=session.get_one(Organisation, made.erb),
            cycle="2029-32",
            edition=EDITION,
            stage="research",
            example=True,
        )
        note_authority(session, at, row)
    research(erb)
    roadmap(erb)
    agreement(erb)
    first, second = erb.read("/actions")
    assert (first["lead"], first["priority"]) == ("Northshire College (example)", "P1")
    assert [said["kind"] for said in first["commitments"]] == ["firm"]
    assert second["progress"]["done"] == "Asked 200 employers."
    told = [line["sentence"] for line in erb.read("/events")]
    assert "The main body has 28 pages" in told
    assert "The plan went on from Approval by the Secretary of State to Publication" in told
    assert stored(at.world) > 40


def research(erb: Erb) -> None:
    survey = {"title": "Survey", "source": "The chamber", "soc": "5223", "recruitment_difficulty": True}
    erb.write("providers", {"ukprn": COLLEGE, "reason": "It teaches here."})
    erb.write("evidence", survey)
    assert erb.stage() == "research"
    erb.decide("research")
    assert erb.stage() == "priorities"
    need = erb.write("needs", {"occupation": "Machinists", "soc": "5223", "sic": "C", "level": 3})["id"]
    erb.write("conditions/lesson-2-needs-served/raise")
    erb.write("priorities", {"code": "P1", "title": "Metal", "kind": "sector", "needs": [need]})
    erb.decide("priorities")
    assert erb.stage() == "roadmap"


def roadmap(erb: Erb) -> None:
    assert erb.write("actions", {"code": "A1", "title": "A course", "priority": "P1"})["code"] == "A1"
    whole = {"title": "A course", "priority": "P1", "lead": COLLEGE, "planned_for": "2027-09-30"}
    erb.write("actions/A1", whole | {"measure": "Learners", "route": "both"}, act="PUT")
    erb.write("actions", {"code": "A2", "title": "A survey", "lead": "erb", "for_providers": False})
    erb.write("actions/A2/commitments", {"organisation": "erb", "kind": "none_needed"})
    erb.write("actions/A1/commitments", {"organisation": COLLEGE, "kind": "sought"})
    ask = {"ukprn": COLLEGE, "title": "Your part", "text": "What can you do?", "due": "2026-11-20"}
    asked = erb.write("requests", ask)
    assert (asked["status"], asked["due"]) == ("open", "2026-11-20")
    to = {"due": "2026-11-27", "reason": "provider_capacity"}
    moved = erb.write(f"deadlines/{asked['deadline']}/move", to)
    assert moved == {"id": asked["deadline"], "status": "open", "due": "2026-11-27"}
    answer = {"answers": [{"action": "A1", "commitment": "firm"}]}
    headers = {"Authorization": f"Bearer {erb.made.provider_key}", "Idempotency-Key": "the-answer"}
    given = erb.client.post(f"/api/v1/requests/{asked['id']}/responses", json=answer, headers=headers)
    assert given.status_code == 201
    assert erb.stage() == "roadmap"
    erb.decide("roadmap")
    assert erb.stage() == "authority_agreement"


def agreement(erb: Erb) -> None:
    (mayor,) = erb.read("/authorities")
    assert (mayor["organisation"], mayor["answer"]) == ("Combined Authority", "not_asked")
    erb.write(f"authorities/{mayor['id']}", {"answer": "agreed", "on": DAY})
    assert erb.stage() == "submission"
    for test in Test:
        erb.write("considerations", {"test": test, "text": "The board's paper 7."})
    erb.write("page-count", {"pages": 28})
    erb.decide("submission")
    erb.write("submissions", {"addressee": "Skills England", "on": DAY, "reference": "Our letter"})
    assert erb.stage() == "approval"
    erb.decide("approval")
    assert erb.stage() == "publication"
    paper = {"kind": "plan", "url": "https://north.example/plan.pdf", "fingerprint": "AB" * 32, "on": DAY}
    erb.write("documents", paper)
    assert erb.stage() == "progress_reporting"
    done = {"done": "Asked 200 employers.", "impact": "Known.", "remains": "Nothing."}
    erb.write("actions/A2/progress", done)
