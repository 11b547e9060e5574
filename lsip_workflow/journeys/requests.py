"""Asking providers: what is asked, of whom, by when; and that it is not needed any more."""

from datetime import date

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, questions
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Organisation,
    OrganisationKind,
    Plan,
    Request,
    RequestStatus,
    Role,
)
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

LADDER = "request"


def ask(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    provider: Organisation,
    *,
    title: str,
    due: date,
    text: str = "",
    late: bool = False,
) -> Request:
    """Ask a provider of the plan, by a date. Raises Faulty with every fault.

    `late` lets a request be recorded whose date has gone by already, as when a running plan is taken over.
    """
    added = queries.providers_asked(session, plan.id)
    left = queries.left_plan(session, plan.id, provider.id)
    faults = [
        fault
        for fault, is_one in (
            (f"provider: {provider.name} is not a provider.", provider.kind is not OrganisationKind.PROVIDER),
            (
                f"provider: {provider.name} is not in this plan; add it first.",
                provider.id not in added and not left,
            ),
            (f"provider: {provider.name} is no longer part of this plan; add it again first.", left),
            ("title: say in a few words what is asked.", not title.strip()),
            ("due: the date has gone by already.", due < occasion.today and not late),
        )
        if is_one
    ]
    if faults:
        raise Faulty(faults)
    row = Request(
        plan_id=plan.id, provider_id=provider.id, title=title.strip(), ask=text or None, sent_at=occasion.now
    )
    fact = events.RequestSent(plan=plan.id, request=row.id, provider=provider.id, at=row.sent_at)
    record(session, occasion, fact, row)
    deadlines.open_deadline(
        session,
        occasion,
        plan,
        kind="request",
        subject=row.id,
        title=row.title,
        holder=Role.PROVIDER_RESPONDENT,
        ladder=LADDER,
        due=due,
        organisation_id=provider.id,
        cite="Set by the employer representative body.",
    )
    return row


def withdraw(session: Session, occasion: Occasion, request: Request) -> None:
    """Say that an answer is not needed any more; its date closes, reminders end, and so do questions."""
    lock(session, f"plan:{request.plan_id}", request)
    questions.end(session, occasion, request.id)
    if request.status is not RequestStatus.OPEN:
        return
    fact = events.RequestWithdrawn(plan=request.plan_id, request=request.id, provider=request.provider_id)
    record(session, occasion, fact)
    due = queries.deadline_of(session, request.plan_id, "request", request.id)
    deadlines.close(session, occasion, due, needed=False)
