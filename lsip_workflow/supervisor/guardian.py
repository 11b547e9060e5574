"""Ends the children of a supervisor that was killed and could not end them itself.

Runs as a process of its own, by path, with nothing but the standard library. On its standard input it reads
lines, each the process groups that exist at that moment. When the supervisor is gone, however it went, the
kernel closes that pipe, and the groups of the last line are killed.

At once and not kindly: the lock on the data went with the supervisor, so the next one may start this very
moment and must find the ports free; and the children lose nothing, since what they do is committed or done
again. Whole groups, so that children of children go too. A pipe and not Linux's parent-death signal, which
other systems lack and grandchildren do not get. What remains: a child started in the microseconds before it
is named here outlives a supervisor that is killed right then.
"""

import os
import signal
import sys
from contextlib import suppress


def main() -> None:
    """Wait for the end of the input, then end every group last named."""
    groups: list[int] = []
    for line in sys.stdin:
        groups = [int(word) for word in line.split()]
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
