"""Messages owed because of an event: one for each person who holds a role that the rulebook names.

Whatever is for a principal, a chair or a chief executive is a draft; while a plan's reminders have not been
started, its messages are put down as not sent.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, or_, select

from lsip_workflow.events import Fact
from lsip_workflow.model import EventRow, OutboxRow, OutboxStatus, Person, Plan, Role, RoleHeld
from lsip_workflow.rulebook import NotificationRule, Rulebook
from lsip_workflow.rules.duties import tell_on

OF_PROVIDER = frozenset({role for role in Role if role.startswith("provider_")})
MISSING = {
    Role.PROVIDER_RESPONDENT: "answers for this provider here yet: add a contact.",
    Role.PROVIDER_CONFIRMER: "confirms answers for this provider here yet: add somebody who does.",
}
NOT_STARTED = "Reminders of this plan have not been started."
LONDON = ZoneInfo("Europe/London")
MORNING = time(7)  # when a message goes that tells of a whole day
AT_ONCE = 200  # rows in one statement: databases take only so many values


def owe_notifications(
    session: Session, book: Rulebook, plan: Plan, event: EventRow, fact: Fact, now: datetime, today: date
) -> None:
    """Put into the outbox what the plan's edition says is owed when this happens."""
    provider = getattr(fact, "provider", None) or getattr(fact, "organisation", None)
    for rule in book.notifications_on(fact.kind):
        told = {role: holders(session, plan.area_id, role, provider, today) for role in rule.to}
        if rule.others_only:
            told = _others(told, event)
        for role, people in told.items():
            rows = _messages(plan, event, rule, role, people, now)
            if rule.daily:
                insert_new(session, [_of_the_day(row, provider, today) for row in rows])
            else:
                session.add_all(rows)


def _others(told: dict[Role, list[Person]], event: EventRow) -> dict[Role, list[Person]]:
    """Everybody but whoever did it; one of the roles is enough, so only if all are empty is that said."""
    others = {
        role: [person for person in people if event.actor != f"person:{person.id}"]
        for role, people in told.items()
    }
    return {role: people for role, people in others.items() if people} or {next(iter(told)): []}


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
        senior = person is not None and person.senior
        row = OutboxRow(
            key=f"{rule.template}:{event.id}:{whom}:email",
            template=rule.template,
            plan_id=plan.id,
            event_id=event.id,
            person_id=person.id if person else None,
            role=role,
            why=f"{rule.title} ({rule.cite})",
            by_a_person=senior,
            status=OutboxStatus.DRAFT if senior else OutboxStatus.OWED,
            owed_since=now,
        )
        if plan.held:
            skip(row, NOT_STARTED)
        return row

    if people:
        return [message(person.id, person) for person in people]
    nobody = message(f"role-{role}", None)
    who = "Nobody else" if rule.others_only else "Nobody"
    missing = MISSING.get(role) or f"holds the role {role.replace('_', ' ')} here yet."
    skip(nobody, f"{who} {missing}")
    return [nobody]


def _of_the_day(row: OutboxRow, provider: str | None, today: date) -> OutboxRow:
    """The message of the next morning: whatever else happens today, there is one, and it tells it all."""
    morning = tell_on(today)
    whom = row.person_id or f"role-{row.role}"
    row.key = f"{row.template}:{row.plan_id}:{provider}:{morning}:{whom}:email"
    row.not_before = datetime.combine(morning, MORNING, LONDON)
    return row


def skip(row: OutboxRow, because: str) -> None:
    """Put a message down as one that is not sent, and why."""
    row.status, row.skipped_because = OutboxStatus.SKIPPED, because


def release(row: OutboxRow, now: datetime) -> None:
    """Let a draft go: from here it is delivered like any other message."""
    row.status, row.owed_since = OutboxStatus.OWED, now


def owe_managers(
    session: Session,
    areas: Collection[str],
    now: datetime,
    today: date,
    *,
    template: str,
    about: str,
    why: str,
    besides: str = "",
) -> None:
    """Owe the project managers of these areas a message about one thing, `about` by its id, once each."""
    rows = [
        OutboxRow(
            key=f"{template}:{about}:{manager.id}:email",
            template=template,
            area_id=area,
            person_id=manager.id,
            role=Role.PROJECT_MANAGER,
            why=why,
            by_a_person=manager.senior,
            status=OutboxStatus.DRAFT if manager.senior else OutboxStatus.OWED,
            owed_since=now,
        )
        for area in sorted(areas)
        for manager in holders(session, area, Role.PROJECT_MANAGER, None, today)
        if manager.id != besides
    ]
    if rows:
        insert_new(session, rows)


def insert_new(session: Session, rows: Sequence[SQLModel]) -> set[str]:
    """Insert rows under their natural keys; the ids of those that were not there already."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    made: set[str] = set()
    for at in range(0, len(rows), AT_ONCE):
        some = rows[at : at + AT_ONCE]
        statement = dialect.insert(type(some[0])).values([row.model_dump() for row in some])
        # Asked for what it put in: a count of rows is not to be had from every driver.
        back = statement.on_conflict_do_nothing().returning(type(some[0]).__table__.c.id)  # type: ignore[attr-defined]
        made |= set(session.execute(back).scalars())
    return made
