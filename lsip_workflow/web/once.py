"""Writing, once: who may, the stream locked and read again, the journey, and its answer kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from lsip_workflow.journeys import cycles
from lsip_workflow.journeys.refusals import KeyReused
from lsip_workflow.model import Area, IdempotencyKey, Plan, canonical, digest
from lsip_workflow.reference import Reference
from lsip_workflow.rules import permissions
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.permissions import Actor, NotAllowed, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.api.plans import IdempotencyKey as KeyHeader

ONLY_THE_ERB = (
    "This is for the employer representative body of the area. Your key opens the plan to read, and to "
    "answer what you are asked."
)
ONLY_TO_READ = "This plan was handed over to you to read; its own body chooses what becomes of its actions."
ONLY_A_PROVIDER = "This is for a provider to say about itself, with its own key."
ONLY_PARTIES = "This is for the team of the plan and for its providers."
Place = TypeVar("Place")
OfPlan = TypeVar("OfPlan", bound=SQLModel)


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

    def row(self, kind: type[OfPlan], key: str) -> OfPlan:
        """A row of this plan. Raises NotYours for one that is not there, or of another plan."""
        row = self.session.get(kind, key)
        if row is None or getattr(row, "plan_id") != self.plan.id:  # noqa: B009
            raise NotYours
        return row


@dataclass(frozen=True)
class AtArea(Here):
    """The same, with the area that it is about, now locked."""

    area: Area


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
        return Occasion(self.actor, self.world.now(), self.world.books)

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
    """One submission about one area, by the ERB that holds it."""

    sender: Sender
    area_id: str

    def once(self, form: BaseModel, work: Callable[[AtArea], BaseModel], status: int = 201) -> Response:
        """Work it on the locked area and keep the answer; see `Sender.once`."""

        def admit(session: Session) -> Area:
            area = open_area(session, self.sender.actor, self.area_id)
            lock(session, f"area:{area.id}", area)
            return area

        return self.sender.once(form, admit, lambda here, area: work(AtArea(**vars(here), area=area)), status)


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
    with sending.world.database.reading() as session:
        open_area(session, sending.actor, area_id)
    return AreaSubmission(sending, area_id)


Submitted = Annotated[Submission, Depends(submission)]
SubmittedByChooser = Annotated[Submission, Depends(choosing_submission)]
SubmittedByProvider = Annotated[Submission, Depends(provider_submission)]
SubmittedByParty = Annotated[Submission, Depends(party_submission)]
SubmittedToArea = Annotated[AreaSubmission, Depends(area_submission)]
