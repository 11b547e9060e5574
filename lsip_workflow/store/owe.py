"""Messages owed because of an event: one for each person who holds a role that the rulebook names.

Whatever is for a principal, a chair or a chief executive is a draft; while a plan's reminders have not been
started, its messages are put down as not sent.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from lsip_workflow.events import Fact, SignOffRequested
from lsip_workflow.model import Delegation, EventRow, OutboxRow, OutboxStatus, Person, Plan, Role, RoleHeld
from lsip_workflow.model.words import OF_A_PROVIDER
from lsip_workflow.rulebook import NotificationRule, Rulebook
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.rules.delegation import in_force, is_for
from lsip_workflow.rules.duties import tell_on
from lsip_workflow.rules.sign_offs import roles_of
from lsip_workflow.store import delegations
from lsip_workflow.store.queries import held_on

MISSING = {
    Role.PROVIDER_RESPONDENT: "answers for this provider here yet: add a contact.",
    Role.PROVIDER_CONFIRMER: "confirms answers for this provider here yet: add somebody who does.",
}
NOT_STARTED = "Reminders of this plan have not been started."
MORNING = time(7)  # when a message goes that tells of a whole day
AT_ONCE = 200  # rows in one statement: databases take only so many values


def owe_notifications(
    session: Session, book: Rulebook, plan: Plan, event: EventRow, fact: Fact, now: datetime, today: date
) -> None:
    """Put into the outbox what the plan's edition says is owed when this happens."""
    provider = getattr(fact, "provider", None) or getattr(fact, "organisation", None)
    for rule in book.notifications_on(fact.kind):
        roles = _roles(book, rule, fact)
        told = {role: holders(session, plan.area_id, role, provider, today) for role in roles}
        if rule.others_only:
            told = _others(told, event)
        elif isinstance(fact, SignOffRequested):
            told = _signers(told, event)
        told = _each_once(told)
        for role, people in told.items():
            rows = _messages(plan, event, rule, role, people, now)
            if rule.daily:
                insert_new(session, [_of_the_day(row, provider, today) for row in rows])
            else:
                session.add_all(rows)
        if isinstance(fact, SignOffRequested):
            others = _in_their_place(session, book, plan, event, fact.rule, told, today)
            owe_people(session, plan, event, others, now, template=rule.template, why=_why(rule))


def _roles(book: Rulebook, rule: NotificationRule, fact: Fact) -> tuple[Role, ...]:
    """The roles that a rule tells: of a sign-off that is asked for, those of them that sign it."""
    if not isinstance(fact, SignOffRequested):
        return rule.to
    signing = roles_of(book.sign_off(fact.rule))
    return tuple(role for role in rule.to if role in signing)


def _signers(told: dict[Role, list[Person]], event: EventRow) -> dict[Role, list[Person]]:
    """Whoever signs, but not who asked, who knows; only where nobody at all signs is that said, and once."""
    if any(told.values()):
        return _but_who_did_it(told, event)
    return {role: [] for role in list(told)[:1]}


def _each_once(told: Mapping[Role, list[Person]]) -> dict[Role, list[Person]]:
    """Everybody by the first of their roles: who holds two has one message."""
    seen: set[str] = set()
    found = {}
    for role, people in told.items():
        new = [person for person in people if person.id not in seen]
        if new or not people:
            found[role] = new
        seen |= {person.id for person in new}
    return found


def _in_their_place(
    session: Session,
    book: Rulebook,
    plan: Plan,
    event: EventRow,
    rule: str,
    told: Mapping[Role, Sequence[Person]],
    today: date,
) -> list[Person]:
    """Who signs this in somebody's place today, and that somebody, unless told by a role or by asking."""
    known = {person.id for people in told.values() for person in people}
    found: dict[str, Person] = {}
    for row in delegations.of_plan(session, plan.id):
        if in_force(row, today) and is_for(row, rule) and _signs(session, book, plan, rule, row, today):
            found |= {key: session.get_one(Person, key) for key in (row.signatory_id, row.delegate_id)}
    wanted = [person for key, person in sorted(found.items()) if key not in known]
    return [person for person in wanted if not person.erased_at and not _did(event, person)]


def _signs(session: Session, book: Rulebook, plan: Plan, rule: str, row: Delegation, today: date) -> bool:
    """Whether a delegation is of somebody who signs this here by a role of their own."""
    roles = roles_of(book.sign_off(rule))
    held = select(RoleHeld).where(RoleHeld.person_id == row.signatory_id, held_on(today))
    return any(each.role in roles for each in session.exec(held.where(RoleHeld.area_id == plan.area_id)))


def owe_people(
    session: Session,
    plan: Plan,
    event: EventRow,
    people: Sequence[Person],
    now: datetime,
    *,
    template: str,
    why: str,
) -> None:
    """Owe each of these people a message about what happened, by who they are and not by a role."""
    session.add_all(_message(plan, event, template, why, person.id, person, None, now) for person in people)


def _why(rule: NotificationRule) -> str:
    return f"{rule.title} ({rule.cite})"


def _others(told: dict[Role, list[Person]], event: EventRow) -> dict[Role, list[Person]]:
    """Everybody but whoever did it; one of the roles is enough, so only if all are empty is that said."""
    return _but_who_did_it(told, event) or {next(iter(told)): []}


def _but_who_did_it(told: Mapping[Role, list[Person]], event: EventRow) -> dict[Role, list[Person]]:
    others = {role: [each for each in people if not _did(event, each)] for role, people in told.items()}
    return {role: people for role, people in others.items() if people}


def _did(event: EventRow, person: Person) -> bool:
    return event.actor == f"person:{person.id}"


def holders(session: Session, area_id: str, role: Role, provider_id: str | None, today: date) -> list[Person]:
    """Who holds a role in an area today; for a provider's roles, of that provider only."""
    query = (
        select(Person)
        .join(RoleHeld, col(RoleHeld.person_id) == Person.id)
        .where(RoleHeld.area_id == area_id, RoleHeld.role == role, held_on(today))
        .where(col(Person.erased_at).is_(None))
        .order_by(Person.id)
    )
    if role in OF_A_PROVIDER:
        query = query.where(Person.organisation_id == provider_id)
    return list(session.exec(query).unique())


def _messages(
    plan: Plan, event: EventRow, rule: NotificationRule, role: Role, people: list[Person], now: datetime
) -> list[OutboxRow]:
    def message(whom: str, person: Person | None) -> OutboxRow:
        return _message(plan, event, rule.template, _why(rule), whom, person, role, now)

    if people:
        return [message(person.id, person) for person in people]
    nobody = message(f"role-{role}", None)
    who = "Nobody else" if rule.others_only else "Nobody"
    missing = MISSING.get(role) or f"holds the role {role.replace('_', ' ')} here yet."
    skip(nobody, f"{who} {missing}")
    return [nobody]


def _message(
    plan: Plan,
    event: EventRow,
    template: str,
    why: str,
    whom: str,
    person: Person | None,
    role: Role | None,
    now: datetime,
) -> OutboxRow:
    senior = person is not None and person.senior
    row = OutboxRow(
        key=f"{template}:{event.id}:{whom}:email",
        template=template,
        plan_id=plan.id,
        event_id=event.id,
        person_id=person.id if person else None,
        role=role,
        why=why,
        by_a_person=senior,
        status=OutboxStatus.DRAFT if senior else OutboxStatus.OWED,
        owed_since=now,
    )
    if plan.held:
        skip(row, NOT_STARTED)
    return row


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
