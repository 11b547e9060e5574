"""Naming an administrator of an area: at the command line of the installation, and nowhere else."""

from sqlmodel import Session, col, func, select

from lsip_workflow.journeys import parties, people
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, Organisation, Person, Role, RoleHeld
from lsip_workflow.store import life, queries
from lsip_workflow.store.record import Occasion, lock


def name(session: Session, occasion: Occasion, area: Area, email: str, called: str) -> RoleHeld:
    """Let somebody of the area's body be its administrator from today; written down where they are new.

    Raises Faulty where the area has no body, the person no name, or the role is theirs already.
    """
    lock(session, f"area:{area.id}", area)
    body = life.body_of(session, area.id, occasion.today)
    if body is None:
        raise Faulty([f"area: no employer representative body holds {area.name} yet: lsip designate."])
    person = _known(session, body, email) or _new(session, occasion, area, body, email, called)
    held = queries.roles_of(session, person.id, occasion.today)
    if any((row.area_id, row.role) == (area.id, Role.ADMINISTRATOR) for row in held):
        raise Faulty([f"email: {email} is an administrator of {area.name} already."])
    return people.grant_role(session, occasion, person, area, Role.ADMINISTRATOR, occasion.today)


def _known(session: Session, body: Organisation, email: str) -> Person | None:
    query = select(Person).where(
        func.lower(Person.email) == email.lower(),
        Person.organisation_id == body.id,
        col(Person.erased_at).is_(None),
    )
    return session.exec(query.order_by(Person.id)).first()


def _new(
    session: Session, occasion: Occasion, area: Area, body: Organisation, email: str, called: str
) -> Person:
    if not called:
        raise Faulty([f"name: nobody of {body.name} is on record with {email}; give their name as well."])
    return parties.list_person(session, occasion, area, organisation_id=body.id, name=called, email=email)
