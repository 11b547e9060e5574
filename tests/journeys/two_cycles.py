"""Plans of two cycles for tests: real areas around 1 October 2025, with invented bodies."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from lsip_workflow.journeys import areas, cycles, people, plans
from lsip_workflow.model import Area, Organisation, OrganisationKind, Plan
from lsip_workflow.rules import permissions
from lsip_workflow.rules.areas import name_on
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion
from tests import builders

CHANGED = date(2025, 10, 1)
BEFORE = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
AFTER = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OLD_EDITION, NEW_EDITION = "2022-statutory", "2025-joint-ownership"


@dataclass(frozen=True)
class Cycles:
    """The ids of plans of two cycles; which bodies made them is told by their ids."""

    old: tuple[str, ...]
    new: tuple[str, ...]


def at(world: Runtime, now: datetime = AFTER) -> Occasion:
    """An administrator at the command line, at an instant."""
    return builders.occasion(world, now)


def body(session: Session, world: Runtime, key: str) -> Organisation:
    """An invented ERB under a key, made once."""
    there = session.get(Organisation, key)
    row = there or Organisation(
        id=key, kind=OrganisationKind.ERB, name=f"{key.title()} (example)", example=True
    )
    if there is None:
        people.record_organisation(session, at(world, BEFORE), row, world.reference, demonstration=True)
    return row


def old_plan(
    session: Session, world: Runtime, area: str, erb: str, actions: tuple[str, ...] = ("A1", "A2")
) -> Plan:
    """A plan of the first cycle in its progress stage, opened while its area was one."""
    row = session.get(Area, area) or Area(id=area, name=name_on(world.reference, area, BEFORE.date()))
    session.add(row)
    session.flush()
    owner = body(session, world, erb)
    plan = plans.open_plan(
        session,
        at(world, BEFORE),
        plan_id=f"{area}-2023",
        area=row,
        erb=owner,
        cycle="2023-25",
        edition=OLD_EDITION,
        stage="progress_reporting",
        on=date(2023, 8, 10),
        example=True,
    )
    for code in actions:
        plans.record_action(session, at(world, BEFORE), builders.action(plan, code, owner.id))
    publish(session, world, plan, date(2023, 8, 10))
    return plan


def publish(session: Session, world: Runtime, plan: Plan, on: date) -> None:
    """Record that a plan is published."""
    now = datetime(on.year, on.month, on.day, 12, 0, tzinfo=UTC)
    plans.publish(
        session, at(world, max(now, BEFORE)), plan, "plan", f"https://{plan.id}.example/", "0" * 64, on
    )


def take_in(session: Session, world: Runtime) -> None:
    """The changes of 1 October 2025."""
    areas.take_in(session, at(world), world.reference, CHANGED)


def new_plan(session: Session, world: Runtime, area: str, erb: str, replaces: list[Plan]) -> Plan:
    """A plan of the second cycle that names what it replaces."""
    return cycles.open_next(
        session,
        at(world),
        replaces=replaces,
        plan_id=f"{area}-2026",
        area=session.get_one(Area, area),
        erb=body(session, world, erb),
        cycle="2026-29",
        edition=NEW_EDITION,
        stage="roadmap",
        example=True,
    )


def devon(world: Runtime, *, same_erb: bool = False) -> Cycles:
    """Heart of the South-West, divided: Greater Devon with the same body, Somerset with another or it."""
    with world.database.transaction() as session:
        old = old_plan(session, world, "heart-of-the-south-west", "devon-chamber")
        take_in(session, world)
        greater = new_plan(session, world, "greater-devon", "devon-chamber", [old])
        somerset = new_plan(
            session, world, "somerset", "devon-chamber" if same_erb else "somerset-chamber", [old]
        )
        return Cycles((old.id,), (greater.id, somerset.id))


def team(erb: str, *areas: str) -> permissions.Actor:
    """The key of an ERB for areas."""
    return permissions.Actor(permissions.ActorKind.CREDENTIAL, f"key-of-{erb}", erb, "erb", frozenset(areas))


def acting(world: Runtime, erb: str, *areas: str) -> Occasion:
    """An ERB with its key, after the changes."""
    return Occasion(team(erb, *areas), AFTER, world.books)
