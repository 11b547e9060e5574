"""The relay: committed events and rung stages become runs, one at a time, in this process.

With Prefect there, each batch is a run under its deployment. With Prefect away for longer than the
setting says, the same plain functions do the same work, and the run says so.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session

from flows import here
from flows.link import Away, Link
from lsip_workflow.relay import batches, claims, clock
from lsip_workflow.relay.batches import STAGE_FLOWS, BatchReport
from lsip_workflow.relay.claims import Claimed
from lsip_workflow.store import queries

log = logging.getLogger(__name__)

ARRIVALS = ("responses", "sign-offs")
IN_A_ROW = 10  # batches of one kind of arrival before the stages get their turn


class Relay:
    """Claims what is owed and sees it done, until it is stopped."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.works, self.settings = here.works(), here.runtime().settings
        self.stopping = asyncio.Event()
        self.current: str | None = None

    async def run(self) -> None:
        """Look, work, rest; and again."""
        while not self.stopping.is_set():
            busy = False
            if self.link.up or self.without_prefect:
                busy = await self.turn()
            if not busy:
                await self.rest(self.settings.relay_pause)

    async def rest(self, seconds: float) -> None:
        """Wait, unless we are to stop."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    @property
    def without_prefect(self) -> bool:
        """Whether Prefect has been away for so long that we go on without it."""
        since = self.link.down_since
        limit = timedelta(seconds=self.settings.without_prefect_after)
        return since is not None and self.works.now() - since >= limit

    async def turn(self) -> bool:
        """Work what waits; True when there was something. People wait for arrivals: they go first."""
        busy = False
        for flow in ARRIVALS:
            for _ in range(IN_A_ROW):
                if not await self._arrivals(flow):
                    break
                busy = True
        for flow in STAGE_FLOWS:
            busy |= await self._stages(flow)
        busy |= await self._deliveries()
        return busy

    async def _arrivals(self, flow: str) -> bool:
        def claim(session: Session) -> Claimed | None:
            return claims.claim_handlings(session, flow, self.works.now(), self._lease())

        def waits(session: Session) -> bool:
            return claims.handlings_wait(session, flow)

        return await self._work(waits, claim, lambda run: batches.work_handlings(self.works, run))

    async def _stages(self, flow: str) -> bool:
        occasion = self.works.occasion(flow)

        def claim(session: Session) -> Claimed | None:
            return claims.claim_rings(session, occasion, flow, self.works.now(), self._lease())

        return await self._work(claims.rings_wait, claim, lambda run: batches.work_rings(self.works, run))

    async def _deliveries(self) -> bool:
        def claim(session: Session) -> Claimed | None:
            return clock.claim_deliveries(session, self.works.now(), self._lease())

        post, lease = here.post(), self._lease()
        return await self._work(
            clock.deliveries_wait, claim, lambda run: clock.deliveries(self.works, post, lease, run)
        )

    async def sweep(self) -> bool:
        """Do this morning's sweep if nothing has done it yet."""
        lease = self._lease()
        with self.works.database.reading() as session:
            occasion = self.works.occasion("deadlines")
            owed = clock.sweep_owed(session, occasion, self.settings.sweep_hour)
        if owed:
            await asyncio.to_thread(clock.sweep_now, self.works, lease)
        return owed

    def _lease(self) -> claims.Lease:
        return here.lease("prefect" if self.link.up else "without Prefect")

    async def _work(
        self,
        waits: Callable[[Session], bool],
        claim: Callable[[Session], Claimed | None],
        plainly: Callable[[str], BatchReport],
    ) -> bool:
        claimed = await asyncio.to_thread(self._claim, waits, claim)
        if claimed is None:
            return False
        self.current = claimed.run_id
        try:
            if self.link.up:
                await self._attached(claimed)
            else:
                await asyncio.to_thread(plainly, claimed.run_id)
        finally:
            self.current = None
        return True

    def _claim(
        self, waits: Callable[[Session], bool], claim: Callable[[Session], Claimed | None]
    ) -> Claimed | None:
        with self.works.database.reading() as session:
            if not waits(session):
                return None
        with self.works.database.transaction() as session:
            return claim(session)

    async def _attached(self, claimed: Claimed) -> None:
        name = f"{claimed.flow} · {self._where(claimed)} · {claimed.size} to look at"

        async def created(flow_run_id: object) -> None:
            await asyncio.to_thread(clock.name_run, self.works, claimed.run_id, str(flow_run_id))

        try:
            await self.link.run(claimed, name, created)
            await asyncio.to_thread(clock.settle, self.works, claimed.run_id)
            await self.announce(claimed.run_id)
        except Away as error:
            log.warning("Prefect went away during %s: %s", name, error)
            await asyncio.to_thread(clock.give_back, self.works, claimed.run_id)

    def _where(self, claimed: Claimed) -> str:
        if len(claimed.plan_ids) != 1:
            return f"{len(claimed.plan_ids)} plans"
        with self.works.database.reading() as session:
            plan = queries.plan(session, claimed.plan_ids[0])
            return queries.area_names(session)[plan.area_id] if plan else claimed.plan_ids[0]

    async def announce(self, run_id: str) -> None:
        """Tell Prefect's feed which events this run handled."""
        handled = await asyncio.to_thread(clock.handled_by, self.works, run_id)
        if handled and not await self.link.announce(handled):
            log.info("Prefect's event feed missed %s events; nothing rests on it.", len(handled))

    async def heartbeat(self) -> None:
        """Show that the run in hand has an owner, find those that have none, and tell Prefect of both."""
        lost_after = timedelta(seconds=self.settings.lease_seconds)
        while not self.stopping.is_set():
            if self.current is not None:
                await asyncio.to_thread(clock.seen, self.works, self.current)
            before = self.works.now() - lost_after
            if await asyncio.to_thread(clock.crashed_runs, self.works, before):
                log.warning("A run had no owner any more; its work is taken up again.")
            if self.link.up:
                for run in await asyncio.to_thread(clock.unsettled, self.works, before):
                    if await self.link.settle(run):
                        await asyncio.to_thread(clock.settle, self.works, run.id)
            await self.rest(min(5, self.settings.lease_seconds / 4))

    async def keep_link(self) -> None:
        """Connect, and connect again whenever the link is lost."""
        while not self.stopping.is_set():
            if not self.link.up:
                await self.link.connect()
            await self.rest(1 if not self.link.up else 5)

    async def mornings(self) -> None:
        """Look each half minute whether the morning's sweep is owed."""
        while not self.stopping.is_set():
            if self.link.up or self.without_prefect:
                await self.sweep()
            await self.rest(30)
