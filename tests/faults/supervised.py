"""A supervisor in a process of its own, its children, and what one can see of them from outside."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from lsip_workflow.supervisor import (
    Standing,
    State,
    standings,
)
from lsip_workflow.supervisor.standing import alive

SCRIPTS = Path(__file__).parent / "children"
PATIENCE = 20.0
NOON = datetime(2026, 6, 3, 11, 0, tzinfo=UTC)
SLEEPING = ["sleep", "600"]
FAILING = ["sh", "-c", "exit 3"]


def script(name: str, *arguments: object) -> list[str]:
    """The command of a child script; it starts sooner without the site packages, which it does not need."""
    return [sys.executable, "-I", "-S", str(SCRIPTS / f"{name}.py"), *map(str, arguments)]


def eventually(what: str, look: Callable[[], object]) -> None:
    """Look until it is so; fail with `what` when it does not come to be."""
    end = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < end, f"never came to be: {what}"
        time.sleep(0.02)


def runs(pid: int) -> bool:
    """Whether the process is there and no zombie, which an orphan may be until init collects it."""
    try:
        return alive(pid) and " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return alive(pid)  # no such folder on this system, or gone this instant


def some_port() -> int:
    """A port that nobody had a moment ago."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


def serving(folder: Path, status: int = 200) -> dict[str, Any]:
    """A child that answers its health with what stands in the file `status`."""
    port = some_port()
    (folder / "status").write_text(str(status))
    command = script("serving_child", port, folder / "status")
    return {"name": "web", "command": command, "health": f"http://127.0.0.1:{port}/health"}


@contextmanager
def stranger(port: int) -> Iterator[None]:
    """Another program that answers 200 on this port."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", port), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield
        server.shutdown()
        thread.join()


class Up:
    """A supervisor in a process and a session of its own, as from a terminal, and what it said and wrote."""

    def __init__(self, folder: Path, children: Sequence[dict[str, Any]], speed: float) -> None:
        self.folder = folder
        told = json.dumps({"folder": str(folder), "children": children, "speed": speed})
        self._said = folder / "said.txt"
        with self._said.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, str(SCRIPTS / "supervising.py"), told],
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self._said.read_text()

    def says(self, words: str) -> None:
        eventually(f"{words!r} is said", lambda: words in self.said())

    def log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    def child(self, name: str) -> Standing | None:
        return next((child for child in standings(self.folder / "state.json") if child.name == name), None)

    def reaches(self, name: str, state: State, deaths: int = 0) -> Standing:
        """The standing of the child, once it has come to this state with so many deaths."""
        found: list[Standing] = []

        def look() -> bool:
            found[:] = [c for c in [self.child(name)] if c and (c.state, c.deaths) == (state, deaths)]
            return bool(found)

        eventually(f"{name} is {state} after {deaths} deaths", look)
        return found[0]

    def pid(self, name: str, deaths: int = 0) -> int:
        pid = self.reaches(name, State.UP, deaths).pid
        assert pid
        return pid

    def grandchild(self, name: str) -> int:
        """The process that a stubborn child has started, once it is ready to be stubborn."""
        eventually(f"{name} is ready", lambda: self.log(name).exists() and "\n" in self.log(name).read_text())
        return int(self.log(name).read_text())

    def ends(self) -> int:
        return self.process.wait(PATIENCE)


Start = Callable[..., Up]
