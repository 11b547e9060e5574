"""Every address of the API with every kind of key: who comes in, who is told why not, who finds nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import col, select

from lsip_workflow.journeys import people
from lsip_workflow.model import Area, Credential, Organisation, OrganisationKind, Plan, Role
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web import addresses, app, rates
from tests import builders
from tests.builders import Scene
from tests.journeys.everything import now, with_everything
from tests.journeys.working import Working
from tests.web.erb_client import send
from tests.web.hostile_json import hostile_bodies
from tests.web.named import ids
from tests.web.who_comes_in import (
    AUTHORITY,
    BOARD,
    DEPARTMENT,
    ERB,
    EVERYBODY,
    EXPECTED,
    KEYED,
    NOBODY,
    OTHER_ERB,
    OTHER_PROVIDER,
    PROVIDER,
    REVOKED,
)

ROUTES = {
    f"{act} {route.path.removeprefix('/api/v1/')}": route
    for router, _ in addresses.API
    for route in router.routes
    if isinstance(route, APIRoute)
    for act in sorted(route.methods or ())
}
LET_IN = {200, 201, 409, 422}
ANSWERED = {400, 403, 404, *LET_IN}


@dataclass(frozen=True)
class Everybody:
    """A world with something of everything, a key of each kind, and the ids that addresses ask for."""

    world: Runtime
    client: TestClient
    keys: dict[str, str]
    ids: dict[str, str]


@pytest.fixture(scope="module")
def all_of_it(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everybody]:
    at, made = with_everything(tmp_path_factory.mktemp("routes"))
    world = at.world
    world.__dict__["now"] = at.clock
    with TestClient(app.create(world)) as client:
        yield Everybody(world, client, keys(at, made), ids(at, made))
    world.database.close()


def keys(at: Working, made: Scene) -> dict[str, str]:
    with at.world.database.transaction() as session:
        when, other = now(at), session.get_one(Plan, "northshire-2026")
        erb, college = session.get_one(Organisation, made.erb), session.get_one(Organisation, made.provider)
        elsewhere = session.exec(select(Organisation).where(Organisation.ukprn == builders.ukprn(1))).one()
        kind = Organisation.kind == OrganisationKind.STRATEGIC_AUTHORITY
        mayor = session.exec(select(Organisation).where(kind, col(Organisation.name).contains("South"))).one()
        ministry = Organisation(kind=OrganisationKind.DEPARTMENT, name="A department", example=True)
        people.record_organisation(session, when, ministry, at.world.reference, demonstration=True)
        member = builders.person(session, when, erb, "Ann Member", "ann@board.example")
        people.grant_role(
            session, when, member, session.get_one(Area, made.area), Role.BOARD_MEMBER, date(2026, 1, 1)
        )
        revoked = people.issue_key(session, when, erb, label="revoked")
        row = session.exec(select(Credential).where(Credential.label == "revoked")).one()
        people.revoke_key(session, when, row)
        theirs = session.get_one(Organisation, other.erb_id)
        return {
            NOBODY: "",
            REVOKED: revoked,
            OTHER_ERB: people.issue_key(session, when, theirs, session.get_one(Area, other.area_id)),
            OTHER_PROVIDER: people.issue_key(session, when, elsewhere),
            PROVIDER: people.issue_key(session, when, college),
            ERB: made.erb_key,
            BOARD: people.issue_key(session, when, erb, person=member),
            AUTHORITY: people.issue_key(session, when, mayor),
            DEPARTMENT: people.issue_key(session, when, ministry),
        }


FORMS: dict[str, Any] = {"POST requests/{request_id}/responses": builders.ANSWER}
NOT_THERE = "0" * 32


def call(
    all_of_it: Everybody,
    name: str,
    who: str,
    body: bytes | None = None,
    ids: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """That address with that key, and an empty form where another does not say more."""
    act, path = name.split(" ")
    given = {**all_of_it.ids, **ids}
    if path.startswith("sign-offs/"):
        given["sign_off_id"] = ids.get("sign_off_id", given["asked"])
    if "priorities/{code}" in path:
        given["code"] = ids.get("code", "P1")
    address = re.sub(r"\{(\w+)[^}]*\}", lambda part: given[part[1]], path)
    form = None if act == "GET" else FORMS.get(name, {})
    return send(all_of_it.client, all_of_it.keys[who], address, form if body is None else body, act)


def test_every_address_is_in_the_table_and_the_table_names_no_other() -> None:
    assert set(EXPECTED) == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_who_comes_in_there(all_of_it: Everybody, name: str) -> None:
    for who in (NOBODY, REVOKED):
        assert call(all_of_it, name, who).status_code == 401
    answers = {who: call(all_of_it, name, who) for who in KEYED}
    found = {
        who: "in" if each.status_code in LET_IN else str(each.status_code) for who, each in answers.items()
    }
    assert found == dict(zip(KEYED, EXPECTED[name].split(), strict=True))
    for who, answer in answers.items():
        if found[who] == "403":
            assert answer.json()["detail"], "whoever may not is told why"


@pytest.mark.parametrize("name", [name for name in ROUTES if "_id}" in name])
def test_for_whom_nothing_is_there_a_real_id_and_an_invented_one_are_the_same(
    all_of_it: Everybody, name: str
) -> None:
    nowhere = dict.fromkeys(all_of_it.ids, NOT_THERE)
    for who, expected in zip(KEYED, EXPECTED[name].split(), strict=True):
        if expected == "404":
            real, invented = call(all_of_it, name, who), call(all_of_it, name, who, ids=nowhere)
            assert (real.status_code, real.content) == (invented.status_code, invented.content), who


@pytest.mark.parametrize("name", [name for name in ROUTES if EXPECTED.get(name) == EVERYBODY])
def test_in_the_lists_of_others_nothing_of_the_plan_is_named(all_of_it: Everybody, name: str) -> None:
    for who in (OTHER_ERB, OTHER_PROVIDER, AUTHORITY):
        said = call(all_of_it, name, who).text
        assert "southshire" not in said.lower(), who
        assert not [key for key in all_of_it.ids.values() if len(key) == 32 and key in said], who


@pytest.mark.parametrize("name", [name for name in ROUTES if not name.startswith("GET ")])
def test_a_form_that_nobody_means_is_answered_and_is_no_error_of_ours(
    all_of_it: Everybody, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("SENT", "SENT_FROM_PLACE"):  # what comes too often would not be read at all
        monkeypatch.setattr(rates, limit, replace(getattr(rates, limit), most=10**6))
    who = next((who for who, what in zip(KEYED, EXPECTED[name].split(), strict=True) if what == "in"), ERB)
    for body in hostile_bodies(ROUTES[name], all_of_it.ids):
        assert call(all_of_it, name, who, body).status_code in ANSWERED, body[:200]


def test_whatever_was_tried_the_record_holds(all_of_it: Everybody) -> None:
    with all_of_it.world.database.reading() as session:
        assert chain.verify(session).faults == []
