"""Opening a plan and what goes with it: providers, considerations, progress, commitments, publication."""

from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import areas, submission
from lsip_workflow.journeys.content import record_action, record_evidence, record_need, record_priority
from lsip_workflow.journeys.refusals import Faulty, refuse_absent
from lsip_workflow.model import (
    Action,
    Area,
    Commitment,
    CommitmentKind,
    ConditionSetting,
    Consideration,
    Document,
    Organisation,
    Plan,
    PlanProvider,
    Role,
    Strength,
    Test,
)
from lsip_workflow.rulebook import AnyCondition
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

__all__ = [
    "accept_condition",
    "add_provider",
    "consider",
    "count_pages",
    "open_plan",
    "publish",
    "raise_condition",
    "record_action",
    "record_commitment",
    "record_evidence",
    "record_need",
    "record_priority",
    "record_progress",
]


def open_plan(
    session: Session,
    occasion: Occasion,
    *,
    plan_id: str,
    area: Area,
    erb: Organisation,
    cycle: str,
    edition: str,
    stage: str | None = None,
    on: date | None = None,
    example: bool = False,
    held: bool = False,
) -> Plan:
    """Open the plan of an area for a cycle under an edition. Raises Faulty with every fault, and Refused.

    An area that ended gets no new plan; a plan that it had before is opened with its day (`on`).
    """
    book = occasion.books.get(edition)
    faults = [] if book else [f"edition: “{edition}” is not one of {', '.join(sorted(occasion.books))}."]
    if book and stage and stage not in {rule.key for rule in book.stages}:
        faults.append(f"stage: “{stage}” is not a stage of {edition}.")
    if session.get(Plan, plan_id):
        faults.append(f"id: a plan “{plan_id}” is there already.")
    same = select(Plan.id).where(Plan.area_id == area.id, Plan.cycle == cycle, Plan.id != plan_id)
    if there := session.exec(same).first():
        faults.append(f"cycle: {area.name} has its plan for {cycle} already: “{there}”.")
    if faults or book is None:
        raise Faulty(faults)
    areas.require_going_on(session, area, on or occasion.today)
    plan = Plan(
        id=plan_id,
        area_id=area.id,
        erb_id=erb.id,
        cycle=cycle,
        edition=edition,
        stage=stage or book.first_stage.key,
        stage_since=on or occasion.today,
        example=example,
        held=held,
    )
    fact = events.PlanOpened(
        plan=plan.id,
        area_of=area.id,
        erb=erb.id,
        cycle=cycle,
        edition=edition,
        stage=plan.stage,
        on=plan.stage_since,
        example=example,
    )
    record(session, occasion, fact, plan)
    return plan


def add_provider(
    session: Session, occasion: Occasion, plan: Plan, provider: Organisation, *, reason: str, source: str = ""
) -> PlanProvider:
    """Add a provider, with the reason: data may suggest it, a person adds it."""
    lock(session, f"plan:{plan.id}")
    row = session.get(PlanProvider, (plan.id, provider.id)) or PlanProvider(
        plan_id=plan.id, provider_id=provider.id
    )
    row.reason, row.source = reason, source
    record(session, occasion, events.ProviderAdded(plan=plan.id, provider=provider.id), row)
    return row


def consider(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    test: Test,
    text: str,
    *,
    replaces: Consideration | None = None,
) -> Consideration:
    """Record what was considered under one of the Act's tests (2022 Act, s.1), or correct what was.

    What is corrected stands no longer and keeps its words. Raises Faulty when empty.
    """
    if not text.strip():
        raise Faulty(["text: write what was considered, by whom and where it can be read."])
    row = Consideration(plan_id=plan.id, test=test, text=text.strip())
    changed = [
        name for name in ("test", "text") if replaces and getattr(row, name) != getattr(replaces, name)
    ]
    if replaces is not None and not changed:
        return replaces
    fact = events.ConsiderationRecorded(
        plan=plan.id,
        consideration=row.id,
        test=test,
        replaces=replaces.id if replaces else None,
        on=occasion.today if replaces else None,
        edits=(replaces.version if replaces else 0) + 1,
        changed=tuple(changed),
    )
    record(session, occasion, fact, row)
    return row


def record_progress(
    session: Session,
    occasion: Occasion,
    action: Action,
    *,
    done: str = "",
    impact: str = "",
    remains: str = "",
    no_progress_because: str = "",
    on: date | None = None,
) -> Action:
    """Record what is done, its impact and what remains, or a reason why there is nothing to say."""
    lock(session, f"plan:{action.plan_id}", action)
    action.done, action.impact, action.remains = done, impact, remains
    action.no_progress_because = no_progress_because
    told = events.ReportEntryRecorded(plan=action.plan_id, action=action.id, on=on or occasion.today)
    record(session, occasion, told, action)
    return action


def record_commitment(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    action: Action,
    organisation: Organisation,
    kind: CommitmentKind,
    *,
    alternative: str = "",
    risk: str = "",
) -> Commitment:
    """Record a commitment sought, not needed, or come by another door; a body's newest word stands."""
    lock(session, f"plan:{plan.id}")
    said = select(Commitment).where(
        Commitment.action_id == action.id, Commitment.organisation_id == organisation.id
    )
    row = session.exec(said).one_or_none() or Commitment(
        plan_id=plan.id, action_id=action.id, organisation_id=organisation.id, kind=kind
    )
    row.alternative, row.risk = alternative or None, risk or None
    fact = events.CommitmentRecorded(
        plan=plan.id, commitment=row.id, action=action.id, organisation=organisation.id, of_kind=kind
    )
    record(session, occasion, fact, row)
    return row


def count_pages(session: Session, occasion: Occasion, plan: Plan, pages: int) -> None:
    """Record how many pages the main body has, annexes left out."""
    record(session, occasion, events.PagesCounted(plan=plan.id, pages=pages))


def publish(
    session: Session, occasion: Occasion, plan: Plan, kind: str, url: str, fingerprint: str, on: date
) -> Document:
    """Record that a document is published, where, and its fingerprint (SHA-256 of the file).

    A plan's names the version that it is of. Raises Faulty for a day to come, and Refused for a report that
    the edition does not have.
    """
    if kind == "progress_report":
        refuse_absent(occasion.book_of(plan), "progress-report")
    if on > occasion.today:
        raise Faulty(["on: the day of publication cannot lie in the future."])
    row = Document(plan_id=plan.id, kind=kind, url=url, fingerprint=fingerprint, published_on=on)
    fact = events.DocumentPublished.model_validate(
        {
            "plan": plan.id,
            "document": row.id,
            "document_kind": kind,
            "url": url,
            "fingerprint": fingerprint,
            "on": on,
            "content": submission.version_sent(session, plan) if kind == "plan" else "",
        }
    )
    record(session, occasion, fact, row)
    return row


def raise_condition(session: Session, occasion: Occasion, plan: Plan, condition: str) -> ConditionSetting:
    """Ask for a piece of good practice before the plan goes on. Raises Faulty for anything else."""
    rule = _condition(occasion, plan, condition)
    if rule.strength is not Strength.GOOD_PRACTICE:
        raise Faulty([f"condition: “{rule.title}” is asked for already."])
    row = _setting(session, plan, condition)
    record(session, occasion, events.ConditionRaised(plan=plan.id, setting=row.id, condition=condition), row)
    return row


def accept_condition(
    session: Session, occasion: Occasion, plan: Plan, condition: str, reason: str
) -> ConditionSetting:
    """Go on from a condition of the guidance with a reason, shown from then on: for the ERB lead only.

    Raises NotAllowed for anybody else, and Faulty for a condition of the law or without a reason.
    """
    if not occasion.actor.everywhere and not occasion.actor.holds(plan.area_id, Role.ERB_LEAD):
        raise NotAllowed("Going on from the guidance is for the ERB lead in person, with a key of their own.")
    rule = _condition(occasion, plan, condition)
    faults = []
    if rule.strength is Strength.LAW:
        faults.append(f"condition: “{rule.title}” is what the Act asks; nobody here can go on without it.")
    if not reason.strip():
        faults.append("reason: write why the plan goes on without it; it is shown from then on.")
    if faults:
        raise Faulty(faults)
    row = _setting(session, plan, condition)
    row.reason = reason.strip()
    fact = events.ConditionAccepted(plan=plan.id, setting=row.id, condition=condition)
    record(session, occasion, fact, row)
    return row


def _condition(occasion: Occasion, plan: Plan, key: str) -> AnyCondition:
    for condition in occasion.book_of(plan).conditions:
        if condition.key == key:
            return condition
    raise Faulty([f"condition: “{key}” is not a condition of the edition {plan.edition}."])


def _setting(session: Session, plan: Plan, condition: str) -> ConditionSetting:
    lock(session, f"plan:{plan.id}")
    there = queries.setting(session, plan.id, condition)
    return there or ConditionSetting(plan_id=plan.id, condition=condition)
