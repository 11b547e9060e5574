"""An ERB at the API alone: its area, its plan, its key, and a colleague who checks what it enters."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from lsip_workflow.journeys import designations, people
from lsip_workflow.model import Area, Organisation, OrganisationKind, Person
from tests import builders
from tests.journeys.working import Working

KEYS = count()


def send(client: TestClient, key: str, address: str, body: Any = None, act: str = "POST") -> Response:
    """One request with a key; what writes has an Idempotency-Key of its own."""
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"life-{next(KEYS)}"}
    if isinstance(body, bytes):  # as it is, whatever it says
        headers["Content-Type"] = "application/json"
        return client.request(act, f"/api/v1/{address}", content=body, headers=headers)
    return client.request(act, f"/api/v1/{address}", json=body, headers=headers)


@dataclass
class AtTheApi:
    """What an ERB writes and reads with its key, and what a named colleague checks with theirs."""

    at: Working
    client: TestClient
    area: str
    erb: str
    key: str
    colleague: str = ""
    plan: str = ""
    told: list[str] = field(default_factory=list)

    def write(self, address: str, body: Any = None, status: int = 201, key: str = "") -> Any:
        """A submission that is answered as it should be."""
        answer = send(self.client, key or self.key, address, body)
        assert answer.status_code == status, (address, answer.text)
        return answer.json()

    def read(self, address: str, key: str = "", status: int = 200) -> Any:
        """A reading that is answered as it should be."""
        answer = send(self.client, key or self.key, address, act="GET")
        assert answer.status_code == status, (address, answer.text)
        return answer.json()

    def to_plan(self, address: str, body: Any = None, status: int = 201) -> Any:
        """A submission about the plan."""
        return self.write(f"plans/{self.plan}/{address}", body, status)

    def stage(self) -> str:
        """Where the plan stands when all is done that follows."""
        self.at.rest()
        return str(self.read(f"plans/{self.plan}")["stage"])

    def needed(self) -> set[str]:
        """What is still needed before the plan goes on, by code."""
        self.at.rest()
        return {one["code"] for one in self.read(f"plans/{self.plan}")["still_needed"] if one["refuses"]}

    def decide(self, rule: str, body: str = "The board", outcome: str = "agreed") -> str:
        """Enter a decision, and let the colleague check it against its minute."""
        day = self.at.occasion("test").today.isoformat()
        form = {"rule": rule, "body": body, "on": day, "reference": f"Minute on {rule}", "outcome": outcome}
        entered = self.to_plan("decisions", form)["id"]
        self.write(f"plans/{self.plan}/decisions/{entered}/check", {}, key=self.colleague)
        return str(entered)

    def hire(self, name: str = "Mo") -> str:
        """A project manager with a key of their own, written down through the API."""
        email = f"{name.lower()}@{self.area}.example"
        form = {"organisation": self.erb, "name": name, "email": email}
        person = self.write(f"areas/{self.area}/people", form)["id"]
        since = self.at.occasion("test").today.isoformat()
        self.write(f"areas/{self.area}/roles", {"person": person, "role": "project_manager", "since": since})
        return self.key_of(person)

    def key_of(self, person: str) -> str:
        """A key of a person's own: an administrator issues it."""
        with self.at.world.database.transaction() as session:
            row = session.get_one(Person, person)
            owner = session.get_one(Organisation, row.organisation_id)
            return people.issue_key(session, builders.occasion(self.at.world), owner, person=row)


def begun(at: Working, client: TestClient, name: str = "northshire", *, on: date | None = None) -> AtTheApi:
    """An installation as an administrator begins it: an area, its ERB, perhaps designated, and a key."""
    with at.world.database.transaction() as session:
        when = at.occasion("test")
        area = Area(id=name, name=f"{name.title()} (example)")
        session.add(area)
        row = Organisation(kind=OrganisationKind.ERB, name=f"{name.title()} Chamber (example)", example=True)
        erb = people.record_organisation(session, when, row, at.world.reference, demonstration=True)
        if on is not None:
            designations.designate(session, when, area, erb, on=on, reference="Notice 1")
        key = people.issue_key(session, when, erb, area if on is None else None)
        return AtTheApi(at, client, area.id, erb.id, key)
