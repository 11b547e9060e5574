"""Inviting a person of an area to the pages: a message that leads to the door, with no key to it inside."""

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import people
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, OutboxRow, OutboxStatus, Person
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

NOT_REACHABLE = (
    "installation: people elsewhere cannot open these pages yet. Set LSIP_PUBLIC_URL to their address, which "
    "begins with https://, and start again (docs/behind-a-proxy.md)."
)
WHY = "You were invited to the pages of the area"


def invite(session: Session, occasion: Occasion, area: Area, person: Person, *, reachable: bool) -> OutboxRow:
    """Invite a person who holds a role in the area; to a principal or a chair as a draft. Once a day at most.

    `reachable` says whether people elsewhere can open the pages. Raises Faulty with everything in the way.
    """
    lock(session, f"area:{area.id}", person)
    key = f"invitation:{area.id}:{person.id}:{occasion.today}:email"
    if faults := _faults(session, occasion, area, person, key, reachable):
        raise Faulty(faults)
    # A role alone does not yet write somebody down.
    link = people.list_in(session, occasion, area.id, person.id)
    fact = events.PersonInvited(area=area.id, person=person.id, on=occasion.today)
    event = record(session, occasion, fact, link)
    row = OutboxRow(
        key=key,
        template="invitation",
        area_id=area.id,
        event_id=event.id,
        person_id=person.id,
        why=WHY,
        by_a_person=person.senior,
        status=OutboxStatus.DRAFT if person.senior else OutboxStatus.OWED,
        owed_since=occasion.now,
    )
    session.add(row)
    return row


def _faults(
    session: Session, occasion: Occasion, area: Area, person: Person, key: str, reachable: bool
) -> list[str]:
    faults = [] if reachable else [NOT_REACHABLE]
    if person.erased_at is not None:
        return [*faults, "person: what named this person was erased."]
    if not person.email:
        faults.append("person: we have no e-mail address for them; write it down first.")
    if all(row.area_id != area.id for row in queries.roles_of(session, person.id, occasion.today)):
        faults.append(
            "person: they hold no role here today; give them one first, so that there is something to see."
        )
    if session.exec(select(OutboxRow.id).where(OutboxRow.key == key)).first() is not None:
        faults.append("person: they were invited today already; one invitation a day is enough.")
    return faults
