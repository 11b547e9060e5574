"""Named reads, and the putting down of messages, for plans that were taken over from a workbook."""

import json
from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from lsip_workflow import events
from lsip_workflow.model import (
    Area,
    Credential,
    Deadline,
    EventRow,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    PastEvent,
    Person,
    PersonOfArea,
    Plan,
    Ring,
    RoleHeld,
    SignOff,
)
from lsip_workflow.reference import normalised

UNDONE = "The taking over of this plan was undone before this was sent."


def adopted(session: Session, plan_id: str) -> events.PlanAdopted | None:
    """How a plan was taken over; None for one that began here."""
    query = select(EventRow.payload).where(
        EventRow.stream == f"plan:{plan_id}", EventRow.type == "plan.adopted"
    )
    payload = session.exec(query).first()
    fact = events.read(json.loads(payload)) if payload else None
    return fact if isinstance(fact, events.PlanAdopted) else None


def past(session: Session, plan_id: str) -> Sequence[PastEvent]:
    """What was told of the time before this record, the unknown days last."""
    query = select(PastEvent).where(PastEvent.plan_id == plan_id)
    return session.exec(
        query.order_by(col(PastEvent.on).is_(None), col(PastEvent.on), col(PastEvent.id))
    ).all()


def recorded_order(session: Session, plan_id: str) -> dict[str, int]:
    """The place of each row of a plan in the order in which they were first recorded, by id."""
    types = {"need.recorded": "need", "priority.recorded": "priority", "action.recorded": "action"}
    types |= {"history.recorded": "past", "provider.added": "provider", "authority.noted": "organisation"}
    query = select(EventRow.type, EventRow.payload).where(
        EventRow.stream == f"plan:{plan_id}", col(EventRow.type).in_(types)
    )
    order: dict[str, int] = {}
    for kind, payload in session.exec(query.order_by(col(EventRow.seq))):
        order.setdefault(json.loads(payload)[types[kind]], len(order))
    return order


def area_named(session: Session, text: str) -> Area | None:
    """An area of these records by its id or name."""
    wanted = normalised(text)
    return session.get(Area, text) or next(
        (row for row in session.exec(select(Area)) if normalised(row.name) == wanted), None
    )


def plan_of_cycle(session: Session, area_id: str, cycle: str) -> Plan | None:
    """The plan that an area has for a cycle, however its years are parted."""
    wanted = normalised(cycle)
    rows = session.exec(select(Plan).where(Plan.area_id == area_id, col(Plan.undone_on).is_(None)))
    return next((row for row in rows if normalised(row.cycle) == wanted), None)


def people_of_area(session: Session, area_id: str) -> Sequence[Person]:
    """Whoever is written down for an area or holds a role there, without those whose name was erased."""
    listed = select(PersonOfArea.person_id).where(PersonOfArea.area_id == area_id)
    holding = select(RoleHeld.person_id).where(RoleHeld.area_id == area_id)
    either = or_(col(Person.id).in_(listed), col(Person.id).in_(holding))
    return session.exec(select(Person).where(either, col(Person.erased_at).is_(None))).all()


def first_sent(session: Session, plan_id: str) -> bool:
    """Whether a message about a plan was sent, or is on its way at this moment."""
    gone = (OutboxStatus.SENT, OutboxStatus.CLAIMED)
    query = (
        select(OutboxRow.id)
        .outerjoin(OutboxItem, col(OutboxItem.outbox_id) == OutboxRow.id)
        .outerjoin(Deadline, col(Deadline.id) == OutboxItem.deadline_id)
        .where(or_(OutboxRow.plan_id == plan_id, Deadline.plan_id == plan_id))
        .where(col(OutboxRow.status).in_(gone))
    )
    return session.exec(query).first() is not None


def put_down(session: Session, plan_id: str) -> None:
    """Let nothing that waits about a plan happen any more: its messages, and looks at its stage."""
    waiting = (OutboxStatus.OWED, OutboxStatus.DRAFT)
    query = select(OutboxRow).where(OutboxRow.plan_id == plan_id, col(OutboxRow.status).in_(waiting))
    for row in session.exec(query):
        row.status, row.skipped_because = OutboxStatus.SKIPPED, UNDONE
    for ring in session.exec(select(Ring).where(Ring.plan_id == plan_id)):
        session.delete(ring)


def holds_nothing_else(session: Session, person: Person, roles: Sequence[str]) -> bool:
    """Whether a person has no role but these, no key, and signed nothing."""
    others = select(RoleHeld.id).where(RoleHeld.person_id == person.id, col(RoleHeld.id).not_in(roles))
    keys = select(Credential.id).where(Credential.person_id == person.id)
    signed = select(SignOff.id).where(SignOff.person_id == person.id)
    return not any(session.exec(query).first() for query in (others, keys, signed))
