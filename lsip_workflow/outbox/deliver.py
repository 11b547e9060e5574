"""Delivering: claim, send, mark sent or say why not. A hanging mail server holds up only its own thread.

Exactly once is not possible over SMTP. Between a server's yes and our mark a crash makes us try again,
under the same Message-ID: at least once, and everywhere else once.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, update
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from lsip_workflow.model import Attempt, OutboxItem, OutboxRow, OutboxStatus, Person
from lsip_workflow.outbox.channels import CameBack, Channel, NotSent
from lsip_workflow.outbox.door import SIGN_IN
from lsip_workflow.outbox.render import Message, render
from lsip_workflow.store import bounces
from lsip_workflow.store.database import Database
from lsip_workflow.store.record import Occasion

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))


@dataclass(frozen=True)
class Post:
    """What sending needs: the database, the channel, the pages' address, a clock and an occasion."""

    database: Database
    channel: Channel
    pages: str
    occasion: Callable[[], Occasion]
    secret: bytes
    """What links to sign in are made with; a link is made only as its message goes."""

    @property
    def lease(self) -> timedelta:
        """More than three times the longest that a send may take."""
        return timedelta(seconds=self.channel.seconds * 3 + 30)


def send_next(post: Post) -> bool:
    """Send the message that is owed longest; False when none is. Never raises for a message's sake."""
    occasion = post.occasion()
    with post.database.reading() as session:  # looking holds nobody up
        if session.exec(_owed(occasion.now)).first() is None:
            return False
    with post.database.transaction() as session:
        row = _claim(session, occasion.now, post.lease)
        if row is None:
            return False
        attempt = Attempt(outbox_id=row.id, began_at=occasion.now)
        session.add(attempt)
        session.flush()
        attempt_id, fence = attempt.id, row.fence
    outcome, message = _try(post, occasion, row)
    if outcome.came_back:  # before the mark: after a crash in between the next try meets the pause
        _pause(post, row, outcome)
    with post.database.transaction() as session:
        _mark(session, row.id, fence, outcome, message, post.occasion().now)
        told = session.get_one(Attempt, attempt_id)
        told.ended_at, told.outcome = post.occasion().now, outcome.says
    return True


@dataclass(frozen=True)
class Outcome:
    """How one try ended."""

    status: OutboxStatus
    says: str
    came_back: CameBack | None = None
    address: str = ""


def _owed(now: datetime) -> SelectOfScalar[OutboxRow]:
    owed = (col(OutboxRow.status) == OutboxStatus.OWED) & or_(
        col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before) <= now
    )
    # A claim that ran out may have been sent: reminders and receipts are tried again, same Message-ID.
    left = (col(OutboxRow.status) == OutboxStatus.CLAIMED) & (col(OutboxRow.lease_until) <= now)
    # Somebody waits at the door for a link: it goes before whatever else is owed, however much that is.
    at_the_door = case((col(OutboxRow.template) == SIGN_IN, 0), else_=1)
    return select(OutboxRow).where(or_(owed, left)).order_by(at_the_door, col(OutboxRow.owed_since)).limit(1)


def _claim(session: Session, now: datetime, lease: timedelta) -> OutboxRow | None:
    row = session.exec(_owed(now).with_for_update(skip_locked=True)).one_or_none()
    if row is not None:
        row.status, row.lease_until, row.fence = OutboxStatus.CLAIMED, now + lease, row.fence + 1
    return row


def _pause(post: Post, row: OutboxRow, outcome: Outcome) -> None:
    """Nothing more goes to an address that a server does not know, and the team is asked for another."""
    with post.database.transaction() as session:
        person = session.get(Person, row.person_id) if row.person_id else None
        if person is not None and outcome.came_back is not None:
            bounces.came_back(
                session,
                post.occasion(),
                person,
                address=outcome.address,
                how="server",
                words=str(outcome.came_back),
                code=outcome.came_back.code,
                message=row.id,
            )


def _try(post: Post, occasion: Occasion, row: OutboxRow) -> tuple[Outcome, Message | None]:
    message: Message | str = ""
    try:
        with post.database.reading() as session:
            message = render(session, occasion, row, post.pages, post.secret)
        if isinstance(message, str):
            return Outcome(OutboxStatus.SKIPPED, message), None
        post.channel.send(message)
        return Outcome(OutboxStatus.SENT, "sent"), message
    except CameBack as error:
        address = message.to if isinstance(message, Message) else ""
        says = f"{bounces.PAUSED}: {error}"
        return Outcome(OutboxStatus.SKIPPED, says, error, address), None
    except NotSent as error:
        return Outcome(OutboxStatus.OWED, str(error)), None
    except Exception as error:
        log.exception("Message %s could not be rendered", row.id)
        return Outcome(OutboxStatus.OWED, f"{type(error).__name__}: {error}"[:300]), None


def _mark(
    session: Session, row_id: str, fence: int, outcome: Outcome, message: Message | None, now: datetime
) -> None:
    row = session.get_one(OutboxRow, row_id, with_for_update=True)
    if row.fence != fence:
        return  # our claim ran out, and whoever has it now says how it went
    row.status, row.lease_until = outcome.status, None
    if message is not None:
        row.sent_at = now
        for item_id, because in message.left_out.items():
            session.get_one(OutboxItem, item_id).left_out = because
        if row.erased_at is None:  # somebody may have been erased while we were sending
            row.recipient, row.subject, row.body = message.to, message.subject, message.kept
    elif outcome.status is OutboxStatus.SKIPPED:
        row.skipped_because = outcome.says
        of_it = update(OutboxItem).where(col(OutboxItem.outbox_id) == row.id)
        session.execute(of_it.values(left_out=outcome.says))
    elif row.fence > len(PAUSES):
        row.status, row.skipped_because = OutboxStatus.GIVEN_UP, f"Tried {row.fence} times: {outcome.says}"
    else:
        row.not_before = now + PAUSES[row.fence - 1]


class Senders:
    """Threads that send what is owed, for as long as they are wanted."""

    def __init__(self, post: Post, count: int, pause: float = 0.3) -> None:
        self.post, self.pause = post, pause
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self._send, name=f"sender-{number}", daemon=True)
            for number in range(count)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self.threads:
            thread.start()

    def stop(self, seconds: float = 2) -> None:
        """Finish the messages in hand if they take no longer than so many seconds; leases cover the rest."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(seconds / max(len(self.threads), 1))

    def _send(self) -> None:
        while not self.stopping.is_set():
            try:
                busy = send_next(self.post)
            except Exception:
                log.exception("Sending stopped for a moment")
                busy = False
            if not busy:
                self.stopping.wait(self.pause)
