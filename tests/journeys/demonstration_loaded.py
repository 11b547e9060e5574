"""A demonstration that is loaded, whole or killed halfway, and what it comes to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from lsip_workflow import demonstration
from lsip_workflow.journeys.sweep import sweep
from lsip_workflow.model import (
    EventRow,
    Plan,
    Ring,
)
from lsip_workflow.relay import claims
from lsip_workflow.relay.batches import STAGE_FLOWS, Works, work_handlings, work_rings
from lsip_workflow.rules.lifecycle import blockers
from lsip_workflow.rules.messages_ahead import messages
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store import queries
from tests.conftest import furnished

LOADED_AT = datetime(2026, 11, 21, 19, 4, tzinfo=UTC)  # a Saturday: nobody works, the demonstration loads
EXAMPLES = {
    "northshire-2026": "roadmap",
    "eastmarch-2026": "submission",
    "westhaven-2026": "research",
    "southmere-2026": "progress_reporting",
    "midvale-2023": "review",
}


class Dated(Runtime):
    """A runtime whose clock stands still."""

    def now(self) -> datetime:
        return LOADED_AT


def made(folder: Path) -> Dated:
    """A migrated database for a demonstration."""
    return furnished(Dated(Settings(data_dir=folder, database_url="", demonstration=True)))


class Loaded:
    """A demonstration that was loaded, and what it said meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.world, self.said, self.seen = made(folder), list[str](), list[str]()
        demonstration.load(self.world, self.hear)

    def hear(self, line: str) -> None:
        progress = self.world.settings.data_dir / demonstration.PROGRESS
        self.said.append(line)
        self.seen.append(progress.read_text() if progress.exists() else "")


class Killed(Exception):
    """Somebody pulled the plug."""


def killed_after(lines: int) -> Callable[[str], None]:
    """A listener that ends the load when it has heard so many lines."""
    heard = list[str]()

    def hear(line: str) -> None:
        heard.append(line)
        if len(heard) == lines:
            raise Killed

    return hear


def story(world: Runtime) -> Mapping[str, list[tuple[str, datetime]]]:
    """What happened in each stream, in order."""
    found: dict[str, list[tuple[str, datetime]]] = {}
    with world.database.reading() as session:
        for row in session.exec(select(EventRow).order_by(EventRow.stream, col(EventRow.seq))):
            found.setdefault(row.stream, []).append((row.type, row.at))
    return found


def relay_comes_to_rest(world: Runtime) -> None:
    """The flows take what waits; each example stays where its story left it, and few are reminded."""
    works = Works(world.database, world.books, world.calendar, world.now)
    lease, names = claims.Lease("test", 60), []
    at = works.occasion("test")
    for flow in ("responses", "sign-offs"):
        with world.database.transaction() as session:
            claimed = claims.claim_handlings(session, flow, LOADED_AT, lease)
        assert claimed is not None
        names += [line.outcome for line in work_handlings(works, claimed.run_id).lines]
    assert len(names) == 4
    for flow in STAGE_FLOWS:
        with world.database.transaction() as session:
            claimed = claims.claim_rings(session, at, flow, LOADED_AT, lease)
        if claimed is not None:
            work_rings(works, claimed.run_id)
    with world.database.transaction() as session:
        assert session.exec(select(Ring)).all() == []
        assert {plan.id: plan.stage for plan in queries.plans(session) if plan.example} == EXAMPLES
        eastmarch = session.get_one(Plan, "eastmarch-2026")
        law = blockers(queries.dossier(session, eastmarch), world.books[eastmarch.edition], world.today())
        assert [(reason.code, reason.strength) for reason in law] == [
            ("test-environment", "law"),
            ("submission-made", "guidance"),
        ]
        monday = replace(at, now=LOADED_AT + timedelta(days=2))
        assert 1 <= len(messages(sweep(session, monday, world.calendar))) <= 8
