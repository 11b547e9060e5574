"""The JSON API, version 1: plans to list and read, and the door for a provider's answer."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from lsip_workflow.journeys import cycles, responses
from lsip_workflow.journeys.responses import Receipt
from lsip_workflow.model import Deadline, Plan, RequestStatus, Strength
from lsip_workflow.rules import permissions
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.lifecycle import still_needed
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.rules.responses import AnyForm, AnyResponse
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.api.shown_cycles import validity_of

router = APIRouter(prefix="/api/v1")
Id = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]
IdempotencyKey = Annotated[
    str,
    Header(
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Yours to choose, one for each submission: sent again with the same body, it gets the "
        "same receipt and nothing happens twice.",
    ),
]


class DeadlineOut(BaseModel):
    """A date, to its precision; `due` is empty while it is not known."""

    title: str
    due: date | None
    precision: str
    words: str
    holder: str
    status: str
    sourced: bool


class NeededOut(BaseModel):
    """Something still needed before the plan goes on, on whose word, and how much it weighs."""

    code: str
    text: str
    cite: str
    strength: Strength
    refuses: bool
    accepted_because: str | None


class PlanOut(BaseModel):
    """A plan: one area, one cycle, under one edition of the guidance."""

    id: str
    area: str
    cycle: str
    edition: str
    stage: str
    stage_title: str
    stage_since: date
    example: bool = Field(description="An invented plan of the demonstration: not of a real organisation.")
    next_deadline: DeadlineOut | None


class RequestOut(BaseModel):
    """Something asked of a provider, and whether an answer is there."""

    id: str
    title: str
    provider: str
    ukprn: str | None
    status: RequestStatus
    due: DeadlineOut | None
    current_reference: str | None


class PlanWhole(PlanOut):
    """A plan with what is still needed, and the requests that the key may see."""

    validity: str = Field(description="Until when the plan is valid; its address has /validity for more.")
    still_needed: list[NeededOut] = Field(description="For the ERB team; empty for a provider's key.")
    requests: list[RequestOut]


class ReceiptOut(BaseModel):
    """What was stored: quote the reference when you talk to us about it."""

    reference: str
    response: str
    request: str
    plan: str
    version: int
    received_at: str
    what_happens_next: str


@router.get("/plans")
def list_plans(world: AtRuntime, actor: Holder) -> list[PlanOut]:
    """The plans that exist for this key, in the order of their areas."""
    with world.database.reading() as session:
        names, nexts = queries.area_names(session), queries.next_deadlines(session, _only(actor))
        plans = [plan for plan in queries.plans(session) if _sees(session, actor, plan)]
        return [
            PlanOut(**_plan(world, plan, names, nexts.get(plan.id) if _works(actor, plan) else None))
            for plan in plans
        ]


@router.get("/plans/{plan_id}")
def read_plan(world: AtRuntime, actor: Holder, plan_id: Id) -> PlanWhole:
    """One plan; a provider sees its own requests, the ERB sees all, an ERB it was handed to sees none."""
    with world.database.reading() as session:
        plan = queries.plan(session, plan_id)
        if plan is None or not _sees(session, actor, plan):
            raise permissions.NotYours
        team = permissions.reads_as_team(actor, plan.area_id, plan.erb_id)
        only = None if team else actor.organisation_id
        names, nexts = queries.area_names(session), queries.next_deadlines(session, only)
        return PlanWhole(
            **_plan(world, plan, names, nexts.get(plan.id)),
            validity=validity_of(session, world, plan, world.today()).sentence,
            still_needed=_needed(session, world, plan) if team else [],
            requests=_requests(session, only, plan),
        )


@router.post("/requests/{request_id}/responses", status_code=201, response_model=ReceiptOut)
def submit_response(
    world: AtRuntime,
    actor: Holder,
    request_id: Id,
    form: AnyResponse,
    idempotency_key: IdempotencyKey,
) -> Response:
    """Take in a provider's answer and give its receipt; a second answer is a new version of the first.

    By its `kind` an answer may also ask for more time, name whom to ask, say that this does not apply or
    where it is answered, or say what is in the way of a commitment. With the key of an employer
    representative body it is recorded for the provider, who gets a copy to correct: say `heard_how`.
    """
    receipt = _take_in(world, actor, request_id, form, idempotency_key)
    headers = {"Idempotency-Replayed": "true"} if receipt.repeated else {}
    return Response(receipt.text, receipt.status, headers, media_type="application/json")


def _take_in(
    world: Runtime, actor: Actor, request_id: str, form: AnyForm, key: str, last: bool = False
) -> Receipt:
    occasion = world.occasion(actor)
    try:
        with world.database.transaction() as session:
            return responses.submit(session, occasion, request_id, form, key)
    except IntegrityError:
        # A twin under the same key was a moment faster: what it stored is now there to be read.
        if last:
            raise
        return _take_in(world, actor, request_id, form, key, last=True)


def _needed(session: Session, world: Runtime, plan: Plan) -> list[NeededOut]:
    """What the gates still ask for; it may name what another provider answered, so providers never get it."""
    found = still_needed(queries.dossier(session, plan), world.books[plan.edition], world.today())
    return [NeededOut(refuses=blocker.refuses, **_blocker_words(blocker)) for blocker in found]


def _only(actor: Actor) -> str | None:
    """The provider to whose own things an answer is kept; None for the ERB team, which sees all."""
    return actor.organisation_id if actor.organisation_kind == "provider" else None


def _works(actor: Actor, plan: Plan) -> bool:
    """Whether its dates are this actor's concern; an ERB that a plan was handed over to reads its content."""
    return bool(_only(actor)) or permissions.reads_as_team(actor, plan.area_id, plan.erb_id)


def _sees(session: Session, actor: Actor, plan: Plan) -> bool:
    asked = queries.providers_asked(session, plan.id)
    seen = permissions.sees_plan(actor, plan.area_id, plan.erb_id, asked)
    return seen or cycles.handed_to(session, actor, plan.id)


def _plan(world: Runtime, plan: Plan, names: dict[str, str], deadline: Deadline | None) -> dict[str, Any]:
    return {
        "id": plan.id,
        "area": names[plan.area_id],
        "cycle": plan.cycle,
        "edition": plan.edition,
        "stage": plan.stage,
        "stage_title": world.books[plan.edition].stage(plan.stage).title,
        "stage_since": plan.stage_since,
        "example": plan.example,
        "next_deadline": _deadline(deadline),
    }


def _deadline(deadline: Deadline | None) -> DeadlineOut | None:
    if deadline is None:
        return None
    return DeadlineOut(
        title=deadline.title,
        due=deadline.due,
        precision=deadline.precision,
        words=when(deadline),
        holder=deadline.holder,
        status=deadline.status,
        sourced=deadline.sourced,
    )


def _blocker_words(blocker: Any) -> dict[str, Any]:
    return {name: getattr(blocker, name) for name in ("code", "text", "cite", "strength", "accepted_because")}


def _requests(session: Session, only: str | None, plan: Plan) -> list[RequestOut]:
    return [
        RequestOut(
            id=asked.request.id,
            title=asked.request.title,
            provider=asked.provider.name,
            ukprn=asked.provider.ukprn,
            status=asked.request.status,
            due=_deadline(asked.deadline),
            current_reference=asked.reference,
        )
        for asked in queries.requests_of(session, plan.id, only)
    ]
