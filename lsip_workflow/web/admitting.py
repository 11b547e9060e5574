"""Who is let in to which plan or area, and to which row of it: what is beyond somebody does not exist."""

from typing import TypeVar

from sqlmodel import Session, SQLModel

from lsip_workflow.journeys import cycles
from lsip_workflow.model import Area, Plan
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor, NotAllowed, NotYours
from lsip_workflow.store import queries

ONLY_THE_ERB = (
    "This is for the employer representative body of the area. Your key opens the plan to read, and to "
    "answer what you are asked."
)
ONLY_TO_READ = "This plan was handed over to you to read; its own body chooses what becomes of its actions."
ONLY_A_PROVIDER = "This is for a provider to say about itself, with its own key."
ONLY_PARTIES = "This is for the team of the plan and for its providers."
Row = TypeVar("Row", bound=SQLModel)


def visible(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan that exists for this actor. Raises NotYours."""
    plan = queries.plan(session, plan_id)
    if plan is None:
        raise NotYours
    asked = queries.providers_asked(session, plan_id)
    if not permissions.sees_plan(actor, plan.area_id, plan.erb_id, asked):
        raise NotYours
    return plan


def visible_or_handed_over(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan that exists for this actor, or that was handed over to its ERB to read. Raises NotYours."""
    plan = queries.plan(session, plan_id)
    if plan is not None and cycles.handed_to(session, actor, plan.id):
        return plan
    return visible(session, actor, plan_id)


def choosable(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan whose open actions this actor chooses about. Raises NotYours, and NotAllowed for a reader."""
    plan = visible_or_handed_over(session, actor, plan_id)
    if not cycles.chooses(session, actor, plan):
        raise NotAllowed(ONLY_THE_ERB if actor.organisation_kind == "provider" else ONLY_TO_READ)
    return plan


def writable(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan that this actor runs. Raises NotYours, and NotAllowed for a provider that may only see it."""
    plan = visible(session, actor, plan_id)
    if not permissions.in_team(actor, plan.area_id, plan.erb_id):
        auditing = permissions.audits(actor, plan.area_id)
        raise NotAllowed(permissions.ONLY_TO_AUDIT if auditing else ONLY_THE_ERB)
    return plan


def readable(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan of which this actor reads everything: its team's and auditors'. Raises NotYours, NotAllowed."""
    plan = visible(session, actor, plan_id)
    if not permissions.reads_as_team(actor, plan.area_id, plan.erb_id):
        raise NotAllowed(ONLY_THE_ERB)
    return plan


def as_provider(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan that this actor is a provider of. Raises NotYours, and NotAllowed for anybody else."""
    plan = visible(session, actor, plan_id)
    if actor.organisation_kind != "provider":
        raise NotAllowed(ONLY_A_PROVIDER)
    return plan


def as_party(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan that this actor runs, or is a provider of. Raises NotYours, and NotAllowed for a mere reader."""
    plan = visible(session, actor, plan_id)
    if actor.organisation_kind == "provider" or permissions.in_team(actor, plan.area_id, plan.erb_id):
        return plan
    raise NotAllowed(ONLY_PARTIES)


def as_reader(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan that this actor reads: all of it, or as a provider what is its own. Raises NotYours."""
    plan = visible(session, actor, plan_id)
    if actor.organisation_kind == "provider":
        return plan
    return readable(session, actor, plan.id)


def held_area(session: Session, actor: Actor, area_id: str) -> Area:
    """An area that this actor's ERB holds. Raises NotYours."""
    area = session.get(Area, area_id)
    if area is None or not permissions.holds_area(actor, area_id):
        raise NotYours
    return area


def open_area(session: Session, actor: Actor, area_id: str) -> Area:
    """An area that the actor's ERB holds today: the persons known there are for whoever holds it now.

    Raises NotYours, and NotAllowed for the body that held it before.
    """
    area = held_area(session, actor, area_id)
    permissions.require_open(actor, area.id)
    return area


def row_of(session: Session, owner: Plan | Area, kind: type[Row], key: str) -> Row:
    """A row that says of which plan, or of which area, it is. Raises NotYours for any other."""
    row = session.get(kind, key)
    if row is None or getattr(row, "plan_id" if isinstance(owner, Plan) else "area_id") != owner.id:
        raise NotYours
    return row
