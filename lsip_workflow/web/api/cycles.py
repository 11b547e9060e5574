"""The JSON API of plans that follow one another: validity, what is replaced, carrying over, handing over."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel
from sqlmodel import Session

from lsip_workflow.journeys import carried_in, carry_over, cycles
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, Organisation, Plan
from lsip_workflow.rules.carry_over import Choice, Into
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.store import queries
from lsip_workflow.store.record import lock
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import choosable, visible_or_handed_over, writable
from lsip_workflow.web.api.areas import AsOf
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.api.shown_cycles import CarryOverOut, ValidityOut, carry_over_of, validity_of
from lsip_workflow.web.forms.cycles import AcceptForm, CarryOverForm, DeclineForm, HandoverForm, ReplacesForm
from lsip_workflow.web.once import At, Submitted, SubmittedByChooser

router = APIRouter(prefix="/api/v1/plans/{plan_id}")
PartInPath = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="The id of a proposal.")]


class ActionMade(BaseModel):
    """The action as it goes on in this plan."""

    id: str
    code: str


class Recorded(BaseModel):
    """That it is recorded."""

    plan: str


@router.get("/validity")
def read_validity(world: AtRuntime, actor: Holder, plan_id: Id, on: AsOf = None) -> ValidityOut:
    """Until when the plan is valid: a plan stays valid until its replacement is published, part by part."""
    with world.database.reading() as session:
        plan = visible_or_handed_over(session, actor, plan_id)
        return validity_of(session, world, plan, on or world.today())


@router.post("/replaces", status_code=201, response_model=ValidityOut)
def name_replaced(world: AtRuntime, submitted: Submitted, form: ReplacesForm) -> Response:
    """Name a plan that this one replaces; that one stays valid until this one is published."""

    def admit(session: Session, actor: Actor, plan_id: str) -> Plan:
        replaced = queries.plan(session, form.plan)
        if replaced is not None and cycles.may_read(session, actor, replaced):
            lock(session, f"plan:{replaced.id}")  # the older one first, as everywhere
        return writable(session, actor, plan_id)

    def work(at: At) -> ValidityOut:
        replaced = queries.plan(at.session, form.plan)
        if replaced is None:
            raise Faulty([cycles.unseen(form.plan)])
        cycles.name_replaced(at.session, at.occasion, at.plan, replaced)
        return validity_of(at.session, world, at.plan, at.occasion.today)

    return replace(submitted, admit=admit).once(form, work)


@router.get("/carry-over")
def read_carry_over(world: AtRuntime, actor: Holder, plan_id: Id) -> CarryOverOut:
    """The open actions with what was chosen for each, and what other plans propose to this one."""
    with world.database.reading() as session:
        return carry_over_of(session, world, choosable(session, actor, plan_id), world.today())


@router.post("/carry-over", status_code=201, response_model=CarryOverOut)
def decide(world: AtRuntime, submitted: SubmittedByChooser, form: CarryOverForm) -> Response:
    """Choose for each action whether it is kept, split or closed; into another ERB's plan it is proposed."""

    def work(at: At) -> CarryOverOut:
        chosen = [
            Choice(
                row.action,
                row.choice,
                tuple(Into(into.plan, into.code or "") for into in row.into),
                row.because,
            )
            for row in form.choices
        ]
        carry_over.decide(at.session, at.occasion, at.plan, chosen)
        return carry_over_of(at.session, world, at.plan, at.occasion.today)

    return submitted.once(form, work)


@router.post("/carry-over/{part_id}/accept", status_code=201, response_model=ActionMade)
def accept(submitted: Submitted, part_id: PartInPath, form: AcceptForm) -> Response:
    """Take an action over that another plan proposes to this one, under its code or another."""

    def work(at: At) -> ActionMade:
        row = carried_in.accept(at.session, at.occasion, at.plan, part_id, form.code or "")
        return ActionMade(id=row.id, code=row.code)

    return submitted.once(form, work)


@router.post("/carry-over/{part_id}/decline", status_code=201, response_model=Recorded)
def decline(submitted: Submitted, part_id: PartInPath, form: DeclineForm) -> Response:
    """Do not take an action over, with a reason."""

    def work(at: At) -> Recorded:
        carried_in.decline(at.session, at.occasion, at.plan, part_id, form.because)
        return Recorded(plan=at.plan.id)

    return submitted.once(form, work)


@router.post("/handover", status_code=201, response_model=Recorded)
def hand_over(submitted: Submitted, form: HandoverForm) -> Response:
    """Let the ERB that follows read this plan: its content and dates, not what providers answered."""

    def work(at: At) -> Recorded:
        area, erb = at.session.get(Area, form.area), at.session.get(Organisation, form.to)
        faults = [] if area else [f"area: “{form.area}” is not an area of these records."]
        faults += [] if erb else [f"to: “{form.to}” is not a body of these records."]
        if area is None or erb is None:
            raise Faulty(faults)
        cycles.hand_over(at.session, at.occasion, at.plan, area, erb, form.on)
        return Recorded(plan=at.plan.id)

    return submitted.once(form, work)
