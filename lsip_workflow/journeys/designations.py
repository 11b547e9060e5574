"""Who holds an area: designated by a notice, until a notice removes it; its terms are in `terms`."""

from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, parties, plans, terms
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Area,
    Designation,
    Organisation,
    Plan,
    Strength,
    new_id,
)
from lsip_workflow.reference import Reference, UnknownReference
from lsip_workflow.rules.editions import in_force
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.store import life
from lsip_workflow.store.record import Occasion, lock, record

NOT_DESIGNATED = Blocker(
    code="designation",
    text="No designation of this body for the area is recorded for that day. An administrator records it "
    "from the published notice (lsip designate); then the plan can be opened.",
    cite="Skills and Post-16 Education Act 2022, s.2",
    strength=Strength.LAW,
)


def area_of(session: Session, reference: Reference, key: str, name: str, on: date) -> Area:
    """The area in the records, or of a slug, code or name in the reference data, or new under `name`.

    Raises Faulty with what the reference data say, when nothing names it.
    """
    if (there := session.get(Area, key)) is not None:
        return there
    try:
        known = reference.area(key, on)
    except UnknownReference as unknown:
        if not name:
            raise Faulty(
                [f"area: {unknown} Name it with --name if it is not in the reference data."]
            ) from None
        row = Area(id=key, name=name)
    else:
        made = Area(id=known.slug, name=known.name, began=known.began, ended=known.ended)
        row = session.get(Area, known.slug) or made
    session.add(row)
    session.flush()
    return row


def designate(
    session: Session,
    occasion: Occasion,
    area: Area,
    erb: Organisation,
    *,
    on: date,
    reference: str,
    url: str = "",
) -> Designation:
    """Record a designation from its published notice. Raises Faulty: nobody holds an area twice."""
    lock(session, f"area:{area.id}")
    faults = [] if reference.strip() else ["reference: give the reference of the published notice."]
    for held in life.designations(session, area.id):
        if held.until is None or held.until > on:
            who = session.get_one(Organisation, held.erb_id).name
            until = "" if held.until is None else f" to {held.until}"
            faults.append(
                f"erb: {who} is designated here from {held.began}{until}; record first how that ended."
            )
    if faults:
        raise Faulty(faults)
    row = Designation(
        id=new_id(), area_id=area.id, erb_id=erb.id, reference=reference.strip(), url=url, began=on
    )
    fact = events.DesignationRecorded(
        area=area.id, organisation=erb.id, reference=row.reference, on=on, designation=row.id, url=url
    )
    record(session, occasion, fact, row)
    return row


def remove(
    session: Session, occasion: Occasion, designation: Designation, *, on: date, reference: str
) -> Designation:
    """Record that a published notice removed a designation, from a day (2022 Act, s.3). Raises Faulty.

    Its terms then bind nobody, so a date to object to them is not needed any more; the roles of its people in
    the area end, so that nothing about whoever comes next is sent to them.
    """
    lock(session, f"area:{designation.area_id}", designation)
    faults = [] if reference.strip() else ["reference: give the reference of the published notice."]
    if designation.until is not None:
        faults.append(f"designation: it was removed already, from {designation.until}.")
    if on < designation.began:
        faults.append(f"on: the designation began on {designation.began}; it cannot end before that.")
    if faults:
        raise Faulty(faults)
    fact = events.DesignationRemoved(
        area=designation.area_id,
        designation=designation.id,
        organisation=designation.erb_id,
        reference=reference.strip(),
        on=on,
    )
    record(session, occasion, fact)
    for row in life.terms_of(session, designation.area_id):
        if row.designation_id == designation.id:
            due = life.area_deadline(session, designation.area_id, terms.KIND, row.id)
            deadlines.close(session, occasion, due, needed=False)
    for held in life.roles_of_body(session, designation.area_id, designation.erb_id, on):
        end = max(on, held.since)
        if held.until is None or end < held.until:
            parties.end_role(session, occasion, held, end)
    return designation


def open_plan(
    session: Session,
    occasion: Occasion,
    area: Area,
    *,
    erb: Organisation,
    cycle: str,
    edition: str,
    plan_id: str | None = None,
    on: date | None = None,
) -> Plan:
    """Open a plan of an area for the body that is designated there, under an edition valid on the day.

    Raises Refused when the body is not designated (the trailblazers were selected), Faulty with the rest.
    """
    lock(session, f"area:{area.id}", area)
    day = on or occasion.today
    book = occasion.books.get(edition)
    if book is not None and book.lacks("designation") is None:
        _require_designated(session, area, erb, day)
    faults = ["on: a plan cannot begin on a day to come."] if day > occasion.today else []
    if book is not None and not in_force(book, day):
        until = f" to {book.edition.ended}" if book.edition.ended else ""
        faults.append(
            f"edition: “{edition}” is for plans that begin from {book.edition.began}{until}, not on {day}."
        )
    if faults:
        raise Faulty(faults)
    identity = plan_id or f"{area.id}-{cycle}"[:80]
    return plans.open_plan(
        session,
        occasion,
        plan_id=identity,
        area=area,
        erb=erb,
        cycle=cycle,
        edition=edition,
        on=day,
        example=erb.example,
    )


def _require_designated(session: Session, area: Area, erb: Organisation, day: date) -> None:
    held = life.designated(session, area.id, day)
    if held is None or held.erb_id != erb.id:
        raise Refused([NOT_DESIGNATED])


def erb_of(session: Session, key: str) -> Organisation | None:
    """A body by its id, or by its name as recorded."""
    named = select(Organisation).where(Organisation.name == key, Organisation.kind == "erb")
    return session.get(Organisation, key) or session.exec(named).first()
