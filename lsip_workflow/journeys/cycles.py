"""Plans that follow one another: what a plan replaces, how long each is valid, and handing one over."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, func, select

from lsip_workflow import events
from lsip_workflow.journeys import plans
from lsip_workflow.journeys.areas import successors_of
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, Document, Handover, Organisation, OrganisationKind, Plan, PlanReplaces
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.rules.validity import Replacement, Validity, valid_on
from lsip_workflow.store.record import Occasion, lock, record


def open_next(
    session: Session,
    occasion: Occasion,
    *,
    replaces: Sequence[Plan],
    plan_id: str,
    area: Area,
    erb: Organisation,
    cycle: str,
    edition: str,
    stage: str | None = None,
    on: date | None = None,
    example: bool = False,
) -> Plan:
    """Open the plan of the next cycle and name what it replaces; that stays valid meanwhile.

    Raises Faulty and Refused as `plans.open_plan` and `name_replaced` do.
    """
    plan = plans.open_plan(
        session,
        occasion,
        plan_id=plan_id,
        area=area,
        erb=erb,
        cycle=cycle,
        edition=edition,
        stage=stage,
        on=on,
        example=example,
    )
    for replaced in sorted(replaces, key=lambda row: row.id):
        name_replaced(session, occasion, plan, replaced)
    return plan


def name_replaced(session: Session, occasion: Occasion, plan: Plan, replaced: Plan) -> PlanReplaces:
    """Name a plan that this one replaces; said again, nothing happens. Raises Faulty."""
    if not may_read(session, occasion.actor, replaced):
        raise Faulty([unseen(replaced.id)])
    lock(session, f"plan:{replaced.id}")  # the older one first, always: two at once never wait in a ring
    lock(session, f"plan:{plan.id}")
    there = session.get(PlanReplaces, (plan.id, replaced.id))
    if there is not None:
        return there
    if faults := _replacing_faults(session, plan, replaced):
        raise Faulty(faults)
    row = PlanReplaces(plan_id=plan.id, replaced_id=replaced.id)
    record(session, occasion, events.PredecessorNamed(plan=plan.id, replaced=replaced.id), row)
    record(session, occasion, events.ReplacementNamed(plan=replaced.id, replacement=plan.id))
    return row


def _replacing_faults(session: Session, plan: Plan, replaced: Plan) -> list[str]:
    if plan.id == replaced.id:
        return ["replaces: a plan does not replace itself."]
    if plan.id in _before(session, replaced.id):
        return [f"replaces: “{replaced.id}” replaces this plan already; it cannot be both."]
    followed = {replaced.area_id, *successors_of(session, replaced.area_id)}
    if plan.area_id not in followed:
        return [
            f"replaces: “{replaced.id}” is of another area. A plan replaces one of its own area, or of an "
            "area that it came from: take in the change first (lsip areas changes)."
        ]
    return []


def unseen(plan_id: str) -> str:
    """One sentence for a plan that is not there and for one that is not theirs to see."""
    return f"replaces: there is no plan “{plan_id}” that you can see; its ERB can hand it over to you."


def _before(session: Session, plan_id: str) -> set[str]:
    """The plans that a plan replaces, and those that they replaced."""
    found: set[str] = set()
    ahead = {plan_id}
    while ahead:
        query = select(PlanReplaces.replaced_id).where(col(PlanReplaces.plan_id).in_(ahead))
        ahead = set(session.exec(query)) - found
        found |= ahead
    return found


def replaced_by(session: Session, plan_id: str) -> list[Plan]:
    """The plans that were named as replacing a plan, by id."""
    query = select(Plan).where(PlanReplaces.plan_id == Plan.id, PlanReplaces.replaced_id == plan_id)
    return list(session.exec(query.where(col(Plan.undone_on).is_(None)).order_by(Plan.id)))


def replaces(session: Session, plan_id: str) -> list[Plan]:
    """The plans that a plan replaces, by id."""
    query = select(Plan).where(PlanReplaces.replaced_id == Plan.id, PlanReplaces.plan_id == plan_id)
    return list(session.exec(query.order_by(Plan.id)))


def published_on(session: Session, plan_id: str) -> date | None:
    """The day on which a plan was first published; None while that is not recorded."""
    query = select(func.min(Document.published_on)).where(
        Document.plan_id == plan_id, Document.kind == "plan"
    )
    return session.exec(query).one()


def validity(session: Session, plan: Plan, day: date) -> Validity:
    """Since when a plan is valid, for what, and until when, as of a day."""
    following = [
        Replacement(row.id, row.area_id, published_on(session, row.id))
        for row in replaced_by(session, plan.id)
    ]
    return valid_on(
        day,
        published_on=published_on(session, plan.id),
        area=plan.area_id,
        successors=successors_of(session, plan.area_id),
        replacements=following,
    )


def hand_over(
    session: Session, occasion: Occasion, plan: Plan, area: Area, erb: Organisation, on: date
) -> Handover:
    """Let the ERB that follows read a plan from a day; said again, nothing happens. Raises Faulty.

    The ERB that made the plan keeps it; the other may read its content, dates and what it owes, and
    nobody else may. Requests and what providers answered are not handed over.
    """
    lock(session, f"plan:{plan.id}", plan)
    there = session.get(Handover, (plan.id, area.id, erb.id))
    if there is not None:
        return there
    if faults := _handing_faults(session, occasion, plan, area, erb, on):
        raise Faulty(faults)
    row = Handover(plan_id=plan.id, area_id=area.id, organisation_id=erb.id, handed_on=on)
    fact = events.HandoverRecorded(plan=plan.id, to_area=area.id, organisation=erb.id, on=on)
    record(session, occasion, fact, row)
    return row


def _handing_faults(
    session: Session, occasion: Occasion, plan: Plan, area: Area, erb: Organisation, on: date
) -> list[str]:
    faults = []
    if erb.kind is not OrganisationKind.ERB:
        faults.append(f"to: {erb.name} is not an employer representative body.")
    if erb.id == plan.erb_id:
        faults.append("to: this plan is with that body already.")
    if area.id not in {plan.area_id, *successors_of(session, plan.area_id)}:
        faults.append("area: name the plan's own area, or one that followed it.")
    if on > occasion.today:
        faults.append("on: the day is still to come; record it when it is there.")
    return faults


def may_read(session: Session, actor: Actor, plan: Plan) -> bool:
    """Whether this is the team of a plan, or of the ERB that it was handed over to."""
    return permissions.in_team(actor, plan.area_id, plan.erb_id) or handed_to(session, actor, plan.id)


def chooses(session: Session, actor: Actor, plan: Plan) -> bool:
    """Whether this actor chooses what becomes of a plan's open actions: its team, and where the area passed
    to another ERB, that ERB as well. The ERB of a part of a divided area only answers what is proposed."""
    own = permissions.in_team(actor, plan.area_id, plan.erb_id)
    return own or handed_to(session, actor, plan.id, plan.area_id)


def handed_to(session: Session, actor: Actor, plan_id: str, area_id: str | None = None) -> bool:
    """Whether a plan was handed over to this actor's ERB, for an area that the actor is of."""
    rows = session.exec(select(Handover).where(Handover.plan_id == plan_id))
    return any(
        permissions.in_team(actor, row.area_id, row.organisation_id) and area_id in (None, row.area_id)
        for row in rows
    )
