"""The 39 real areas: names, days and bodies from public sources, and nothing that anybody did or said."""

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlsplit

from sqlmodel import Session

from lsip_workflow.demonstration.past import at_rest
from lsip_workflow.journeys import areas as changes
from lsip_workflow.journeys import authorities, designations, people, plans
from lsip_workflow.model import Area, Organisation, OrganisationKind, Plan
from lsip_workflow.reference import Area as PublishedArea
from lsip_workflow.reference import Erb, Reference
from lsip_workflow.rules import permissions
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion

EDITION = "2025-joint-ownership"
CYCLE = "2026-29"
STAGE = "progress_reporting"
# The plans of 2026 were published in the summer; this is the day of the notice that lists them, the
# earliest on which that is known of every area.
KNOWN_ON = date(2026, 7, 10)
CHANGED_ON = date(2025, 10, 1)
MANY = 8


def areas(reference: Reference) -> tuple[PublishedArea, ...]:
    """The areas of the second cycle, by name."""
    return reference.areas(KNOWN_ON)


def batches(found: Sequence[PublishedArea]) -> Iterator[Sequence[PublishedArea]]:
    """A handful at a time, so that the write lock is never held for long."""
    for first in range(0, len(found), MANY):
        yield found[first : first + MANY]


def load(runtime: Runtime, batch: Sequence[PublishedArea]) -> None:
    """Put areas, their bodies and their plans into the database, in one transaction; those there are left."""
    with runtime.database.transaction() as session:
        at = Occasion(permissions.command("demonstration"), runtime.now(), runtime.books)
        for area in batch:
            if session.get(Plan, plan_id(area)) is None:
                _load(session, at, runtime, area)
        changes.take_in(session, at, runtime.reference, CHANGED_ON)


def plan_id(area: PublishedArea) -> str:
    """A plan's id: its area's, and the year in which its cycle begins."""
    return f"{area.slug}-2026"


def _load(session: Session, at: Occasion, runtime: Runtime, published: PublishedArea) -> None:
    designation = runtime.reference.erb_of(published.slug, KNOWN_ON)
    if designation is None:
        raise LookupError(f"No employer representative body is recorded for {published.name}.")
    area = Area(id=published.slug, name=published.name, began=published.began, ended=published.ended)
    session.add(area)
    erb = _erb(session, at, runtime.reference, designation)
    designations.designate(
        session, at, area, erb, on=designation.began or KNOWN_ON, reference=designation.source
    )
    plan = plans.open_plan(
        session,
        at,
        plan_id=plan_id(published),
        area=area,
        erb=erb,
        cycle=CYCLE,
        edition=EDITION,
        stage=STAGE,
        on=KNOWN_ON,
    )
    for authority in _authorities(session, at, runtime.reference, published.slug):
        body = runtime.reference.authority(authority.id)
        here = authorities.districts_here(runtime.reference, area.id, body.districts, KNOWN_ON)
        authorities.note(session, at, plan, authority, districts=here, since=body.began)
    at_rest(session, at, plan, runtime.calendar)


def _authorities(session: Session, at: Occasion, reference: Reference, slug: str) -> Iterator[Organisation]:
    """The mayoral and combined authorities and the GLA that cover an area; a single council is none."""
    for found in reference.authorities_of(slug, KNOWN_ON):
        if found.kind == "single_council":
            continue
        there = session.get(Organisation, found.key)
        kind = OrganisationKind.STRATEGIC_AUTHORITY
        yield there or people.record_organisation(
            session, at, Organisation(id=found.key, kind=kind, name=found.name), reference, demonstration=True
        )


def _erb(session: Session, at: Occasion, reference: Reference, designation: Erb) -> Organisation:
    """The body once, however many areas it holds."""
    there = session.get(Organisation, designation.key)
    if there is not None:
        return there
    row = Organisation(
        id=designation.key,
        kind=OrganisationKind.ERB,
        name=designation.name,
        url=_address(reference, designation),
    )
    return people.record_organisation(session, at, row, reference, demonstration=True)


def _address(reference: Reference, designation: Erb) -> str:
    """The page of a body's plan; for one with a page for each of its areas, the front page of its site."""
    pages = {
        other.url
        for other in reference.designations
        if other.key == designation.key and other.url and other.ended is None
    }
    if len(pages) == 1:
        return pages.pop()
    site = urlsplit(designation.url)
    return f"{site.scheme}://{site.netloc}/" if site.netloc else ""
