"""Parts of an answer handed to colleagues: somebody who is there already, or somebody who is invited.

A colleague sees the part that was handed to them and nothing else of their organisation's answers.
"""

from sqlmodel import Session, col, func, select

from lsip_workflow.journeys import people, saved_answers
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.saved_answers import AlreadySent, asked_of
from lsip_workflow.model import (
    Area,
    HandedPart,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Role,
    RoleHeld,
)
from lsip_workflow.model.words import OF_A_PROVIDER
from lsip_workflow.rules import answer_parts
from lsip_workflow.rules import responses as answers
from lsip_workflow.rules.mail import is_address
from lsip_workflow.store import queries
from lsip_workflow.store.owe import NOT_STARTED, insert_new, skip
from lsip_workflow.store.record import Occasion, lock

TOLD = "A colleague asks for a part of an answer (practice of this project)"


def colleagues(session: Session, occasion: Occasion, area_id: str, organisation_id: str) -> list[Person]:
    """The people of a provider who have a part in this area today, other than whoever looks."""
    query = (
        select(Person)
        .join(RoleHeld, col(RoleHeld.person_id) == Person.id)
        .where(RoleHeld.area_id == area_id, queries.held_on(occasion.today))
        .where(col(RoleHeld.role).in_(OF_A_PROVIDER), Person.organisation_id == organisation_id)
        .where(col(Person.erased_at).is_(None), Person.id != occasion.actor.person_id)
    )
    found = {row.id: row for row in session.exec(query)}
    return sorted(found.values(), key=lambda row: (row.name or "", row.id))


def invite(session: Session, occasion: Occasion, request_id: str, *, name: str, email: str) -> Person:
    """Write a colleague of the provider's down, who may then fill in what is handed to them.

    One who is known already by that address is taken as they are. Raises NotYours, Faulty.
    """
    asked = asked_of(session, occasion, request_id)
    area = session.get_one(Area, asked.plan.area_id)
    lock(session, f"area:{area.id}", area)
    name, email = " ".join(name.split()), email.strip()
    known = _known(session, asked.request.provider_id, email)
    faults = [
        *([] if name or known else ["name: write your colleague's name."]),
        *([] if is_address(email) else ["email: write an e-mail address, such as name@college.ac.uk."]),
    ]
    if faults:
        raise Faulty(faults)
    if known is None:
        known = Person(organisation_id=asked.request.provider_id, name=name, email=email)
        people.record_person(session, occasion, known)
    people.list_in(session, occasion, area.id, known.id)
    if known.id not in {row.id for row in colleagues(session, occasion, area.id, known.organisation_id)}:
        _let_in(session, occasion, area, known)
    return known


def _known(session: Session, organisation_id: str, email: str) -> Person | None:
    query = select(Person).where(Person.organisation_id == organisation_id, col(Person.erased_at).is_(None))
    return session.exec(query.where(func.lower(Person.email) == email.lower()).order_by(Person.id)).first()


def _let_in(session: Session, occasion: Occasion, area: Area, person: Person) -> None:
    if person.id != occasion.actor.person_id:
        people.grant_role(session, occasion, person, area, Role.PROVIDER_COLLEAGUE, occasion.today)


def hand(
    session: Session, occasion: Occasion, request_id: str, key: str, part: str, person_id: str
) -> HandedPart:
    """Hand a part to a colleague, who gets a message with a link; handed to them before, nothing happens.

    Raises NotYours, Refused, AlreadySent, Faulty for a part or a person that is not there.
    """
    asked = asked_of(session, occasion, request_id)
    lock(session, f"plan:{asked.plan.id}", asked.request)
    saved = saved_answers.of(session, request_id)
    if saved is None or saved.answer.key != key:
        raise AlreadySent
    if reasons := answers.why_not(asked.request):
        raise Refused(reasons)
    here = colleagues(session, occasion, asked.plan.area_id, asked.request.provider_id)
    codes = saved_answers.codes_of(session, asked.plan.id)
    faults = [
        *([] if part in answer_parts.parts(saved.said, codes)[1:] else ["part: there is no such part."]),
        *([] if person_id in {row.id for row in here} else ["person: choose a colleague from the list."]),
    ]
    if faults:
        raise Faulty(faults)
    row = saved.handed.get(part)
    if row is not None and row.person_id == person_id:
        return row
    row = row or HandedPart(request_id=request_id, part=part, person_id="", handed_at=occasion.now)
    row.person_id, row.handed_by, row.handed_at = person_id, occasion.actor.person_id, occasion.now
    session.add(row)
    session.flush()
    _tell(session, occasion, asked.plan, row, session.get_one(Person, person_id))
    return row


def _tell(session: Session, occasion: Occasion, plan: Plan, row: HandedPart, person: Person) -> None:
    """One message of a day for each part and colleague."""
    due = queries.deadline_of(session, plan.id, "request", row.request_id)
    message = OutboxRow(
        key=f"part_handed:{row.request_id}:{row.part}:{occasion.today}:{person.id}:email",
        template="part_handed",
        plan_id=plan.id,
        deadline_id=due.id if due else None,
        person_id=person.id,
        why=TOLD,
        by_a_person=person.senior,
        status=OutboxStatus.DRAFT if person.senior else OutboxStatus.OWED,
        owed_since=occasion.now,
    )
    if plan.held:
        skip(message, NOT_STARTED)
    insert_new(session, [message])


def take_back(session: Session, occasion: Occasion, request_id: str, part: str) -> None:
    """Take a part back; what the colleague saved of it stays. Raises NotYours."""
    asked = asked_of(session, occasion, request_id)
    lock(session, f"plan:{asked.plan.id}", asked.request)
    row = session.get(HandedPart, (request_id, part), populate_existing=True)
    if row is not None:
        session.delete(row)
        session.flush()
