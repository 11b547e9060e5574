"""Providers that are no longer part of a plan, and those that go on as part of another."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import plans, questions, requests
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Organisation,
    OrganisationKind,
    OrganisationSuccession,
    Plan,
    PlanProvider,
    Request,
    RequestStatus,
)
from lsip_workflow.reference.reading import spoken
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record


def remove_provider(
    session: Session, occasion: Occasion, plan: Plan, provider: Organisation, because: str
) -> PlanProvider:
    """Say that a provider is no longer part of a plan: what it was asked and has not answered is not needed.

    What it said stays in the record. Said again, nothing happens. Raises Faulty.
    """
    lock(session, f"plan:{plan.id}", plan)
    row = session.get(PlanProvider, (plan.id, provider.id), populate_existing=True)
    faults = [] if row else [f"ukprn: {provider.name} is not a provider of this plan."]
    if not because.strip():
        faults.append("reason: write why the provider is no longer part of this plan.")
    if faults or row is None:
        raise Faulty(faults)
    if row.status != "added":
        return row
    for request in _open(session, plan, provider):
        requests.withdraw(session, occasion, request)
    for asked in queries.requests_of(session, plan.id, provider.id):
        questions.end(session, occasion, asked.request.id)  # also about what it answered before it left
    row.removed_because = because.strip()
    record(session, occasion, events.ProviderRemoved(plan=plan.id, provider=provider.id), row)
    return row


def succeed(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    provider: Organisation,
    successor: Organisation,
    *,
    on: date,
    source: str,
    readdress: Sequence[str] = (),
) -> OrganisationSuccession:
    """Record that a provider goes on as part of another; the requests named are asked of that one instead.

    What is not named stays with the old provider until a person says otherwise. The successor becomes a
    provider of the plan. Raises Faulty with every fault.
    """
    lock(session, f"plan:{plan.id}", plan)
    waiting = {row.id: row for row in _open(session, plan, provider)}
    row = _succession(session, plan, provider)
    faults = _succession_faults(session, occasion, plan, provider, successor, on, source, row)
    faults += [
        f"readdress.{place}: this is not a request of {provider.name} that is open."
        for place, request in enumerate(readdress)
        if request not in waiting
    ]
    if faults:
        raise Faulty(faults)
    if row is None:
        row = _record(session, occasion, plan, provider, successor, on, source)
    for request in dict.fromkeys(readdress):
        _readdress(session, occasion, plan, waiting[request], successor)
    return row


def _succession(session: Session, plan: Plan, provider: Organisation) -> OrganisationSuccession | None:
    query = select(OrganisationSuccession).where(
        OrganisationSuccession.plan_id == plan.id, OrganisationSuccession.organisation_id == provider.id
    )
    return session.exec(query).one_or_none()


def _succession_faults(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    provider: Organisation,
    successor: Organisation,
    on: date,
    source: str,
    there: OrganisationSuccession | None,
) -> list[str]:
    faults = []
    if successor.kind is not OrganisationKind.PROVIDER or successor.id == provider.id:
        faults.append("successor: name another provider.")
    if on > occasion.today:
        faults.append("on: the day is still to come; record it when it is there.")
    if not source.strip():
        faults.append("source: say where this was published, or who said so.")
    if there is not None and (there.successor_id, there.succeeded_on) != (successor.id, on):
        known = session.get_one(Organisation, there.successor_id).name
        day = spoken(there.succeeded_on)
        faults.append(f"successor: {provider.name} goes on as {known} from {day}, as recorded before.")
    back = _succession(session, plan, successor)
    if back is not None and back.successor_id == provider.id:
        faults.append(f"successor: {successor.name} itself goes on as {provider.name}, as recorded before.")
    return faults


def _record(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    provider: Organisation,
    successor: Organisation,
    on: date,
    source: str,
) -> OrganisationSuccession:
    row = OrganisationSuccession(
        plan_id=plan.id,
        organisation_id=provider.id,
        successor_id=successor.id,
        succeeded_on=on,
        source=source.strip(),
    )
    fact = events.OrganisationSucceeded(
        plan=plan.id, succession=row.id, organisation=provider.id, successor=successor.id, on=on
    )
    record(session, occasion, fact, row)
    part = session.get(PlanProvider, (plan.id, successor.id))
    if part is None or part.status != "added":
        reason = f"{provider.name} goes on as part of it."
        plans.add_provider(session, occasion, plan, successor, reason=reason)
    return row


def _open(session: Session, plan: Plan, provider: Organisation) -> Sequence[Request]:
    query = select(Request).where(
        Request.plan_id == plan.id,
        Request.provider_id == provider.id,
        Request.status == RequestStatus.OPEN,
    )
    return session.exec(query.order_by(Request.id)).all()


def _readdress(
    session: Session, occasion: Occasion, plan: Plan, request: Request, successor: Organisation
) -> Request:
    """Ask the successor the same, by the same day, and say to the other that it is not needed any more."""
    due = queries.deadline_of(session, plan.id, "request", request.id)
    if due is None or due.due is None:
        raise Faulty(["readdress: its date is not known; give it one first."])
    title, text, day = request.title, request.ask or "", due.due
    requests.withdraw(session, occasion, request)
    return requests.ask(session, occasion, plan, successor, title=title, text=text, due=day, late=True)
