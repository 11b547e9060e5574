"""An auditor at the API: all of a plan to read, nothing of it to write, and no longer than the role lasts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, func, select

from lsip_workflow.journeys import parties, people
from lsip_workflow.model import Area, EventRow, Organisation, OrganisationKind, Person, Role, RoleHeld
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.app import create
from tests.journeys.everything import now, with_everything
from tests.journeys.working import Working
from tests.web.erb_client import send
from tests.web.named import ids
from tests.web.who_comes_in import EXPECTED, PARTIES, TEAM

WRITTEN_FOR = [name for name, who in EXPECTED.items() if who == TEAM and name.startswith(("POST", "PUT"))]
READ_BY = [name for name, who in EXPECTED.items() if who in (TEAM, PARTIES) and name.startswith("GET plans/")]
# What becomes of open actions is for the bodies that choose about them.
NOT_TO_AUDIT = {"GET plans/{plan_id}/carry-over"}


@dataclass(frozen=True)
class Audited:
    """A plan with something of everything, and an auditor's key."""

    at: Working
    client: TestClient
    key: str
    ids: dict[str, str]

    def call(self, name: str) -> int:
        """What that address answers the auditor."""
        act, path = name.split(" ")
        form: dict[str, str] | None = None if act == "GET" else {}
        return send(self.client, self.key, path.format(**self.ids), form, act).status_code


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    at, made = with_everything(tmp_path_factory.mktemp("audited"))
    world = at.world
    world.__dict__["now"] = at.clock
    with world.database.transaction() as session:
        key = _auditor(session, at, world, made.area)
    with TestClient(create(world)) as client:
        yield Audited(at, client, key, ids(at, made))
    world.database.close()


def _auditor(session: Session, at: Working, world: Runtime, area: str) -> str:
    body = Organisation(kind=OrganisationKind.OTHER, name="Auditors (example)", example=True)
    people.record_organisation(session, now(at), body, world.reference, demonstration=True)
    row = Person(organisation_id=body.id, name="Au Ditor", email="au@ditors.example")
    people.record_person(session, now(at), row)
    people.grant_role(session, now(at), row, session.get_one(Area, area), Role.AUDITOR, date(2026, 1, 1))
    return people.issue_key(session, now(at), body, person=row)


def test_an_auditor_reads_whatever_the_team_reads(audited: Audited) -> None:
    assert len(READ_BY) > 25
    seen = {name: audited.call(name) for name in READ_BY if name not in NOT_TO_AUDIT}
    assert {name: status for name, status in seen.items() if status != 200} == {}


def test_an_auditor_writes_nothing_and_is_told_why(audited: Audited) -> None:
    def events() -> int:
        with audited.at.world.database.reading() as session:
            return session.exec(select(func.count()).select_from(EventRow)).one()

    before = events()
    told = {name: audited.call(name) for name in WRITTEN_FOR}
    assert len(told) > 40
    assert {name: status for name, status in told.items() if status != 403} == {}
    assert events() == before


def test_when_the_role_ends_there_is_nothing_there_any_more(audited: Audited) -> None:
    with audited.at.world.database.transaction() as session:
        person = session.exec(select(Person).where(Person.email == "au@ditors.example")).one()
        held = session.exec(select(RoleHeld).where(RoleHeld.person_id == person.id)).one()
        parties.end_role(session, now(audited.at), held, audited.at.clock().date())
    assert {audited.call(name) for name in READ_BY} <= {404}
