"""`lsip up` keeps its children alive, stops them in order, leaves none behind: with real processes."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsip_workflow.supervisor import (
    Child,
    DataInUse,
    DataLock,
    Standing,
    State,
    Supervisor,
    standings,
)
from lsip_workflow.supervisor.children import pause, stop_grant, unforgiven
from lsip_workflow.supervisor.life import Guardian
from lsip_workflow.supervisor.standing import alive, write
from tests.faults.supervised import (
    FAILING,
    NOON,
    PATIENCE,
    SLEEPING,
    Start,
    Up,
    eventually,
    runs,
    script,
    serving,
    stranger,
)


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Start]:
    """Starts supervisors; afterwards none is left, nor, as that is their promise, any child of theirs."""
    started: list[Up] = []

    def start(*children: dict[str, Any], speed: float = 1) -> Up:
        started.append(Up(tmp_path, children, speed))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()


# Arithmetic


@pytest.mark.parametrize(
    ("deaths", "seconds"),
    [
        ([0], 0.5),
        ([0, 100], 1),
        ([0, 100, 200], 2),
        ([0, 100, 200, 300], 4),
        ([0, 1, 2, 3, 200], 8),
        ([100 * n for n in range(6)], 16),
        ([100 * n for n in range(7)], 30),
        ([100 * n for n in range(16)], 30),
        ([0, 1, 2, 3, 4], None),
        ([0, 30, 60, 90, 120], None),
        ([0, 30, 60, 90, 120.1], 8),
        ([0, 500, 501, 502, 503, 504], None),
    ],
)
def test_the_pause_doubles_up_to_half_a_minute_and_five_deaths_in_two_minutes_end_it(
    deaths: list[float], seconds: float | None
) -> None:
    assert pause(deaths) == seconds


@pytest.mark.parametrize(
    ("up_since", "counted"), [(None, (10, 20, 300)), (181, (10, 20, 300)), (180, (300,))]
)
def test_two_minutes_of_being_up_wipe_out_the_deaths_before(
    up_since: float | None, counted: tuple[float, ...]
) -> None:
    assert unforgiven((10, 20), up_since, 300) == counted


@pytest.mark.parametrize(
    ("wanted", "left", "later", "granted"),
    [(4, 9, 2, 4), (4, 5, 2, 3), (4, 3, 2, 1), (4, 1, 3, 0.25), (4, 2, 0, 2), (1, 9, 0, 1), (4, -1, 0, 0)],
)
def test_a_child_that_will_not_end_leaves_time_for_those_behind_it(
    wanted: float, left: float, later: int, granted: float
) -> None:
    assert stop_grant(wanted, left, later) == granted


def test_children_named_twice_and_unknown_ones_to_wait_for_are_refused_together(tmp_path: Path) -> None:
    children = [Child("web", ("true",)), Child("web", ("true",), start_after=("prefect",))]
    with pytest.raises(ValueError, match=r"twice: \['web'\]; unknown in start_after: \['prefect'\]"):
        Supervisor(children, print, tmp_path / "state", tmp_path, now=lambda: NOON)


# What must be ours alone


def test_a_second_supervisor_is_refused_with_folder_and_process_until_the_first_is_gone(
    up: Start, tmp_path: Path
) -> None:
    first = up({"name": "worker", "command": SLEEPING})
    first.pid("worker")
    with pytest.raises(DataInUse) as refusal, DataLock(tmp_path):
        pass
    assert str(refusal.value) == (
        f"The data in {tmp_path} is in use: process {first.process.pid} is already running `lsip up` on it. "
        "Stop that one first, or choose another folder with --data-dir."
    )
    first.process.kill()
    first.ends()
    for _ in "again", "and again":
        with DataLock(tmp_path):
            assert (tmp_path / "lock").read_text() == str(os.getpid())


# Dying and being started again


def test_a_dead_child_is_started_again_and_said(up: Start) -> None:
    it = up({"name": "worker", "command": SLEEPING})
    first = it.pid("worker")
    os.kill(first, signal.SIGKILL)
    second = it.pid("worker", deaths=1)
    assert runs(second)
    assert not alive(first), "a zombie is left"
    it.says(f"worker ended (signal 9); starting it again in 0.5 s; its log is {it.log('worker')}.")
    assert it.reaches("worker", State.UP, 1).last_exit == -9


def test_what_a_dead_child_leaves_behind_is_ended_before_it_is_started_again(up: Start) -> None:
    it = up({"name": "runner", "command": script("stubborn_child")})
    left_behind = it.grandchild("runner")
    os.kill(it.pid("runner"), signal.SIGKILL)
    it.reaches("runner", State.UP, deaths=1)
    eventually("it is gone", lambda: not runs(left_behind))


def test_five_deaths_are_left_and_said_and_the_others_go_on(up: Start) -> None:
    it = up({"name": "web", "command": FAILING}, {"name": "worker", "command": SLEEPING}, speed=20)
    worker = it.pid("worker")
    left = it.reaches("web", State.LEFT, deaths=5)
    assert (left.last_exit, left.pid) == (3, None)
    it.says(
        "web ended (exit 3); that was the fifth time in two minutes, so it is left stopped and the others"
    )
    assert it.said().count("starting it again") == 4
    assert it.pid("worker") == worker
    assert runs(worker)


def test_nothing_left_to_supervise_ends_with_exit_1(up: Start) -> None:
    it = up({"name": "web", "command": ["no-such-program"]}, speed=50)
    assert it.ends() == 1
    assert "web could not start ([Errno 2] No such file or directory: 'no-such-program')" in it.said()
    assert it.said().endswith("Nothing is left to supervise.\n")


def test_a_child_with_one_job_is_started_again_until_it_ends_well_and_then_is_done(
    up: Start, tmp_path: Path
) -> None:
    job = ["sh", "-c", 'test -e "$0" && exit 0; touch "$0"; exit 1', str(tmp_path / "tried")]
    it = up({"name": "worker", "command": SLEEPING}, {"name": "demo", "command": job, "once": True})
    assert it.reaches("demo", State.DONE, deaths=1).pid is None
    it.says("demo is done.")
    it.process.send_signal(signal.SIGTERM)
    assert it.ends() == 0
    assert it.said().count("demo is up.") == 2
    assert [c["state"] for c in json.loads((tmp_path / "state.json").read_text())["children"]] == [
        "stopped",
        "done",
    ]


def test_what_children_print_is_in_their_log_and_a_large_log_is_put_aside(up: Start, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "demo.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * 5_000_001)
    it = up({"name": "demo", "command": ["sh", "-c", "echo out; echo error >&2"], "once": True})
    assert it.ends() == 0
    assert log.read_text() == "out\nerror\n"
    assert log.with_name("demo.log.1").stat().st_size == 5_000_001


def test_a_terminal_that_is_gone_does_not_stop_the_supervising(tmp_path: Path) -> None:
    def say(sentence: str) -> None:
        raise BrokenPipeError(sentence)

    demo = Child("demo", ("true",), once=True)
    assert Supervisor([demo], say, tmp_path / "state", tmp_path, now=lambda: NOON).run() == 0


# Being up


def test_a_child_is_up_when_it_answers_and_only_then_do_those_after_it_start(
    up: Start, tmp_path: Path
) -> None:
    web = {**serving(tmp_path, status=503), "up_sentence": "The pages are at hand."}
    it = up({"name": "worker", "command": SLEEPING, "start_after": ["web"]}, web)
    it.reaches("web", State.STARTING)
    # The second is asked when the first answer has been heard.
    eventually("it answered twice", lambda: it.log("web").read_text().count("503") >= 2)
    assert it.reaches("worker", State.WAITING).pid is None
    (tmp_path / "status").write_text("200")
    assert runs(it.pid("worker"))
    assert it.said() == "The pages are at hand.\nworker is up.\n"


def test_a_child_waits_no_longer_for_another_than_it_is_told_to(up: Start, tmp_path: Path) -> None:
    web = serving(tmp_path, status=503)
    it = up(web, {"name": "worker", "command": SLEEPING, "start_after": ["web"], "wait_seconds": 0.5})
    it.pid("worker")
    it.reaches("web", State.STARTING)


def test_a_child_that_stops_answering_is_silent_until_it_answers_again(up: Start, tmp_path: Path) -> None:
    it = up(serving(tmp_path), speed=20)
    pid = it.pid("web")
    (tmp_path / "status").write_text("500")
    assert it.reaches("web", State.SILENT).pid == pid
    it.says("web is running but has stopped answering")
    (tmp_path / "status").write_text("200")
    assert it.pid("web") == pid


def test_a_stranger_that_answers_does_not_make_a_dead_child_healthy(up: Start, tmp_path: Path) -> None:
    web = serving(tmp_path)
    port = int(web["command"][-2])
    it = up(web, {"name": "worker", "command": SLEEPING}, speed=10)
    pid = it.pid("web")
    it.process.send_signal(signal.SIGSTOP)  # so that the stranger is there first
    os.kill(pid, signal.SIGKILL)
    eventually("the port is free", lambda: not runs(pid))
    with stranger(port):
        it.process.send_signal(signal.SIGCONT)
        it.reaches("web", State.LEFT, deaths=5)
    it.says(f"web could not start (Port {port} is taken by another program); starting it again in 1 s")
    assert it.said().count("web is up.") == 1


def test_the_state_always_parses_while_it_is_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    many = [Standing(f"child {n}", State.UP, NOON, n, 0, None) for n in range(100)]
    write(path, many)
    done = threading.Event()

    def rewrite() -> None:
        while not done.is_set():
            write(path, many)

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        assert all(list(standings(path)) == many for _ in range(200))
    finally:
        done.set()
        writer.join()


def test_a_state_that_a_supervisor_now_gone_has_left_is_not_believed(up: Start, tmp_path: Path) -> None:
    it = up({"name": "worker", "command": SLEEPING})
    it.pid("worker")
    it.process.kill()
    it.ends()
    assert (tmp_path / "state.json").exists()
    assert standings(tmp_path / "state.json") == standings(tmp_path / "never.json") == ()


# Stopping


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_children_are_stopped_one_after_the_other_in_their_order(
    up: Start, tmp_path: Path, told: signal.Signals
) -> None:
    notes = tmp_path / "notes"
    names = ["worker", "web", "prefect"]
    it = up(*({"name": name, "command": script("recording_child", notes, name)} for name in names))
    eventually("all run", lambda: notes.exists() and notes.read_text().count("runs") == 3)
    pids = [it.pid(name) for name in names]
    began = time.monotonic()
    os.killpg(it.process.pid, told)  # as Ctrl-C does: to all that the terminal knows of
    assert it.ends() == 0
    assert time.monotonic() - began < 10
    assert notes.read_text().splitlines()[3:] == [
        f"{name} {word}" for name in names for word in ("SIGTERM", "ended")
    ]
    assert not any(runs(pid) for pid in pids)
    assert it.said().endswith("Everything has stopped.\n")
    states = json.loads((tmp_path / "state.json").read_text())["children"]
    assert [(child["name"], child["state"], child["last_exit"]) for child in states] == [
        (name, "stopped", 0) for name in names
    ]


def test_a_stubborn_child_and_what_it_started_are_ended_when_their_time_is_over(up: Start) -> None:
    it = up(
        {"name": "runner", "command": script("stubborn_child"), "stop_seconds": 0.5},
        {"name": "worker", "command": SLEEPING},
    )
    pids = [it.grandchild("runner"), it.pid("runner"), it.pid("worker")]
    it.process.send_signal(signal.SIGTERM)
    assert it.ends() == 0
    it.says("runner did not end within 0.5 s and is ended now.")
    eventually("all are gone", lambda: not any(runs(pid) for pid in pids))


def test_five_stubborn_children_are_gone_within_ten_seconds(up: Start) -> None:
    names = [f"child {n}" for n in range(5)]
    it = up(
        *({"name": name, "command": script("stubborn_child"), "stop_seconds": 4} for name in names), speed=4
    )
    pids = [pid for name in names for pid in (it.grandchild(name), it.pid(name))]
    began = time.monotonic()
    it.process.send_signal(signal.SIGTERM)
    assert it.ends() == 0
    assert time.monotonic() - began < 10 / 4 + 1
    eventually("all are gone", lambda: not any(runs(pid) for pid in pids))


def test_ctrl_c_twice_ends_everything_at_once(up: Start) -> None:
    names = ["worker", "web"]
    it = up(*({"name": name, "command": script("stubborn_child")} for name in names))
    pids = [pid for name in names for pid in (it.grandchild(name), it.pid(name))]
    it.process.send_signal(signal.SIGINT)
    it.says("Stopping worker, web. Ctrl-C again ends them at once.")
    began = time.monotonic()
    it.process.send_signal(signal.SIGINT)
    assert it.ends() == 130
    assert time.monotonic() - began < 2
    eventually("all are gone", lambda: not any(runs(pid) for pid in pids))


def test_the_children_of_a_killed_supervisor_end_with_all_that_they_started(up: Start) -> None:
    it = up({"name": "runner", "command": script("stubborn_child")}, {"name": "worker", "command": SLEEPING})
    pids = [it.grandchild("runner"), it.pid("runner"), it.pid("worker")]
    assert all(runs(pid) for pid in pids)
    it.process.kill()
    eventually("all are gone", lambda: not any(runs(pid) for pid in pids))


def test_a_killed_guardian_is_replaced_by_one_that_knows_the_children() -> None:
    with subprocess.Popen(SLEEPING, start_new_session=True) as child:
        guardian = Guardian()
        guardian.watch([child.pid])
        first = guardian.pid
        os.kill(first, signal.SIGKILL)
        eventually("it is dead", lambda: not runs(first))
        guardian.watch([child.pid])
        assert guardian.pid != first
        guardian.close()  # what the kernel does for a supervisor that is killed
        try:
            assert child.wait(PATIENCE) == -signal.SIGKILL
        finally:
            child.kill()
