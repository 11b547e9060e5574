"""Carrying open actions over into the plans that follow: kept, split or closed, by a person's choice.

The old plan's history holds the choice and what was proposed; what a following plan answers is written
in its own history, by its own ERB. Nobody writes into another ERB's plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, func, select

from lsip_workflow import events
from lsip_workflow.journeys import cycles
from lsip_workflow.journeys.carried_in import CITE, codes_of, take_over
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import Action, CarryOver, CarryOverPart, EventRow, Plan, Strength
from lsip_workflow.rules import permissions
from lsip_workflow.rules.carry_over import Choice, Line, Placed, free_code, shape_faults
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.store.record import Occasion, lock, record


@dataclass(frozen=True)
class _Desk:
    """What choices are worked with: the old plan, those that follow it, its actions, the codes in use."""

    session: Session
    occasion: Occasion
    plan: Plan
    following: dict[str, Plan]
    ours: frozenset[str]
    lines: dict[str, Line]
    codes: dict[str, set[str]] = field(default_factory=dict)


def lines(session: Session, plan: Plan) -> list[Line]:
    """Every action of a plan with what was chosen for it, by code; what was taken out of the plan is left."""
    query = select(Action).where(Action.plan_id == plan.id, col(Action.withdrawn_on).is_(None))
    actions = session.exec(query.order_by(Action.code)).all()
    rows = session.exec(select(CarryOver).where(CarryOver.plan_id == plan.id)).all()
    chosen = {row.action_id: row for row in rows}
    placed: dict[str, list[Placed]] = {row.id: [] for row in rows}
    parts = (
        select(CarryOverPart, Action)
        .outerjoin(Action, col(Action.id) == CarryOverPart.action_id)
        .where(col(CarryOverPart.carry_over_id).in_(placed))
        .order_by(CarryOverPart.plan_id, CarryOverPart.code, CarryOverPart.id)
    )
    for part, action in session.exec(parts.execution_options(populate_existing=True)):
        placed[part.carry_over_id].append(Placed(part, action))
    return [
        Line(row, found, tuple(placed[found.id])) if (found := chosen.get(row.id)) else Line(row)
        for row in actions
    ]


def decide(session: Session, occasion: Occasion, plan: Plan, choices: Sequence[Choice]) -> list[Line]:
    """Record what becomes of actions; the same choice again changes nothing.

    Into a plan of the same ERB the action goes at once, into another's it is proposed. Another choice
    takes its place while nobody has worked on the new action. Raises Faulty with every fault, and Refused.
    """
    desk = _locked(session, occasion, plan, choices)
    faults = shape_faults(choices, desk.lines, desk.following)
    if faults := faults or _taken(desk, choices):
        raise Faulty(faults)
    reasons = [reason for choice in choices for reason in _kept_there(desk, choice)]
    if reasons:
        raise Refused(reasons)
    for choice in choices:
        _decide(desk, choice)
    return lines(session, plan)


def _locked(session: Session, occasion: Occasion, plan: Plan, choices: Sequence[Choice]) -> _Desk:
    """The old plan's stream, then those of our following plans: always in the order of their cycles."""
    lock(session, f"plan:{plan.id}", plan)
    following = {row.id: row for row in cycles.replaced_by(session, plan.id)}
    ours = frozenset(
        row.id
        for row in following.values()
        if row.erb_id in (plan.erb_id, occasion.actor.organisation_id)
        and row.area_id not in occasion.actor.closed
        and permissions.in_team(occasion.actor, row.area_id, row.erb_id)
    )
    for plan_id in sorted(ours):
        lock(session, f"plan:{plan_id}")
    held = select(CarryOverPart).join(CarryOver, col(CarryOver.id) == CarryOverPart.carry_over_id)
    session.exec(held.where(CarryOver.plan_id == plan.id).with_for_update(of=CarryOverPart)).all()
    known = {line.action.code: line for line in lines(session, plan)}
    desk = _Desk(session, occasion, plan, following, ours, known)
    for plan_id in ours:
        desk.codes[plan_id] = codes_of(session, plan_id)
    return desk


def _new(desk: _Desk, choice: Choice) -> set[tuple[str, str]]:
    """The plans and codes that a choice adds to what stands."""
    return choice.wanted() - {_at(one) for one in desk.lines[choice.action].live}


def _old(desk: _Desk, choice: Choice) -> list[Placed]:
    """The proposals that stand and are wanted no longer."""
    return [one for one in desk.lines[choice.action].live if _at(one) not in choice.wanted()]


def _at(placed: Placed) -> tuple[str, str]:
    return placed.part.plan_id, placed.part.code


def _taken(desk: _Desk, choices: Sequence[Choice]) -> list[str]:
    """Codes that are in use where they are to go; another ERB's plan says so itself when it accepts."""
    codes = {plan_id: set(taken) for plan_id, taken in desk.codes.items()}
    faults = []
    for number, choice in enumerate(choices):
        new = _new(desk, choice)
        for place, into in enumerate(choice.into):
            code, taken = into.code or choice.action, codes.setdefault(into.plan, set())
            if (into.plan, code) in new and code in taken:
                faults.append(
                    f"choices.{number}.into.{place}.code: “{code}” is in use in {into.plan}; "
                    f"“{free_code(code, taken)}” is free."
                )
            taken.add(code)
    return faults


def _kept_there(desk: _Desk, choice: Choice) -> list[Blocker]:
    """Why another choice cannot take the place of one: the action goes on elsewhere already."""
    found = []
    for one in _old(desk, choice):
        if one.action is None:
            continue
        where = f"{choice.action} goes on in the plan {one.part.plan_id} as {one.action.code}"
        if one.part.plan_id not in desk.ours:
            text = f"{where}, with its own body: ask them to take it out there, then choose again."
        elif _worked_on(desk.session, one.action):
            text = f"{where} and has been worked on: take it out there with a reason, then choose again."
        else:
            continue
        found.append(Blocker("carry-over-decided", text, CITE, Strength.GUIDANCE))
    return found


def _worked_on(session: Session, action: Action) -> bool:
    """Whether its plan's history speaks of the action after it was recorded and taken over."""
    query = select(func.count()).where(
        EventRow.stream == f"plan:{action.plan_id}", col(EventRow.payload).contains(action.id)
    )
    return session.exec(query).one() > 2


def _decide(desk: _Desk, choice: Choice) -> None:
    line, new, old = desk.lines[choice.action], _new(desk, choice), _old(desk, choice)
    because = choice.because.strip() or None
    row = line.chosen or CarryOver(
        plan_id=desk.plan.id, action_id=line.action.id, choice=choice.choice, decided_on=desk.occasion.today
    )
    same = line.chosen and (line.chosen.choice, line.chosen.because) == (choice.choice, because)
    if same and not new and not old:
        return
    row.because = because
    fact = events.CarryOverDecided(
        plan=desk.plan.id,
        carry_over=row.id,
        action=line.action.id,
        choice=choice.choice,
        on=desk.occasion.today,
    )
    record(desk.session, desk.occasion, fact, row)
    for one in old:
        _recall(desk, one)
    for plan_id, code in sorted(new):
        _propose(desk, line.action, row, plan_id, code)


def _recall(desk: _Desk, placed: Placed) -> None:
    part, action = placed.part, placed.action
    fact = events.CarryOverRecalled(plan=desk.plan.id, part=part.id, into=part.plan_id)
    record(desk.session, desk.occasion, fact)
    if action is None:
        return
    action.withdrawn_because = f"Another choice was made in the plan {desk.plan.id}."
    out = events.EntryWithdrawn(
        plan=part.plan_id, entry_kind="action", entry=action.id, code=action.code, on=desk.occasion.today
    )
    record(desk.session, desk.occasion, out, action)


def _propose(desk: _Desk, action: Action, carried: CarryOver, plan_id: str, code: str) -> None:
    part = CarryOverPart(carry_over_id=carried.id, plan_id=plan_id, code=code)
    desk.session.add(part)  # its words are the other plan's, so they are sealed in that plan's history
    fact = events.CarryOverProposed(
        plan=desk.plan.id, part=part.id, carry_over=carried.id, into=plan_id, code=code
    )
    record(desk.session, desk.occasion, fact)
    if plan_id in desk.ours:
        take_over(desk.session, desk.occasion, part, action, desk.following[plan_id], code)
