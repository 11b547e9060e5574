"""The JSON API, research, writing: findings, barriers, who was heard; corrections, and what was a mistake."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from lsip_workflow.journeys import barriers, content, corrections, engagement, findings, plans
from lsip_workflow.journeys.corrections import Editable, Replaced
from lsip_workflow.model import (
    Barrier,
    BarrierAsk,
    Consideration,
    Engagement,
    EngagementParty,
    Evidence,
    Finding,
    Priority,
    SkillsNeed,
)
from lsip_workflow.web.api.content import Made, Written
from lsip_workflow.web.api.parties import party
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms.research import (
    BarrierAnswerForm,
    BarrierAskForm,
    BarrierForm,
    BarrierWhole,
    ConsiderationWhole,
    EngagementForm,
    EngagementWhole,
    EvidenceWhole,
    FindingForm,
    FindingWhole,
    HeardForm,
    NeedWhole,
    PriorityWhole,
    WithdrawForm,
)
from lsip_workflow.web.once import At, Submitted

Row = TypeVar("Row", Evidence, SkillsNeed, Finding, Barrier)
router = APIRouter(prefix="/api/v1/plans/{plan_id}")
CodeInPath = Annotated[
    str, Path(pattern=r"^[^\x00-\x1f\x7f]{1,40}$", description="The priority's code in the plan.")
]


class TakenOut(BaseModel):
    """What was taken out of the plan; the record keeps it, with the reason."""

    what: str
    id: str
    on: str


@router.put("/evidence/{evidence_id}", response_model=Written)
def correct_evidence(submitted: Submitted, evidence_id: Id, form: EvidenceWhole) -> Response:
    """Correct a piece of evidence: send it whole, since a field that is left out becomes empty."""

    def work(at: At) -> Written:
        row = corrections.take(at.session, at.row(Evidence, evidence_id), form.as_of)
        values = form.values() | {"geography_districts": list(form.geography_districts)}
        with at.session.no_autoflush:
            changed = corrections.put(row, values)
            content.record_evidence(at.session, at.occasion, row, at.reference, changed=changed)
        return _written(row)

    return submitted.once(form, work, status=200)


@router.put("/needs/{need_id}", response_model=Written)
def correct_need(submitted: Submitted, need_id: Id, form: NeedWhole) -> Response:
    """Correct a skills need: send it whole, since a field that is left out becomes empty."""

    def work(at: At) -> Written:
        row = corrections.take(at.session, at.row(SkillsNeed, need_id), form.as_of)
        changed = corrections.put(row, form.values())
        content.record_need(at.session, at.occasion, row, at.reference, changed=changed)
        return _written(row)

    return submitted.once(form, work, status=200)


@router.put("/priorities/{code}", response_model=Written)
def correct_priority(submitted: Submitted, code: CodeInPath, form: PriorityWhole) -> Response:
    """Correct a priority: send it whole, since a field that is left out becomes empty."""

    def work(at: At) -> Written:
        row = corrections.find(at.session, at.plan, "priority", code)
        assert isinstance(row, Priority)
        row = corrections.take(at.session, row, form.as_of)
        changed = corrections.put(row, form.values() | {"needs": list(form.needs)})
        content.record_priority(at.session, at.occasion, row, changed=changed)
        return _written(row)

    return submitted.once(form, work, status=200)


@router.post("/findings", status_code=201, response_model=Written)
def record_finding(submitted: Submitted, form: FindingForm) -> Response:
    """Record what evidence of the plan says, what follows, and the evidence that says otherwise."""

    def work(at: At) -> Written:
        row = Finding(plan_id=at.plan.id, **_finding(form))
        return _written(findings.record_finding(at.session, at.occasion, row))

    return submitted.once(form, work)


@router.put("/findings/{finding_id}", response_model=Written)
def correct_finding(submitted: Submitted, finding_id: Id, form: FindingWhole) -> Response:
    """Correct a finding: send it whole, since a field that is left out becomes empty."""

    def work(at: At) -> Written:
        row = corrections.take(at.session, at.row(Finding, finding_id), form.as_of)
        changed = corrections.put(row, _finding(form))
        return _written(findings.record_finding(at.session, at.occasion, row, changed=changed))

    return submitted.once(form, work, status=200)


@router.post("/barriers", status_code=201, response_model=Written)
def record_barrier(submitted: Submitted, form: BarrierForm) -> Response:
    """Record what stops the system from responding, on which side, and who could remove it."""

    def work(at: At) -> Written:
        faults: list[str] = []
        row = Barrier(plan_id=at.plan.id, **_barrier(at, form, faults))
        return _written(barriers.record_barrier(at.session, at.occasion, row, faults))

    return submitted.once(form, work)


@router.put("/barriers/{barrier_id}", response_model=Written)
def correct_barrier(submitted: Submitted, barrier_id: Id, form: BarrierWhole) -> Response:
    """Correct a barrier: send it whole, since a field that is left out becomes empty."""

    def work(at: At) -> Written:
        row, faults = corrections.take(at.session, at.row(Barrier, barrier_id), form.as_of), list[str]()
        changed = corrections.put(row, _barrier(at, form, faults))
        return _written(barriers.record_barrier(at.session, at.occasion, row, faults, changed=changed))

    return submitted.once(form, work, status=200)


@router.post("/barriers/{barrier_id}/asks", status_code=201, response_model=Made)
def ask_about_barrier(submitted: Submitted, barrier_id: Id, form: BarrierAskForm) -> Response:
    """Record what was asked about a barrier, of whom, on which day."""

    def work(at: At) -> Made:
        barrier, faults = corrections.take(at.session, at.row(Barrier, barrier_id)), list[str]()
        whom = party(at, "organisation", form.organisation, faults) if form.organisation else None
        row = barriers.ask(
            at.session,
            at.occasion,
            barrier,
            asked=form.asked,
            on=form.on,
            whom=form.whom,
            organisation=whom,
            faults=faults,
        )
        return Made(id=row.id)

    return submitted.once(form, work)


@router.post("/barrier-asks/{ask_id}/answer", status_code=201, response_model=Made)
def answer_about_barrier(submitted: Submitted, ask_id: Id, form: BarrierAnswerForm) -> Response:
    """Record what was answered about a barrier; again, to correct it."""

    def work(at: At) -> Made:
        row = at.row(BarrierAsk, ask_id)
        return Made(id=barriers.answer(at.session, at.occasion, row, said=form.answer, on=form.on).id)

    return submitted.once(form, work)


@router.post("/engagements", status_code=201, response_model=Written)
def record_engagement(submitted: Submitted, form: EngagementForm) -> Response:
    """Record a meeting, an interview or a wave of a survey, with who took part by kind and district."""
    return submitted.once(form, lambda at: _written(_engagement(at, form)))


@router.put("/engagements/{engagement_id}", response_model=Written)
def correct_engagement(submitted: Submitted, engagement_id: Id, form: EngagementWhole) -> Response:
    """Correct an entry of who was heard: send it whole. Another stands in its place; it keeps its words."""

    def work(at: At) -> Written:
        before = corrections.take(at.session, at.row(Engagement, engagement_id), form.as_of)
        return _written(_engagement(at, form, before))

    return submitted.once(form, work, status=200)


@router.put("/considerations/{consideration_id}", response_model=Written)
def correct_consideration(submitted: Submitted, consideration_id: Id, form: ConsiderationWhole) -> Response:
    """Correct what was considered: send it whole. Another stands in its place; it keeps its words."""

    def work(at: At) -> Written:
        before = corrections.take(at.session, at.row(Consideration, consideration_id), form.as_of)
        row = plans.consider(at.session, at.occasion, at.plan, form.test, form.text, replaces=before)
        return _written(row)

    return submitted.once(form, work, status=200)


@router.post("/mistakes", status_code=201, response_model=TakenOut)
def take_out(submitted: Submitted, form: WithdrawForm) -> Response:
    """Take out what was recorded by mistake, with the reason; the record keeps it, nothing is deleted."""

    def work(at: At) -> TakenOut:
        row = corrections.withdraw(at.session, at.occasion, at.plan, form.what, form.key, form.reason)
        return TakenOut(what=form.what, id=row.id, on=at.occasion.today.isoformat())

    return submitted.once(form, work)


def _engagement(at: At, form: EngagementForm, before: Engagement | None = None) -> Engagement:
    faults: list[str] = []
    row = Engagement(plan_id=at.plan.id, **form.model_dump(exclude={"heard", "as_of"}))
    heard = [_heard(at, row, f"heard.{place}", said, faults) for place, said in enumerate(form.heard)]
    return engagement.record_engagement(
        at.session, at.occasion, row, heard, at.reference, faults, replaces=before
    )


def _heard(at: At, row: Engagement, place: str, form: HeardForm, faults: list[str]) -> EngagementParty:
    named = party(at, f"{place}.organisation", form.organisation, faults) if form.organisation else None
    return EngagementParty(
        plan_id=at.plan.id,
        engagement_id=row.id,
        organisation_id=named.id if named else None,
        **form.model_dump(exclude={"organisation"}),
    )


def _written(row: Editable | Replaced) -> Written:
    return Written(id=row.id, version=row.version)


def _finding(form: FindingForm) -> dict[str, Any]:
    lists = {"rests_on", "contradicted_by", "needs", "barriers"}
    words = form.model_dump(include={"says", "so_what", "used_because"})
    return words | {name: list(getattr(form, name)) for name in lists}


def _barrier(at: At, form: BarrierForm, faults: list[str]) -> dict[str, Any]:
    remover = party(at, "remover", form.remover, faults) if form.remover else None
    values = form.model_dump(exclude={"remover", "as_of"})
    return values | {"remover_id": remover.id if remover else None}
