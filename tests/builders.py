"""Rows for tests, made by the real journeys: an example area with an ERB, a provider, people and a plan."""

import atexit
import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp

from sqlmodel import Session

from lsip_workflow.journeys import people, plans, requests
from lsip_workflow.model import (
    Action,
    Area,
    DeliveryRoute,
    Organisation,
    OrganisationKind,
    Person,
    Plan,
    Request,
    Role,
)
from lsip_workflow.rules import permissions
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion
from tests.conftest import DATABASE, make_world, untouched

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EDITION = "2025-joint-ownership"


def occasion(world: Runtime, now: datetime = NOW, who: str = "test") -> Occasion:
    """An administrator at the command line, at an instant."""
    return Occasion(permissions.command(who), now, world.books)


@dataclass(frozen=True)
class Scene:
    """The ids of what a scene holds, and the provider's and the ERB's keys."""

    plan: str
    area: str
    erb: str
    provider: str
    request: str
    provider_key: str
    erb_key: str
    respondent: str
    manager: str


def scene(world: Runtime, name: str = "northshire", number: int = 1, edition: str = EDITION) -> Scene:
    """A plan in its roadmap stage, with two actions and one provider that has been asked.

    In a world that has nothing yet it is a copy of one that was made before in this process.
    """
    if untouched(world):
        kept, made = _once(name, number, edition)
        copyfile(kept, world.settings.data_dir / DATABASE)
        return made
    return _scene(world, name, number, edition)


@cache
def _once(name: str, number: int, edition: str) -> tuple[Path, Scene]:
    folder = Path(mkdtemp(prefix="lsip-scene-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    world = make_world(folder, "")
    made = _scene(world, name, number, edition)
    world.database.close()
    return folder / DATABASE, made


def _scene(world: Runtime, name: str, number: int, edition: str) -> Scene:
    with world.database.transaction() as session:
        return build(session, occasion(world), world, name, number, edition)


def build(
    session: Session, at: Occasion, world: Runtime, name: str, number: int, edition: str = EDITION
) -> Scene:
    """The same in a transaction that is open already."""
    area = Area(id=name, name=f"{name.title()} (example)")
    session.add(area)
    erb = _organisation(session, at, world, OrganisationKind.ERB, f"{name.title()} Chamber (example)", None)
    provider = _organisation(
        session, at, world, OrganisationKind.PROVIDER, f"{name.title()} College (example)", ukprn(number)
    )
    plan = plans.open_plan(
        session,
        at,
        plan_id=f"{name}-2026",
        area=area,
        erb=erb,
        cycle="2026-29",
        edition=edition,
        stage="roadmap",
        on=at.today,
        example=True,
    )
    plans.add_provider(session, at, plan, provider, reason="A person added it for the test.")
    for code in ("A1", "A2"):
        plans.record_action(session, at, action(plan, code, provider.id))
    respondent = person(session, at, provider, f"Pat {name.title()}", f"pat@{name}.example")
    manager = person(session, at, erb, f"Mo {name.title()}", f"mo@{name}.example", phone="01632 960001")
    people.grant_role(session, at, respondent, area, Role.PROVIDER_RESPONDENT, date(2026, 1, 1))
    people.grant_role(session, at, manager, area, Role.PROJECT_MANAGER, date(2026, 1, 1))
    asked = ask(session, at, plan, provider)
    return Scene(
        plan=plan.id,
        area=area.id,
        erb=erb.id,
        provider=provider.id,
        request=asked.id,
        provider_key=people.issue_key(session, at, provider),
        erb_key=people.issue_key(session, at, erb, area),
        respondent=respondent.id,
        manager=manager.id,
    )


def ukprn(number: int) -> str:
    """One of the numbers kept for invented providers."""
    return str(19_990_000 + number)


def _organisation(
    session: Session, at: Occasion, world: Runtime, kind: OrganisationKind, name: str, number: str | None
) -> Organisation:
    row = Organisation(kind=kind, name=name, ukprn=number, example=True)
    return people.record_organisation(session, at, row, world.reference, demonstration=True)


def action(plan: Plan, code: str, lead_id: str) -> Action:
    """An action that lacks nothing."""
    return Action(
        plan_id=plan.id,
        code=code,
        title=f"Open a course ({code})",
        lead_id=lead_id,
        planned_for=date(2027, 9, 1),
        measure="Learners started",
        route=DeliveryRoute.BOTH,
    )


def person(
    session: Session, at: Occasion, organisation: Organisation, name: str, email: str, phone: str = ""
) -> Person:
    """A person of an organisation."""
    row = Person(organisation_id=organisation.id, name=name, email=email, phone=phone or None)
    return people.record_person(session, at, row)


def picture(width: int = 1, height: int = 1) -> bytes:
    """A PNG of one grey, as small as one can be."""
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def ask(
    session: Session, at: Occasion, plan: Plan, provider: Organisation, title: str = "What you can offer"
) -> Request:
    """A request with three weeks to answer."""
    due = at.today + timedelta(days=21)
    return requests.ask(session, at, plan, provider, title=title, due=due, text="What can you take part in?")


ANSWER = {
    "answers": [
        {"action": "A1", "commitment": "firm", "comment": "From September."},
        {"action": "A2", "commitment": "declined", "alternative": "We could host it."},
    ],
    "current_provision": "Level 3 engineering, 120 learners.",
}
