"""A supervisor as `lsip up` runs it, over the children that its one argument lists as JSON.

`speed` makes its clock run so many times as fast, so that minutes of back-off pass in a test's seconds.
"""

import json
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lsip_workflow.supervisor import Child, DataLock, Supervisor


def _child(told: dict[str, Any]) -> Child:
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Child(**{**told, **lists})


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def main() -> int:
    """Supervise until stopped; the folder holds the lock, the state and the logs."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # as from a terminal, though the tests may run under nohup
    told = json.loads(sys.argv[1])
    folder, speed = Path(told["folder"]), told["speed"]
    children = [_child(child) for child in told["children"]]
    with DataLock(folder):
        return Supervisor(
            children,
            _say,
            folder / "state.json",
            folder / "logs",
            now=lambda: datetime.now(UTC),
            clock=lambda: time.monotonic() * speed,
        ).run()


if __name__ == "__main__":
    sys.exit(main())
