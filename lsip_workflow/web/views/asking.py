"""Asking several providers at once: whom there is to ask, and what became of each message."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow.model import Organisation, Person, Plan, PlanProvider, Request, Role, RoleHeld
from lsip_workflow.store import queries
from lsip_workflow.store.queries import RequestSeen
from lsip_workflow.web.views.requests import RequestLine, message_states, request_line, standing


@dataclass(frozen=True)
class ToAsk:
    """A provider that can be asked: whether it has somebody to write to, and what it was asked before."""

    id: str
    name: str
    hint: str
    answered_for: bool


def to_ask(session: Session, plan: Plan, today: date) -> list[ToAsk]:
    """The providers of a plan, by name, each with how its last request stands."""
    query = (
        select(Organisation)
        .join(PlanProvider, col(PlanProvider.provider_id) == Organisation.id)
        .where(PlanProvider.plan_id == plan.id, PlanProvider.status == "added")
    )
    last = {row.provider.id: row for row in queries.requests_of(session, plan.id)}
    held = _answered_for(session, plan.area_id, today)
    return [
        ToAsk(row.id, row.name, _last(last.get(row.id), today), row.id in held)
        for row in session.exec(query.order_by(col(Organisation.name)))
    ]


def _answered_for(session: Session, area_id: str, today: date) -> frozenset[str]:
    query = (
        select(Person.organisation_id)
        .join(RoleHeld, col(RoleHeld.person_id) == Person.id)
        .where(RoleHeld.area_id == area_id, RoleHeld.role == Role.PROVIDER_RESPONDENT)
        .where(queries.held_on(today))
    )
    return frozenset(session.exec(query))


def _last(row: RequestSeen | None, today: date) -> str:
    return f"{row.request.title}: {standing(row.request, row.deadline, today)}" if row else "Not asked yet"


def asked_together(session: Session, plan: Plan, first: Request, today: date) -> list[RequestLine]:
    """The requests that went with one, in one sending, each with what became of its message."""
    told = message_states(session, plan.id)
    rows = queries.requests_of(session, plan.id)
    same = [row for row in rows if (row.request.sent_at, row.request.title) == (first.sent_at, first.title)]
    return [request_line(row, told, today) for row in same]
