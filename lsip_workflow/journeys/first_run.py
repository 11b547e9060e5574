"""The first hour of an installation of real records: whose area it is for, and the first person of it."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from sqlmodel import Session, select

from lsip_workflow.journeys import designations, parties, people
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Installation, Organisation, OrganisationKind, Person, Role, new_id
from lsip_workflow.reference import Reference, UnknownReference
from lsip_workflow.rules.mail import is_address
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import life
from lsip_workflow.store.record import Occasion, lock

FIRST_ROLES = (Role.ERB_LEAD, Role.PROJECT_MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Beginning:
    """What the first person says: the area, its body as a published notice names it, and who they are."""

    area: str
    body: str
    """The key of a body in the reference data, or empty."""
    body_name: str
    """The name of one that the reference data lack."""
    notice: str
    on: date | None
    name: str
    email: str
    phone: str = ""


def word(secret: bytes) -> str:
    """What stands in the link that lets the first person in: nobody can guess it, and no table holds it."""
    return hmac.new(secret, b"the first person", sha256).hexdigest()[:40]


def opens(session: Session, secret: bytes, given: str) -> bool:
    """Whether a link leads in: it is the one, and nobody is on record yet."""
    return hmac.compare_digest(word(secret).encode(), given.encode()) and empty(session)


def empty(session: Session) -> bool:
    """Whether real records are to begin here and nobody is on record yet."""
    made = session.get(Installation, 1)
    return made is not None and not made.demonstration and session.exec(select(Person.id)).first() is None


def first_person(session: Session, occasion: Occasion, reference: Reference, said: Beginning) -> Person:
    """Record the area, its body's designation and the first person, who leads, manages and administers.

    Raises Faulty with every fault, and NotYours once somebody is on record.
    """
    lock(session, "system")
    if not empty(session):
        raise NotYours
    said = replace(said, name=" ".join(said.name.split()), email=said.email.strip())
    if faults := list(_faults(occasion, reference, said)):
        raise Faulty(faults)
    assert said.on is not None
    area = designations.area_of(session, reference, said.area, "", occasion.today)
    body = _body(session, occasion, reference, said)
    held = life.designated(session, area.id, occasion.today)
    if held is None or held.erb_id != body.id:  # the command line may have recorded it before
        designations.designate(session, occasion, area, body, on=said.on, reference=said.notice)
    person = parties.list_person(
        session, occasion, area, organisation_id=body.id, name=said.name, email=said.email, phone=said.phone
    )
    for role in FIRST_ROLES:
        people.grant_role(session, occasion, person, area, role, occasion.today)
    return person


def _faults(occasion: Occasion, reference: Reference, said: Beginning) -> Iterator[str]:
    try:
        reference.area(said.area, occasion.today)
    except UnknownReference:
        yield "area: choose the area."
    if bool(said.body) is bool(said.body_name.strip()):
        yield "body: choose the body of the area, or write its name: one of the two."
    elif said.body and said.body not in reference.erb_names:
        yield "body: choose a body of the list, or write its name."
    if not said.notice.strip():
        yield "notice: write the reference of the published notice of designation."
    if said.on is None:
        yield "on: write the day from which the body is designated."
    elif said.on > occasion.today:
        yield "on: this day lies ahead; write from when the body is designated."
    if not said.name or len(said.name) > 300:
        yield "name: write your name."
    if not is_address(said.email):
        yield "email: write your e-mail address, such as sam@chamber.example."


def _body(session: Session, occasion: Occasion, reference: Reference, said: Beginning) -> Organisation:
    """The body that is here, or in the reference data, or new under that name."""
    name = reference.erb_names[said.body] if said.body else " ".join(said.body_name.split())
    there = designations.erb_of(session, said.body or name) or designations.erb_of(session, name)
    row = there or Organisation(id=said.body or new_id(), kind=OrganisationKind.ERB, name=name)
    if there is None:
        people.record_organisation(session, occasion, row, reference, demonstration=False)
    return row
