"""Changed terms of a designation: the one date by which the department hears an objection, and the answer."""

from datetime import date

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import deadlines
from lsip_workflow.journeys.refusals import Faulty, refuse_absent
from lsip_workflow.model import Area, Deadline, Designation, DesignationTerms, new_id
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import due_date
from lsip_workflow.rules.editions import edition_on
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.store import life
from lsip_workflow.store.record import Occasion, lock, record

KIND = "changed-terms"


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


def terms_to(session: Session, area_id: str, actor: Actor) -> list[DesignationTerms]:
    """The changed terms that came for an area to the body that looks, the newest first.

    What one body said to its terms is not the next one's.
    """
    return [
        row
        for row in life.terms_of(session, area_id)
        if session.get_one(Designation, row.designation_id).erb_id == actor.organisation_id
    ]


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
