"""From a provider's answer to its completed run: 30 single submissions, then a burst of 200.

Starts a whole installation (web, Prefect, worker) in a folder of its own, submits over HTTP, and reads
our own `run` and `handling` tables for when each answer was handled and its run completed. Prints the
load average before and after: on a busy machine these figures say little.

    .venv/bin/python benchmarks/latency.py [--singles 30] [--burst 200]
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import httpx
from sqlmodel import Session, select

from lsip_workflow.model import EventRow, Handling, HandlingStatus, Response, Run, RunStatus
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store.migrate import migrate
from tests import builders
from tests.builders import Scene

PLANS = 8
WAIT = 180
CLIENT = httpx.Client()  # a new one for each call would measure its making


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--singles", type=int, default=30)
    parser.add_argument("--burst", type=int, default=200)
    parser.add_argument("--port", type=int, default=8311)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = Runtime(Settings(data_dir=Path(folder), demonstration=True))
        migrate(world.database)
        scenes = [builders.scene(world, f"bench{n}", n + 1) for n in range(PLANS)]
        process = start(folder, asked.port)
        try:
            wait_for(lambda: connected(Path(folder)), WAIT, "Prefect and the worker")
            quiet(world)
            print(f"load average before: {os.getloadavg()[0]:.2f}")
            singles(world, scenes, asked.singles, asked.port)
            burst(world, scenes, asked.burst, asked.port)
            print(f"load average after: {os.getloadavg()[0]:.2f}")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)
            world.database.close()


def start(folder: str, port: int) -> subprocess.Popen[bytes]:
    """The whole installation."""
    command = [sys.executable, "-m", "lsip_workflow.cli", "up", "--data-dir", folder]
    ports = ["--port", str(port), "--prefect-port", str(port + 1)]
    environment = os.environ | {"LSIP_DEMONSTRATION": "false"}
    return subprocess.Popen([*command, *ports], env=environment, stdout=subprocess.DEVNULL)


def connected(folder: Path) -> bool:
    """Whether the worker has registered its deployments: it says so in its log."""
    log = folder / "logs" / "worker.log"
    return log.exists() and "Connected to Prefect" in log.read_text()


def quiet(world: Runtime) -> None:
    """Wait until nothing is left of the building of the scenes."""
    wait_for(lambda: not unfinished(world), WAIT, "the relay to come to rest")
    time.sleep(3)


def unfinished(world: Runtime) -> int:
    """Runs and handlings that are not done."""
    with world.database.reading() as session:
        waiting = select(Handling).where(Handling.status != HandlingStatus.HANDLED)
        running = select(Run).where(Run.status == RunStatus.RUNNING)
        return len(session.exec(waiting).all()) + len(session.exec(running).all())


def submit(scene: Scene, key: str, port: int) -> tuple[str, float]:
    """One answer over HTTP; the response's id and the seconds until its receipt."""
    began = time.perf_counter()
    answer = CLIENT.post(
        f"http://127.0.0.1:{port}/api/v1/requests/{scene.request}/responses",
        json=builders.ANSWER,
        headers={"Authorization": f"Bearer {scene.provider_key}", "Idempotency-Key": key},
        timeout=60,
    )
    answer.raise_for_status()
    return answer.json()["response"], time.perf_counter() - began


def singles(world: Runtime, scenes: list[Scene], count: int, port: int) -> None:
    """One at a time, each waited for."""
    receipts, handled, completed = [], [], []
    for number in range(count):
        response, seconds = submit(scenes[number % len(scenes)], f"single-{number}", port)
        receipts.append(seconds)
        wait_for(lambda r=response: times(world, r) is not None, WAIT, "its run")
        to_handled, to_completed = times(world, response) or (0.0, 0.0)
        handled.append(to_handled)
        completed.append(to_completed)
        quiet_run(world)
    line("submit to receipt", receipts)
    line("submit to handled", handled)
    line("submit to completed run", completed)


def quiet_run(world: Runtime) -> None:
    """The next single begins when nothing runs."""
    wait_for(lambda: not unfinished(world), WAIT, "rest")
    time.sleep(0.3)


def times(world: Runtime, response_id: str) -> tuple[float, float] | None:
    """Seconds from submission to handled and to the end of its run; None while it is not done."""
    with world.database.reading() as session:
        found = session.exec(
            select(Response, Handling, Run)
            .where(Response.id == response_id)
            .where(EventRow.type == "response.submitted", EventRow.at == Response.submitted_at)
            .where(Handling.event_id == EventRow.id, Run.id == Handling.run_id)
            .where(Run.status == RunStatus.COMPLETED)
        ).first()
    if found is None:
        return None
    response, handling, run = found
    return since(response.submitted_at, handling.handled_at), since(response.submitted_at, run.ended_at)


def since(began: datetime, ended: datetime | None) -> float:
    """Seconds between two instants."""
    return (ended - began).total_seconds() if ended else float("nan")


def burst(world: Runtime, scenes: list[Scene], count: int, port: int) -> None:
    """Many at once, from eight threads; until every one is handled and its run completed."""
    began = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(submit, scenes[n % len(scenes)], f"burst-{n}", port) for n in range(count)]
        ids = [job.result()[0] for job in jobs]
    posted = time.perf_counter() - began
    wait_for(lambda: handled_count(world, ids) == count, WAIT, "the burst to be handled")
    print(
        f"burst of {count}: posted in {posted:.1f} s, all handled in {time.perf_counter() - began:.1f} s; "
        f"{count - len(set(ids))} doubled"
    )


def handled_count(world: Runtime, ids: list[str]) -> int:
    """How many of these answers are matched, their runs completed."""
    with world.database.reading() as session:
        return count_done(session, frozenset(ids))


def count_done(session: Session, ids: frozenset[str]) -> int:
    """Answers whose event is handled under a completed run."""
    rows = session.exec(
        select(EventRow.payload)
        .where(EventRow.type == "response.submitted", Handling.event_id == EventRow.id)
        .where(Handling.status == HandlingStatus.HANDLED, Run.id == Handling.run_id)
        .where(Run.status == RunStatus.COMPLETED)
    )
    return sum(any(f'"{part}"' in payload for part in ids if part in payload) for payload in rows)


def line(what: str, seconds: list[float]) -> None:
    """The median and the 95th percentile."""
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"{what}: p50 {statistics.median(ordered):.3f} s, p95 {p95:.3f} s, n {len(ordered)}")


def wait_for(condition: object, seconds: float, what: str) -> None:
    """Until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > end:
            raise SystemExit(f"Waited {seconds} s for {what}.")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
