"""Messages owed because of an event: one for each person who holds a role that the rulebook names."""

from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from lsip_workflow.events import Fact
from lsip_workflow.model import EventRow, OutboxRow, OutboxStatus, Person, Plan, Role, RoleHeld
from lsip_workflow.rulebook import NotificationRule, Rulebook

OF_PROVIDER = frozenset({Role.PROVIDER_RESPONDENT, Role.PROVIDER_DEPUTY, Role.PROVIDER_CONFIRMER})


def owe_notifications(
    session: Session, book: Rulebook, plan: Plan, event: EventRow, fact: Fact, now: datetime, today: date
) -> None:
    """Put into the outbox what the plan's edition says is owed when this happens."""
    for rule in book.notifications_on(fact.kind):
        for role in rule.to:
            people = holders(session, plan.area_id, role, getattr(fact, "provider", None), today)
            session.add_all(_messages(plan, event, rule, role, people, now))


def holders(session: Session, area_id: str, role: Role, provider_id: str | None, today: date) -> list[Person]:
    """Who holds a role in an area today; for a provider's roles, of that provider only."""
    query = (
        select(Person)
        .join(RoleHeld, col(RoleHeld.person_id) == Person.id)
        .where(RoleHeld.area_id == area_id, RoleHeld.role == role, RoleHeld.since <= today)
        .where(or_(col(RoleHeld.until).is_(None), col(RoleHeld.until) > today))
        .where(col(Person.erased_at).is_(None))
        .order_by(Person.id)
    )
    if role in OF_PROVIDER:
        query = query.where(Person.organisation_id == provider_id)
    return list(session.exec(query).unique())


def _messages(
    plan: Plan, event: EventRow, rule: NotificationRule, role: Role, people: list[Person], now: datetime
) -> list[OutboxRow]:
    def message(whom: str, person: Person | None) -> OutboxRow:
        return OutboxRow(
            key=f"{rule.template}:{event.id}:{whom}:email",
            template=rule.template,
            plan_id=plan.id,
            event_id=event.id,
            person_id=person.id if person else None,
            role=role,
            why=f"{rule.title} ({rule.cite})",
            owed_since=now,
        )

    if people:
        return [message(person.id, person) for person in people]
    nobody = message(f"role-{role}", None)
    nobody.status = OutboxStatus.SKIPPED
    nobody.skipped_because = f"Nobody holds the role {role.replace('_', ' ')} here yet."
    return [nobody]
