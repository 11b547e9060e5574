"""Where a step of an example finds what it is about: by the names of its script, in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from lsip_workflow.model import Action, Organisation, Person, Plan, Priority, Request, RoleHeld, SkillsNeed
from lsip_workflow.rules.permissions import Actor, ActorKind
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries

Step = Mapping[str, Any]


@dataclass(frozen=True)
class Scene:
    """The plan of an example, in a transaction that is open, on a day."""

    session: Session
    runtime: Runtime
    plan: Plan
    today: date

    def organisation(self, key: str) -> Organisation:
        """An organisation of the example by its key in the script."""
        return self.session.get_one(Organisation, f"{self.plan.area_id}-{key}")

    def person(self, key: str) -> Person:
        """A person of the example by their key; those of providers have the key of their provider."""
        return self.session.get_one(Person, f"{self.plan.area_id}-{key}")

    def request(self, provider: str) -> Request:
        """What a provider was asked last."""
        query = (
            select(Request)
            .where(Request.plan_id == self.plan.id, Request.provider_id == self.organisation(provider).id)
            .order_by(col(Request.sent_at).desc())
        )
        found = self.session.exec(query).first()
        if found is None:
            raise LookupError(f"{self.plan.id}: {provider} was asked nothing.")
        return found

    def action(self, code: str) -> Action:
        """An action by its code."""
        return queries.action_codes(self.session, self.plan.id)[code]

    def priority(self, code: str) -> Priority:
        """A priority by its code."""
        query = select(Priority).where(Priority.plan_id == self.plan.id, Priority.code == code)
        return self.session.exec(query).one()

    def need(self, occupation: str) -> SkillsNeed:
        """A skills need by its occupation."""
        query = select(SkillsNeed).where(
            SkillsNeed.plan_id == self.plan.id, SkillsNeed.occupation == occupation
        )
        return self.session.exec(query).one()

    def working_day(self, count: int) -> date:
        """The day so many working days from today; before it, when negative."""
        return self.runtime.calendar.working_days_after(self.today, count)

    def actor(self, key: str) -> Actor:
        """A person of the example as whoever acts, with the roles that they hold."""
        person = self.person(key)
        organisation = self.session.get_one(Organisation, person.organisation_id)
        held = self.session.exec(select(RoleHeld).where(RoleHeld.person_id == person.id))
        return Actor(
            ActorKind.PERSON,
            person.id,
            organisation.id,
            organisation.kind.value,
            frozenset({self.plan.area_id}),
            frozenset((row.area_id, row.role) for row in held),
        )
