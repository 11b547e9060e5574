"""What the supervisor is told about a child, and when one that died is started again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
DEATHS = 5
WINDOW = 120.0


class State(StrEnum):
    """Where a child stands. Only `up` promises that it works; `left`, `done` and `stopped` are final."""

    WAITING = "waiting"  # for the children that start before it
    STARTING = "starting"  # runs, has not answered yet
    UP = "up"
    SILENT = "silent"  # runs and was up, but has stopped answering
    RESTARTING = "restarting"  # died, and starts again after a pause
    LEFT = "left"  # died too often
    DONE = "done"  # did its one job
    STOPPED = "stopped"


@dataclass(frozen=True)
class Child:
    """One process to keep alive. All times are in seconds."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to the supervisor's own environment."""
    health: str | None = None
    """An http address with a port that answers 2xx when the child works; None: to be alive is to be up."""
    up_sentence: str = ""
    """Said each time it comes up; otherwise its name and "is up"."""
    once: bool = False
    """It ends by itself: exit 0 is the end of its job, anything else a death."""
    start_after: tuple[str, ...] = ()
    """Children that must be up (or done, or left) before this one starts..."""
    wait_seconds: float = 30.0
    """...or so long after the supervisor began, whichever comes first."""
    stop_seconds: float = 4.0
    """From SIGTERM to SIGKILL, when the time for stopping everything allows."""


def pause(deaths: Sequence[float]) -> float | None:
    """Seconds until the next start after the last of these deaths; None: it died too often and is left.

    The times, oldest first and by any one clock in seconds, are the deaths not yet forgiven. The pause grows
    with all of them; only those within two minutes of the last decide whether it is left.
    """
    recent = [death for death in deaths if deaths[-1] - death <= WINDOW]
    if len(recent) >= DEATHS:
        return None
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (len(deaths) - 1)))


def unforgiven(deaths: Sequence[float], up_since: float | None, now: float) -> tuple[float, ...]:
    """The deaths that count when a child dies now: two minutes of being up wipe out those before."""
    kept = () if up_since is not None and now - up_since >= WINDOW else tuple(deaths)[-15:]
    return (*kept, now)


def stop_grant(wanted: float, left: float, later: int) -> float:
    """Seconds that a child gets to end by itself, of those `left` for everything.

    One second is kept back for each of the `later` children while there is one to keep, so that one that will
    not end cannot take the orderly end from all behind it.
    """
    return max(0.0, min(wanted, max(left - later, left / (later + 1))))
