"""The strategic authorities of a plan's area: noted as soon as they are there, answering later."""

from datetime import date
from typing import Literal

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import AuthorityAnswer, Organisation, Plan
from lsip_workflow.store.record import Occasion, lock, record

Answer = Literal["agreed", "agreed_with_comments", "not_agreed", "no_reply"]


def note(session: Session, occasion: Occasion, plan: Plan, authority: Organisation) -> AuthorityAnswer:
    """Note that a strategic authority covers the area; it is asked, and answers, later.

    What the Act asks "where there is one" rests on this: note each as soon as it is there.
    """
    row = AuthorityAnswer(plan_id=plan.id, organisation_id=authority.id)
    fact = events.AuthorityNoted(plan=plan.id, answer_row=row.id, organisation=authority.id)
    record(session, occasion, fact, row)
    return row


def answer(
    session: Session,
    occasion: Occasion,
    row: AuthorityAnswer,
    *,
    answer: Answer,
    on: date,
    its_reasons: str = "",
    our_reasons: str = "",
) -> AuthorityAnswer:
    """Record an authority's answer, or the day by which it did not reply. Raises Faulty for a day to come."""
    lock(session, f"plan:{row.plan_id}", row)
    if on > occasion.today:
        raise Faulty(["on: the answer cannot lie in the future."])
    row.its_reasons, row.our_reasons = its_reasons or None, our_reasons or None
    fact = events.AuthorityAnswered(
        plan=row.plan_id, answer_row=row.id, organisation=row.organisation_id, answer=answer, on=on
    )
    record(session, occasion, fact, row)
    return row
