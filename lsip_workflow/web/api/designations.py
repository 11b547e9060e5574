"""The JSON API of an area: its designation and terms, its dates, and the plans that are opened there."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel
from sqlmodel import Session

from lsip_workflow.journeys import designations
from lsip_workflow.journeys import terms as changed_terms
from lsip_workflow.model import (
    Area,
    DeadlineStatus,
    Designation,
    DesignationTerms,
    Organisation,
)
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.permissions import Actor, NotYours, holds_area
from lsip_workflow.store import life, queries
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import held_area
from lsip_workflow.web.api.content import Made
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms.life import (
    ObjectionForm,
    OnForm,
    PlanForm,
    TermsForm,
)
from lsip_workflow.web.once import AtArea, SubmittedToArea

router = APIRouter(prefix="/api/v1")
RowId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]


class DesignationOut(BaseModel):
    """Who holds, or held, the area: since when, by which notice, and until when."""

    id: str
    organisation: str
    name: str
    reference: str
    url: str
    began: date
    until: date | None
    removal: str


class TermsOut(BaseModel):
    """Changed terms of designation, and what was said to them."""

    id: str
    title: str
    url: str
    fingerprint: str
    received_on: date
    status: str
    answered_on: date | None
    reference: str
    reasons: str | None


class AreaOut(BaseModel):
    """An area that this key opens, with its plans, its designations and the terms that came for it."""

    id: str
    name: str
    began: date | None
    ended: date | None
    plans: list[str]
    designations: list[DesignationOut]
    terms: list[TermsOut]


class AreaDeadlineOut(BaseModel):
    """A date of the area itself."""

    id: str
    kind: str
    title: str
    due: date | None
    words: str
    holder: str
    status: DeadlineStatus
    cite: str


class PlanOpenedOut(Made):
    """The plan, and the stage in which it begins."""

    edition: str
    cycle: str
    stage: str


class TermsMade(Made):
    """The terms, and the day by which the department has to hear an objection."""

    deadline: str
    due: date | None


class Warned(Made):
    """What was stored, and what should be known about it."""

    warnings: list[str]


@router.get("/areas")
def list_areas(world: AtRuntime, actor: Holder) -> list[AreaOut]:
    """The areas that this key opens, by name."""
    with world.database.reading() as session:
        areas = [session.get(Area, key) for key in sorted(actor.areas)]
        return [_area(session, area, actor) for area in areas if area and holds_area(actor, area.id)]


@router.get("/areas/{area_id}")
def read_area(world: AtRuntime, actor: Holder, area_id: Id) -> AreaOut:
    """An area: who holds it, on which terms, and its plans."""
    with world.database.reading() as session:
        return _area(session, held_area(session, actor, area_id), actor)


@router.get("/areas/{area_id}/deadlines")
def list_area_deadlines(world: AtRuntime, actor: Holder, area_id: Id) -> list[AreaDeadlineOut]:
    """The dates of the area itself, such as the one to object to changed terms."""
    with world.database.reading() as session:
        rows = life.area_deadlines(session, held_area(session, actor, area_id).id)
        fields = set(AreaDeadlineOut.model_fields) - {"words"}
        return [AreaDeadlineOut(words=when(row), **row.model_dump(include=fields)) for row in rows]


@router.post("/areas/{area_id}/plans", status_code=201, response_model=PlanOpenedOut)
def open_plan(submitted: SubmittedToArea, form: PlanForm) -> Response:
    """Open the plan of a cycle under an edition of the guidance; the body designated here runs it."""

    def work(at: AtArea) -> PlanOpenedOut:
        erb = at.session.get_one(Organisation, at.occasion.actor.organisation_id)
        row = designations.open_plan(
            at.session, at.occasion, at.area, erb=erb, cycle=form.cycle, edition=form.edition,
            plan_id=form.id, on=form.on,
        )  # fmt: skip
        return PlanOpenedOut(id=row.id, edition=row.edition, cycle=row.cycle, stage=row.stage)

    return submitted.once(form, work)


@router.post("/areas/{area_id}/terms", status_code=201, response_model=TermsMade)
def change_terms(submitted: SubmittedToArea, form: TermsForm) -> Response:
    """Record changed terms of designation: ten working days to object begin on the day that they came."""

    def work(at: AtArea) -> TermsMade:
        row, due = changed_terms.change_terms(
            at.session, at.occasion, at.area, at.calendar, **form.model_dump()
        )
        return TermsMade(id=row.id, deadline=due.id, due=due.due)

    return submitted.once(form, work)


@router.post("/areas/{area_id}/terms/{terms_id}/object", status_code=201, response_model=Warned)
def object_to_terms(submitted: SubmittedToArea, terms_id: RowId, form: ObjectionForm) -> Response:
    """Record that the department was told of an objection, with its reasons; the date is closed."""

    def work(at: AtArea) -> Warned:
        row = _terms(at, terms_id)
        return Warned(
            id=row.id, warnings=changed_terms.object_to(at.session, at.occasion, row, **form.model_dump())
        )

    return submitted.once(form, work)


@router.post("/areas/{area_id}/terms/{terms_id}/accept", status_code=201, response_model=Made)
def accept_terms(submitted: SubmittedToArea, terms_id: RowId, form: OnForm) -> Response:
    """Let changed terms stand; the date is closed."""

    def work(at: AtArea) -> Made:
        row = _terms(at, terms_id)
        changed_terms.accept(at.session, at.occasion, row, on=form.on)
        return Made(id=row.id)

    return submitted.once(form, work)


def _terms(at: AtArea, key: str) -> DesignationTerms:
    """Terms that came for this area and body. Raises NotYours for others, or none."""
    for row in changed_terms.terms_to(at.session, at.area.id, at.occasion.actor):
        if row.id == key:
            return row
    raise NotYours


def _area(session: Session, area: Area, actor: Actor) -> AreaOut:
    return AreaOut(
        id=area.id,
        name=area.name,
        began=area.began,
        ended=area.ended,
        plans=[plan.id for plan in queries.plans(session) if plan.area_id == area.id],
        designations=[_designation(session, row) for row in life.designations(session, area.id)],
        terms=[
            TermsOut(**row.model_dump(include=set(TermsOut.model_fields)))
            for row in changed_terms.terms_to(session, area.id, actor)
        ],
    )


def _designation(session: Session, row: Designation) -> DesignationOut:
    return DesignationOut(
        organisation=row.erb_id,
        name=session.get_one(Organisation, row.erb_id).name,
        **row.model_dump(include={"id", "reference", "url", "began", "until", "removal"}),
    )
