"""One process of a child, from its start to its end, and the guardian that outlives the supervisor."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from lsip_workflow.supervisor import guardian
from lsip_workflow.supervisor.children import Child

LOG_LIMIT = 5_000_000


class Life:
    """One process of a child. A child that is started again gets another, so no late answer is taken for it.

    It leads a session of its own: Ctrl-C in the terminal reaches only the supervisor, which then stops the
    children in order, and a signal to the group reaches the children of the child. Raises OSError when it
    cannot be started.
    """

    def __init__(self, child: Child, log: Path) -> None:
        self._health = child.health
        self._asking: Thread | None = None
        self._answer: bool | None = None
        _make_room(log)
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                child.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **child.environment},
                start_new_session=True,
            )
        self.pid = self._process.pid

    def exit_code(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        return self._process.poll()

    def ask(self) -> None:
        """Ask for its health in a thread, so that an answer that does not come holds up nothing."""
        if self._health is not None and (self._asking is None or not self._asking.is_alive()):
            self._asking = Thread(target=self._ask, args=(self._health,), daemon=True)
            self._asking.start()

    def _ask(self, url: str) -> None:
        self._answer = answers(url)

    def take_answer(self) -> bool | None:
        """The answer since this was last called; None: there is none yet."""
        answer, self._answer = self._answer, None
        return answer

    def terminate(self) -> None:
        """Ask it, and not its own children, to end: they are its to stop."""
        self._process.terminate()

    def kill(self) -> None:
        """End it and whatever is left of its group, and wait until it is gone."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        # A process stuck in the kernel cannot be ended by anyone; stopping does not wait for it for ever.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)


class Guardian:
    """Our end of the guardian process: tells it which groups exist, and starts it again should it die."""

    def __init__(self) -> None:
        self._told: tuple[int, ...] = ()
        self._process = self._start()

    def _start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-I", "-S", guardian.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def watch(self, groups: Sequence[int]) -> None:
        """Name the groups to end if we are killed: instead of, not added to, those named before."""
        lost = self._process.poll() is not None
        if lost:
            self.close()
            self._process = self._start()
        if lost or self._told != tuple(groups):
            self._told = tuple(groups)
            self._write(" ".join(map(str, groups)) + "\n")

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        # It died this instant: the next beat finds it dead and tells a new one.
        with suppress(BrokenPipeError):
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def close(self) -> None:
        """Let it go; groups still named are ended by it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=5)


def answers(url: str) -> bool:
    """Whether the address answers 2xx within a second for each step; no proxy is asked."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=1)
    try:
        connection.request("GET", parts.path or "/")
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _make_room(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))
