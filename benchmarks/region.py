"""An ERB with several areas and hundreds of providers, made by the real journeys, in mid-year."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session

from lsip_workflow.journeys import people, plans, requests, responses
from lsip_workflow.journeys.sweep import sweep
from lsip_workflow.model import (
    Area,
    Handling,
    HandlingStatus,
    Organisation,
    OrganisationKind,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Role,
)
from lsip_workflow.rules import permissions
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion
from tests import builders

MONDAY = datetime(2026, 11, 2, 8, 45, tzinfo=UTC)
ASKED = MONDAY - timedelta(days=28)
MORNINGS = (14, 10, 6, 3, 0)  # days ago on which the dates were looked at
SHARED = 4  # every so many-th relationship is with a provider of another area


@dataclass(frozen=True)
class Region:
    """Who sits down on Monday, and the areas."""

    manager: str
    address: str
    areas: tuple[str, ...]
    plans: tuple[str, ...]


def region(world: Runtime, areas: int, relations: int, answered: float) -> Region:
    """The ERB, its manager, a plan in each area, and so many providers asked; some have answered."""
    at = builders.occasion(world, ASKED)
    with world.database.transaction() as session:
        erb = _organisation(session, at, world, OrganisationKind.ERB, "Four Shires Chamber (example)", None)
        manager = builders.person(session, at, erb, "Mo Shires", "mo@shires.example", phone="01632 960001")
        made = [_plan(session, at, world, erb, manager, number) for number in range(areas)]
    known: list[str] = []
    for number in range(areas):
        share = relations // areas + (number < relations % areas)
        known += _providers(world, at, made[number], share, answered, known)
    _mornings(world)
    return Region(manager.id, "mo@shires.example", tuple(area for _, area in made), tuple(p for p, _ in made))


def _plan(
    session: Session, at: Occasion, world: Runtime, erb: Organisation, manager: Person, number: int
) -> tuple[str, str]:
    area = Area(id=f"shire{number}", name=f"Shire {number + 1} (example)")
    session.add(area)
    plan = plans.open_plan(
        session,
        at,
        plan_id=f"shire{number}-2026",
        area=area,
        erb=erb,
        cycle="2026-29",
        edition=builders.EDITION,
        stage="roadmap",
        on=at.today,
        example=True,
    )
    people.grant_role(session, at, manager, area, Role.PROJECT_MANAGER, date(2026, 1, 1))
    for code in ("A1", "A2", "A3", "A4"):
        plans.record_action(session, at, builders.action(plan, code, erb.id))
    return plan.id, area.id


def _providers(
    world: Runtime, at: Occasion, place: tuple[str, str], count: int, answered: float, known: list[str]
) -> list[str]:
    """Ask so many providers of one plan; the ids of those that are new."""
    new: list[str] = []
    with world.database.transaction() as session:
        plan, area = session.get_one(Plan, place[0]), session.get_one(Area, place[1])
        for number in range(count):
            if known and number % SHARED == 0:
                respondent = session.get_one(Person, known[number % len(known)])
                provider = session.get_one(Organisation, respondent.organisation_id)
            else:
                mark = f"{area.id}-{number}"
                provider = _organisation(
                    session, at, world, OrganisationKind.PROVIDER, f"College {mark} (example)", None
                )
                respondent = builders.person(session, at, provider, f"Pat {mark}", f"pat@{mark}.example")
                new.append(respondent.id)
            plans.add_provider(session, at, plan, provider, reason="A person added it.")
            people.grant_role(session, at, respondent, area, Role.PROVIDER_RESPONDENT, date(2026, 1, 1))
            due = (MONDAY + timedelta(days=number % 36 - 10)).date()
            asked = requests.ask(session, at, plan, provider, title="What you can offer", due=due)
            if (number % 100) / 100 < answered:
                _answer(session, at, provider.id, asked.id, number)
    return new


def _answer(session: Session, at: Occasion, provider: str, request: str, number: int) -> None:
    actor = permissions.Actor(permissions.ActorKind.CREDENTIAL, "nobody", provider, "provider")
    then = at.now + timedelta(days=number % 27, hours=1)
    theirs = Occasion(actor, then, at.books)
    responses.submit(session, theirs, request, ResponseForm(comment="As last year."), f"k{request}")


def _organisation(
    session: Session, at: Occasion, world: Runtime, kind: OrganisationKind, name: str, ukprn: str | None
) -> Organisation:
    row = Organisation(kind=kind, name=name, ukprn=ukprn, example=True)
    return people.record_organisation(session, at, row, world.reference, demonstration=True)


def _mornings(world: Runtime) -> None:
    """What was owed has gone, reminders included, and every event was worked."""
    sent = update(OutboxRow).where(OutboxRow.status == OutboxStatus.OWED)  # type: ignore[arg-type]
    for ago in MORNINGS:
        now = (MONDAY - timedelta(days=ago)).replace(hour=7)
        with world.database.transaction() as session:
            session.execute(sent.values(status=OutboxStatus.SENT, sent_at=now - timedelta(minutes=5)))
            at = replace(builders.occasion(world), now=now)
            sweep(session, at, world.calendar)
    with world.database.transaction() as session:
        session.execute(sent.values(status=OutboxStatus.SENT, sent_at=MONDAY))
        session.execute(update(Handling).values(status=HandlingStatus.HANDLED, handled_at=MONDAY))


def england(world: Runtime, areas: int) -> None:
    """So many other areas, each with a body and a plan of its own."""
    at = builders.occasion(world, ASKED)
    with world.database.transaction() as session:
        for number in range(areas):
            builders.build(session, at, world, f"county{number}", number + 1)
