"""What a person puts into a plan: evidence, skills needs, priorities, actions; recorded, or corrected."""

from collections.abc import Sequence
from typing import TypeVar

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.events.content import Partner
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Action,
    ActionPartner,
    Evidence,
    PartnerKind,
    Priority,
    SkillsNeed,
)
from lsip_workflow.reference import Reference
from lsip_workflow.rules.content import (
    action_faults,
    code_faults,
    evidence_faults,
    need_faults,
    settle_geography,
)
from lsip_workflow.store.record import Occasion, lock, record

Coded = TypeVar("Coded", Priority, Action)


def record_evidence(
    session: Session,
    occasion: Occasion,
    row: Evidence,
    reference: Reference | None = None,
    *,
    changed: Sequence[str] = (),
) -> Evidence:
    """Record a piece of evidence, which names its source and keeps the geography it was collected on.

    Raises Faulty: without a source, and for a geography that was not there on its day.
    """
    faults = [] if row.source.strip() else ["source: say where this was found."]
    if faults := faults + (evidence_faults(row, reference) if reference else []):
        raise Faulty(faults)
    if reference is not None:
        settle_geography(row, reference)
    fact = events.EvidenceRecorded(
        plan=row.plan_id,
        evidence=row.id,
        soc=row.soc,
        recruitment_difficulty=row.recruitment_difficulty,
        sample_size=row.sample_size,
        geography_area=row.geography_area,
        geography_districts=tuple(row.geography_districts),
        geography_on=row.geography_on,
        edits=row.version + 1,
        changed=tuple(changed),
    )
    record(session, occasion, fact, row)
    return row


def record_need(
    session: Session,
    occasion: Occasion,
    row: SkillsNeed,
    reference: Reference,
    *,
    changed: Sequence[str] = (),
) -> SkillsNeed:
    """Record a skills need. Raises Faulty with everything in it that cannot be, codes included."""
    if faults := need_faults(row) + code_faults(row, reference):
        raise Faulty(faults)
    fact = events.NeedRecorded(
        plan=row.plan_id,
        need=row.id,
        soc=row.soc,
        sic=row.sic,
        occupation_code=row.occupation_code,
        cluster=row.cluster_id,
        level=row.level,
        horizon=row.horizon,
        edits=row.version + 1,
        changed=tuple(changed),
    )
    record(session, occasion, fact, row)
    return row


def record_priority(
    session: Session, occasion: Occasion, row: Priority, *, changed: Sequence[str] = ()
) -> Priority:
    """Record a priority under the plan's own code, with needs of the plan. Raises Faulty."""
    lock(session, f"plan:{row.plan_id}")
    known = _standing(session, SkillsNeed, row.plan_id)
    faults = _taken(session, row, "priority") + [
        f"needs.{place}: “{need}” is not a skills need of this plan."
        for place, need in enumerate(row.needs)
        if need not in known
    ]
    if faults:
        raise Faulty(faults)
    fact = events.PriorityRecorded(
        plan=row.plan_id,
        priority=row.id,
        code=row.code,
        of_kind=row.kind,
        needs=tuple(row.needs),
        edits=row.version + 1,
        changed=tuple(changed),
    )
    record(session, occasion, fact, row)
    return row


def record_action(
    session: Session,
    occasion: Occasion,
    row: Action,
    faults: Sequence[str] = (),
    *,
    partners: Sequence[tuple[str, PartnerKind]] | None = None,
    changed: Sequence[str] = (),
) -> Action:
    """Record a roadmap action; what it lacks may come later, and the gate says so meanwhile.

    `partners` are all of them by organisation; left out, they stay as they are. Raises Faulty with
    everything in it that cannot be, and with the `faults` that were found before.
    """
    lock(session, f"plan:{row.plan_id}")
    if faults := [*faults, *action_faults(row), *_taken(session, row, "action")]:
        raise Faulty(faults)
    there = partners_of(session, row)
    named = dict(partners) if partners is not None else {}
    gone = [] if partners is None else [key for key in there if key not in named]
    for organisation_id, kind in named.items():
        if session.get(ActionPartner, (row.id, organisation_id)) is None:
            session.add(
                ActionPartner(
                    action_id=row.id, organisation_id=organisation_id, plan_id=row.plan_id, kind=kind
                )
            )
    fact = events.ActionRecorded(
        plan=row.plan_id,
        action=row.id,
        code=row.code,
        lead=row.lead_id,
        planned_for=row.planned_for,
        route=row.route,
        priority=row.priority_id,
        for_providers=row.for_providers,
        partners=tuple(Partner(organisation=key, kind=kind) for key, kind in named.items()),
        partners_gone=tuple(gone),
        edits=row.version + 1,
        changed=tuple(changed),
    )
    record(session, occasion, fact, row)
    return row


def partners_of(session: Session, action: Action) -> dict[str, PartnerKind]:
    """The organisations that take part in an action, and what each is to it."""
    with session.no_autoflush:
        rows = session.exec(
            select(ActionPartner).where(ActionPartner.action_id == action.id, ActionPartner.status == "named")
        )
        return {row.organisation_id: row.kind for row in rows}


def _standing(session: Session, kind: type[SkillsNeed], plan_id: str) -> set[str]:
    query = select(kind).where(kind.plan_id == plan_id)
    with session.no_autoflush:
        return {row.id for row in session.exec(query) if row.withdrawn_on is None}


def _taken(session: Session, row: Coded, what: str) -> list[str]:
    kind: type[Coded] = type(row)
    with session.no_autoflush:
        same = select(kind).where(kind.plan_id == row.plan_id, kind.code == row.code, kind.id != row.id)
        taken = session.exec(same).first()
    if taken is None:
        return []
    if taken.withdrawn_on is not None:
        return [f"code: “{row.code}” is the code of something that was taken out ({what}); choose another."]
    return [f"code: another {what} of this plan has the code “{row.code}”; choose another."]
