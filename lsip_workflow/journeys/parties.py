"""Whom an area knows: organisations, people and the roles they hold, written down by the area's ERB."""

from datetime import date

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import people
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Area,
    Organisation,
    OrganisationKind,
    OrganisationOfArea,
    Person,
    Post,
    Role,
    RoleHeld,
    new_id,
)
from lsip_workflow.reference import Reference, UnknownReference
from lsip_workflow.rules.permissions import ActorKind, NotAllowed
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import life, queries
from lsip_workflow.store.owe import holders
from lsip_workflow.store.record import Occasion, lock, record

# Whose people a role is for; the others may come from anywhere.
ROLE_OF: dict[Role, OrganisationKind] = {
    Role.PROJECT_MANAGER: OrganisationKind.ERB,
    Role.ERB_LEAD: OrganisationKind.ERB,
    Role.PROVIDER_RESPONDENT: OrganisationKind.PROVIDER,
    Role.PROVIDER_DEPUTY: OrganisationKind.PROVIDER,
    Role.PROVIDER_CONFIRMER: OrganisationKind.PROVIDER,
    Role.PROVIDER_COLLEAGUE: OrganisationKind.PROVIDER,
    Role.AUTHORITY_OFFICER: OrganisationKind.STRATEGIC_AUTHORITY,
    Role.DEPARTMENT_READER: OrganisationKind.DEPARTMENT,
}


def list_organisation(
    session: Session,
    occasion: Occasion,
    area: Area,
    reference: Reference,
    *,
    kind: OrganisationKind,
    name: str = "",
    ukprn: str = "",
    authority: str = "",
    url: str = "",
    demonstration: bool = False,
) -> Organisation:
    """Write an organisation down for an area: a provider by UKPRN, an authority by key, others by name.

    One that is in the records already is taken as it is. Raises Faulty with everything in it that cannot be.
    """
    lock(session, f"area:{area.id}", area)
    row = _known(session, occasion, area, reference, kind, name.strip(), ukprn, authority)
    new = session.get(Organisation, row.id) is None
    if new or (url and not row.url):
        row.url = row.url or url
        people.record_organisation(session, occasion, row, reference, demonstration=demonstration)
    if session.get(OrganisationOfArea, (area.id, row.id)) is None:
        link = OrganisationOfArea(area_id=area.id, organisation_id=row.id)
        record(session, occasion, events.OrganisationListed(area=area.id, organisation=row.id), link)
    return row


def _known(
    session: Session,
    occasion: Occasion,
    area: Area,
    reference: Reference,
    kind: OrganisationKind,
    name: str,
    ukprn: str,
    authority: str,
) -> Organisation:
    """The organisation that is meant, there already or new. Raises Faulty."""
    match kind:
        case OrganisationKind.PROVIDER:
            return _provider(session, reference, name, ukprn, authority)
        case OrganisationKind.STRATEGIC_AUTHORITY if authority:
            return _authority(session, reference, name, ukprn, authority)
    faults = [f"{field}: leave this out; it is for another kind." for field, given in
              (("ukprn", ukprn), ("authority", authority)) if given]  # fmt: skip
    if not name:
        faults.append("name: write the organisation's name.")
    faults += [
        f"name: “{there.name}” is written down here already; use its id {there.id}."
        for there in life.organisations_of(session, area.id)
        if there.name.casefold() == name.casefold()
    ]
    if faults:
        raise Faulty(faults)
    return Organisation(id=new_id(), kind=kind, name=name)


def _provider(session: Session, reference: Reference, name: str, ukprn: str, authority: str) -> Organisation:
    faults = [] if ukprn else ["ukprn: a provider is written down by its UKPRN."]
    if authority:
        faults.append("authority: leave this out; it is for a strategic authority.")
    if faults:
        raise Faulty(faults)
    if there := queries.organisation(session, ukprn):
        return there
    if reference.is_example(ukprn):
        if not name:
            raise Faulty(["name: an invented provider needs a name."])
        kind = OrganisationKind.PROVIDER
        return Organisation(id=new_id(), kind=kind, name=name, ukprn=ukprn, example=True)
    try:
        known = reference.provider(ukprn)
    except UnknownReference as unknown:
        raise Faulty([f"ukprn: {unknown}"]) from None
    return Organisation(id=new_id(), kind=OrganisationKind.PROVIDER, name=known.name, ukprn=ukprn)


def _authority(session: Session, reference: Reference, name: str, ukprn: str, authority: str) -> Organisation:
    faults = [f"{field}: leave this out; the key says it." for field, given in
              (("name", name), ("ukprn", ukprn)) if given]  # fmt: skip
    try:
        known = reference.authority(authority)
    except UnknownReference as unknown:
        raise Faulty([*faults, f"authority: {unknown}"]) from None
    if faults:
        raise Faulty(faults)
    return session.get(Organisation, known.key) or Organisation(
        id=known.key, kind=OrganisationKind.STRATEGIC_AUTHORITY, name=known.name
    )


def list_person(
    session: Session,
    occasion: Occasion,
    area: Area,
    *,
    organisation_id: str,
    name: str,
    email: str = "",
    phone: str = "",
    post: Post | None = None,
) -> Person:
    """Write a person of one of the area's organisations down. Raises Faulty with every fault."""
    lock(session, f"area:{area.id}", area)
    faults = []
    known = {row.id for row in life.organisations_of(session, area.id)}
    if organisation_id not in known | {occasion.actor.organisation_id}:
        faults.append("organisation: it is not written down for this area; write it down first.")
    faults += [
        f"email: this address is that of a person written down here already: {there.id}."
        for there in life.people_of(session, area.id)
        if email and (there.email or "").casefold() == email.casefold()
    ]
    if faults:
        raise Faulty(faults)
    row = Person(
        organisation_id=organisation_id, name=name, email=email or None, phone=phone or None, post=post
    )
    people.record_person(session, occasion, row)
    people.list_in(session, occasion, area.id, row.id)
    return row


def grant(
    session: Session,
    occasion: Occasion,
    area: Area,
    person: Person,
    role: Role,
    since: date,
    until: date | None = None,
) -> RoleHeld:
    """Let a person whom the area knows hold a role there from a day, perhaps until one: the first without it.

    Raises Faulty, and NotAllowed for a role that whoever asks cannot give.
    """
    lock(session, f"area:{area.id}", area)
    _may_give(session, occasion, area, person, role)
    faults = []
    if person.erased_at is not None:
        faults.append("person: what named this person was erased.")
    kind = session.get_one(Organisation, person.organisation_id).kind
    if (wanted := ROLE_OF.get(role, kind)) is not kind:
        faults.append(
            f"role: {_words(role)} is for people of {_one(wanted)}; this person is of {_one(kind)}."
        )
    for held in life.roles_in(session, area.id):
        same = held.person_id == person.id and held.role is role
        if same and (held.until is None or held.until > since):
            faults.append(f"since: this person holds that role here from {held.since} already.")
        elif same and held.since == since:
            faults.append(f"since: that role from {since} ended on {held.until}; name a later day.")
    if until is not None and until <= since:
        faults.append("until: name a day after that on which the role begins.")
    if until is None and role is Role.AUDITOR:
        faults.append("until: an auditor reads for a time; name the day on which that ends.")
    if faults:
        raise Faulty(faults)
    row = people.grant_role(session, occasion, person, area, role, since)
    if until is not None:
        end_role(session, occasion, row, until)
    return row


def _may_give(session: Session, occasion: Occasion, area: Area, person: Person, role: Role) -> None:
    """Nobody gives themselves a role; the lead is named by the lead, the body's key or an administrator."""
    actor = occasion.actor
    if actor.everywhere:
        return
    if role is Role.ADMINISTRATOR and not actor.holds(area.id, Role.ADMINISTRATOR):
        raise NotAllowed("An administrator is named by another, or at the command line of the installation.")
    if role is Role.ERB_LEAD and actor.kind is ActorKind.PERSON and not actor.holds(area.id, Role.ERB_LEAD):
        raise NotAllowed("The ERB lead is named by the present lead, or with the body's own key.")
    if actor.person_id and actor.person_id in decided.same_person(session, person.id):
        raise NotAllowed("A role is given by somebody else: a colleague of the team, or the body's own key.")


def end_role(session: Session, occasion: Occasion, held: RoleHeld, until: date) -> list[str]:
    """Let a role end on a day, the first on which it is not held. Raises Faulty.

    Gives what should be known: that nobody is left who runs the plans of the area.
    """
    lock(session, f"area:{held.area_id}", held)
    faults = []
    if held.until is not None and held.until <= max(until, occasion.today):
        ended = "ended" if held.until <= occasion.today else "ends"
        faults.append(f"until: this role {ended} on {held.until} already.")
    if until < held.since:
        faults.append(f"until: the role began on {held.since}; it cannot end before that.")
    if faults:
        raise Faulty(faults)
    fact = events.RoleEnded(
        area=held.area_id, held=held.id, person=held.person_id, role=held.role, until=until
    )
    record(session, occasion, fact)
    if held.role is not Role.PROJECT_MANAGER:
        return []
    left = holders(session, held.area_id, Role.PROJECT_MANAGER, None, max(until, occasion.today))
    if left:
        return []
    return [f"Nobody is project manager here from {until}: reminders then reach nobody. Name another."]


def _words(word: str) -> str:
    return word.replace("_", " ")


def _one(kind: OrganisationKind) -> str:
    match kind:
        case OrganisationKind.ERB:
            return "an employer representative body"
        case OrganisationKind.OTHER:
            return "another organisation"
    return f"a {_words(kind)}"
