"""Messages: to whom, about what, and whether each went."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session

from lsip_workflow.model import OutboxRow, OutboxStatus, Role
from lsip_workflow.store import listings
from lsip_workflow.web import saying
from lsip_workflow.web.views.paging import Paged

SIZE = 100


@dataclass(frozen=True)
class MessageLine:
    """A message in a list."""

    id: str
    subject: str
    recipient: str
    role: str
    plan_id: str
    area: str
    status: str
    sent: bool
    because: str
    at: datetime


@dataclass(frozen=True)
class MessagesPage(Paged):
    """A page of messages, newest first."""

    size: ClassVar[int] = SIZE

    lines: tuple[MessageLine, ...]


@dataclass(frozen=True)
class MessagePage:
    """One message, with its text while that is held, and every try at sending it."""

    line: MessageLine
    why: str
    body: str
    erased: bool
    tries: tuple[tuple[datetime, str], ...]


def messages_page(session: Session, page: int) -> MessagesPage:
    """One page of messages, newest first; pages count from 1."""
    rows, total = listings.messages(session, page, SIZE)
    areas = listings.areas_of_plans(session)
    return MessagesPage(total, page, tuple(line(row, areas) for row in rows))


def message_page(session: Session, row: OutboxRow) -> MessagePage:
    """One message."""
    tries = tuple((a.began_at, a.outcome or "not ended yet") for a in listings.attempts(session, row.id))
    return MessagePage(
        line(row, listings.areas_of_plans(session)), row.why, row.body or "", row.erased_at is not None, tries
    )


def line(row: OutboxRow, areas: dict[str, str]) -> MessageLine:
    """A message in a list; one that was not written yet is called by what it is about."""
    about = saying.TEMPLATES.get(row.template) or saying.sentence(saying.spoken(row.template))
    return MessageLine(
        id=row.id,
        subject=row.subject or about,
        recipient=row.recipient or "",
        role=saying.ROLES[Role(row.role)] if row.role else "",
        plan_id=row.plan_id or "",
        area=areas.get(row.plan_id or "", ""),
        status=saying.MESSAGES[row.status],
        sent=row.status is OutboxStatus.SENT,
        because=row.skipped_because,
        at=row.sent_at or row.owed_since,
    )
