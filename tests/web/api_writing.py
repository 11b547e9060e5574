"""Calls of the JSON API as an ERB makes them, and what is stored of them."""

from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, select

from lsip_workflow.journeys import authorities, people
from lsip_workflow.model import (
    AuthorityAnswer,
    EventRow,
    Organisation,
    OrganisationKind,
    Person,
    Plan,
)
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from tests import builders
from tests.builders import Scene
from tests.journeys.working import Working

KEYS = count()


def send(
    client: TestClient, key: str, address: str, body: Any = None, once: str = "", act: str = "POST"
) -> Response:
    headers = {"Idempotency-Key": once or f"test-{next(KEYS)}"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return client.request(act, f"/api/v1/plans/{address}", json=body, headers=headers)


def read(client: TestClient, key: str, address: str) -> Any:
    answer = client.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def stored(world: Runtime) -> int:
    """How many events there are, in chains that hold."""
    with world.database.reading() as session:
        assert chain.verify(session).faults == []
        return len(session.exec(select(EventRow.id)).all())


def note_authority(session: Session, at: Working, plan: Plan) -> AuthorityAnswer:
    when = builders.occasion(at.world)
    mayor = Organisation(kind=OrganisationKind.STRATEGIC_AUTHORITY, name="Combined Authority", example=True)
    people.record_organisation(session, when, mayor, at.world.reference, demonstration=True)
    return authorities.note(session, when, plan, mayor)


def manager_key(at: Working, made: Scene) -> str:
    """The manager's own key: what one person enters another checks."""
    with at.world.database.transaction() as session:
        erb, manager = session.get_one(Organisation, made.erb), session.get_one(Person, made.manager)
        return people.issue_key(session, builders.occasion(at.world), erb, person=manager)
