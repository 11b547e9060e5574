"""The supervisor itself: one loop that tends the children until it is told to stop."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import FrameType

from lsip_workflow.supervisor import standing
from lsip_workflow.supervisor.children import Child, State, stop_grant
from lsip_workflow.supervisor.life import Guardian, Life
from lsip_workflow.supervisor.watch import Watch

# A look at five children takes about 0.2 ms of processor. Ten looks a second are simpler than waiting for
# exits, signals and times at once, and quicker than anyone notices.
BEAT = 0.1
STOP_ALL = 9.0
KILLED = 128 + signal.SIGINT
SETTLED = (State.UP, State.SILENT, State.DONE, State.LEFT)


class Supervisor:
    """Keeps children alive until SIGINT, SIGTERM or SIGHUP; a SIGINT after that ends everything at once.

    `children` stand in the order in which they are stopped, each when the one before has ended; their
    `start_after` orders the start. `say` gets sentences for whoever is at the terminal; `logs` is the folder
    for what the children print; `now` tells the time of day for `state_file`, `clock` (seconds, never going
    back) times everything else. Raises ValueError for names that are doubled or unknown.
    """

    def __init__(
        self,
        children: Sequence[Child],
        say: Callable[[str], None],
        state_file: Path,
        logs: Path,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        _check_names(children)
        self._tell = say
        self._state_file = state_file
        self._clock = clock
        self._watches = [Watch(child, logs / f"{child.name}.log", self._say, now) for child in children]
        self._written: list[standing.Standing] = []
        self._stopping = self._hurry = False

    def run(self) -> int:
        """Supervise until stopped; call it from the main thread.

        Returns 0 after an orderly stop (also when every child has done its one job), 130 when it was hurried,
        and 1 when nothing is left to supervise because children died too often.
        """
        with self._signals():
            guardian = Guardian()
            try:
                self._supervise(guardian)
            finally:
                self._stop(guardian)
        if self._hurry:
            return KILLED
        return 0 if self._stopping or all(w.state is State.DONE for w in self._watches) else 1

    def _supervise(self, guardian: Guardian) -> None:
        began = self._clock()
        while not self._stopping:
            now = self._clock()
            for watch in self._watches:
                if watch.state is not State.WAITING or self._may_start(watch.child, now - began):
                    watch.tend(now)
                    guardian.watch(self._groups())
            self._write()
            if all(watch.state in (State.DONE, State.LEFT) for watch in self._watches):
                return self._say("Nothing is left to supervise.")
            time.sleep(BEAT)

    def _may_start(self, child: Child, running: float) -> bool:
        before = [watch for watch in self._watches if watch.child.name in child.start_after]
        return running >= child.wait_seconds or all(watch.state in SETTLED for watch in before)

    def _groups(self) -> list[int]:
        return [watch.life.pid for watch in self._watches if watch.life]

    def _stop(self, guardian: Guardian) -> None:
        running = [watch for watch in self._watches if watch.life]
        if running:
            self._say(f"Stopping {', '.join(w.child.name for w in running)}. Ctrl-C again ends them at once.")
        end = self._clock() + STOP_ALL
        for watch in self._watches:
            if watch.life:
                later = len(self._groups()) - 1
                seconds = stop_grant(watch.child.stop_seconds, end - self._clock(), later)
                self._end(watch.child, watch.life, seconds)
            watch.stopped(watch.life.exit_code() if watch.life else None)
            guardian.watch(self._groups())
            self._write()
        guardian.close()
        if running:
            self._say("Everything has stopped.")

    def _end(self, child: Child, life: Life, seconds: float) -> None:
        due = self._clock() + seconds
        life.terminate()
        while life.exit_code() is None and self._clock() < due and not self._hurry:
            time.sleep(BEAT / 5)
        if life.exit_code() is None and not self._hurry:
            self._say(f"{child.name} did not end within {round(seconds, 1):g} s and is ended now.")
        life.kill()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        heeded = [signal.SIGINT, signal.SIGTERM]
        # Ignored from the start means `nohup`: closing the terminal is then no reason to stop.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            heeded.append(signal.SIGHUP)
        before = {number: signal.signal(number, self._signalled) for number in heeded}
        try:
            yield
        finally:
            for number, action in before.items():
                signal.signal(number, action)

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        self._hurry = self._hurry or (self._stopping and number == signal.SIGINT)
        self._stopping = True

    def _write(self) -> None:
        told = [watch.standing for watch in self._watches]
        if told == self._written:
            return
        self._written = told
        try:
            standing.write(self._state_file, told)
        except OSError as error:
            self._say(f"The state of the children could not be written to {self._state_file}: {error}.")

    def _say(self, sentence: str) -> None:
        # The terminal may be gone; that is no reason to stop supervising.
        with suppress(OSError):
            self._tell(sentence)


def _check_names(children: Sequence[Child]) -> None:
    names = [child.name for child in children]
    doubled = {name for name in names if names.count(name) > 1}
    unknown = {name for child in children for name in child.start_after} - set(names)
    if doubled or unknown:
        raise ValueError(
            f"Children named twice: {sorted(doubled)}; unknown in start_after: {sorted(unknown)}."
        )
