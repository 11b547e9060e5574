"""Who decides in tests: the persons of an ERB and its board, each acting under a key of their own."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session, select

from lsip_workflow.journeys import people, plans
from lsip_workflow.model import Action, Area, Organisation, Person, Plan, Role
from lsip_workflow.rules.permissions import Actor, ActorKind
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.journeys.working import Working

STATEMENTS = ("agree", "regard", "interests")


@dataclass(frozen=True)
class Deciders:
    """The ids of a manager, an ERB lead and two members of the board, and their keys."""

    manager: str
    lead: str
    member: str
    other_member: str
    keys: dict[str, str]


def deciders(world: Runtime, made: Scene) -> Deciders:
    """The people of a scene who decide, each with a key of their own."""
    with world.database.transaction() as session:
        when = builders.occasion(world)
        erb = session.get_one(Organisation, made.erb)
        lead = appoint(session, when, made, "Lee Lead", Role.ERB_LEAD)
        member = appoint(session, when, made, "Bo Board", Role.BOARD_MEMBER)
        other = appoint(session, when, made, "Cy Chair", Role.BOARD_MEMBER)
        manager = session.get_one(Person, made.manager)
        keys = {
            person.id: people.issue_key(session, when, erb, person=person)
            for person in (manager, lead, member, other)
        }
        return Deciders(manager.id, lead.id, member.id, other.id, keys)


def appoint(session: Session, when: Occasion, made: Scene, name: str, role: Role) -> Person:
    """A person of the ERB with a role in its area."""
    erb, area = session.get_one(Organisation, made.erb), session.get_one(Area, made.area)
    row = builders.person(session, when, erb, name, f"{name.split(maxsplit=1)[0].lower()}@board.example")
    people.grant_role(session, when, row, area, role, date(2026, 1, 1))
    return row


def as_person(at: Working, made: Scene, person_id: str, *roles: Role) -> Occasion:
    """The occasion of a person who acts under a key of their own."""
    held = frozenset((made.area, role) for role in roles)
    actor = Actor(ActorKind.PERSON, person_id, made.erb, "erb", frozenset({made.area}), held)
    return Occasion(actor, at.clock(), at.world.books)


def as_team(at: Working, made: Scene) -> Occasion:
    """The occasion of the ERB's own key: no person stands behind it."""
    actor = Actor(ActorKind.CREDENTIAL, "key", made.erb, "erb", frozenset({made.area}))
    return Occasion(actor, at.clock(), at.world.books)


def edit(session: Session, when: Occasion, made: Scene, code: str, title: str) -> Action:
    """The plan changes: an action is recorded again with another title."""
    plan = session.get_one(Plan, made.plan)
    row = session.exec(select(Action).where(Action.plan_id == plan.id, Action.code == code)).one()
    row.title = title
    plans.record_action(session, when, row)
    return row


def later(when: Occasion, days: int) -> Occasion:
    """The same actor, so many days later."""
    return replace(when, now=when.now + timedelta(days=days))
