"""The real worker, which ends itself (or Prefect's server) at a named point, once.

LSIP_TEST_DIE names the point; LSIP_TEST_MARK is a file that says it has happened; LSIP_TEST_PREFECT_PID
is the server to kill instead of ourselves, for the points that begin with `prefect_`.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from flows import link, relay, worker
from lsip_workflow.relay import batches, claims, clock

POINT = os.environ.get("LSIP_TEST_DIE", "")
MARK = Path(os.environ.get("LSIP_TEST_MARK", "/nonexistent"))


def die(point: str) -> None:
    """Kill, if this is the point and it has not happened yet."""
    if point != POINT or MARK.exists():
        return
    MARK.write_text(point)
    victim = int(os.environ["LSIP_TEST_PREFECT_PID"]) if point.startswith("prefect_") else os.getpid()
    os.kill(victim, signal.SIGKILL)


def around(owner: Any, name: str, before: str = "", after: str = "", times: int = 1) -> None:
    """Pass a point before or after the n-th call of a function."""
    original: Callable[..., Any] = getattr(owner, name)
    calls = 0

    @wraps(original)
    def passing(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls >= times:
            die(before)
        result = original(*arguments, **named)
        if calls >= times:
            die(after)
        return result

    setattr(owner, name, passing)


around(claims, "claim_handlings", before="after_commit")
around(relay.Relay, "_claim", after="after_claim", times=1 + len(relay.ARRIVALS))
around(batches, "_handle", before="in_the_middle", times=10)
around(batches, "close_run", before="after_the_mark", times=2)
for flow, handle in list(batches.HANDLES.items()):
    holder = {"handle": handle}

    class Effect:
        """Somewhere for `around` to put the wrapped function."""

        handle = staticmethod(holder["handle"])

    around(Effect, "handle", after="after_the_effect", times=5)
    batches.HANDLES[flow] = Effect.handle
around(link.Link, "_create", before="prefect_creating", times=2)
around(clock, "name_run", after="prefect_changing_state", times=2)

if __name__ == "__main__":
    worker.main()
