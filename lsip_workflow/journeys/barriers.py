"""Barriers: what stops the system from responding, who could remove it, what was asked and answered."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Barrier, BarrierAsk, Organisation, OrganisationKind, Plan
from lsip_workflow.store.record import Occasion, lock, record


def record_barrier(
    session: Session,
    occasion: Occasion,
    row: Barrier,
    faults: Sequence[str] = (),
    *,
    changed: Sequence[str] = (),
) -> Barrier:
    """Record a barrier; one that is national stands in one list over all plans.

    Raises Faulty with everything in it that cannot be, and with the `faults` that were found before.
    """
    lock(session, f"plan:{row.plan_id}")
    if faults := [*faults, *_faults(session, row)]:
        raise Faulty(faults)
    fact = events.BarrierRecorded(
        plan=row.plan_id,
        barrier=row.id,
        barrier_kind=row.kind,
        side=row.side,
        remover=row.remover_id,
        remover_kind=row.remover_kind,
        national=row.national,
        edits=row.version + 1,
        changed=tuple(changed),
    )
    record(session, occasion, fact, row)
    return row


def _faults(session: Session, row: Barrier) -> list[str]:
    faults = [] if row.title.strip() else ["title: say what stops the system from responding."]
    remover = session.get(Organisation, row.remover_id) if row.remover_id else None
    if remover is not None and row.remover_kind not in (None, remover.kind):
        faults.append(f"remover_kind: {remover.name} is a {_words(remover.kind)}; leave this out, or say so.")
    return faults


def ask(
    session: Session,
    occasion: Occasion,
    barrier: Barrier,
    *,
    asked: str,
    on: date,
    whom: str = "",
    organisation: Organisation | None = None,
    faults: Sequence[str] = (),
) -> BarrierAsk:
    """Record what was asked about a barrier, of whom, on which day.

    Raises Faulty, with the `faults` that were found before.
    """
    lock(session, f"plan:{barrier.plan_id}", barrier)
    found = [*faults] + ([] if asked.strip() else ["asked: write what was asked."])
    if organisation is None and not whom.strip() and not faults:
        found.append("whom: say who was asked, in words or as an organisation.")
    if on > occasion.today:
        found.append("on: what was asked cannot lie in the future.")
    if barrier.withdrawn_on is not None:
        found.append("barrier: it was taken out of the plan; record it anew if it stands after all.")
    if found:
        raise Faulty(found)
    row = BarrierAsk(
        plan_id=barrier.plan_id,
        barrier_id=barrier.id,
        whom=whom.strip(),
        asked=asked.strip(),
        asked_on=on,
        organisation_id=organisation.id if organisation else None,
    )
    fact = events.BarrierAsked(
        plan=barrier.plan_id,
        ask=row.id,
        barrier=barrier.id,
        organisation=organisation.id if organisation else None,
        on=on,
    )
    record(session, occasion, fact, row)
    return row


def answer(session: Session, occasion: Occasion, row: BarrierAsk, *, said: str, on: date) -> BarrierAsk:
    """Record what was answered, and on which day; again, to correct it. Raises Faulty, all at once."""
    lock(session, f"plan:{row.plan_id}", row)
    faults = [] if said.strip() else ["answer: write what was answered."]
    if on > occasion.today:
        faults.append("on: an answer cannot lie in the future.")
    if on < row.asked_on:
        faults.append(f"on: this was asked on {row.asked_on.isoformat()}; an answer cannot come before.")
    if faults:
        raise Faulty(faults)
    row.answer = said.strip()
    record(session, occasion, events.BarrierAnswered(plan=row.plan_id, ask=row.id, on=on), row)
    return row


def of_plans(session: Session, plans: Sequence[Plan], *, national: bool = False) -> list[Barrier]:
    """The barriers that stand in these plans; only those that are national, where that is asked."""
    query = select(Barrier).where(
        col(Barrier.plan_id).in_([plan.id for plan in plans]), col(Barrier.withdrawn_on).is_(None)
    )
    if national:
        query = query.where(col(Barrier.national).is_(True))
    return list(session.exec(query.order_by(col(Barrier.plan_id), col(Barrier.kind), col(Barrier.id))))


def asks_about(session: Session, barriers: Sequence[Barrier]) -> dict[str, list[BarrierAsk]]:
    """What was asked about each of these barriers, in order of time."""
    found: dict[str, list[BarrierAsk]] = {barrier.id: [] for barrier in barriers}
    query = select(BarrierAsk).where(col(BarrierAsk.barrier_id).in_(list(found)))
    for row in session.exec(query.order_by(col(BarrierAsk.asked_on), col(BarrierAsk.id))):
        found[row.barrier_id].append(row)
    return found


def _words(kind: OrganisationKind) -> str:
    return kind.value.replace("_", " ")
