"""A whole installation for tests: real processes, on ports of their own, in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlmodel import Session, func, select

from lsip_workflow.model import (
    Commitment,
    DutyAct,
    Handling,
    HandlingStatus,
    OutboxRow,
    Response,
    Run,
    RunStatus,
)
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store.chain import verify
from lsip_workflow.up import environment
from tests import builders
from tests.builders import Scene
from tests.conftest import furnished

PATIENCE = 90


def wait_for(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Until a condition holds; a sentence when it never does."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"Waited {seconds:.0f} s for {what}.")
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class PrefectServer:
    """A Prefect server of the tests' own, that can be killed and started again on its data."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def api(self) -> str:
        """Its API."""
        return f"http://127.0.0.1:{self.port}/api"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = Settings(data_dir=self.folder, prefect_port=self.port)
        command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1"]
        with (self.folder / "prefect.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                env=os.environ | environment(settings), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_for(self.answers, "the Prefect server", 180)

    def answers(self) -> bool:
        """Whether it is healthy."""
        try:
            return httpx.get(f"{self.api}/health", timeout=1).is_success
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None:
            end(self.process, signal.SIGKILL)

    def runs(self, deployment: str | None = None) -> list[dict[str, object]]:
        """The runs that it knows, newest first, without those that only wait for their hour."""
        body = {
            "sort": "START_TIME_DESC",
            "limit": 200,
            "flow_runs": {"state": {"type": {"not_any_": ["SCHEDULED"]}}},
        }
        if deployment:
            body["deployments"] = {"name": {"any_": [deployment]}}
        found: list[dict[str, object]] = httpx.post(
            f"{self.api}/flow_runs/filter", json=body, timeout=20
        ).json()
        return found


def end(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM) -> None:
    """End a process and its group, and wait for it."""
    if process.poll() is None:
        os.killpg(process.pid, number)
    process.wait(20)


class Installation:
    """A data directory with the web and a worker on it, and scenes to submit to."""

    def __init__(self, folder: Path, prefect: PrefectServer, **settings: object) -> None:
        self.folder, self.prefect, self.port = folder, prefect, free_port()
        self.settings = Settings.model_validate(
            {"data_dir": folder, "port": self.port, "prefect_port": prefect.port, "demonstration": False}
            | settings
        )
        self.world = furnished(Runtime(self.settings))
        self.processes: list[subprocess.Popen[bytes]] = []
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60)

    def scenes(self, count: int) -> list[Scene]:
        """Plans with a provider that has been asked."""
        return [builders.scene(self.world, f"plan{n}", n + 1) for n in range(count)]

    def start(self, *command: str, **extra: str) -> subprocess.Popen[bytes]:
        """A process of the installation; its output goes to a log beside the data."""
        told = environment(self.settings) | {
            f"LSIP_{name.upper()}": str(value)
            for name, value in self.settings.model_dump(exclude={"database_url", "data_dir"}).items()
        }
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command], env=os.environ | told | extra, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def start_web(self) -> None:
        """The web, and wait until it answers."""
        self.start("-m", "lsip_workflow.cli", "web")

        def answers() -> bool:
            try:
                return self.client.get("/health").is_success
            except httpx.HTTPError:
                return False

        wait_for(answers, "the web")

    def start_worker(self, **extra: str) -> subprocess.Popen[bytes]:
        """The worker, dying at a point when it is told to (see `dying_worker.py`)."""
        return self.start(str(Path(__file__).parent / "faults" / "dying_worker.py"), **extra)

    def submit(self, scene: Scene, key: str) -> str:
        """Submit an answer over HTTP; its response's id, once it is acknowledged."""
        answer = self.client.post(
            f"/api/v1/requests/{scene.request}/responses",
            json=builders.ANSWER,
            headers={"Authorization": f"Bearer {scene.provider_key}", "Idempotency-Key": key},
        )
        answer.raise_for_status()
        response: str = answer.json()["response"]
        return response

    def burst(self, scenes: list[Scene], count: int) -> list[str]:
        """Many at once, from eight threads; the ids of the acknowledged answers."""
        with ThreadPoolExecutor(8) as pool:
            jobs = [pool.submit(self.submit, scenes[n % len(scenes)], f"key-{n}") for n in range(count)]
            return [job.result() for job in jobs]

    def wait_until_handled(self, count: int, seconds: float = PATIENCE) -> None:
        """Until every one of so many answers is handled and nothing is under way."""
        wait_for(
            lambda: self._handled() >= count and not self._busy(), f"{count} answers to be handled", seconds
        )

    def _handled(self) -> int:
        with self.world.database.reading() as session:
            done = select(func.count()).where(Handling.status == HandlingStatus.HANDLED)
            return session.exec(done.select_from(Handling)).one()

    def _busy(self) -> bool:
        with self.world.database.reading() as session:
            return bool(session.exec(select(Run.id).where(Run.status == RunStatus.RUNNING)).first())

    def check(self, ids: list[str]) -> None:
        """Every acknowledged answer is stored, chained and handled, each effect once."""
        with self.world.database.reading() as session:
            stored = set(session.exec(select(Response.id)))
            assert stored == set(ids), "an acknowledged answer is not stored, or one was stored unasked"
            assert len(ids) == len(set(ids))
            proof = verify(session)
            assert proof.holds, proof.faults
            handled = session.exec(select(Handling).where(Handling.flow == "responses")).all()
            assert {h.status for h in handled} == {HandlingStatus.HANDLED}
            assert len(handled) == len(ids)
            self._effects_once(session)

    def _effects_once(self, session: Session) -> None:
        acts = list(session.exec(select(DutyAct.subject)))
        assert len(acts) == len(set(acts)), "an answer was shown twice in the duty register"
        said = list(session.exec(select(Commitment.action_id, Commitment.organisation_id)))
        assert len(said) == len(set(said)), "a commitment was recorded twice"
        keys = list(session.exec(select(OutboxRow.key)))
        assert len(keys) == len(set(keys)), "a message is owed twice"

    def stop(self) -> None:
        """End whatever still runs."""
        for process in self.processes:
            end(process, signal.SIGKILL)
        self.client.close()
        self.world.database.close()
