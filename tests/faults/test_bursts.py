"""Two hundred answers at once: every acknowledged one is stored, chained and handled, each effect once."""

import os
import socket
from pathlib import Path

import pytest
from sqlmodel import select

from lsip_workflow.model import OutboxRow, OutboxStatus, Run
from tests.installation import Installation, PrefectServer, wait_for

pytestmark = pytest.mark.xdist_group("prefect")
BURST = int(os.environ.get("LSIP_TEST_BURST", "200"))
# On PostgreSQL with fewer answers: what differs there is who waits for whom, not how many there are.
ON_POSTGRESQL = min(BURST, 60)


def installed(folder: Path, prefect: PrefectServer, **settings: object) -> Installation:
    """An installation whose leases are short enough to wait for."""
    made = Installation(folder, prefect, **{"lease_seconds": 4, **settings})
    made.start_web()
    return made


def test_a_burst_is_handled_whole_when_nothing_happens(tmp_path: Path, prefect: PrefectServer) -> None:
    made = installed(tmp_path, prefect)
    try:
        scenes = made.scenes(6)
        made.start_worker()
        ids = made.burst(scenes, BURST)
        made.wait_until_handled(BURST)
        made.check(ids)
    finally:
        made.stop()


@pytest.mark.parametrize(
    "point", ["after_commit", "after_claim", "in_the_middle", "after_the_effect", "after_the_mark"]
)
def test_a_burst_is_handled_whole_though_the_worker_is_killed(
    tmp_path: Path, prefect: PrefectServer, database_url: str, point: str
) -> None:
    burst = ON_POSTGRESQL if database_url else BURST
    made = installed(tmp_path, prefect, database_url=database_url)
    try:
        scenes = made.scenes(6)
        mark = tmp_path / "killed"
        victim = made.start_worker(LSIP_TEST_DIE=point, LSIP_TEST_MARK=str(mark))
        ids = made.burst(scenes, burst)
        wait_for(lambda: victim.poll() is not None, f"the worker to be killed {point}")
        assert mark.read_text() == point
        made.start_worker()
        made.wait_until_handled(burst)
        made.check(ids)
    finally:
        made.stop()


@pytest.mark.parametrize("point", ["prefect_creating", "prefect_changing_state"])
def test_a_burst_is_handled_whole_though_prefect_is_killed_and_started_again(
    tmp_path: Path, own_prefect: PrefectServer, point: str
) -> None:
    made = installed(tmp_path, own_prefect)
    try:
        scenes = made.scenes(6)
        mark = tmp_path / "killed"
        assert own_prefect.process is not None
        pid = str(own_prefect.process.pid)
        made.start_worker(LSIP_TEST_DIE=point, LSIP_TEST_MARK=str(mark), LSIP_TEST_PREFECT_PID=pid)
        ids = made.burst(scenes, BURST)
        wait_for(mark.exists, f"Prefect to be killed: {point}")
        own_prefect.process.wait(20)
        own_prefect.start()
        made.wait_until_handled(BURST, 150)
        made.check(ids)
    finally:
        made.stop()


def test_a_burst_is_handled_whole_though_the_mail_server_takes_calls_and_says_nothing(
    tmp_path: Path, prefect: PrefectServer
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        address = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        made = installed(tmp_path, prefect, channel_url=address, send_timeout=60)
        try:
            scenes = made.scenes(6)
            made.start_worker()
            ids = made.burst(scenes, BURST)
            made.wait_until_handled(BURST)
            made.check(ids)
            with made.world.database.reading() as session:
                assert OutboxStatus.SENT not in set(session.exec(select(OutboxRow.status)))
        finally:
            made.stop()


def test_a_burst_is_handled_without_prefect_after_a_while(tmp_path: Path, prefect: PrefectServer) -> None:
    nobody = PrefectServer(tmp_path)  # never started
    made = installed(tmp_path, nobody, without_prefect_after=2)
    try:
        scenes = made.scenes(3)
        made.start_worker()
        ids = made.burst(scenes, 20)
        made.wait_until_handled(20)
        made.check(ids)
        with made.world.database.reading() as session:
            assert {run.via for run in session.exec(select(Run))} == {"without Prefect"}
    finally:
        made.stop()
