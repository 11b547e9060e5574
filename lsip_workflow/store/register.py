"""Reading the duty register: its lines with when they were shown, and the providers' own positions."""

from collections import defaultdict
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow.model import DutyAccount, DutyAct, OutboxRow, OutboxStatus, Plan, Position
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.rules.duties import Line

SHOWS = "duty_act_recorded"


def lines(session: Session, plan: Plan, provider_id: str | None = None) -> list[Line]:
    """The lines of a plan's register in order of time, about everybody or one provider."""
    query = select(DutyAct).where(DutyAct.plan_id == plan.id)
    if provider_id is not None:
        query = query.where(DutyAct.organisation_id == provider_id)
    accounts = {row.duty_act_id: row for row in _accounts(session, plan, provider_id)}
    shown = _shown(session, plan)
    return [
        Line(act, _shown_on(act, shown[act.organisation_id]), accounts.get(act.id))
        for act in sorted(session.exec(query), key=_in_order)
    ]


def positions(session: Session, plan: Plan, provider_id: str | None = None) -> list[Position]:
    """What providers stated about their own duties, each version, the newest first."""
    query = select(Position).where(Position.plan_id == plan.id)
    if provider_id is not None:
        query = query.where(Position.organisation_id == provider_id)
    return list(
        session.exec(
            query.order_by(col(Position.organisation_id), col(Position.duty), col(Position.version).desc())
        )
    )


def _in_order(act: DutyAct) -> tuple[str, ...]:
    """By day, and within one always the same: ids are random."""
    return act.on.isoformat(), str(act.tell_on), act.duty, act.act, act.about or "", act.id


def _accounts(session: Session, plan: Plan, provider_id: str | None) -> list[DutyAccount]:
    """Every account, of everybody or of one provider, so that the newest of each line comes last."""
    query = select(DutyAccount).where(DutyAccount.plan_id == plan.id)
    if provider_id is not None:
        query = query.where(DutyAccount.organisation_id == provider_id)
    return list(session.exec(query.order_by(col(DutyAccount.version))))


def _shown(session: Session, plan: Plan) -> dict[str, list[tuple[date, date]]]:
    """For each provider, the mornings whose message went, each with the day on which it did."""
    query = select(OutboxRow.key, OutboxRow.sent_at).where(
        OutboxRow.plan_id == plan.id,
        OutboxRow.template == SHOWS,
        OutboxRow.status == OutboxStatus.SENT,
        col(OutboxRow.sent_at).is_not(None),
    )
    found = defaultdict[str, list[tuple[date, date]]](list)
    for key, sent_at in session.exec(query):
        _, _, provider_id, morning, _ = key.split(":", 4)
        if sent_at is not None:
            found[provider_id].append((date.fromisoformat(morning), sent_at.astimezone(LONDON).date()))
    return found


def _shown_on(act: DutyAct, mornings: list[tuple[date, date]]) -> date | None:
    """The first day on which a message went that tells this line: each tells all that are not yet seen."""
    if act.tell_on is None:
        return None
    return min((sent for morning, sent in mornings if morning >= act.tell_on), default=None)
