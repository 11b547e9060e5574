"""Named reads of progress words: those that stand, and those before them."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from lsip_workflow.model import ProgressWord

Subject = tuple[str, str | None]
"""A plan, or one of its actions."""


def of_plans(session: Session, plan_ids: Collection[str]) -> dict[str, ProgressWord]:
    """The newest word of each plan that has one, of the plan itself; one read, however many plans."""
    query = select(ProgressWord).where(
        col(ProgressWord.plan_id).in_(plan_ids), col(ProgressWord.action_id).is_(None)
    )
    return {row.plan_id: row for row in session.exec(query.order_by(col(ProgressWord.number)))}


def of_actions(session: Session, plan_ids: Collection[str]) -> dict[str, ProgressWord]:
    """The newest word of each action that has one, by the action's id; one read, however many plans."""
    query = select(ProgressWord).where(
        col(ProgressWord.plan_id).in_(plan_ids), col(ProgressWord.action_id).is_not(None)
    )
    found = session.exec(query.order_by(col(ProgressWord.number)))
    return {row.action_id: row for row in found if row.action_id is not None}


def history(session: Session, plan_id: str) -> dict[str | None, Sequence[ProgressWord]]:
    """Every word of a plan (under None) and of its actions (under their ids), the newest first."""
    found: defaultdict[str | None, list[ProgressWord]] = defaultdict(list)
    query = select(ProgressWord).where(ProgressWord.plan_id == plan_id)
    for row in session.exec(query.order_by(col(ProgressWord.number).desc())):
        found[row.action_id].append(row)
    return dict(found)


def newest(session: Session, plan_id: str, action_id: str | None) -> ProgressWord | None:
    """The word that stands for a plan, or for one of its actions."""
    query = select(ProgressWord).where(
        ProgressWord.plan_id == plan_id, col(ProgressWord.action_id).is_not_distinct_from(action_id)
    )
    return session.exec(query.order_by(col(ProgressWord.number).desc())).first()
