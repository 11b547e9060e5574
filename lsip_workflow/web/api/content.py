"""The JSON API, writing: what an ERB puts into its plan, from providers to what is done on each action."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel
from sqlmodel import col, select

from lsip_workflow.journeys import content, corrections, people, plans
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Action, Evidence, Organisation, OrganisationKind, Priority, SkillsNeed
from lsip_workflow.web.api.parties import PARTNER_KINDS, by_ukprn, fault_of, party, several
from lsip_workflow.web.forms import (
    ActionForm,
    ActionWhole,
    CommitmentForm,
    ConsiderationForm,
    EvidenceForm,
    NeedForm,
    PriorityForm,
    ProgressForm,
    ProviderForm,
    ProvidersForm,
)
from lsip_workflow.web.once import At, Submitted

router = APIRouter(prefix="/api/v1/plans/{plan_id}")
CodeInPath = Annotated[
    str, Path(pattern=r"^[^\x00-\x1f\x7f]{1,40}$", description="The action's code in the plan.")
]


class Made(BaseModel):
    """What was stored: its id, to name it by."""

    id: str


class Written(Made):
    """What was stored, with its version: send it as `as_of` with the next correction."""

    version: int


class MadeUnderCode(Made):
    """What was stored, and the plan's own code for it."""

    code: str


class VersionMade(MadeUnderCode):
    """The same, with its version: send it as `as_of` with the next correction."""

    version: int


class ProvidersMade(Made):
    """The plan, and how many providers were added to it."""

    added: int


class ProviderMade(Made):
    """The provider, as this plan knows it."""

    ukprn: str
    name: str


@router.post("/providers", status_code=201, response_model=ProviderMade)
def add_provider(submitted: Submitted, form: ProviderForm) -> Response:
    """Add a provider to the plan by its UKPRN, with the reason; again, to correct the reason."""

    def work(at: At) -> ProviderMade:
        provider = _provider(at, form.ukprn)
        plans.add_provider(at.session, at.occasion, at.plan, provider, reason=form.reason)
        return ProviderMade(id=provider.id, ukprn=form.ukprn, name=provider.name)

    return submitted.once(form, work)


@router.post("/providers/chosen", status_code=201, response_model=ProvidersMade)
def add_providers(submitted: Submitted, form: ProvidersForm) -> Response:
    """Add several providers at once, all or none: data may have suggested them, a person adds them."""

    def work(at: At) -> ProvidersMade:
        faults: list[str] = []
        found = {}
        for number, ukprn in enumerate(dict.fromkeys(form.ukprns)):
            try:
                found[ukprn] = _provider(at, ukprn)
            except Faulty as error:
                faults += [f"ukprns.{number}: {fault.partition(': ')[2]}" for fault in error.faults]
        if faults:
            raise Faulty(faults)
        for provider in found.values():
            plans.add_provider(
                at.session, at.occasion, at.plan, provider, reason=form.reason, source=form.source
            )
        return ProvidersMade(id=at.plan.id, added=len(found))

    return submitted.once(form, work)


@router.post("/considerations", status_code=201, response_model=Written)
def record_consideration(submitted: Submitted, form: ConsiderationForm) -> Response:
    """Record what was considered under one of the Act's tests; whether it suffices is not judged here."""

    def work(at: At) -> Written:
        row = plans.consider(at.session, at.occasion, at.plan, form.test, form.text)
        return Written(id=row.id, version=row.version)

    return submitted.once(form, work)


@router.post("/evidence", status_code=201, response_model=Made)
def record_evidence(submitted: Submitted, form: EvidenceForm) -> Response:
    """Record a piece of evidence with its source."""

    def work(at: At) -> Made:
        row = Evidence(plan_id=at.plan.id, **form.model_dump())
        return Made(id=content.record_evidence(at.session, at.occasion, row, at.reference).id)

    return submitted.once(form, work)


@router.post("/needs", status_code=201, response_model=Made)
def record_need(submitted: Submitted, form: NeedForm) -> Response:
    """Record a skills need; its codes are looked up, and those that are not known are named."""

    def work(at: At) -> Made:
        row = SkillsNeed(plan_id=at.plan.id, **form.model_dump())
        return Made(id=content.record_need(at.session, at.occasion, row, at.reference).id)

    return submitted.once(form, work)


@router.post("/priorities", status_code=201, response_model=MadeUnderCode)
def record_priority(submitted: Submitted, form: PriorityForm) -> Response:
    """Record a priority under a code of its own, with the ids of the needs that it serves."""

    def work(at: At) -> MadeUnderCode:
        needs = list(form.needs)
        row = Priority(plan_id=at.plan.id, code=form.code, title=form.title, kind=form.kind, needs=needs)
        content.record_priority(at.session, at.occasion, row)
        return MadeUnderCode(id=row.id, code=row.code)

    return submitted.once(form, work)


@router.post("/actions", status_code=201, response_model=VersionMade)
def record_action(submitted: Submitted, form: ActionForm) -> Response:
    """Record a roadmap action under a code of its own; what it lacks can come later."""

    def work(at: At) -> VersionMade:
        return _write_action(at, Action(plan_id=at.plan.id, code=form.code, title=form.title), form)

    return submitted.once(form, work)


@router.put("/actions/{code}", response_model=VersionMade)
def complete_action(submitted: Submitted, code: CodeInPath, form: ActionWhole) -> Response:
    """Complete or correct an action: send it whole, since a field that is left out becomes empty."""

    def work(at: At) -> VersionMade:
        return _write_action(at, _action(at, code, form.as_of), form)

    return submitted.once(form, work, status=200)


@router.post("/actions/{code}/commitments", status_code=201, response_model=Made)
def record_commitment(submitted: Submitted, code: CodeInPath, form: CommitmentForm) -> Response:
    """Record what a body says about an action, that its word is sought, or that none is needed."""

    def work(at: At) -> Made:
        action, faults = _action(at, code), list[str]()
        body = party(at, "organisation", form.organisation, faults)
        if body is None:
            raise Faulty(faults)
        row = plans.record_commitment(
            at.session,
            at.occasion,
            at.plan,
            action,
            body,
            form.kind,
            alternative=form.alternative,
            risk=form.risk,
        )
        return Made(id=row.id)

    return submitted.once(form, work)


@router.post("/actions/{code}/progress", status_code=201, response_model=MadeUnderCode)
def record_progress(submitted: Submitted, code: CodeInPath, form: ProgressForm) -> Response:
    """Record what is done on an action, its impact and what remains; it takes the place of what stood."""

    def work(at: At) -> MadeUnderCode:
        action = _action(at, code)
        plans.record_progress(at.session, at.occasion, action, **form.model_dump())
        return MadeUnderCode(id=action.id, code=action.code)

    return submitted.once(form, work)


def _provider(at: At, ukprn: str) -> Organisation:
    """The provider that is here, or one that the reference data know, recorded now. Raises Faulty."""
    found = by_ukprn(at, ukprn)
    if found is None and (fault := fault_of(at.reference.provider, ukprn)):
        raise Faulty([f"ukprn: {fault}"])
    if (found is not None and found.example) != at.plan.example:
        one = "an example, so only an invented" if at.plan.example else "no example, so only a real"
        raise Faulty([f"ukprn: this plan is {one} provider can be part of it."])
    if found is not None:
        return found
    row = Organisation(kind=OrganisationKind.PROVIDER, name=at.reference.provider(ukprn).name, ukprn=ukprn)
    return people.record_organisation(at.session, at.occasion, row, at.reference, demonstration=False)


def _action(at: At, code: str, as_of: int | None = None) -> Action:
    found = corrections.find(at.session, at.plan, "action", code)
    assert isinstance(found, Action)
    return corrections.take(at.session, found, as_of)


def _write_action(at: At, row: Action, form: ActionWhole) -> VersionMade:
    faults: list[str] = []
    lead = party(at, "lead", form.lead, faults) if form.lead else None
    priority = _priority(at, form.priority, faults) if form.priority else None
    partners = [(one.id, PARTNER_KINDS[one.kind]) for one in several(at, "partners", form.partners, faults)]
    values = form.model_dump(include={"title", "measure", "planned_for", "route", "for_providers"})
    values |= {"lead_id": lead.id if lead else None, "priority_id": priority.id if priority else None}
    before = content.partners_of(at.session, row)
    with at.session.no_autoflush:
        changed = corrections.put(row, values) + (("partners",) if before != dict(partners) else ())
        content.record_action(
            at.session, at.occasion, row, faults, partners=partners, changed=changed if row.version else ()
        )
    return VersionMade(id=row.id, code=row.code, version=row.version)


def _priority(at: At, code: str, faults: list[str]) -> Priority | None:
    query = select(Priority).where(Priority.plan_id == at.plan.id, Priority.code == code)
    found = at.session.exec(query.where(col(Priority.withdrawn_on).is_(None))).one_or_none()
    if found is None:
        faults.append(f"priority: “{code}” is not a priority of this plan.")
    return found
