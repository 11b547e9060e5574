"""Writing, once: who may, the stream locked and read again, the journey, and its answer kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from lsip_workflow.journeys.refusals import KeyReused
from lsip_workflow.model import Area, IdempotencyKey, Plan, canonical, digest
from lsip_workflow.reference import Reference
from lsip_workflow.rules import permissions
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import Row, as_party, as_provider, choosable, open_area, row_of, writable
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.api.plans import IdempotencyKey as KeyHeader

Place = TypeVar("Place")


@dataclass(frozen=True)
class Here:
    """Where a submission is worked: the open transaction, who acts and when, and what is looked up."""

    session: Session
    occasion: Occasion
    reference: Reference
    calendar: Calendar


@dataclass(frozen=True)
class At(Here):
    """The same, with the plan that it is about, now locked."""

    plan: Plan

    def row(self, kind: type[Row], key: str) -> Row:
        """A row of this plan. Raises NotYours for one that is not there, or of another plan."""
        return row_of(self.session, self.plan, kind, key)


@dataclass(frozen=True)
class AtArea(Here):
    """The same, with the area that it is about, now locked."""

    area: Area

    def row(self, kind: type[Row], key: str) -> Row:
        """A row of this area. Raises NotYours for one that is not there, of another area, or of a plan."""
        return row_of(self.session, self.area, kind, key)


@dataclass(frozen=True)
class Sender:
    """Who sends, under a key of their choosing, to which address."""

    world: Runtime
    actor: Actor
    key: str
    address: str

    @property
    def occasion(self) -> Occasion:
        """Who acts, now, and under which rulebooks."""
        return self.world.occasion(self.actor)

    def once(
        self,
        form: BaseModel,
        admit: Callable[[Session], Place],
        work: Callable[[Here, Place], BaseModel],
        status: int,
    ) -> Response:
        """Work it and keep the answer; the same form under the same key gets the same bytes again.

        Raises NotYours, NotAllowed, KeyReused, and whatever the journey raises; then nothing is stored.
        """
        try:
            kept, repeated = self._take_in(form, admit, work, status)
        except IntegrityError:
            # A twin was a moment faster: what it stored is now there to be read.
            kept, repeated = self._take_in(form, admit, work, status)
        headers = {"Idempotency-Replayed": "true"} if repeated else {}
        return Response(kept.receipt, kept.status, headers, media_type="application/json")

    def _take_in(
        self,
        form: BaseModel,
        admit: Callable[[Session], Place],
        work: Callable[[Here, Place], BaseModel],
        status: int,
    ) -> tuple[IdempotencyKey, bool]:
        occasion = self.occasion
        organisation = self.actor.organisation_id or ""
        with self.world.database.transaction() as session:
            place = admit(session)
            kept = queries.kept_receipt(session, organisation, self.key)
            if kept is not None:
                if kept.body_digest != self._digest(form):
                    raise KeyReused
                return kept, True
            answer = work(Here(session, occasion, self.world.reference, self.world.calendar), place)
            row = IdempotencyKey(
                organisation_id=organisation,
                key=self.key,
                body_digest=self._digest(form),
                status=status,
                receipt=canonical(answer.model_dump(mode="json")),
                at=occasion.now,
            )
            session.add(row)
            return row, False

    def _digest(self, form: BaseModel) -> str:
        """What was sent, where to, and by which person: another's twin is not the same submission."""
        sent = {"address": self.address, "form": form.model_dump_json()}
        return digest(canonical(sent | ({"person": self.actor.person_id} if self.actor.person_id else {})))


@dataclass(frozen=True)
class Submission:
    """One submission about one plan."""

    sender: Sender
    plan_id: str
    admit: Callable[[Session, Actor, str], Plan]

    @property
    def actor(self) -> Actor:
        """Who sends."""
        return self.sender.actor

    def once(self, form: BaseModel, work: Callable[[At], BaseModel], status: int = 201) -> Response:
        """Work it on the locked plan and keep the answer; see `Sender.once`."""

        def admit(session: Session) -> Plan:
            plan = self.admit(session, self.actor, self.plan_id)
            permissions.require_open(self.actor, plan.area_id)
            lock(session, f"plan:{plan.id}", plan)
            return plan

        return self.sender.once(form, admit, lambda here, plan: work(At(**vars(here), plan=plan)), status)


@dataclass(frozen=True)
class AreaSubmission:
    """One submission about one area."""

    sender: Sender
    area_id: str
    admit: Callable[[Session, Actor, str], Area]

    def once(self, form: BaseModel, work: Callable[[AtArea], BaseModel], status: int = 201) -> Response:
        """Work it on the locked area and keep the answer; see `Sender.once`."""

        def admit(session: Session) -> Area:
            area = self.admit(session, self.sender.actor, self.area_id)
            lock(session, f"area:{area.id}", area)
            return area

        return self.sender.once(form, admit, lambda here, area: work(AtArea(**vars(here), area=area)), status)


def sender(world: AtRuntime, actor: Holder, idempotency_key: KeyHeader, request: Request) -> Sender:
    """Who writes, and under which key."""
    return Sender(world, actor, idempotency_key, f"{request.method} {request.url.path}")


Sending = Annotated[Sender, Depends(sender)]


def submission(sending: Sending, plan_id: Id) -> Submission:
    """What the ERB team sends; who may not write is told so before their form is looked at."""
    return _submission(sending, plan_id, writable)


def choosing_submission(sending: Sending, plan_id: Id) -> Submission:
    """What becomes of open actions: from the plan's team, or the ERB that its area passed to."""
    return _submission(sending, plan_id, choosable)


def provider_submission(sending: Sending, plan_id: Id) -> Submission:
    """What a provider sends about itself."""
    return _submission(sending, plan_id, as_provider)


def party_submission(sending: Sending, plan_id: Id) -> Submission:
    """What the ERB team, or a provider of the plan, sends."""
    return _submission(sending, plan_id, as_party)


def _submission(sending: Sender, plan_id: str, admit: Callable[[Session, Actor, str], Plan]) -> Submission:
    with sending.world.database.reading() as session:
        permissions.require_open(sending.actor, admit(session, sending.actor, plan_id).area_id)
    return Submission(sending, plan_id, admit)


def area_submission(sending: Sending, area_id: Id) -> AreaSubmission:
    """What the ERB of an area sends about the area itself."""
    return to_area(sending, area_id, open_area)


def to_area(sending: Sender, area_id: str, admit: Callable[[Session, Actor, str], Area]) -> AreaSubmission:
    """What somebody sends about an area to whom it is open by this rule; who may not is told so first."""
    with sending.world.database.reading() as session:
        admit(session, sending.actor, area_id)
    return AreaSubmission(sending, area_id, admit)


Submitted = Annotated[Submission, Depends(submission)]
SubmittedByChooser = Annotated[Submission, Depends(choosing_submission)]
SubmittedByProvider = Annotated[Submission, Depends(provider_submission)]
SubmittedByParty = Annotated[Submission, Depends(party_submission)]
SubmittedToArea = Annotated[AreaSubmission, Depends(area_submission)]
