"""Calls of the JSON API as a provider makes them, and what is stored of them."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from lsip_workflow.model import Response as Answer
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web import access
from tests.builders import ANSWER, Scene

UNKNOWN = "f" * 32
CALM = {"detail": access.CALM}
FAULTS = "Some things need another look."


def bearer(key: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", **more}


def post(client: TestClient, made: Scene, body: Any = ANSWER, key: str = "k1", by: str = "") -> Response:
    headers = bearer(by or made.provider_key, **{"Idempotency-Key": key})
    return client.post(f"/api/v1/requests/{made.request}/responses", json=body, headers=headers)


def post_raw(client: TestClient, made: Scene, content: Any, **headers: str) -> Response:
    whole = bearer(made.provider_key, **{"Idempotency-Key": "k1", "Content-Type": "application/json"})
    address = f"/api/v1/requests/{made.request}/responses"
    return client.post(address, content=content, headers=whole | headers)


def stored(world: Runtime) -> int:
    with world.database.reading() as session:
        assert chain.verify(session).faults == []
        return len(session.exec(select(Answer)).all())


def faults(answer: Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    told = answer.json()
    assert told["detail"] == FAULTS
    return list(told["faults"])
