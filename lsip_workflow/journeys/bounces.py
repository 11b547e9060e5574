"""Mail that came back as a person recorded it, an address that is right after all, and a channel tried."""

from datetime import timedelta

from sqlmodel import Session, col, select

from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import Bounce, OutboxRow, Person
from lsip_workflow.rules.sign_offs import once
from lsip_workflow.store import bounces
from lsip_workflow.store.owe import insert_new
from lsip_workflow.store.record import Occasion, lock

TEST = "channel_test"
ONE_A_MINUTE = timedelta(minutes=1)


def record_bounce(session: Session, occasion: Occasion, person: Person, words: str = "") -> Bounce:
    """Record that mail to a person came back, as somebody saw it; their teams are asked for a new contact.

    Raises Faulty for a person without an address, Refused when that is recorded already.
    """
    lock(session, "system", person)
    if person.erased_at is not None or not person.email:
        raise Faulty(["person: there is no e-mail address on record for this person."])
    row = bounces.came_back(
        session, occasion, person, address=person.email, how="person", words=words.strip()
    )
    if row is None:
        raise Refused([once("That mail came back is recorded already; nothing goes there for now.")])
    return row


def address_is_right(session: Session, occasion: Occasion, person: Person) -> int:
    """Let mail go to the same address again; how many messages waited for it. Raises Refused."""
    lock(session, "system", person)
    if bounces.open_bounce(session, person.id) is None:
        raise Refused([once("Mail goes to this address already.")])
    return bounces.settle(session, occasion, person, "address_right")


def try_channel(session: Session, occasion: Occasion, person: Person, area_id: str) -> OutboxRow:
    """Owe one message to whoever asks, by the way that every message goes.

    Raises Faulty without an address, Refused within a minute of the last one.
    """
    lock(session, f"area:{area_id}", person)
    if not person.email:
        raise Faulty(["person: there is no e-mail address of yours on record."])
    last = session.exec(
        select(OutboxRow)
        .where(OutboxRow.template == TEST, OutboxRow.person_id == person.id)
        .order_by(col(OutboxRow.owed_since).desc())
    ).first()
    if last is not None and occasion.now - last.owed_since < ONE_A_MINUTE:
        raise Refused([once("A message to you is on its way already; look again in a minute.")])
    row = OutboxRow(
        key=f"{TEST}:{person.id}:{occasion.now.isoformat()}:email",
        template="channel_test",
        area_id=area_id,
        person_id=person.id,
        why="You asked to see whether mail arrives",
        owed_since=occasion.now,
    )
    insert_new(session, [row])
    return row
