"""`lsip up` as a person runs it: quick, alone on its data, stopped in order, and gone when it is killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.installation import free_port, wait_for

pytestmark = pytest.mark.xdist_group("up")
# On a shared machine the time says little: there the promise is only that nothing slow is waited for.
FIRST_ANSWER = 8.0 if not os.environ.get("CI") else 60.0
STOPPED_WITHIN = 10.0


class Up:
    """One `lsip up` on a folder."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.port, self.prefect_port = folder, free_port(), free_port()
        ports = ("--port", str(self.port), "--prefect-port", str(self.prefect_port))
        self.command = (sys.executable, "-m", "lsip_workflow.cli", "up", "--data-dir", str(folder), *options)
        self.process = subprocess.Popen(
            [*self.command, *ports], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def answers(self, path: str = "/health") -> bool:
        """Whether the web answers."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=2).is_success
        except httpx.HTTPError:
            return False

    def state(self) -> dict[str, str]:
        """The state of each child, as the pages read it."""
        try:
            told = json.loads((self.folder / "state.json").read_text())
        except FileNotFoundError:
            return {}
        return {child["name"]: child["state"] for child in told["children"]}

    def pids(self) -> list[int]:
        """The children's process ids."""
        told = json.loads((self.folder / "state.json").read_text())
        return [child["pid"] for child in told["children"] if child["pid"]]

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.communicate(timeout=20)

    def end(self) -> str:
        """Ctrl-C; what was said meanwhile."""
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=20)
        return said


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_up_answers_soon_is_alone_on_its_data_and_stops_in_order(tmp_path: Path) -> None:
    began = time.monotonic()
    up = Up(tmp_path / "data")
    try:
        wait_for(up.answers, "the first answer")
        assert time.monotonic() - began < FIRST_ANSWER
        second = subprocess.run(up.command, capture_output=True, text=True, timeout=30, check=False)
        assert second.returncode == 1
        assert str(tmp_path / "data") in second.stderr
        assert "Traceback" not in second.stderr
        wait_for(lambda: up.state().get("prefect") == "up", "Prefect", 120)
        wait_for(lambda: up.state().get("runner") == "up", "the runner", 120)
        began = time.monotonic()
        said = up.end()
        assert time.monotonic() - began < STOPPED_WITHIN
        assert up.process.returncode == 0
        assert f"The pages are at http://127.0.0.1:{up.port}" in said
        assert (tmp_path / "data" / "address").read_text() == f"http://127.0.0.1:{up.port}"
    finally:
        up.kill()


def test_a_killed_up_takes_its_children_with_it_and_the_next_one_goes_on(tmp_path: Path) -> None:
    up = Up(tmp_path / "data")
    try:
        wait_for(lambda: up.state().get("worker") == "up", "the worker")
        pids = up.pids()
        assert len(pids) >= 2
        up.kill()
        wait_for(lambda: not any(alive(pid) for pid in pids), "the children to end", 10)
        again = Up(tmp_path / "data")
        try:
            wait_for(lambda: again.answers("/sign-in"), "the pages to answer again")
            began = time.monotonic()
            again.process.send_signal(signal.SIGINT)
            again.process.send_signal(signal.SIGINT)
            again.process.wait(STOPPED_WITHIN)
            assert time.monotonic() - began < STOPPED_WITHIN
        finally:
            again.kill()
    finally:
        up.kill()


@pytest.mark.parametrize("option", ["--port", "--prefect-port"])
def test_a_taken_port_is_named_with_its_option(tmp_path: Path, option: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        other = "--prefect-port" if option == "--port" else "--port"
        command = [sys.executable, "-m", "lsip_workflow.cli", "up", "--data-dir", str(tmp_path)]
        told = subprocess.run(
            [*command, option, port, other, str(free_port())],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    assert told.returncode == 1
    assert port in told.stderr
    assert option in told.stderr
    assert "Traceback" not in told.stderr


def test_a_demonstration_and_real_records_never_share_a_folder(tmp_path: Path) -> None:
    up = Up(tmp_path / "data")
    try:
        wait_for(up.answers, "the first answer")
    finally:
        up.end()
    told = subprocess.run(
        [*up.command, "--demo", "--port", str(free_port()), "--prefect-port", str(free_port())],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert told.returncode == 1
    assert "real records" in told.stderr
