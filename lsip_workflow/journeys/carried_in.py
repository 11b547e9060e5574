"""What comes into a plan from one before it: proposed, taken over or not, by the plan's own ERB."""

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys import plans
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import Action, CarryOver, CarryOverPart, Plan, Strength
from lsip_workflow.rules.carry_over import Offered, Placed, free_code
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

CITE = "Practice of this project: what becomes of an open action is a person's choice"


def offered(session: Session, plan: Plan) -> list[Offered]:
    """What was proposed to a plan and not taken back, by the plan it comes from and its code."""
    rows = session.exec(
        select(CarryOverPart, Action, Plan)
        .join(CarryOver, col(CarryOver.id) == CarryOverPart.carry_over_id)
        .join(Action, col(Action.id) == CarryOver.action_id)
        .join(Plan, col(Plan.id) == CarryOver.plan_id)
        .where(CarryOverPart.plan_id == plan.id, col(CarryOverPart.recalled).is_(False))
        .order_by(Plan.id, Action.code, CarryOverPart.id)
    )
    became = {row.id: row for row in session.exec(select(Action).where(Action.plan_id == plan.id))}
    return [
        Offered(Placed(part, became.get(part.action_id or "")), action, came) for part, action, came in rows
    ]


def origins(session: Session, plan: Plan) -> dict[str, str]:
    """For each action that was taken over from another plan: that plan, and its code there."""
    rows = offered(session, plan)
    return {
        one.placed.action.id: f"{one.came_from.id} {one.action.code}" for one in rows if one.placed.action
    }


def accept(session: Session, occasion: Occasion, plan: Plan, part_id: str, code: str = "") -> Action:
    """Take a proposed action over into this plan; said again, it is the same action.

    Raises NotYours for a proposal to another plan, Faulty for a code in use, and Refused when it was
    declined before, or taken back.
    """
    part, old = _answerable(session, plan, part_id)
    if part.answer == "accepted":
        return session.get_one(Action, part.action_id)
    if part.answer == "declined":
        raise Refused([_reason("This was not taken over before. Ask its ERB to propose it again.")])
    code, taken = code or part.code, codes_of(session, plan.id)
    if code in taken:
        free = free_code(code, taken)
        raise Faulty([f"code: “{code}” is in use in this plan; “{free}” is free."])
    return take_over(session, occasion, part, old, plan, code)


def decline(session: Session, occasion: Occasion, plan: Plan, part_id: str, because: str) -> None:
    """Do not take a proposed action over, with a reason that its plan reads. Raises as `accept` does."""
    part, old = _answerable(session, plan, part_id)
    if part.answer == "accepted":
        raise Refused([_reason("This was taken over already; take the action out with a reason instead.")])
    if part.answer == "declined":
        return
    if not because.strip():
        raise Faulty(["because: write why the action is not taken over; the plan it comes from reads it."])
    part.because = because.strip()
    fact = events.CarryOverDeclined(plan=plan.id, part=part.id, came_from=old.plan_id)
    record(session, occasion, fact, part)


def _answerable(session: Session, plan: Plan, part_id: str) -> tuple[CarryOverPart, Action]:
    lock(session, f"plan:{plan.id}", plan)
    query = select(CarryOverPart).where(CarryOverPart.id == part_id, CarryOverPart.plan_id == plan.id)
    part = session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if part is None:
        raise NotYours
    if part.recalled:
        raise Refused([_reason("The plan that it comes from took this proposal back.")])
    carried = session.get_one(CarryOver, part.carry_over_id)
    return part, session.get_one(Action, carried.action_id)


def _reason(text: str) -> Blocker:
    return Blocker("carry-over-answered", text, CITE, Strength.GUIDANCE)


def codes_of(session: Session, plan_id: str) -> set[str]:
    """The codes that a plan uses, those of actions that were taken out with them."""
    return set(session.exec(select(Action.code).where(Action.plan_id == plan_id)))


def take_over(
    session: Session, occasion: Occasion, part: CarryOverPart, old: Action, plan: Plan, code: str
) -> Action:
    """Record the action as a new one of this plan. Commitments and progress stay with the old one."""
    row = Action(
        plan_id=plan.id,
        code=code,
        title=old.title,
        measure=old.measure,
        planned_for=old.planned_for,
        route=old.route,
        for_providers=old.for_providers,
        lead_id=_lead(session, old, plan),
    )
    plans.record_action(session, occasion, row)
    fact = events.CarryOverAccepted(plan=plan.id, part=part.id, action=row.id, came_from=old.plan_id)
    record(session, occasion, fact)
    return row


def _lead(session: Session, old: Action, plan: Plan) -> str | None:
    """Who led it, where that body is the new plan's own too; otherwise the new plan names its lead."""
    known = {plan.erb_id} | queries.providers_asked(session, plan.id)
    return old.lead_id if old.lead_id in known else None
