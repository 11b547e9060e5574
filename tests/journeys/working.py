"""What works in tests: a clock that is set by hand, and the relay's turns without Prefect."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlmodel import Session, SQLModel, func, select

from lsip_workflow.model import EventRow
from lsip_workflow.outbox.channels import Channel
from lsip_workflow.outbox.deliver import Post, send_next
from lsip_workflow.relay import batches, claims, clock
from lsip_workflow.relay.batches import HANDLES, STAGE_FLOWS, Works
from lsip_workflow.relay.claims import Claimed, Lease
from lsip_workflow.rules import permissions
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion
from tests.builders import NOW

LEASE = Lease("test", 60, "test")
OTHER = Lease("another", 60, "test")
Row = TypeVar("Row", bound=SQLModel)


@dataclass
class Clock:
    """An instant that stands still until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, **more: float) -> None:
        """Let so much time go by."""
        self.now += timedelta(**more)


@dataclass
class Working:
    """A world with a clock, and the relay and the post that work in it."""

    world: Runtime
    clock: Clock = field(default_factory=Clock)
    channel_url: str = "eml://"
    seconds: float = 2

    @property
    def works(self) -> Works:
        """What the relay works with."""
        return Works(self.world.database, self.world.books, self.world.calendar, self.clock)

    @property
    def post(self) -> Post:
        """What sending needs; messages become files in the data directory."""
        folder = self.world.settings.data_dir / "messages"
        channel = Channel(self.channel_url, "LSIP team <team@north.example>", folder, self.seconds)
        pages, secret = "http://pages.example", self.world.secret
        return Post(self.world.database, channel, pages, lambda: self.occasion("post"), secret)

    def occasion(self, flow: str) -> Occasion:
        """Now, with a flow as the actor."""
        return Occasion(permissions.flow(flow), self.clock(), self.world.books)

    def handlings(self, flow: str = "responses", lease: Lease = LEASE) -> Claimed | None:
        """Claim what waits for a flow."""
        return self._claim(lambda session: claims.claim_handlings(session, flow, self.clock(), lease))

    def rings(self, flow: str = "roadmap", lease: Lease = LEASE) -> Claimed | None:
        """Claim the plans whose stage rang."""
        at = self.occasion(flow)
        return self._claim(lambda session: claims.claim_rings(session, at, flow, self.clock(), lease))

    def _claim(self, claim: Callable[[Session], Claimed | None]) -> Claimed | None:
        with self.world.database.transaction() as session:
            return claim(session)

    def turn(self) -> bool:
        """One look at everything that waits, as the relay does it; True when there was something."""
        busy = False
        for flow in HANDLES:
            if claimed := self.handlings(flow):
                batches.work_handlings(self.works, claimed.run_id)
                busy = True
        for flow in STAGE_FLOWS:
            if claimed := self.rings(flow):
                batches.work_rings(self.works, claimed.run_id)
                busy = True
        while send_next(self.post):
            busy = True
        if claimed := self._claim(lambda session: clock.claim_deliveries(session, self.clock(), LEASE)):
            clock.deliveries(self.works, self.post, LEASE, claimed.run_id)
            busy = True
        return busy

    def rest(self, most: int = 20) -> int:
        """Turn until there is nothing left to do; the number of turns that did something."""
        for number in range(most):
            if not self.turn():
                return number
        raise AssertionError(f"not at rest after {most} turns")

    def all(self, kind: type[Row], *only: bool) -> list[Row]:
        """The rows of a kind, as they stand."""
        with self.world.database.reading() as session:
            return list(session.exec(select(kind).where(*only)))

    def one(self, kind: type[Row], *only: bool) -> Row:
        """The one row of a kind."""
        (row,) = self.all(kind, *only)
        return row

    def events(self, stream: str | None = None) -> list[str]:
        """The types of the events of a stream, or of all, in order."""
        with self.world.database.reading() as session:
            query = select(EventRow).order_by(EventRow.stream, EventRow.seq)  # type: ignore[arg-type]
            rows = session.exec(query if stream is None else query.where(EventRow.stream == stream))
            return [row.type for row in rows]


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in SQLModel.metadata.sorted_tables
    }
