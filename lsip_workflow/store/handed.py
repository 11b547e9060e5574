"""Workbooks that were handed in, and how long they are kept: they name people, so they go by themselves."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from lsip_workflow.model import HandedWorkbook

KEPT = timedelta(days=1)


def clear(session: Session, now: datetime, person_id: str = "") -> None:
    """Let go of what was handed in more than a day ago, and of everything of this person."""
    over = or_(col(HandedWorkbook.handed_at) < now - KEPT, HandedWorkbook.person_id == person_id)
    for row in session.exec(select(HandedWorkbook).where(over)):
        session.delete(row)
    session.flush()
