"""The morning sweep: which dates have reached which reminder, once for each day of London."""

from dataclasses import dataclass

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from lsip_workflow.model import Deadline, DeadlineStatus, OutboxRow, OutboxStatus, Plan, Sweep, new_id
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import Reached, highest_reached
from lsip_workflow.store.owe import holders
from lsip_workflow.store.record import Occasion


@dataclass(frozen=True)
class Owed:
    """A reminder for one date: how many messages it added, and how many people hold its roles."""

    deadline: Deadline
    reached: Reached
    messages: int
    people: int


def sweep(session: Session, occasion: Occasion, calendar: Calendar) -> list[Owed]:
    """Put into the outbox the highest reminder that each open date has reached; a second time adds none."""
    found = []
    query = (
        select(Deadline, Plan)
        .where(Deadline.plan_id == Plan.id, Deadline.status == DeadlineStatus.OPEN)
        .where(col(Deadline.due).is_not(None))
        .order_by(col(Deadline.due), col(Deadline.id))
    )
    for deadline, plan in session.exec(query).all():
        ladder = occasion.book_of(plan).ladder(deadline.ladder)
        reached = highest_reached(deadline, ladder, occasion.today, calendar)
        if reached is not None:
            found.append(_owe(session, occasion, deadline, plan, reached))
    if session.get(Sweep, occasion.today) is None:
        says = f"{sum(owed.messages for owed in found)} reminders for {len(found)} dates"
        session.add(Sweep(day=occasion.today, done_at=occasion.now, says=says))
    return found


def _owe(session: Session, occasion: Occasion, deadline: Deadline, plan: Plan, reached: Reached) -> Owed:
    added, people = 0, set[str]()
    for role in reached.rung.to:
        for person in holders(session, plan.area_id, role, deadline.organisation_id, occasion.today):
            people.add(person.id)
            row = OutboxRow(
                id=new_id(),
                key=f"reminder:{deadline.id}:{deadline.due}:{reached.number}:{person.id}:email",
                template=reached.rung.template,
                plan_id=plan.id,
                deadline_id=deadline.id,
                person_id=person.id,
                role=role,
                why=f"{deadline.title}: a reminder {_counted(reached.rung.days)}",
                status=OutboxStatus.OWED,
                owed_since=occasion.now,
            )
            added += insert_once(session, row)
    return Owed(deadline, reached, added, len(people))


def insert_once(session: Session, row: OutboxRow) -> int:
    """Insert under the natural key; the database says whether it was there."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(OutboxRow).values(**row.model_dump()).on_conflict_do_nothing()
    # Asked for what it put in: a count of rows is not to be had from every driver.
    return len(session.execute(statement.returning(col(OutboxRow.id))).all())


def _counted(days: int) -> str:
    if days == 0:
        return "on the day"
    count = abs(days)
    return f"{count} day{'' if count == 1 else 's'} {'before' if days < 0 else 'after'} it"
