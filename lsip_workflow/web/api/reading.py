"""The JSON API, reading: a plan's history, dates, actions and authorities."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlmodel import col, select

from lsip_workflow.journeys import carried_in, content
from lsip_workflow.model import (
    Action,
    CommitmentKind,
    Deadline,
    DeadlineStatus,
    DeliveryRoute,
    EventRow,
    PartnerKind,
)
from lsip_workflow.rules import permissions
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import readable, visible, visible_or_handed_over
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.views.timeline import Named, plan_titles, sentence

router = APIRouter(prefix="/api/v1")
MOST = 100


class EventOut(BaseModel):
    """One entry of a plan's history."""

    seq: int
    type: str
    at: datetime
    actor: str = Field(description="What acted: a credential, a person, a flow or a command.")
    sentence: str
    reference: str = Field(description="The document reference: the SHA-256 that binds it to all before it.")


class PlanDeadlineOut(BaseModel):
    """A date of a plan, to its precision; `due` is empty while it is not known."""

    id: str
    kind: str
    title: str
    due: date | None
    words: str
    precision: str
    holder: str
    status: DeadlineStatus
    cite: str
    sourced: bool


class CommitmentOut(BaseModel):
    """What one body says about an action."""

    id: str
    organisation: str
    kind: CommitmentKind
    alternative: str | None
    risk: str | None


class ProgressOut(BaseModel):
    """What is done, its impact, what remains, or why there is nothing to say."""

    done: str
    impact: str
    remains: str
    no_progress_because: str


class PartnerOut(BaseModel):
    """An organisation that takes part in an action, and what it is to it."""

    organisation: str
    kind: PartnerKind


class ActionOut(BaseModel):
    """A roadmap action with its commitments; progress is for the ERB until it is published."""

    id: str
    code: str
    title: str
    priority: str | None
    lead: str | None
    planned_for: date | None
    measure: str
    route: DeliveryRoute | None
    for_providers: bool
    version: int = Field(description="Send it as `as_of` with a correction.")
    partners: list[PartnerOut]
    commitments: list[CommitmentOut]
    progress: ProgressOut | None
    came_from: str | None = Field(description="The plan and code that it was taken over from.")


class AuthorityOut(BaseModel):
    """A strategic authority that covers the area, and its answer so far."""

    id: str
    organisation: str
    answer: str
    on: date | None
    asked_on: date | None
    districts: list[str] = Field(description="ONS codes of its districts in the area, as they were noted.")
    since: date | None
    ended_on: date | None = Field(description="Since when it does not cover the area; not waited for.")


@router.get("/plans/{plan_id}/events")
def list_events(
    world: AtRuntime,
    actor: Holder,
    plan_id: Id,
    before: Annotated[
        int | None,
        Query(ge=1, le=2**53, description="Entries before this seq: the last one of the page before."),
    ] = None,
) -> list[EventOut]:
    """The history of a plan, newest first, 100 entries at most; for its ERB."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        query = select(EventRow).where(EventRow.stream == f"plan:{plan.id}")
        if before is not None:
            query = query.where(EventRow.seq < before)
        named = Named(queries.dossier(session, plan), world.books, plan_titles(session))
        rows = session.exec(query.order_by(col(EventRow.seq).desc()).limit(MOST))
        return [_event(row, named) for row in rows]


@router.get("/plans/{plan_id}/deadlines")
def list_deadlines(world: AtRuntime, actor: Holder, plan_id: Id) -> list[PlanDeadlineOut]:
    """The dates of a plan, the next one first; a provider sees those of the guidance and its own."""
    with world.database.reading() as session:
        plan = visible(session, actor, plan_id)
        rows = session.exec(
            select(Deadline)
            .where(Deadline.plan_id == plan.id)
            .order_by(col(Deadline.due).is_(None), col(Deadline.due), col(Deadline.id))
        )
        return [_deadline(row) for row in rows if _shows(actor, row)]


@router.get("/plans/{plan_id}/actions")
def list_actions(world: AtRuntime, actor: Holder, plan_id: Id) -> list[ActionOut]:
    """The roadmap actions by their codes; of the commitments whoever is not of the ERB team sees its own."""
    with world.database.reading() as session:
        dossier = queries.dossier(session, visible_or_handed_over(session, actor, plan_id))
        came = carried_in.origins(session, dossier.plan)
        return [
            _action(actor, action, dossier, content.partners_of(session, action), came.get(action.id))
            for action in dossier.actions
        ]


@router.get("/plans/{plan_id}/authorities")
def list_authorities(world: AtRuntime, actor: Holder, plan_id: Id) -> list[AuthorityOut]:
    """The strategic authorities of the area, and their answers so far; for the plan's ERB."""
    with world.database.reading() as session:
        dossier = queries.dossier(session, readable(session, actor, plan_id))
        return [
            AuthorityOut(
                id=row.id,
                organisation=dossier.name(row.organisation_id),
                answer=row.answer,
                on=row.answered_on,
                asked_on=row.asked_on,
                districts=row.districts,
                since=row.since,
                ended_on=row.ended_on,
            )
            for row in dossier.authority_answers
        ]


def _event(row: EventRow, named: Named) -> EventOut:
    return EventOut(
        seq=row.seq,
        type=row.type,
        at=row.at,
        actor=row.actor.partition(":")[0],
        sentence=sentence(row, named),
        reference=row.hash,
    )


def _is_provider(actor: Actor) -> bool:
    return actor.organisation_kind == "provider"


def _shows(actor: Actor, row: Deadline) -> bool:
    return not _is_provider(actor) or row.kind == "rulebook" or row.organisation_id == actor.organisation_id


def _deadline(row: Deadline) -> PlanDeadlineOut:
    return PlanDeadlineOut(
        words=when(row),
        **row.model_dump(include=set(PlanDeadlineOut.model_fields) - {"words"}),
    )


def _action(
    actor: Actor, action: Action, dossier: Dossier, partners: Mapping[str, PartnerKind], came: str | None
) -> ActionOut:
    codes = {priority.id: priority.code for priority in dossier.priorities}
    plan, own = dossier.plan, actor.organisation_id
    team = permissions.reads_as_team(actor, plan.area_id, plan.erb_id)
    said = [
        CommitmentOut(
            id=row.id,
            organisation=dossier.name(row.organisation_id),
            kind=row.kind,
            alternative=row.alternative,
            risk=row.risk,
        )
        for row in dossier.commitments
        if row.action_id == action.id and (team or row.organisation_id == own)
    ]
    progress = action.model_dump(include=set(ProgressOut.model_fields))
    return ActionOut(
        **action.model_dump(
            include={"id", "code", "title", "planned_for", "measure", "route", "for_providers", "version"}
        ),
        priority=codes.get(action.priority_id or ""),
        lead=dossier.name(action.lead_id) if action.lead_id else None,
        partners=[PartnerOut(organisation=dossier.name(key), kind=kind) for key, kind in partners.items()],
        commitments=said,
        progress=None if _is_provider(actor) else ProgressOut(**progress),
        came_from=came,
    )
