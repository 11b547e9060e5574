"""A workbook that was handed in, looked at and taken over, at a page or through the API."""

from sqlmodel import Session

from lsip_workflow.adopt import Reading
from lsip_workflow.journeys import adoption
from lsip_workflow.journeys.adoption_parties import Checked
from lsip_workflow.journeys.handed import answers_of, became
from lsip_workflow.model import HandedWorkbook
from lsip_workflow.reference import Reference
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.store.record import Occasion


def look(
    session: Session,
    occasion: Occasion,
    row: HandedWorkbook,
    reading: Reading,
    reference: Reference,
    *,
    demonstration: bool,
) -> Checked:
    """What taking it over would do, with every fault and every open question; nothing is written."""
    answers = answers_of(row)
    return adoption.look(session, occasion, reading, reference, merges=answers, demonstration=demonstration)


def take_over(
    session: Session,
    occasion: Occasion,
    row: HandedWorkbook,
    reading: Reading,
    kept: bytes,
    reference: Reference,
    calendar: Calendar,
    *,
    demonstration: bool,
) -> str:
    """Take the plan over, whole or not at all, and give its id; a second time finds what the first did.

    Raises Faulty with every fault and every open question.
    """
    session.refresh(row, with_for_update=True)
    if row.plan_id is not None:
        return row.plan_id
    plan = adoption.adopt(
        session,
        occasion,
        reading,
        kept,
        reference,
        calendar,
        merges=answers_of(row),
        demonstration=demonstration,
    )
    became(row, plan)
    return plan.id
