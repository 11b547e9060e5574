"""Organisations, people, the roles they hold, and keys; a person exported, corrected and erased."""

import json
import secrets
from datetime import date
from typing import Any

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Area,
    Attendance,
    Credential,
    Declaration,
    Interest,
    Organisation,
    OutboxRow,
    Person,
    Post,
    Role,
    RoleHeld,
    SignOff,
    digest,
)
from lsip_workflow.reference import Reference, UnknownReference
from lsip_workflow.store.record import Occasion, lock, record

_OfAPerson = RoleHeld | OutboxRow | SignOff | Interest | Declaration | Attendance


def record_organisation(
    session: Session, occasion: Occasion, row: Organisation, reference: Reference, *, demonstration: bool
) -> Organisation:
    """Record an organisation; a UKPRN must be known, and an invented one belongs to a demonstration only."""
    if row.ukprn is not None:
        _know_ukprn(row, reference, demonstration)
    fact = events.OrganisationRecorded(
        organisation=row.id,
        ukprn=row.ukprn,
        of_kind=row.kind,
        provider_class=row.provider_class,
        example=row.example,
    )
    record(session, occasion, fact, row)
    return row


def _know_ukprn(row: Organisation, reference: Reference, demonstration: bool) -> None:
    ukprn = row.ukprn or ""
    if demonstration and row.example:
        if not reference.is_example(ukprn):
            raise Faulty([f"ukprn: {ukprn} is not on the list kept for invented providers."])
        return
    try:
        reference.provider(ukprn)
    except UnknownReference as unknown:
        raise Faulty([f"ukprn: {unknown}"]) from None


def record_person(session: Session, occasion: Occasion, row: Person) -> Person:
    """Record a person; what names them stays outside the chain."""
    fact = events.PersonRecorded(person=row.id, organisation=row.organisation_id, post=row.post)
    record(session, occasion, fact, row)
    return row


def correct_person(
    session: Session,
    occasion: Occasion,
    person: Person,
    *,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    post: Post | None = None,
) -> None:
    """Correct what names a person, or their post; the new seal takes the place of the old one."""
    lock(session, "system", person)
    if person.erased_at is not None:
        raise Faulty(["person: what named this person was erased."])
    for field, value in (("name", name), ("email", email), ("phone", phone)):
        if value is not None:
            setattr(person, field, value)
    fact = events.PersonCorrected(person=person.id, post=post or person.post)
    record(session, occasion, fact, person)


def erase_person(session: Session, occasion: Occasion, person: Person) -> None:
    """Erase what names a person. What they did stays under an id that names nobody.

    A signature that was given keeps its name: it is the proof of a statutory act (see the decision record
    on personal data).
    """
    lock(session, "system", person)
    for message in session.exec(select(OutboxRow).where(OutboxRow.person_id == person.id)):
        message.erase(occasion.now)
    person.erase(occasion.now)
    record(session, occasion, events.PersonErased(person=person.id), person)


def export_person(session: Session, person: Person) -> dict[str, Any]:
    """Everything that we hold under a person's name, for them to read; free texts are not searched."""

    def told(kind: type[_OfAPerson]) -> list[Any]:
        rows = session.exec(select(kind).where(kind.person_id == person.id))
        return [json.loads(row.model_dump_json(exclude={"salt"})) for row in rows]

    return {
        "person": json.loads(person.model_dump_json(exclude={"salt"})),
        "roles": told(RoleHeld),
        "messages": told(OutboxRow),
        "sign_offs": told(SignOff),
        "interests": told(Interest),
        "declarations": told(Declaration),
        "attendances": told(Attendance),
    }


def grant_role(
    session: Session, occasion: Occasion, person: Person, area: Area, role: Role, since: date
) -> RoleHeld:
    """Let a person hold a role in an area from a day."""
    row = RoleHeld(person_id=person.id, area_id=area.id, role=role, since=since)
    fact = events.RoleGranted(area=area.id, held=row.id, person=person.id, role=role, since=since)
    record(session, occasion, fact, row)
    return row


def issue_key(
    session: Session,
    occasion: Occasion,
    organisation: Organisation,
    area: Area | None = None,
    label: str = "",
    person: Person | None = None,
) -> str:
    """A key to the API, shown this once: only its hash is kept. With a person, it is theirs alone.

    Raises Faulty for a person of another organisation, or one whose name was erased.
    """
    if person is not None and (person.organisation_id != organisation.id or person.erased_at is not None):
        raise Faulty(["person: a key of one's own is for a person of that organisation."])
    key = f"lsip_{secrets.token_urlsafe(32)}"
    row = Credential(
        organisation_id=organisation.id,
        area_id=area.id if area else None,
        person_id=person.id if person else None,
        key_hash=digest(key),
        label=label,
        issued_at=occasion.now,
    )
    fact = events.CredentialIssued(
        credential=row.id,
        organisation=organisation.id,
        opens=row.area_id,
        person=row.person_id,
        key_hash=row.key_hash,
        at=row.issued_at,
    )
    record(session, occasion, fact, row)
    return key


def revoke_key(session: Session, occasion: Occasion, credential: Credential) -> None:
    """Let a key open nothing any more."""
    record(session, occasion, events.CredentialRevoked(credential=credential.id, at=occasion.now))
