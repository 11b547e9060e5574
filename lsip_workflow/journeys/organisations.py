"""What is recorded of an organisation, corrected by an area that knows it."""

from sqlmodel import Session

from lsip_workflow.journeys import people
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, Organisation, OrganisationKind
from lsip_workflow.reference import Reference, UnknownReference
from lsip_workflow.store import life, queries
from lsip_workflow.store.record import Occasion, lock


def correct(
    session: Session,
    occasion: Occasion,
    area: Area,
    row: Organisation,
    reference: Reference,
    *,
    name: str = "",
    ukprn: str = "",
    url: str = "",
) -> Organisation:
    """Correct what is recorded of an organisation that an area knows; what is left out stays.

    A provider gets the UKPRN that it lacks. The name of one that has a number, or that another area knows as
    well, is not this area's to change. Raises Faulty with every fault.
    """
    lock(session, f"area:{area.id}", area)
    lock(session, "system", row)
    faults = _faults(session, area, row, name.strip(), ukprn)
    if ukprn and not faults:
        try:
            reference.provider(ukprn)
        except UnknownReference as unknown:
            faults.append(f"ukprn: {unknown}")
    if faults:
        raise Faulty(faults)
    row.name, row.ukprn, row.url = name.strip() or row.name, ukprn or row.ukprn, url or row.url
    return people.record_organisation(session, occasion, row, reference, demonstration=row.example)


def _faults(session: Session, area: Area, row: Organisation, name: str, ukprn: str) -> list[str]:
    faults = []
    if name and name != row.name and (row.ukprn or life.known_elsewhere(session, area.id, row.id)):
        faults.append("name: others go by this name as well; it is not this area's alone to change.")
    if ukprn and row.kind is not OrganisationKind.PROVIDER:
        faults.append("ukprn: leave this out; it is for a provider.")
    elif ukprn and row.ukprn and ukprn != row.ukprn:
        faults.append(f"ukprn: it has the number {row.ukprn}; one with another number is another provider.")
    elif ukprn and (there := queries.organisation(session, ukprn)) and there.id != row.id:
        faults.append(f"ukprn: this is the number of {there.name}, which is here already: use that one.")
    return faults
