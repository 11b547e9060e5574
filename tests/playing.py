"""A page of the documentation, played: its commands run in one real shell against a real installation.

A block marked `sh` is run, and the block marked `text` after it is what it prints. Other blocks are only
read. After each block the worker comes to rest, as it does while a person reads on.

    .venv/bin/python -m tests.playing docs/a-plans-year.md

plays the page and writes what its commands printed into it. Look at the difference before you keep it.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlmodel import Session, select

from lsip_workflow.model import Handling, HandlingStatus, Ring
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.up import environment
from tests.installation import end, free_port, wait_for

STEP = re.compile(r"^```sh\n(?P<run>.*?)^```\n(?:\n```text\n(?P<told>.*?)^```\n)?", re.MULTILINE | re.DOTALL)
ENDED = "the block has ended"
# What differs from one run to the next: days, ids and document references, receipts.
CHANGING = (
    (r"\b\d{4}-\d\d-\d\d(T[\d:.]+Z?)?", "DAY"),
    (r"\b(\w+day )?\d{1,2} [A-Z][a-z]+ \d{4}\b", "DAY"),
    (r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) DAY", "DAY"),
    (r"\b(?=[a-z]*\d)[0-9a-f]{8,64}\b", "ID"),
    (r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b", "RECEIPT"),
)


@dataclass(frozen=True)
class Step:
    """One block of commands, and what the page says that it prints."""

    run: str
    told: str


def steps(page: str) -> list[Step]:
    """The blocks of a page that are run, in order."""
    return [Step(found["run"], found["told"] or "") for found in STEP.finditer(page)]


def steady(printed: str) -> str:
    """What was printed, without what differs from one run to the next."""
    for pattern, word in CHANGING:
        printed = re.sub(pattern, word, printed, flags=re.MULTILINE)
    return printed.strip()


class Played:
    """An installation in an empty folder, with the pages and a worker, and one shell beside it."""

    def __init__(self, folder: Path, data: str) -> None:
        self.folder, self.port = folder, free_port()
        self.settings = Settings(
            data_dir=folder / data, port=self.port, prefect_port=free_port(), demonstration=True
        )
        self.processes: list[subprocess.Popen[bytes]] = []
        self.shell = self._start("bash")

    def _start_up(self) -> None:
        """What `lsip up` keeps going, without Prefect: the worker does its work without it at once."""
        self._start(sys.executable, "-m", "lsip_workflow.cli", "web")
        self._start(sys.executable, "-m", "flows.worker", LSIP_WITHOUT_PREFECT_AFTER="0")
        wait_for(self._answers, "the web")

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/health", timeout=1).is_success
        except httpx.HTTPError:
            return False

    def _start(self, *command: str, **extra: str) -> subprocess.Popen[bytes]:
        told = os.environ | environment(self.settings) | {"PYTHONPATH": os.getcwd()} | extra
        piped = command == ("bash",)
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=self.folder, env=told, start_new_session=True,
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE if piped else log,
                stderr=subprocess.STDOUT if piped else log,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def play(self, commands: str) -> str:
        """What a block of commands prints; afterwards everything is at rest."""
        assert self.shell.stdin
        assert self.shell.stdout
        here = commands.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")
        self.shell.stdin.write(f"{{\n{here}}} </dev/null\necho; echo '{ENDED}'\n".encode())
        self.shell.stdin.flush()
        printed = []
        while (line := self.shell.stdout.readline().decode()) and line.strip() != ENDED:
            printed.append(line)
        if len(self.processes) == 1 and (self.settings.data_dir / "lsip.db").exists():
            self._start_up()
        self._rest()
        return re.sub(r"\n{2,}", "\n", "".join(printed)).strip()

    def _rest(self) -> None:
        if len(self.processes) == 1:
            return
        world = Runtime(self.settings)

        def rests() -> bool:
            with world.database.reading() as session:
                return not _busy(session)

        try:
            # An event that was committed a moment ago is in the table already: nothing is owed unseen.
            wait_for(rests, "the worker to come to rest", 30)
        finally:
            world.database.close()

    def stop(self) -> None:
        """End what was started."""
        for process in self.processes:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            end(process)


def _busy(session: Session) -> bool:
    waiting = select(Handling.event_id).where(
        Handling.status.in_([HandlingStatus.WAITING, HandlingStatus.CLAIMED])  # type: ignore[attr-defined]
    )
    return any(session.exec(one).first() for one in (waiting, select(Ring.plan_id)))


def main(path: Path) -> None:
    """Play a page, and write what its commands printed into it."""
    page = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        played = Played(Path(folder), "var/practice")
        began = time.monotonic()

        def told(found: re.Match[str]) -> str:
            printed = played.play(found["run"])
            shown = f"\n```text\n{printed}\n```\n" if printed else ""
            return f"```sh\n{found['run']}```\n{shown}"

        try:
            written = STEP.sub(told, page)
        finally:
            played.stop()
    path.write_text(written, encoding="utf-8")
    print(f"{path}: played in {time.monotonic() - began:.0f} s")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
