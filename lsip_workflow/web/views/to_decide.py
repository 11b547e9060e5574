"""What somebody is asked to decide, on what and by when, with their interests: a page for a phone."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from lsip_workflow.journeys import signatories
from lsip_workflow.model import Area, Delegation, Interest, Organisation, Person, Plan, SignOff
from lsip_workflow.rules import permissions
from lsip_workflow.rules import sign_offs as rules
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import delegations, queries
from lsip_workflow.web import saying
from lsip_workflow.web.views.asked_one import contacts
from lsip_workflow.web.views.signed import signatory, where


@dataclass(frozen=True)
class AskedLine:
    """A sign-off that is asked of somebody: on what, by when, and how it stands with them."""

    id: str
    plan_id: str
    title: str
    where: str
    due: date | None
    ahead: str
    standing: str
    waits: bool


@dataclass(frozen=True)
class OwnInterest:
    """An interest of the reader's own in the register of an area."""

    area: str
    words: str
    since: date
    until: date | None


@dataclass(frozen=True)
class PassedOn:
    """Signing passed on, by the reader or to them."""

    id: str
    plan_id: str
    where: str
    signatory: str
    delegate: str
    what: str
    since: date
    until: date
    why: str
    over: bool


@dataclass(frozen=True)
class ToDecide:
    """Everything on the page of what is to be decided."""

    waiting: tuple[AskedLine, ...]
    done: tuple[AskedLine, ...]
    interests: tuple[OwnInterest, ...]
    passed_on: tuple[PassedOn, ...]
    plans: tuple[tuple[str, str], ...]
    """The plans in which the reader signs something: their ids and names."""
    keepers: tuple[tuple[str, list[tuple[str, str, str]]], ...]
    """Of those, whom to ask for something in the register: by plan, name, telephone and e-mail address."""


def to_decide(session: Session, world: Runtime, hats: tuple[Actor, ...]) -> ToDecide:
    """What is asked of whoever holds these hats, their own interests, and what was passed on."""
    lines = [
        _asked_line(session, world, actor, row, plan)
        for actor in hats
        for row, plan in signatories.asked_of(session, actor, world.books, world.today())
    ]
    people = [actor.person_id for actor in hats if actor.person_id]
    lines.sort(key=lambda line: (line.due is None, line.due or date.max, line.title))
    plans = _signed_plans(session, world, hats)
    return ToDecide(
        waiting=tuple(line for line in lines if line.waits),
        done=tuple(line for line in lines if not line.waits),
        interests=tuple(each for key in people for each in _interests(session, key)),
        passed_on=tuple(
            passed_on(session, world, row) for key in people for row in delegations.about_person(session, key)
        ),
        plans=tuple((plan.id, where(session, plan)) for plan in plans),
        keepers=tuple(
            (where(session, plan), contacts(session, world, plan))
            for plan in plans
            if not any(permissions.in_team(actor, plan.area_id, plan.erb_id) for actor in hats)
        ),
    )


def _signed_plans(session: Session, world: Runtime, hats: tuple[Actor, ...]) -> list[Plan]:
    """Where a person holds a role under which something is signed: there they may pass it on."""
    found = {}
    for actor in hats:
        for plan in queries.plans(session):
            signed = (role for rule in world.books[plan.edition].sign_offs for role in rules.roles_of(rule))
            if permissions.holds_for(actor, plan.area_id, plan.erb_id, *signed):
                found[plan.id] = plan
    return list(found.values())


def _asked_line(session: Session, world: Runtime, actor: Actor, row: SignOff, plan: Plan) -> AskedLine:
    answers = [each for each in decided.sign_offs_of(session, plan.id) if each.asking == row.id]
    mine = [each for each in answers if each.person_id == actor.person_id]
    signed = next((each for each in answers if each.status == "signed"), None)
    newest = decided.newest_asking(session, plan.id, row.rule)
    due = queries.deadline_of(session, plan.id, "signature", row.id)
    standing, waits = "Waits for you", True
    if mine:
        did = "signed" if mine[-1].status == "signed" else "declined"
        standing, waits = f"You {did} on {saying.day(mine[-1].decided_on or world.today())}", False
    elif newest is not None and newest.id != row.id:
        standing, waits = "Asked again since, about a later version", False
    elif signed is not None:
        standing, waits = f"Signed by {signatory(signed)}", False
    elif _interest_in_the_way(session, world, actor, row, plan):
        standing, waits = "You have an interest in it, so it is not yours to decide", False
    return AskedLine(
        id=row.id,
        plan_id=plan.id,
        title=world.books[plan.edition].sign_off(row.rule).title,
        where=where(session, plan),
        due=due.due if due else None,
        ahead=saying.ahead(due.due, world.today()) if due and due.due else "",
        standing=standing,
        waits=waits,
    )


def _interest_in_the_way(session: Session, world: Runtime, actor: Actor, row: SignOff, plan: Plan) -> bool:
    occasion, entry = world.occasion(actor), world.books[plan.edition].sign_off(row.rule)
    own = actor.person_id
    return own is not None and bool(signatories.in_the_way(session, occasion, plan, entry, own))


def _interests(session: Session, person_id: str) -> list[OwnInterest]:
    rows = session.exec(select(Interest).where(Interest.person_id == person_id))
    return [
        OwnInterest(session.get_one(Area, row.area_id).name, _touching(session, row), row.since, row.until)
        for row in rows
    ]


def _touching(session: Session, row: Interest) -> str:
    body = session.get(Organisation, row.organisation_id) if row.organisation_id else None
    words = row.words or saying.ERASED
    return f"{words} ({body.name})" if body else words


def passed_on(session: Session, world: Runtime, row: Delegation) -> PassedOn:
    """One delegation, in words."""
    plan = session.get_one(Plan, row.plan_id)
    rule = world.books[plan.edition].sign_off(row.rule).title if row.rule else "each that they sign"
    today = world.today()
    return PassedOn(
        id=row.id,
        plan_id=plan.id,
        where=where(session, plan),
        signatory=session.get_one(Person, row.signatory_id).name or saying.ERASED,
        delegate=session.get_one(Person, row.delegate_id).name or saying.ERASED,
        what=rule,
        since=row.since,
        until=row.until,
        why=row.why or saying.ERASED,
        over=row.ended_on is not None or row.until < today,
    )
