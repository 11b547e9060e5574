"""The JSON API: signing passed on for some days, by the signatory or the ERB lead, each in person."""

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
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import visible
from lsip_workflow.web.api.designations import RowId
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Day, Form, Nothing, Said
from lsip_workflow.web.once import At, Sending, Submission

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


def passing(sending: Sending, plan_id: Id) -> Submission:
    """A person who signs something in the plan, or its ERB lead.

    Raises NotYours; NotAllowed for a key, and for an auditor who signs nothing there.
    """

    def admit(session: Session, actor: Actor, key: str) -> Plan:
        return signing_plan(session, sending.world, actor, key)

    with sending.world.database.reading() as session:
        plan = admit(session, sending.actor, plan_id)
        reads = _only_reads(session, sending.world, sending.actor, plan)
    if sending.actor.person_id is None:
        raise NotAllowed(rules.WHO_GIVES)
    if reads:
        raise NotAllowed(permissions.ONLY_TO_AUDIT)
    permissions.require_open(sending.actor, plan.area_id)
    return Submission(sending, plan_id, admit)


PassedOn = Annotated[Submission, Depends(passing)]


@router.get("")
def list_delegations(world: AtRuntime, actor: Holder, plan_id: Id) -> list[DelegationOut]:
    """All of a plan for its team; for anybody else who signs there, what is about themselves."""
    with world.database.reading() as session:
        plan = signing_plan(session, world, actor, plan_id)
        return [_out(session, row, world.today()) for row in seen_by(session, actor, plan)]


@router.post("", status_code=201, response_model=DelegationOut)
def give(passed: PassedOn, form: DelegationForm) -> Response:
    """Pass signing on from a day until a day: your own, or as ERB lead another signatory's."""

    def work(at: At) -> DelegationOut:
        actor, faults = at.occasion.actor, list[str]()
        signatory = _person(at.session, at.plan, "signatory", form.signatory or actor.person_id or "", faults)
        delegate = _person(at.session, at.plan, "delegate", form.delegate, faults)
        if faults or signatory is None or delegate is None:
            raise Faulty(faults)
        said = form.model_dump(exclude={"signatory", "delegate"})
        row = delegation.give(
            at.session, at.occasion, at.plan, signatory=signatory, delegate=delegate, **said
        )
        return _out(at.session, row, at.occasion.today)

    return passed.once(form, work)


@router.post("/{delegation_id}/end", status_code=201, response_model=DelegationOut)
def end(passed: PassedOn, delegation_id: RowId, form: Nothing | None = None) -> Response:
    """End it before its time: from today nothing is signed under it. What was signed stands."""

    def work(at: At) -> DelegationOut:
        row = at.session.get(Delegation, delegation_id)
        if row is None or row not in seen_by(at.session, at.occasion.actor, at.plan):
            raise NotYours
        return _out(at.session, delegation.end(at.session, at.occasion, row), at.occasion.today)

    return passed.once(form or Nothing(), work)


def _only_reads(session: Session, world: Runtime, actor: Actor, plan: Plan) -> bool:
    """Whether this reads all of a plan without being of its team, and signs nothing there."""
    return not permissions.in_team(actor, plan.area_id, plan.erb_id) and not _signs(
        session, world, actor, plan
    )


def _signs(session: Session, world: Runtime, actor: Actor, plan: Plan) -> bool:
    book, today = world.books[plan.edition], world.today()
    return any(signatories.signs(session, actor, plan, entry, today) for entry in book.sign_offs)


def signing_plan(session: Session, world: Runtime, actor: Actor, plan_id: str) -> Plan:
    """A plan in which this actor signs something, or that it reads whole.

    Raises NotYours; NotAllowed for a provider of the plan that signs nothing there.
    """
    plan = queries.plan(session, plan_id)
    if plan is None:
        raise NotYours
    if permissions.reads_as_team(actor, plan.area_id, plan.erb_id) or _signs(session, world, actor, plan):
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
