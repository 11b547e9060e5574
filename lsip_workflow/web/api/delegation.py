"""The JSON API: signing passed on for some days, by the signatory or the ERB lead, each in person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from lsip_workflow.journeys import delegation, signatories
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Delegation, Person, Plan
from lsip_workflow.rules import delegation as rules
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor, NotAllowed, NotYours
from lsip_workflow.rules.responses import Code
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import delegations, queries
from lsip_workflow.store.record import lock
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.api.designations import RowId
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Day, Form, Nothing, Said
from lsip_workflow.web.once import Here, Sender, Sending, visible

router = APIRouter(prefix="/api/v1/plans/{plan_id}/delegations")


class DelegationForm(Form):
    """Who signs in whose place, from which day until which, and why."""

    delegate: Code = Field(description="The id of the person who signs; they hold a role in the area.")
    since: Day
    until: Day = Field(description="The last day.")
    why: Said
    signatory: Code | None = Field(default=None, description="Left out: yourself. The ERB lead names others.")
    rule: Code = Field(default="", description="One sign-off by its key; left out: each that they sign.")


class DelegationOut(BaseModel):
    """Somebody signs in another's place, with both names."""

    id: str
    signatory: str
    signatory_name: str | None
    delegate: str
    delegate_name: str | None
    rule: str
    since: date
    until: date
    ended_on: date | None
    in_force: bool
    why: str | None


@dataclass(frozen=True)
class Passing:
    """What somebody sends who passes their signing on, or takes it back."""

    sender: Sender
    plan_id: str

    def once(self, form: BaseModel, work: Callable[[Here, Plan], BaseModel]) -> Response:
        """Work it on the locked plan and keep the answer."""

        def admit(session: Session) -> Plan:
            plan = signing_plan(session, self.sender.world, self.sender.actor, self.plan_id)
            permissions.require_open(self.sender.actor, plan.area_id)
            lock(session, f"plan:{plan.id}", plan)
            return plan

        return self.sender.once(form, admit, work, 201)


def passing(sending: Sending, plan_id: Id) -> Passing:
    """A person who signs something in the plan, or its ERB lead. Raises NotYours, NotAllowed for a key."""
    with sending.world.database.reading() as session:
        plan = signing_plan(session, sending.world, sending.actor, plan_id)
    if sending.actor.person_id is None:
        raise NotAllowed(rules.WHO_GIVES)
    permissions.require_open(sending.actor, plan.area_id)
    return Passing(sending, plan_id)


PassedOn = Annotated[Passing, Depends(passing)]


@router.get("")
def list_delegations(world: AtRuntime, actor: Holder, plan_id: Id) -> list[DelegationOut]:
    """All of a plan for its team; for anybody else who signs there, what is about themselves."""
    with world.database.reading() as session:
        plan = signing_plan(session, world, actor, plan_id)
        return [_out(session, row, world.today()) for row in seen_by(session, actor, plan)]


@router.post("", status_code=201, response_model=DelegationOut)
def give(passed: PassedOn, form: DelegationForm) -> Response:
    """Pass signing on from a day until a day: your own, or as ERB lead another signatory's."""

    def work(here: Here, plan: Plan) -> DelegationOut:
        actor, faults = here.occasion.actor, list[str]()
        signatory = _person(here.session, plan, "signatory", form.signatory or actor.person_id or "", faults)
        delegate = _person(here.session, plan, "delegate", form.delegate, faults)
        if faults or signatory is None or delegate is None:
            raise Faulty(faults)
        said = form.model_dump(exclude={"signatory", "delegate"})
        row = delegation.give(
            here.session, here.occasion, plan, signatory=signatory, delegate=delegate, **said
        )
        return _out(here.session, row, here.occasion.today)

    return passed.once(form, work)


@router.post("/{delegation_id}/end", status_code=201, response_model=DelegationOut)
def end(passed: PassedOn, delegation_id: RowId, form: Nothing | None = None) -> Response:
    """End it before its time: from today nothing is signed under it. What was signed stands."""

    def work(here: Here, plan: Plan) -> DelegationOut:
        row = here.session.get(Delegation, delegation_id)
        if row is None or row not in seen_by(here.session, here.occasion.actor, plan):
            raise NotYours
        return _out(here.session, delegation.end(here.session, here.occasion, row), here.occasion.today)

    return passed.once(form or Nothing(), work)


def signing_plan(session: Session, world: Runtime, actor: Actor, plan_id: str) -> Plan:
    """A plan in which this actor signs something, or that it reads whole.

    Raises NotYours; NotAllowed for a provider of the plan that signs nothing there.
    """
    plan = queries.plan(session, plan_id)
    if plan is None:
        raise NotYours
    book, today = world.books[plan.edition], world.today()
    if permissions.reads_as_team(actor, plan.area_id, plan.erb_id):
        return plan
    if any(signatories.signs(session, actor, plan, entry, today) for entry in book.sign_offs):
        return plan
    visible(session, actor, plan_id)
    raise NotAllowed(rules.WHO_GIVES)


def seen_by(session: Session, actor: Actor, plan: Plan) -> list[Delegation]:
    """The delegations of a plan that this actor may see: all for who reads it whole, or about themselves."""
    rows = delegations.of_plan(session, plan.id)
    if permissions.reads_as_team(actor, plan.area_id, plan.erb_id):
        return list(rows)
    return [row for row in rows if actor.person_id in (row.signatory_id, row.delegate_id)]


def _person(session: Session, plan: Plan, field: str, key: str, faults: list[str]) -> Person | None:
    if decided.known_here(session, plan, key):
        return session.get_one(Person, key)
    faults.append(f"{field}: this is nobody that we know in this area; name a person by their id.")
    return None


def _out(session: Session, row: Delegation, today: date) -> DelegationOut:
    return DelegationOut(
        id=row.id,
        signatory=row.signatory_id,
        signatory_name=session.get_one(Person, row.signatory_id).name,
        delegate=row.delegate_id,
        delegate_name=session.get_one(Person, row.delegate_id).name,
        in_force=rules.in_force(row, today),
        **row.model_dump(include={"rule", "since", "until", "ended_on", "why"}),
    )
