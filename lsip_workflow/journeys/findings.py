"""Findings: what a set of evidence says, what follows from it, and which evidence says otherwise."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Barrier, Evidence, Finding, SkillsNeed
from lsip_workflow.store.record import Occasion, lock, record


def record_finding(
    session: Session, occasion: Occasion, row: Finding, *, changed: Sequence[str] = ()
) -> Finding:
    """Record what evidence of the plan says. Raises Faulty with everything in it that cannot be."""
    lock(session, f"plan:{row.plan_id}")
    if faults := _faults(session, row):
        raise Faulty(faults)
    fact = events.FindingRecorded(
        plan=row.plan_id,
        finding=row.id,
        rests_on=tuple(row.rests_on),
        contradicted_by=tuple(row.contradicted_by),
        needs=tuple(row.needs),
        barriers=tuple(row.barriers),
        edits=row.version + 1,
        changed=tuple(changed),
    )
    record(session, occasion, fact, row)
    return row


def _faults(session: Session, row: Finding) -> list[str]:
    faults = [] if row.says.strip() else ["says: write what the evidence says."]
    if not row.rests_on:
        faults.append("rests_on: name the evidence that says so, by its id.")
    kinds: tuple[tuple[str, list[str], type[Evidence | SkillsNeed | Barrier], str], ...] = (
        ("rests_on", row.rests_on, Evidence, "a piece of evidence"),
        ("contradicted_by", row.contradicted_by, Evidence, "a piece of evidence"),
        ("needs", row.needs, SkillsNeed, "a skills need"),
        ("barriers", row.barriers, Barrier, "a barrier"),
    )
    for field, ids, kind, called in kinds:
        known = _standing(session, kind, row.plan_id)
        faults += [
            f"{field}.{place}: “{key}” is not {called} of this plan."
            for place, key in enumerate(ids)
            if key not in known
        ]
    faults += [
        f"contradicted_by.{place}: the finding rests on this evidence; it cannot say otherwise as well."
        for place, key in enumerate(row.contradicted_by)
        if key in row.rests_on
    ]
    if row.contradicted_by and not row.used_because.strip():
        faults.append("used_because: some evidence says otherwise; write which is used, and why.")
    return faults


def _standing(session: Session, kind: type[Evidence | SkillsNeed | Barrier], plan_id: str) -> set[str]:
    with session.no_autoflush:
        here = select(kind.id).where(kind.plan_id == plan_id, col(kind.withdrawn_on).is_(None))
        return set(session.exec(here))
