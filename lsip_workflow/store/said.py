"""Named reads of what was said to a plan's team and waits for a word of theirs."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from lsip_workflow.model import EventRow, SectionComment, SignOff

DECLINED, ASKED = "sign_off.declined", "sign_off.requested"


def comments(session: Session, plan_ids: Collection[str]) -> list[tuple[str, int, date]]:
    """The plans with comments of authorities that nobody has answered: how many, and the oldest's day."""
    query = (
        columns(col(SectionComment.plan_id), func.count(), func.min(col(SectionComment.said_on)))
        .where(col(SectionComment.plan_id).in_(plan_ids), col(SectionComment.answered_on).is_(None))
        .group_by(col(SectionComment.plan_id))
        .order_by(col(SectionComment.plan_id))
    )
    return [(plan, count, on) for plan, count, on in session.execute(query)]


@dataclass(frozen=True)
class Declined:
    """A sign-off that somebody declined: of which plan, by which rule, who, and on which day."""

    plan_id: str
    rule: str
    who: str
    on: date


def declined(session: Session, plan_ids: Collection[str], since: datetime) -> list[Declined]:
    """What was declined since an instant and was not asked for again after that, the oldest first."""
    streams = [f"plan:{plan}" for plan in plan_ids]
    query = (
        select(EventRow)
        .where(col(EventRow.stream).in_(streams), col(EventRow.at) > since)
        .where(col(EventRow.type).in_((DECLINED, ASKED)))
        .order_by(col(EventRow.id))
    )
    open_ones: dict[tuple[str, str], list[str]] = {}
    for event in session.exec(query):
        fact = json.loads(event.payload)
        ids = open_ones.setdefault((event.stream, fact["rule"]), [])
        ids[:] = [*ids, fact["sign_off"]] if event.type == DECLINED else []
    wanted = [each for ids in open_ones.values() for each in ids]
    if not wanted:
        return []
    rows = session.exec(select(SignOff).where(col(SignOff.id).in_(wanted)))
    found = [
        Declined(row.plan_id, row.rule, row.signatory or "", row.decided_on or since.date()) for row in rows
    ]
    return sorted(found, key=lambda each: (each.on, each.who))
