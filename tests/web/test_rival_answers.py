"""A board member who is also a principal sees nothing of a rival's unpublished answers, anywhere.

Every address that can be read, of the API and of the pages, exports included, with everything in the plan
that an address can name.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from lsip_workflow import model
from lsip_workflow.journeys import people, plans, releases, sign_offs
from lsip_workflow.model import Action, Area, CommitmentKind, Organisation, Plan, Role
from lsip_workflow.web import addresses
from tests import builders
from tests.builders import Scene
from tests.web import page_scenes
from tests.web.named import PARTS
from tests.web.page_scenes import LATER, Still
from tests.web.signed import signed_in

# What the rival wrote in its answer, and what the team noted of it.
UNPUBLISHED = (
    "Our second word", "Our first word", "From September", "We could host it", "Level 3 engineering",
    "120 learners", "The rival says no for now",
)  # fmt: skip
READ = sorted(
    {
        route.path
        for router in (*(each for each, _ in addresses.API), *addresses.PAGES)
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
)
MOST = 12


@dataclass(frozen=True)
class Principal:
    """A principal on the board: their pages, their key, and what addresses can name."""

    pages: TestClient
    key: str
    ids: dict[str, list[str]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Still, Scene]]:
    made = page_scenes.still(Path(tmp_path_factory.mktemp("rival")))
    yield made, page_scenes.full(made)
    made.database.close()


@pytest.fixture(scope="module")
def principal(world: tuple[Still, Scene]) -> Principal:
    made, scene = world
    with made.database.transaction() as session:
        when = builders.occasion(made, LATER)
        plan, area = session.get_one(Plan, scene.plan), session.get_one(Area, scene.area)
        own = session.exec(
            select(Organisation).where(Organisation.name == "Southfield Institute (example)")
        ).one()
        person = builders.person(session, when, own, "Pru Principal", "pru@southfield.example")
        for role in (Role.PROVIDER_RESPONDENT, Role.PROVIDER_CONFIRMER, Role.BOARD_MEMBER):
            people.grant_role(session, when, person, area, role, date(2026, 1, 1))
        action = session.exec(select(Action).where(Action.plan_id == plan.id, Action.code == "A3")).one()
        rival = session.get_one(Organisation, scene.provider)
        said = {"alternative": "The rival says no for now", "risk": ""}
        plans.record_commitment(session, when, plan, action, rival, CommitmentKind.DECLINED, **said)
        sign_offs.ask(session, when, plan, "roadmap", authors=[scene.manager])
        for audience in ("board", "parties", "public"):
            releases.release(session, when, plan, audience=audience, title=f"For {audience}")
        key = people.issue_key(session, when, own, person=person)
        ids = {name: held(session, kind) for name, kind in PARTS.items()}
    return Principal(signed_in(made, "pru@southfield.example"), key, ids | fixed(scene))


def held(session: Session, kind: Any) -> list[str]:
    """The ids of everything of a kind that is there."""
    return [str(row.id) for row in session.exec(select(kind).limit(MOST))]


def fixed(scene: Scene) -> dict[str, list[str]]:
    return {
        "plan_id": [scene.plan],
        "area_id": [scene.area],
        "organisation_id": [scene.provider, scene.erb],
        "person_id": [scene.respondent, scene.manager],
        "message_id": [],
        "code": ["A1", "A3", "P1"],
        "ukprn": [builders.ukprn(1)],
        "edition": [builders.EDITION],
    }


def places(path: str, ids: dict[str, list[str]]) -> Iterator[str]:
    """The address with everything that it can name, within reason."""
    names = re.findall(r"\{(\w+)[^}]*\}", path)
    for chosen in islice(product(*(ids.get(name) or ["none"] for name in names)), 15):
        yield re.sub(r"\{\w+[^}]*\}", "%s", path) % chosen


def words(content: bytes) -> str:
    """What a body says, also where it is packed."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return " ".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
    return content.decode("utf-8", "ignore")


def body(pages: TestClient, address: str, key: str) -> Any:
    headers = {"Authorization": f"Bearer {key}"} if address.startswith("/api/") else {}
    return pages.get(address, headers=headers, follow_redirects=False)


@pytest.mark.parametrize("path", READ)
def test_nothing_of_a_rivals_answer_is_there(principal: Principal, path: str) -> None:
    for address in places(path, principal.ids):
        answer = body(principal.pages, address, principal.key)
        assert answer.status_code < 500, address
        found = [text for text in UNPUBLISHED if text in words(answer.content)]
        assert not found, (address, found)


def test_the_plan_does_hold_those_words_and_the_principal_does_come_in(
    world: tuple[Still, Scene], principal: Principal
) -> None:
    made, _ = world
    with made.database.reading() as session:
        there = " ".join(str(row.model_dump()) for row in session.exec(select(model.Response)))
        there += " ".join(str(row.model_dump()) for row in session.exec(select(model.Commitment)))
    assert [text for text in UNPUBLISHED if text not in there] == []
    asked = principal.pages.get("/sign-offs")
    assert "Roadmap" in asked.text
    page = principal.pages.get(re.findall(r'"(/sign-offs/[a-z0-9]+)"', asked.text)[0]).text
    assert "What you sign" in page
    assert "declined" not in page, "who said no is not for the board before it is released"
    assert "For board" in principal.pages.get("/released").text
