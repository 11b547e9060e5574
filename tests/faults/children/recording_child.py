"""Appends to the file of its first argument, by the name in its second, that it is told to end and ends."""

import signal
import sys
from pathlib import Path

FILE, NAME = Path(sys.argv[1]), sys.argv[2]


def _note(word: str) -> None:
    with FILE.open("a", encoding="utf-8") as file:
        file.write(f"{NAME} {word}\n")


if __name__ == "__main__":
    heeded = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, heeded)
    _note("runs")
    _note(signal.Signals(signal.sigwait(heeded)).name)
    # Time to end in, during which a supervisor that does not wait would tell the next one.
    signal.sigtimedwait({signal.SIGUSR1}, 0.3)
    _note("ended")
