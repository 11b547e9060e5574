"""What is recorded about a provider, in the plans in which somebody speaks for it; never about another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, SQLModel, col, select

from lsip_workflow.model import (
    Action,
    Area,
    Commitment,
    Contact,
    DutyAccount,
    DutyAct,
    Organisation,
    Plan,
    PlanProvider,
    Position,
    Question,
    Request,
    Response,
)
from lsip_workflow.rules.duties import Line
from lsip_workflow.store import register
from lsip_workflow.store.asked import Speaking

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class Recorded:
    """All of one provider in one plan."""

    plan: Plan
    area: Area
    erb: Organisation
    provider: Organisation
    requests: Sequence[Request]
    answers: Sequence[Response]
    questions: Sequence[Question]
    contacts: Sequence[Contact]
    lines: Sequence[Line]
    accounts: Sequence[DutyAccount]
    positions: Sequence[Position]
    commitments: Sequence[tuple[Commitment, Action]]


def recorded(session: Session, whom: Speaking) -> list[Recorded]:
    """Everything, plan by plan, the newest cycle first."""
    found = []
    for provider_id, areas in sorted(whom.areas.items()):
        provider = session.get_one(Organisation, provider_id)
        found += [_of(session, plan, provider) for plan in _plans(session, provider_id, areas)]
    return found


def _plans(session: Session, provider_id: str, areas: set[str]) -> Sequence[Plan]:
    """The plans of these areas that have anything to do with the provider."""
    about = [
        select(kind.plan_id).where(column == provider_id)
        for kind, column in (
            (PlanProvider, col(PlanProvider.provider_id)),
            (Request, col(Request.provider_id)),
            (DutyAct, col(DutyAct.organisation_id)),
            (Commitment, col(Commitment.organisation_id)),
            (Position, col(Position.organisation_id)),
        )
    ]
    ids = {key for query in about for key in session.exec(query)}
    query = select(Plan).where(col(Plan.id).in_(ids), col(Plan.area_id).in_(areas))
    return session.exec(
        query.where(col(Plan.undone_on).is_(None)).order_by(col(Plan.cycle).desc(), Plan.id)
    ).all()


def _of(session: Session, plan: Plan, provider: Organisation) -> Recorded:
    def asked(kind: type[Row]) -> Sequence[Row]:
        its_own = getattr(kind, "provider_id") == provider.id  # noqa: B009
        return session.exec(select(kind).where(getattr(kind, "plan_id") == plan.id, its_own)).all()  # noqa: B009

    def about(kind: type[Row]) -> Sequence[Row]:
        its_own = getattr(kind, "organisation_id") == provider.id  # noqa: B009
        return session.exec(select(kind).where(getattr(kind, "plan_id") == plan.id, its_own)).all()  # noqa: B009

    commitments = (
        select(Commitment, Action)
        .join(Action, col(Action.id) == Commitment.action_id)
        .where(Commitment.plan_id == plan.id, Commitment.organisation_id == provider.id)
        .order_by(col(Action.code))
    )
    return Recorded(
        plan=plan,
        area=session.get_one(Area, plan.area_id),
        erb=session.get_one(Organisation, plan.erb_id),
        provider=provider,
        requests=sorted(asked(Request), key=lambda row: (str(row.sent_at), row.id)),
        answers=sorted(asked(Response), key=lambda row: (row.submitted_at, row.version)),
        questions=sorted(asked(Question), key=lambda row: (row.asked_on, row.id)),
        contacts=sorted(asked(Contact), key=lambda row: (row.on, row.id)),
        lines=register.lines(session, plan, provider.id),
        accounts=sorted(about(DutyAccount), key=lambda row: (row.duty_act_id, row.version)),
        positions=register.positions(session, plan, provider.id),
        commitments=session.exec(commitments).all(),
    )
