"""Rows of research for tests, made by the real journeys."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from lsip_workflow.journeys import content, people
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Evidence,
    Organisation,
    OrganisationKind,
    Plan,
    Priority,
    PriorityKind,
    SkillsNeed,
)
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor, ActorKind
from lsip_workflow.store import chain
from lsip_workflow.store.record import Occasion
from tests.builders import Scene
from tests.journeys.working import Working


def now(at: Working, actor: Actor | None = None) -> Occasion:
    """This instant, with an administrator or somebody else as the actor."""
    when: datetime = at.clock()
    return Occasion(actor or permissions.command("test"), when, at.world.books)


def manager(made: Scene) -> Actor:
    """The project manager of a scene, with a key of their own."""
    return Actor(ActorKind.PERSON, made.manager, made.erb, "erb", frozenset({made.area}))


def evidence(session: Session, at: Working, made: Scene, title: str = "Survey") -> Evidence:
    row = Evidence(plan_id=made.plan, title=title, source="The chamber")
    return content.record_evidence(session, now(at), row, at.world.reference)


def need(session: Session, at: Working, made: Scene, occupation: str = "Welders") -> SkillsNeed:
    row = SkillsNeed(plan_id=made.plan, occupation=occupation)
    return content.record_need(session, now(at), row, at.world.reference)


def priority(
    session: Session, at: Working, made: Scene, needs: Sequence[str] = (), code: str = "P1"
) -> Priority:
    row = Priority(plan_id=made.plan, code="P1", title="Metal", kind=PriorityKind.SECTOR, needs=list(needs))
    return content.record_priority(session, now(at), row)


def organisation(
    session: Session, at: Working, kind: OrganisationKind = OrganisationKind.STRATEGIC_AUTHORITY
) -> Organisation:
    row = Organisation(kind=kind, name=f"An invented {kind.value}", example=True)
    return people.record_organisation(session, now(at), row, at.world.reference, demonstration=True)


def plan(session: Session, made: Scene) -> Plan:
    return session.get_one(Plan, made.plan)


def texts(refused: Refused) -> list[str]:
    """The reasons of a refusal."""
    return [reason.text for reason in refused.reasons]


def faults(faulty: Faulty) -> list[str]:
    return list(faulty.faults)


def untrue(at: Working) -> list[str]:
    """What does not hold: in the chains, and in the rows that events speak of."""
    with at.world.database.reading() as session:
        return chain.verify(session).faults


def proved(at: Working) -> None:
    """Every chain holds, and every row is what its events say."""
    assert untrue(at) == []
