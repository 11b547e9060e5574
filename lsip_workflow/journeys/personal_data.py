"""A person asks for something about them to be put right, and is answered."""

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import CorrectionAsk, Person, new_id
from lsip_workflow.rules.sign_offs import once
from lsip_workflow.store.owe import owe_managers
from lsip_workflow.store.personal import areas_that_know
from lsip_workflow.store.record import Occasion, lock, record

OUTCOMES = ("put_right", "left_as_it_is")


def ask_correction(session: Session, occasion: Occasion, person: Person, words: str) -> CorrectionAsk:
    """Ask for something to be put right: kept in the person's own words, and the teams are told.

    Raises Faulty without words, and Refused while an earlier one is not answered yet.
    """
    lock(session, "system", person)
    if not words.strip():
        raise Faulty(["words: say what is to be put right, and what is right instead."])
    if any(row.answered_on is None for row in asks_of(session, [person.id])):
        raise Refused([once("What you asked for before is not answered yet; please telephone the team.")])
    row = CorrectionAsk(id=new_id(), person_id=person.id, asked_on=occasion.today, words=words.strip())
    record(session, occasion, events.CorrectionAsked(ask=row.id, person=person.id, on=occasion.today), row)
    _tell_teams(session, occasion, row)
    return row


def answer_correction(
    session: Session, occasion: Occasion, row: CorrectionAsk, outcome: str, reply: str
) -> CorrectionAsk:
    """Say that it was put right, or why it stays as it is. Raises Faulty, and Refused a second time."""
    lock(session, "system", row)
    faults = [] if reply.strip() else ["reply: say in a sentence what was done, or why not."]
    if outcome not in OUTCOMES:
        faults.append(f"outcome: write one of {', '.join(OUTCOMES)}.")
    if faults:
        raise Faulty(faults)
    if row.answered_on is not None:
        raise Refused([once(f"That was answered on {row.answered_on} already.")])
    row.reply = reply.strip()
    fact = events.CorrectionAnswered.model_validate(
        {"ask": row.id, "person": row.person_id, "outcome": outcome, "on": occasion.today}
    )
    record(session, occasion, fact, row)
    return row


def asks_of(session: Session, person_ids: list[str]) -> list[CorrectionAsk]:
    """What these people asked to be put right, the newest first."""
    query = select(CorrectionAsk).where(col(CorrectionAsk.person_id).in_(person_ids))
    return list(session.exec(query.order_by(col(CorrectionAsk.asked_on).desc(), col(CorrectionAsk.id))))


def _tell_teams(session: Session, occasion: Occasion, row: CorrectionAsk) -> None:
    owe_managers(
        session,
        areas_that_know(session, row.person_id),
        occasion.now,
        occasion.today,
        template="correction_asked",
        about=row.id,
        why="A person asked for something about them to be put right",
    )
