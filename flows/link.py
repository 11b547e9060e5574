"""The link to Prefect: whether it is there, runs attached to their deployments, and announcements."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.flow_engine import run_flow_async
from prefect.states import Completed, Crashed, Pending

from flows import deployments
from flows.deployments import Registered
from lsip_workflow.model import Run, RunStatus
from lsip_workflow.relay.claims import Claimed

log = logging.getLogger(__name__)

# The server on SQLite answers 503 to good requests even when idle; asking again soon is cheap and safe,
# because the key makes a second creation give back the first run.
RETRY_AFTER = (0.05, 0.1, 0.2, 0.5, 0.5, 0.5, 0.5, 0.5)
# A batch takes a second or two; a run that hangs in Prefect is left, and its work taken up again.
RUN_SECONDS = 40
ANNOUNCE_SECONDS = 2


class Away(Exception):
    """Prefect cannot be reached now."""


class Link:
    """One process's link to the server; it is up from a successful registration until a call fails."""

    def __init__(self, api: str) -> None:
        self.api = api
        self.known: dict[str, Registered] = {}
        self.down_since: datetime | None = datetime.now(UTC)

    @property
    def up(self) -> bool:
        """Whether the last thing that we asked of Prefect was answered."""
        return self.down_since is None

    def lost(self) -> None:
        """Remember since when Prefect has not answered."""
        self.down_since = self.down_since or datetime.now(UTC)

    async def connect(self) -> bool:
        """Try to reach Prefect and to register the deployments; False when it is not there yet."""
        try:
            async with httpx.AsyncClient(timeout=2) as client:
                (await client.get(f"{self.api}/health")).raise_for_status()
            if not self.known:
                async with get_client() as client:
                    self.known = await deployments.apply(client)
        except (httpx.HTTPError, PrefectHTTPStatusError, OSError, RuntimeError) as error:
            log.info("Prefect is not there yet: %s", error)
            self.lost()
            return False
        if not self.up:
            log.info("Connected to Prefect; %s deployments registered.", len(self.known))
        self.down_since = None
        return True

    async def run(self, claimed: Claimed, name: str, on_created: Any) -> None:
        """Run a claimed batch under its deployment, in this process. Raises Away."""
        registered = self.known[claimed.flow]
        try:
            async with get_client() as client:
                flow_run = await self._create(client, registered, claimed, name)
            await on_created(flow_run.id)
            await _within(
                run_flow_async(
                    registered.flow,
                    flow_run=flow_run,
                    parameters={"batch": claimed.run_id},
                    return_type="state",
                ),
                RUN_SECONDS,
            )
        except Away:
            self.lost()
            raise
        except Exception as error:  # a flow's own failure is a state; what is raised here is Prefect's client
            self.lost()
            raise Away(f"{type(error).__name__}: {error}") from error

    async def _create(
        self, client: PrefectClient, registered: Registered, claimed: Claimed, name: str
    ) -> FlowRun:
        for pause in (*RETRY_AFTER, None):
            try:
                return await client.create_flow_run_from_deployment(
                    registered.id,
                    state=Pending(),
                    name=name[:200],
                    tags=[f"plan:{plan}" for plan in claimed.plan_ids],
                    parameters={"batch": claimed.run_id},
                    idempotency_key=claimed.run_id,
                )
            except ObjectNotFound:
                self.known = {}  # a server with an empty database: register again
                raise Away("Prefect does not know our deployments any more.") from None
            except (httpx.HTTPError, PrefectHTTPStatusError):
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def settle(self, run: Run) -> bool:
        """Tell Prefect how a run of ours ended, if it has not heard; False when it cannot be told now."""
        state: State[None] = (
            Completed(message=run.says)
            if run.status is RunStatus.COMPLETED
            else Crashed(message="Ended before it was done; the work was taken up again.")
        )
        try:
            async with get_client() as client:
                told = await client.read_flow_run(UUID(run.prefect_run_id or ""))
                if told.state is None or not told.state.is_final():
                    await client.set_flow_run_state(told.id, state, force=True)
        except ObjectNotFound:
            return True  # a server whose database was emptied has nothing to be told
        except (httpx.HTTPError, PrefectHTTPStatusError, OSError) as error:
            log.info("Prefect could not be told how a run ended: %s", error)
            return False
        return True

    async def announce(self, handled: Iterable[tuple[int, str, str]]) -> bool:
        """Tell Prefect's event feed what was handled, ids only; losing one costs nothing."""
        feed = [
            {
                "id": str(uuid4()),
                "occurred": datetime.now(UTC).isoformat(),
                "event": f"lsip.{kind}",
                "resource": {"prefect.resource.id": f"lsip.event.{event_id}", "lsip.stream": stream},
                "payload": {"event": event_id, "stream": stream},
            }
            for event_id, kind, stream in handled
        ]
        if not feed:
            return True
        try:
            async with httpx.AsyncClient(timeout=ANNOUNCE_SECONDS) as client:
                answer = await client.post(f"{self.api}/events", json=feed)
                return answer.is_success
        except httpx.HTTPError:
            return False


async def _within(work: Coroutine[Any, Any, Any], seconds: float) -> None:
    """Wait no longer than that; what hangs is cancelled, but its cancelling is not waited for either."""
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        task.cancel()
        raise TimeoutError(f"The run had not ended after {seconds} s.")
    task.result()
