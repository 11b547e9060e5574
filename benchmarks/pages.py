"""Monday's page of an ERB with four areas and 730 provider relationships, and the table of 39 areas.

Each against the no-op page of the same server in the same run: the page on cookies for the same visitor,
with everything that every page has and nothing looked up for it. Monday is timed three times: while nothing
happens, right after somebody recorded something, and with nothing kept, as the first look of a morning is,
when the messages of fourteen days are worked out anew. Prints medians and ratios, and the load average: on a
busy machine the ratios stay, the milliseconds do not.

    .venv/bin/python benchmarks/pages.py [--relations 730] [--answered 0.6] [--times 40]
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx2
import uvicorn

from benchmarks.region import MONDAY, Region, england, region
from lsip_workflow.journeys import plans
from lsip_workflow.model import Plan, Test
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store.migrate import migrate
from lsip_workflow.web import visitor
from lsip_workflow.web.app import create
from lsip_workflow.web.views import monday_days
from tests import builders

AIM = 5
NOTHING = "/cookies"


class AtMonday(Runtime):
    """A runtime whose clock stands on a Monday morning."""

    def now(self) -> datetime:
        return MONDAY


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, default=4)
    parser.add_argument("--relations", type=int, default=730)
    parser.add_argument("--answered", type=float, default=0.6)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--port", type=int, default=8321)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = AtMonday(Settings(data_dir=Path(folder), database_url="", demonstration=True))
        migrate(world.database)
        began = time.perf_counter()
        made = region(world, asked.areas, asked.relations, asked.answered)
        england(world, 39 - asked.areas)
        print(f"built in {time.perf_counter() - began:.0f} s; load average {os.getloadavg()[0]:.2f}")
        serve(world, asked.port)
        with client(world, made, asked.port) as browser:
            measure(world, made, browser, asked.times)
        print(f"load average after: {os.getloadavg()[0]:.2f}")
        world.database.close()


def serve(world: Runtime, port: int) -> None:
    """The web, in a thread of this process: the ratio is between pages of one and the same server."""
    server = uvicorn.Server(uvicorn.Config(create(world), port=port, log_level="warning"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)


def client(world: Runtime, made: Region, port: int) -> httpx2.Client:
    """A browser in which the manager has signed in."""
    with world.database.transaction() as session:
        _, token = visitor.begin(session, world, made.address, how="benchmark", browser="benchmark")
    kept = {visitor.cookie_name(world): visitor.stamped(world, token)}
    return httpx2.Client(base_url=f"http://127.0.0.1:{port}", cookies=kept)


def measure(world: Runtime, made: Region, browser: httpx2.Client, times: int) -> None:
    """The pages in turn, so that whatever else this machine does meets all of them alike."""

    def happens() -> None:
        with world.database.transaction() as session:
            now = replace(builders.occasion(world), now=MONDAY)
            plan = session.get_one(Plan, made.plans[0])
            plans.consider(session, now, plan, Test.EMPLOYER_VIEWS, "Something that happened.")

    pages: dict[str, tuple[str, Callable[[], None]]] = {
        "no-op page": (NOTHING, lambda: None),
        "Monday, nothing happened since": ("/", lambda: None),
        "Monday, right after something was recorded": ("/", happens),
        "Monday, the first look of the morning": ("/", monday_days.forget),
        "table of 39 areas": ("/plans", lambda: None),
    }
    found: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(times):
        for name, (path, before) in pages.items():
            if name == "Monday, nothing happened since":
                browser.get(path)
            before()
            found[name].append(seconds(browser, path))
    nothing = statistics.median(found["no-op page"])
    for name, taken in found.items():
        middle = statistics.median(taken)
        ratio = middle / nothing
        says = "" if ratio <= AIM or name == "no-op page" else f"  (more than {AIM})"
        print(f"{name}: p50 {middle * 1000:.1f} ms, min {min(taken) * 1000:.1f} ms, ratio {ratio:.1f}{says}")


def seconds(browser: httpx2.Client, path: str) -> float:
    """How long one page takes, whole."""
    began = time.perf_counter()
    answer = browser.get(path)
    taken = time.perf_counter() - began
    assert answer.status_code == 200, (path, answer.status_code)
    return taken


if __name__ == "__main__":
    main()
