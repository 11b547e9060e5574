"""Organisations, people, the roles they hold, and keys; a person exported, corrected and erased."""

import json
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from lsip_workflow import events
from lsip_workflow.journeys import sign_in
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Area,
    Bounce,
    CorrectionAsk,
    Credential,
    Organisation,
    OutboxRow,
    Person,
    PersonOfArea,
    Plan,
    Post,
    Role,
    RoleHeld,
    digest,
)
from lsip_workflow.reference import Reference, UnknownReference
from lsip_workflow.store import bounces, handed, personal
from lsip_workflow.store.personal import Team
from lsip_workflow.store.record import Occasion, lock, named, record


@dataclass(frozen=True)
class Erased:
    """What was erased of a person."""

    messages: tuple[str, ...]
    """Their ids: a file of the same name in the data folder goes with each."""
    calls: int
    name: bool
    """Whether the name itself went; it stays while another area knows the person."""


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


def list_in(session: Session, occasion: Occasion, area_id: str, person_id: str) -> PersonOfArea:
    """Write a person down as one whom an area knows; once is enough."""
    there = session.get(PersonOfArea, (area_id, person_id))
    if there is not None:
        return there
    row = PersonOfArea(area_id=area_id, person_id=person_id)
    record(session, occasion, events.PersonListed(area=area_id, person=person_id), row)
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
    """Correct what names a person, or their post; the new seal takes the place of the old one.

    A new address ends the pause after mail came back: what waited for it goes there.
    """
    lock(session, "system", person)
    if person.erased_at is not None:
        raise Faulty(["person: what named this person was erased."])
    moved = email is not None and (person.email or "").casefold() != email.casefold()
    for field, value in (("name", name), ("email", email), ("phone", phone)):
        if value is not None:
            setattr(person, field, value)
    fact = events.PersonCorrected(person=person.id, post=post or person.post)
    record(session, occasion, fact, person)
    if moved:
        bounces.settle(session, occasion, person, "new_address")


def erase_person(
    session: Session,
    occasion: Occasion,
    person: Person,
    areas: frozenset[str] | None = None,
    because: str = "wish",
) -> Erased:
    """Erase what names a person. What they did stays under an id that names nobody.

    With areas, only what is of these: messages of their plans, and notes of calls that name the person.
    The name itself stays then as long as another area knows the person, for it is not theirs alone.
    A signature that was given keeps its name: it is the proof of a statutory act (see the decision record
    on personal data).
    """
    team = None if areas is None else Team(areas)
    calls = personal.calls_that_name(session, person, team)
    for plan_id in sorted({call.plan_id for call in calls}):  # before the system's, as everywhere
        lock(session, f"plan:{plan_id}")
    lock(session, "system", person)
    calls = personal.calls_that_name(session, person, team)  # as they are now that the record is ours
    messages = _messages_of(session, person, areas)
    for row in (*messages, *calls):
        row.erase(occasion.now)
    for plan_id in sorted({call.plan_id for call in calls}):
        of_plan = tuple(named(call) for call in calls if call.plan_id == plan_id)
        record(session, occasion, events.WordsErased(plan=plan_id, because=because, rows=of_plan))
    others = areas is not None and bool(personal.areas_that_know(session, person.id) - areas)
    if not others:
        _erase_name(session, occasion, person, because)
    return Erased(tuple(row.id for row in messages), len(calls), name=not others)


def _erase_name(session: Session, occasion: Occasion, person: Person, because: str) -> None:
    """The name itself, and what hangs on it alone: mail that came back, corrections that were asked for."""
    kinds: tuple[type[Bounce | CorrectionAsk], ...] = (Bounce, CorrectionAsk)
    own = [
        row
        for kind in kinds
        for row in session.exec(select(kind).where(kind.person_id == person.id))
        if row.erased_at is None
    ]
    for row in own:
        row.erase(occasion.now)
    if own:
        rows = tuple(named(row) for row in own)
        record(session, occasion, events.WordsErased(because=because, rows=rows))
    if person.email:
        sign_in.forget(session, person.email)
    handed.clear(session, occasion.now, person.id)
    person.erase(occasion.now)
    record(session, occasion, events.PersonErased(person=person.id, because=because), person)


def _messages_of(session: Session, person: Person, areas: frozenset[str] | None) -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.person_id == person.id, col(OutboxRow.erased_at).is_(None))
    if areas is not None:
        plans = select(Plan.id).where(col(Plan.area_id).in_(areas))
        query = query.where(or_(col(OutboxRow.plan_id).in_(plans), col(OutboxRow.area_id).in_(areas)))
    return list(session.exec(query))


def export_person(session: Session, person: Person, team: Team | None = None) -> dict[str, Any]:
    """Everything that we hold about a person, for them to read; or what a team answers for of it.

    Every row that points at them, in its table; the notes of calls that name them; what they did here; and
    how many texts in other people's words name them, which somebody has to look at before handing them out.
    """
    about = personal.rows_about(session, person, team)
    calls = personal.calls_that_name(session, person, team)
    return {
        "person": json.loads(person.model_dump_json(exclude={"salt"})),
        "roles": about.pop("role_held", []),
        "messages": about.pop("outbox", []),
        "sign_offs": about.pop("sign_off", []),
        "interests": about.pop("interest", []),
        "declarations": about.pop("declaration", []),
        "attendances": about.pop("attendance", []),
        "calls": [json.loads(row.model_dump_json(exclude={"salt"})) for row in calls],
        "acts": personal.acts_of(session, person.id, team),
        "elsewhere": about,
        "texts_that_name_them": len(personal.mentions(session, person, team)),
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
