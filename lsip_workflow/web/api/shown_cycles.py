"""How long a plan is valid, and where the carrying over of its actions stands, as the API shows them."""

from datetime import date

from pydantic import BaseModel, Field
from sqlmodel import Session

from lsip_workflow.journeys import carried_in, carry_over, cycles
from lsip_workflow.model import Action, Area, CarryOverChoice, Organisation, Plan
from lsip_workflow.rules.areas import name_on
from lsip_workflow.rules.carry_over import Line, Offered, Placed
from lsip_workflow.rules.validity import CITE, sentence
from lsip_workflow.runtime import Runtime


class PlanNamed(BaseModel):
    """A plan by its id, with its area and its body."""

    plan: str
    area: str
    area_name: str
    erb: str


class PartOut(BaseModel):
    """A part of the territory: until when the plan is valid for it, and what replaced it there."""

    area: str
    area_name: str
    valid: bool
    until: date | None
    replaced_by: str | None


class ValidityOut(BaseModel):
    """How long the plan is valid, as of a day."""

    on: date
    valid: bool
    whole: bool
    since: date | None
    until: date | None = Field(description="The first day on which it is valid nowhere; empty while unknown.")
    parts: list[PartOut]
    sentence: str
    cite: str
    replaces: list[str]
    replaced_by: list[str]


class PlacedOut(BaseModel):
    """An action as proposed to a plan that follows, and what became of it there."""

    id: str
    plan: str
    code: str
    standing: str
    because: str | None
    became: str | None = Field(description="The code under which it goes on there.")


class ProgressSaid(BaseModel):
    """How far the action is, for the person who chooses."""

    done: str
    impact: str
    remains: str
    no_progress_because: str


class LineOut(BaseModel):
    """An action of this plan and what was chosen for it; without a choice it is undecided."""

    action: str
    title: str
    planned_for: date | None
    progress: ProgressSaid
    choice: CarryOverChoice | None
    decided_on: date | None
    because: str | None
    undecided: bool
    waiting: bool
    into: list[PlacedOut]


class OfferedOut(BaseModel):
    """An action that another plan proposes to this one, or that came from there."""

    id: str
    came_from: str
    area: str
    action: str
    title: str
    measure: str
    planned_for: date | None
    code: str
    standing: str
    became: str | None


class CarryOverOut(BaseModel):
    """Where the carrying over of a plan's actions stands."""

    following: list[PlanNamed]
    actions: list[LineOut]
    undecided: int
    offered: list[OfferedOut]


def validity_of(session: Session, world: Runtime, plan: Plan, on: date) -> ValidityOut:
    """How long a plan is valid, as of a day, with the names that areas have then."""
    found = cycles.validity(session, plan, on)
    return ValidityOut(
        on=on,
        valid=found.valid,
        whole=found.whole,
        since=found.since,
        until=found.until,
        parts=[
            PartOut(
                area=part.area,
                area_name=_area_name(session, world, part.area, on),
                valid=found.valid and part.stands(on),
                until=part.until,
                replaced_by=part.replaced_by,
            )
            for part in found.parts
        ],
        sentence=sentence(found, lambda slug: _area_name(session, world, slug, on)),
        cite=CITE,
        replaces=[row.id for row in cycles.replaces(session, plan.id)],
        replaced_by=[row.id for row in cycles.replaced_by(session, plan.id)],
    )


def carry_over_of(session: Session, world: Runtime, plan: Plan, today: date) -> CarryOverOut:
    """The actions of a plan with what was chosen for each, and what other plans propose to it."""
    lines = carry_over.lines(session, plan)
    return CarryOverOut(
        following=[
            PlanNamed(
                plan=row.id,
                area=row.area_id,
                area_name=_area_name(session, world, row.area_id, today),
                erb=session.get_one(Organisation, row.erb_id).name,
            )
            for row in cycles.replaced_by(session, plan.id)
        ],
        actions=[_line(line) for line in lines],
        undecided=sum(line.undecided for line in lines),
        offered=[_offered(session, world, one) for one in carried_in.offered(session, plan)],
    )


def _line(line: Line) -> LineOut:
    action, chosen = line.action, line.chosen
    return LineOut(
        action=action.code,
        title=action.title,
        planned_for=action.planned_for,
        progress=_progress(action),
        choice=chosen.choice if chosen else None,
        decided_on=chosen.decided_on if chosen else None,
        because=chosen.because if chosen else None,
        undecided=line.undecided,
        waiting=line.waiting,
        into=[_placed(one) for one in line.placed],
    )


def _progress(action: Action) -> ProgressSaid:
    return ProgressSaid(**action.model_dump(include=set(ProgressSaid.model_fields)))


def _placed(one: Placed) -> PlacedOut:
    return PlacedOut(
        id=one.part.id,
        plan=one.part.plan_id,
        code=one.part.code,
        standing=one.standing,
        because=one.part.because,
        became=one.action.code if one.action else None,
    )


def _offered(session: Session, world: Runtime, one: Offered) -> OfferedOut:
    """Of another's plan no more than the action that is proposed; its area under the name it had."""
    came, action = one.came_from, one.action
    return OfferedOut(
        id=one.placed.part.id,
        came_from=came.id,
        area=_area_name(session, world, came.area_id, came.stage_since),
        action=action.code,
        title=action.title,
        measure=action.measure,
        planned_for=action.planned_for,
        code=one.placed.part.code,
        standing=one.placed.standing,
        became=one.placed.action.code if one.placed.action else None,
    )


def _area_name(session: Session, world: Runtime, slug: str, on: date) -> str:
    """An area's name on a day, where the reference data know it; for an invented area the one it has here."""
    known = name_on(world.reference, slug, on)
    row = session.get(Area, slug) if known == slug else None
    return row.name if row else known
