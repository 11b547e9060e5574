"""One child through all its processes: started, asked, started again after a pause, or left."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from lsip_workflow.supervisor.children import Child, State, pause, unforgiven
from lsip_workflow.supervisor.claims import port_fault
from lsip_workflow.supervisor.life import Life
from lsip_workflow.supervisor.standing import Standing

ASK_WHILE_STARTING = 0.25
ASK_WHEN_UP = 5.0
MISSES = 3


class Watch:
    """One child and what has become of it; `standing` is replaced at each change of its state."""

    def __init__(
        self, child: Child, log: Path, say: Callable[[str], None], now: Callable[[], datetime]
    ) -> None:
        self.child = child
        self.life: Life | None = None
        self._log = log
        self._say = say
        self._now = now
        self._start_at = self._ask_at = 0.0
        self._up_since: float | None = None
        self._misses = 0
        self._deaths: tuple[float, ...] = ()
        self.standing = Standing(child.name, State.WAITING, now(), None, 0, None)

    @property
    def state(self) -> State:
        return self.standing.state

    def tend(self, now: float) -> None:
        """Do what is due at this moment of the supervisor's clock: start it, or look at it. Never blocks."""
        if self.life is not None:
            self._look(self.life, now)
        elif self.state is State.WAITING or (self.state is State.RESTARTING and now >= self._start_at):
            self._start(now)

    def stopped(self, exit_code: int | None) -> None:
        """It was stopped on purpose; what was final before stays as it was."""
        self.life = None
        if self.state not in (State.LEFT, State.DONE):
            self._turn(State.STOPPED, last_exit=exit_code)

    def _start(self, now: float) -> None:
        # An answer counts only from our own process. Someone else listening there would answer in its place
        # until it has tried, in vain, to listen itself: so it is not even started.
        fault = port_fault(urlsplit(self.child.health).port or 80) if self.child.health else None
        if fault:
            return self._died(f"could not start ({fault.rstrip('.')})", None, now)
        try:
            self.life = Life(self.child, self._log)
        except OSError as error:
            return self._died(f"could not start ({error})", None, now)
        self._up_since, self._misses, self._ask_at = None, 0, now
        if self.child.health is None:
            self._came_up(now)
        else:
            self._turn(State.STARTING)

    def _look(self, life: Life, now: float) -> None:
        # In this order: an answer taken before the process is found alive was given while it lived.
        answer = life.take_answer()
        code = life.exit_code()
        if code is not None:
            return self._ended(life, code, now)
        if answer is not None:
            self._heard(answer, now)
        if now >= self._ask_at:
            self._ask_at = now + (ASK_WHILE_STARTING if self.state is State.STARTING else ASK_WHEN_UP)
            life.ask()

    def _heard(self, answer: bool, now: float) -> None:
        self._misses = 0 if answer else self._misses + 1
        if answer and self.state is not State.UP:
            self._came_up(now)
        elif self.state is State.UP and self._misses >= MISSES:
            self._up_since = None
            self._turn(State.SILENT)
            self._say(f"{self.child.name} is running but has stopped answering; its log is {self._log}.")

    def _came_up(self, now: float) -> None:
        self._up_since = now
        self._turn(State.UP)
        self._say(self.child.up_sentence or f"{self.child.name} is up.")

    def _ended(self, life: Life, code: int, now: float) -> None:
        life.kill()  # what it leaves behind in its group would hold its port, or do its work twice
        self.life = None
        if self.child.once and code == 0:
            self._turn(State.DONE, last_exit=0)
            self._say(f"{self.child.name} is done.")
        else:
            self._died(f"ended ({f'signal {-code}' if code < 0 else f'exit {code}'})", code, now)

    def _died(self, how: str, code: int | None, now: float) -> None:
        self._deaths = unforgiven(self._deaths, self._up_since, now)
        self._up_since = None
        seconds = pause(self._deaths)
        self._turn(State.LEFT if seconds is None else State.RESTARTING, last_exit=code, died=True)
        if seconds is None:
            what = "that was the fifth time in two minutes, so it is left stopped and the others go on"
        else:
            self._start_at = now + seconds
            what = f"starting it again in {seconds:g} s"
        self._say(f"{self.child.name} {how}; {what}; its log is {self._log}.")

    def _turn(self, state: State, last_exit: int | None = None, died: bool = False) -> None:
        before = self.standing
        self.standing = Standing(
            name=self.child.name,
            state=state,
            since=self._now(),
            pid=self.life.pid if self.life else None,
            deaths=before.deaths + died,
            last_exit=before.last_exit if last_exit is None else last_exit,
        )
