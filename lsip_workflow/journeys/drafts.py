"""Drafts: messages that no flow sends. A person reads each one, and sends it or does not."""

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, Organisation, OutboxRow, OutboxStatus, Person, Plan, Role
from lsip_workflow.rules.permissions import Actor, ActorKind, NotAllowed, holds_area, in_team, require_open
from lsip_workflow.store.owe import NOT_STARTED, release, skip
from lsip_workflow.store.record import Occasion, lock, record

NOT_SENT = "A person decided not to send it."


def draft(
    session: Session,
    occasion: Occasion,
    about: Plan | Area,
    *,
    key: str,
    template: str,
    why: str,
    to: Person | Organisation,
    address: str = "",
    role: Role | None = None,
    event_id: int | None = None,
    subject: str | None = None,
    body: str | None = None,
) -> OutboxRow:
    """Keep a message for a person to send; under a key that is there already, the one that is there.

    It goes to a person, or to an organisation at the `address` given. With a `body` it says that, or else
    what its template says when it is sent.
    """
    there = session.exec(select(OutboxRow).where(OutboxRow.key == key)).one_or_none()
    if there is not None:
        return there
    row = OutboxRow(
        key=key,
        template=template,
        plan_id=about.id if isinstance(about, Plan) else None,
        area_id=about.id if isinstance(about, Area) else None,
        event_id=event_id,
        person_id=to.id if isinstance(to, Person) else None,
        organisation_id=to.id if isinstance(to, Organisation) else None,
        role=role,
        why=why,
        by_a_person=True,
        status=OutboxStatus.DRAFT,
        owed_since=occasion.now,
        recipient=address or None,
        subject=subject,
        body=body,
    )
    session.add(row)
    session.flush()
    return row


def require_a_person(actor: Actor) -> None:
    """See that a person acts, and no organisation's key or flow. Raises NotAllowed."""
    if actor.kind not in (ActorKind.PERSON, ActorKind.COMMAND):
        raise NotAllowed("This is for a person of the team, with a key of their own.")


def sees(session: Session, actor: Actor, row: OutboxRow) -> bool:
    """Whether a draft is this actor's team's: of its plan, or of its area."""
    if row.plan_id is not None:
        plan = session.get_one(Plan, row.plan_id)
        return in_team(actor, plan.area_id, plan.erb_id)
    return row.area_id is not None and holds_area(actor, row.area_id)


def _area_of(session: Session, row: OutboxRow) -> str:
    return session.get_one(Plan, row.plan_id).area_id if row.plan_id else row.area_id or ""


def send_draft(session: Session, occasion: Occasion, row: OutboxRow) -> None:
    """Let a draft go, as a person. Raises NotAllowed, and Faulty for one that went or may not go."""
    plan = _take(session, occasion, row)
    if plan is not None and plan.held:
        raise Faulty([f"draft: {NOT_STARTED} Start them first; then it can be sent."])
    record(session, occasion, events.DraftSent(plan=row.plan_id, area=row.area_id, message=row.id))
    release(row, occasion.now)


def discard(session: Session, occasion: Occasion, row: OutboxRow) -> None:
    """Decide that a draft is not to go. Raises NotAllowed, and Faulty for one that went."""
    _take(session, occasion, row)
    record(session, occasion, events.DraftDiscarded(plan=row.plan_id, area=row.area_id, message=row.id))
    skip(row, NOT_SENT)


def _take(session: Session, occasion: Occasion, row: OutboxRow) -> Plan | None:
    require_a_person(occasion.actor)
    require_open(occasion.actor, _area_of(session, row))
    lock(session, f"plan:{row.plan_id}" if row.plan_id else f"area:{row.area_id}", row)
    if row.status is not OutboxStatus.DRAFT:
        raise Faulty(["draft: somebody sent this message already, or decided not to."])
    return session.get(Plan, row.plan_id) if row.plan_id else None
