"""A workbook that was handed in: kept for whoever did until it is a plan, and not longer than a day."""

from collections.abc import Mapping

from sqlmodel import Session

from lsip_workflow.adopt.opening import MOST_BYTES
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import HandedWorkbook, Plan
from lsip_workflow.rules.files import SHEET_OFFICE, harmless, kind_of
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store.handed import KEPT, clear
from lsip_workflow.store.record import Occasion


def hand_in(session: Session, occasion: Occasion, *, name: str, content: bytes) -> HandedWorkbook:
    """Keep a workbook for the person who hands it in; the one that they handed in before goes.

    Raises Faulty for what is no workbook, by its content. What it says is read later.
    """
    person = occasion.actor.person_id
    if person is None:
        raise NotYours
    if faults := faults_of(content, name):
        raise Faulty(faults)
    clear(session, occasion.now, person)
    row = HandedWorkbook(
        person_id=person, name=harmless(name, SHEET_OFFICE), content=content, handed_at=occasion.now
    )
    session.add(row)
    session.flush()
    return row


def faults_of(content: bytes, name: str) -> list[str]:
    """Why this is no workbook that could be looked at, as sentences."""
    if not content:
        return ["file: choose the workbook that you filled in."]
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1_000_000
        return [f"file: it is larger than {limit} MB; take pictures and old sheets out of it."]
    if kind_of(content, name) != SHEET_OFFICE:
        return ["file: this is not an Excel workbook (.xlsx, without macros); save it as one and try again."]
    return []


def mine(session: Session, occasion: Occasion, key: str) -> HandedWorkbook:
    """A workbook that this person handed in, within its day. Raises NotYours."""
    row = session.get(HandedWorkbook, key)
    if row is None or row.person_id != occasion.actor.person_id or row.handed_at + KEPT < occasion.now:
        raise NotYours
    return row


def answer(row: HandedWorkbook, answers: Mapping[str, str]) -> None:
    """Keep what a person answered about the names in it, beside what was answered before."""
    row.answers = [list(pair) for pair in {**answers_of(row), **answers}.items()]


def answers_of(row: HandedWorkbook) -> dict[str, str]:
    """What was answered about the names in it."""
    return {pair[0]: pair[1] for pair in row.answers or []}


def became(row: HandedWorkbook, plan: Plan) -> None:
    """It is a plan now: only which one is kept."""
    row.content, row.answers, row.name, row.plan_id = None, None, "", plan.id
