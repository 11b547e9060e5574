"""What `lsip up --demo` loads the first time: England's 39 areas as published, and five invented examples.

Real names come with public facts only. Whatever anybody does, says or signs here is done by organisations
that do not exist. Everything is recorded by the journeys that the pages and the API use.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from lsip_workflow.demonstration import england, examples, try_it
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.migrate import WrongKind, claim_kind

Say = Callable[[str], None]
PROGRESS = "demonstration.txt"
# Seconds between two transactions of the child. SQLite lets in whoever asks at the right moment, and others
# look again ten times a second at the slowest: without a pause the pages would wait for the whole load.
TURN = 0.2


class NotADemonstration(Exception):
    """The settings do not say that this is a demonstration, so nothing invented is put there."""


def load(runtime: Runtime, say: Say) -> None:
    """Load the demonstration into a migrated database, or go on where an earlier load was cut short.

    Each example, and each handful of real areas, is one transaction: it is there whole or not at all. A
    load that was finished once changes nothing again. The line that `say` gets last is kept in
    `demonstration.txt` in the data directory while the load goes on. Raises NotADemonstration and
    WrongKind, each with a sentence.
    """
    if not runtime.settings.demonstration:
        raise NotADemonstration(
            "The demonstration is loaded only where the settings ask for one: use lsip up --demo. "
            "Nothing was changed."
        )
    with runtime.database.transaction() as session:
        claim_kind(session, demonstration=True, now=runtime.now())
    if try_it.is_there(runtime):
        say("The demonstration is loaded already.")
        return
    scripts, areas = examples.scripts(), england.areas(runtime.reference)
    progress = _Progress(runtime.settings.data_dir / PROGRESS, say, len(scripts) + len(areas))
    progress.loaded(0)
    for script in scripts:
        examples.load(runtime, script)
        progress.loaded(1)
    for batch in england.batches(areas):
        england.load(runtime, batch)
        progress.loaded(len(batch))
    progress.end(*try_it.finish(runtime, scripts))


class _Progress:
    """Says how many plans are loaded, and keeps the line where the first page finds it until the end."""

    def __init__(self, file: Path, say: Say, total: int) -> None:
        self.file, self.say, self.total, self.done = file, say, total, 0

    def loaded(self, more: int) -> None:
        self.done += more
        line = f"{self.done} of {self.total} plans are loaded."
        part = self.file.with_suffix(".part")
        part.write_text(line + "\n", encoding="utf-8")
        part.replace(self.file)
        self.say(line)

    def end(self, *lines: str) -> None:
        self.file.unlink(missing_ok=True)
        for line in lines:
            self.say(line)


def main() -> int:
    """Load as a child process of `lsip up --demo`; the exit code. The database is migrated by then."""

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        time.sleep(TURN)

    runtime = Runtime()
    try:
        load(runtime, say)
    except (NotADemonstration, WrongKind) as wrong:
        say(str(wrong))
        return 1
    runtime.database.close()
    return 0
