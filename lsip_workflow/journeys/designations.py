"""Who holds an area: designated by a notice, on terms that may change, until a notice removes it."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, parties, plans
from lsip_workflow.journeys.refusals import Faulty, Refused, refuse_absent
from lsip_workflow.model import (
    Area,
    Deadline,
    Designation,
    DesignationTerms,
    Organisation,
    Plan,
    Strength,
    new_id,
)
from lsip_workflow.reference import Reference, UnknownReference
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import due_date
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.store import life
from lsip_workflow.store.record import Occasion, lock, record

KIND = "changed-terms"
NOT_DESIGNATED = Blocker(
    code="designation",
    text="No designation of this body for the area is recorded for that day. An administrator records it "
    "from the published notice (lsip designate); then the plan can be opened.",
    cite="Skills and Post-16 Education Act 2022, s.2",
    strength=Strength.LAW,
)


def edition_on(books: Mapping[str, Rulebook], day: date) -> Rulebook | None:
    """The edition under which a plan may begin on a day: the newest that had begun and had not ended."""
    return max(
        (book for book in books.values() if _valid(book, day)),
        key=lambda book: book.edition.began,
        default=None,
    )


def _valid(book: Rulebook, day: date) -> bool:
    return book.edition.began <= day and (book.edition.ended is None or day <= book.edition.ended)


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
    for terms in life.terms_of(session, designation.area_id):
        if terms.designation_id == designation.id:
            due = life.area_deadline(session, designation.area_id, KIND, terms.id)
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
    if book is not None and not _valid(book, day):
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


def change_terms(
    session: Session,
    occasion: Occasion,
    area: Area,
    calendar: Calendar,
    *,
    title: str,
    received_on: date,
    url: str = "",
    fingerprint: str = "",
) -> tuple[DesignationTerms, Deadline]:
    """Record changed terms and open the one date by which the department has to hear an objection.

    Raises Faulty, and Refused where the edition of that day knows no designation.
    """
    lock(session, f"area:{area.id}", area)
    held = life.designated(session, area.id, received_on)
    faults = []
    if received_on > occasion.today:
        faults.append("received_on: the terms cannot have come on a day to come.")
    book = edition_on(occasion.books, received_on)
    if book is None:
        faults.append(f"received_on: no edition of the guidance that is held was in force on {received_on}.")
    else:
        refuse_absent(book, "designation")
    if held is None:
        faults.append(f"received_on: nobody was designated for {area.name} on {received_on}.")
    if any((row.title, row.received_on) == (title, received_on) for row in life.terms_of(session, area.id)):
        faults.append(f"title: “{title}” of {received_on} is recorded already.")
    if faults or book is None or held is None:
        raise Faulty(faults)
    row = DesignationTerms(
        id=new_id(), designation_id=held.id, area_id=area.id, title=title, received_on=received_on
    )
    fact = events.TermsChanged(
        area=area.id,
        designation=held.id,
        terms=row.id,
        url=url,
        fingerprint=fingerprint,
        on=received_on,
    )
    record(session, occasion, fact, row)
    return row, _open_window(session, occasion, area, book, calendar, row)


def _open_window(
    session: Session,
    occasion: Occasion,
    area: Area,
    book: Rulebook,
    calendar: Calendar,
    terms: DesignationTerms,
) -> Deadline:
    rule = book.deadline(KIND)
    return deadlines.open_deadline(
        session,
        occasion,
        area,
        kind=KIND,
        subject=terms.id,
        title=rule.title,
        holder=rule.holder,
        ladder=rule.ladder,
        due=due_date(rule, terms.received_on, calendar),
        precision=rule.precision,
        basis=rule.basis,
        says=rule.says,
        cite=rule.cite,
        sourced=rule.status == "sourced",
    )


def object_to(
    session: Session,
    occasion: Occasion,
    terms: DesignationTerms,
    *,
    on: date,
    reasons: str,
    reference: str = "",
) -> list[str]:
    """Record that the ERB told the department that it objects, and close the date. Raises Faulty.

    Gives what should be known all the same: an objection after the date is recorded as it was.
    """
    faults = [] if reasons.strip() else ["reasons: write what you told the department."]
    due = _take(session, occasion, terms, on, faults)
    terms.reasons = reasons.strip()
    fact = events.TermsObjected(area=terms.area_id, terms=terms.id, reference=reference.strip(), on=on)
    record(session, occasion, fact, terms)
    deadlines.close(session, occasion, due)
    if due is not None and due.due is not None and on > due.due:
        return [f"The ten working days ended on {due.due}: {due.cite}"]
    return []


def accept(session: Session, occasion: Occasion, terms: DesignationTerms, *, on: date) -> None:
    """Record that the ERB lets changed terms stand, and close the date. Raises Faulty."""
    due = _take(session, occasion, terms, on, [])
    record(session, occasion, events.TermsAccepted(area=terms.area_id, terms=terms.id, on=on), terms)
    deadlines.close(session, occasion, due)


def _take(
    session: Session, occasion: Occasion, terms: DesignationTerms, on: date, faults: list[str]
) -> Deadline | None:
    """Take the area, see that the terms wait for an answer, and find their date. Raises Faulty."""
    lock(session, f"area:{terms.area_id}", terms)
    if terms.status != "received":
        faults.append(f"terms: these were {terms.status} on {terms.answered_on}; that stands.")
    if on < terms.received_on:
        faults.append(f"on: the terms came on {terms.received_on}; nothing was said to them before.")
    if on > occasion.today:
        faults.append("on: this cannot lie in the future.")
    if faults:
        raise Faulty(faults)
    return life.area_deadline(session, terms.area_id, KIND, terms.id)


def erb_of(session: Session, key: str) -> Organisation | None:
    """A body by its id, or by its name as recorded."""
    named = select(Organisation).where(Organisation.name == key, Organisation.kind == "erb")
    return session.get(Organisation, key) or session.exec(named).first()
