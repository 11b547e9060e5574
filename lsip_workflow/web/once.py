"""Writing to a plan, once: who may, the plan locked and read again, the journey, and its answer kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from lsip_workflow.journeys.refusals import KeyReused
from lsip_workflow.model import IdempotencyKey, OrganisationKind, Plan, canonical, digest
from lsip_workflow.reference import Reference
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor, NotAllowed, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.api import Id
from lsip_workflow.web.api import IdempotencyKey as KeyHeader

ONLY_THE_ERB = (
    "This is for the employer representative body of the area. Your key opens the plan to read, and to "
    "answer what you are asked."
)


@dataclass(frozen=True)
class At:
    """Where a submission is worked: the open transaction, who acts and when, the plan, now locked."""

    session: Session
    occasion: Occasion
    plan: Plan
    reference: Reference


@dataclass(frozen=True)
class Submission:
    """One submission to one plan, under a key of the sender's choosing."""

    world: Runtime
    actor: Actor
    plan_id: str
    key: str
    address: str

    def once(self, form: BaseModel, work: Callable[[At], BaseModel], status: int = 201) -> Response:
        """Work it and keep the answer; the same form under the same key gets the same bytes again.

        Raises NotYours, NotAllowed, KeyReused, and whatever the journey raises; then nothing is stored.
        """
        try:
            kept, repeated = self._take_in(form, work, status)
        except IntegrityError:
            # A twin was a moment faster: what it stored is now there to be read.
            kept, repeated = self._take_in(form, work, status)
        headers = {"Idempotency-Replayed": "true"} if repeated else {}
        return Response(kept.receipt, kept.status, headers, media_type="application/json")

    def _take_in(
        self, form: BaseModel, work: Callable[[At], BaseModel], status: int
    ) -> tuple[IdempotencyKey, bool]:
        occasion = Occasion(self.actor, self.world.now(), self.world.books)
        body = digest(canonical({"address": self.address, "form": form.model_dump_json()}))
        organisation = self.actor.organisation_id or ""
        with self.world.database.transaction() as session:
            plan = writable(session, self.actor, self.plan_id)
            lock(session, f"plan:{plan.id}", plan)
            kept = queries.kept_receipt(session, organisation, self.key)
            if kept is not None:
                if kept.body_digest != body:
                    raise KeyReused
                return kept, True
            answer = work(At(session, occasion, plan, self.world.reference))
            row = IdempotencyKey(
                organisation_id=organisation,
                key=self.key,
                body_digest=body,
                status=status,
                receipt=canonical(answer.model_dump(mode="json")),
                at=occasion.now,
            )
            session.add(row)
            return row, False


def visible(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan that exists for this actor. Raises NotYours."""
    plan = queries.plan(session, plan_id)
    if plan is None:
        raise NotYours
    asked = queries.providers_asked(session, plan_id)
    if not permissions.sees_plan(actor, plan.area_id, plan.erb_id, asked):
        raise NotYours
    return plan


def writable(session: Session, actor: Actor, plan_id: str) -> Plan:
    """A plan that this actor runs. Raises NotYours, and NotAllowed for a provider that may only see it."""
    plan = visible(session, actor, plan_id)
    if actor.organisation_kind != OrganisationKind.ERB:
        raise NotAllowed(ONLY_THE_ERB)
    return plan


def submission(
    world: AtRuntime, actor: Holder, plan_id: Id, idempotency_key: KeyHeader, request: Request
) -> Submission:
    """What arrives; who may not write is told so before their form is looked at."""
    with world.database.reading() as session:
        writable(session, actor, plan_id)
    return Submission(world, actor, plan_id, idempotency_key, f"{request.method} {request.url.path}")


Submitted = Annotated[Submission, Depends(submission)]
