"""Mail that came back: the person is paused, their teams are asked for a new contact, and later it goes on.

Here and not among the journeys, since a message that a mail server refuses is met while sending.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, update
from sqlmodel import Session, col, or_, select

from lsip_workflow import events
from lsip_workflow.model import (
    Bounce,
    Organisation,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Person,
    PersonOfArea,
    RoleHeld,
    new_id,
)
from lsip_workflow.reference.reading import spoken
from lsip_workflow.store.owe import owe_managers
from lsip_workflow.store.personal import areas_that_know
from lsip_workflow.store.record import Occasion, lock, record

PAUSED = "Mail to this person came back"
NEVER_LATE = "sign_in"  # a link to sign in that waited is good for nothing


def open_bounce(session: Session, person_id: str) -> Bounce | None:
    """Why nothing goes to a person just now; None while mail goes."""
    query = select(Bounce).where(Bounce.person_id == person_id, col(Bounce.settled_on).is_(None))
    return session.exec(query.order_by(col(Bounce.seen_on), col(Bounce.id))).first()


def paused(session: Session, person_id: str) -> str:
    """The sentence that says why a message does not go to a person; empty while mail goes."""
    row = open_bounce(session, person_id)
    return f"{PAUSED} on {spoken(row.seen_on)}: a new address is wanted first." if row else ""


def wanted(session: Session, areas: Collection[str]) -> Sequence[tuple[Bounce, Person, Organisation]]:
    """The people of these areas to whom mail came back and for whom no new address is there yet."""
    # For each bounce, of which there are few, and not for each person of the areas.
    known = or_(
        exists().where(col(PersonOfArea.person_id) == Person.id, col(PersonOfArea.area_id).in_(areas)),
        exists().where(col(RoleHeld.person_id) == Person.id, col(RoleHeld.area_id).in_(areas)),
    )
    query = (
        select(Bounce, Person, Organisation)
        .join(Person, col(Person.id) == Bounce.person_id)
        .join(Organisation, col(Organisation.id) == Person.organisation_id)
        .where(col(Bounce.settled_on).is_(None), col(Person.erased_at).is_(None), known)
    )
    return session.exec(query.order_by(col(Bounce.seen_on), col(Bounce.id))).all()


def came_back(
    session: Session,
    occasion: Occasion,
    person: Person,
    *,
    address: str,
    how: str,
    words: str = "",
    code: int | None = None,
    message: str = "",
) -> Bounce | None:
    """Record that mail to a person came back, and ask the teams that know them for a new contact.

    None when there is nothing to record: they were erased, are paused already, or have another address now.
    """
    lock(session, "system", person)
    if person.erased_at is not None or person.email != address or open_bounce(session, person.id):
        return None
    row = Bounce(id=new_id(), person_id=person.id, how=how, seen_on=occasion.today, words=words or None)
    fact = events.BounceRecorded.model_validate(
        {
            "bounce": row.id,
            "person": person.id,
            "how": how,
            "code": code,
            "message": message,
            "on": occasion.today,
        }
    )
    record(session, occasion, fact, row)
    _ask_teams(session, occasion, row)
    return row


def _ask_teams(session: Session, occasion: Occasion, row: Bounce) -> None:
    owe_managers(
        session,
        areas_that_know(session, row.person_id),
        occasion.now,
        occasion.today,
        template="contact_wanted",
        about=row.id,
        why="Mail to one of your contacts came back",
        besides=row.person_id,
    )


def settle(session: Session, occasion: Occasion, person: Person, how: str) -> int:
    """Let mail go to a person again, the messages that waited for it too; how many those are."""
    row = open_bounce(session, person.id)
    if row is None:
        return 0
    fact = events.BounceSettled.model_validate(
        {"bounce": row.id, "person": person.id, "how": how, "on": occasion.today}
    )
    record(session, occasion, fact)
    return _go_on(session, occasion, person.id)


def _go_on(session: Session, occasion: Occasion, person_id: str) -> int:
    """What was held up goes after all; what was done or moved meanwhile is left out when it is written."""
    held_up = session.exec(
        select(OutboxRow)
        .where(OutboxRow.person_id == person_id, OutboxRow.status == OutboxStatus.SKIPPED)
        .where(col(OutboxRow.skipped_because).startswith(PAUSED), col(OutboxRow.erased_at).is_(None))
        .where(OutboxRow.template != NEVER_LATE)
        .with_for_update()
    ).all()
    for row in held_up:
        row.status, row.skipped_because, row.not_before = OutboxStatus.OWED, "", None
    of_them = update(OutboxItem).where(col(OutboxItem.outbox_id).in_([row.id for row in held_up]))
    session.execute(of_them.values(left_out=""))
    return len(held_up)
