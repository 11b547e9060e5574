"""Working a batch: every event in its own transaction, marked with its effect, by compare-and-set."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import ColumnElement, CursorResult, delete, update
from sqlmodel import Session, col, select

from lsip_workflow.journeys import responses, sign_offs, stages
from lsip_workflow.journeys.stages import StageReport
from lsip_workflow.model import EventRow, Handling, HandlingStatus, Plan, Ring, Run, RunPlan, RunStatus
from lsip_workflow.relay import claims
from lsip_workflow.relay.claims import Lease
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules import permissions
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.store import queries
from lsip_workflow.store.database import Database
from lsip_workflow.store.record import Occasion, lock

log = logging.getLogger(__name__)

HANDLES: dict[str, Callable[[Session, Occasion, EventRow], str]] = {
    "responses": responses.handle,
    "sign-offs": sign_offs.handle,
}
STAGE_FLOWS = ("research", "priorities", "roadmap", "agreement", "progress-report", "review")

# What a run says of its lines: those that went well, and those that did not.
WORDS = {
    "responses": ("handled", "not handled yet"),
    "sign-offs": ("handled", "not handled yet"),
    "notifications": ("sent", "not sent"),
}

PAUSES = (timedelta(seconds=1), timedelta(seconds=5))


class Overtaken(Exception):
    """The claim ran out and somebody else has it: what we did is undone with this transaction."""


@dataclass(frozen=True)
class Line:
    """One row of a run's report: the plan, what it was about, and what came of it."""

    plan_id: str
    about: str
    outcome: str
    went_well: bool = True
    needed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The line for our own pages: what came of it, and by name what is still needed."""
        return " ".join((self.outcome, *self.needed))


@dataclass
class BatchReport:
    """What a run did, for its name, its table and our own pages."""

    flow: str
    run_id: str
    lines: list[Line] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The run in a few words: "12 handled, 1 set aside"."""
        well = sum(line.went_well for line in self.lines)
        ill = len(self.lines) - well
        done, undone = WORDS.get(self.flow, ("looked at", "could not be processed"))
        return f"{well} {done}" + (f", {ill} {undone}" if ill else "")


@dataclass(frozen=True)
class Works:
    """What working a batch needs: the database, the rulebooks, the calendar and a clock."""

    database: Database
    books: Mapping[str, Rulebook]
    calendar: Calendar
    now: Callable[[], datetime]

    def occasion(self, flow: str) -> Occasion:
        """This instant, with a flow as the actor."""
        return Occasion(permissions.flow(flow), self.now(), self.books)


def work_handlings(works: Works, run_id: str) -> BatchReport:
    """Handle every event that a run claimed. One that fails holds back its own stream, nothing else."""
    with works.database.reading() as session:
        run = session.get_one(Run, run_id)
        owed = session.exec(
            select(Handling, EventRow)
            .where(Handling.event_id == EventRow.id)
            .where(Handling.run_id == run_id, Handling.status == HandlingStatus.CLAIMED)
            .order_by(col(Handling.event_id))
        ).all()
    report, held = BatchReport(run.flow, run_id), set[str]()
    for handling, event in owed:
        if handling.stream in held:
            continue
        line = _handle(works, handling, event)
        if line is None or not line.went_well:
            held.add(handling.stream)
        if line is not None:
            report.lines.append(line)
    close_run(works, report)
    return report


def _handle(works: Works, handling: Handling, event: EventRow) -> Line | None:
    plan_id = handling.stream.removeprefix("plan:")
    try:
        with works.database.transaction() as session:
            _mark(session, handling, works.now())
            outcome = HANDLES[handling.flow](session, works.occasion(handling.flow), event)
        return Line(plan_id, event.type, outcome)
    except Overtaken:
        return None
    except Exception as error:
        log.exception("Event %s could not be handled by %s", event.id, handling.flow)
        text = _in_short(error)
        with works.database.transaction() as session:
            outcome = _fail(session, handling, text, works.now())
        return Line(plan_id, event.type, outcome, went_well=False)


def _in_short(error: Exception) -> str:
    """An error for the row: what kind, and where, but never the words of a person that it choked on."""
    if isinstance(error, ValidationError):
        places = [".".join(map(str, fault["loc"])) or fault["type"] for fault in error.errors()]
        return f"{type(error).__name__}: {', '.join(places)}"[:300]
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300]


def _mark(session: Session, handling: Handling, now: datetime) -> None:
    """Handled, if the claim is still ours; the effect follows in the same transaction, or both are undone."""
    marked = update(Handling).where(*_ours(handling)).values(status=HandlingStatus.HANDLED, handled_at=now)
    result = session.execute(marked)
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise Overtaken


def _ours(handling: Handling) -> list[ColumnElement[bool]]:
    return [
        col(Handling.event_id) == handling.event_id,
        col(Handling.flow) == handling.flow,
        col(Handling.fence) == handling.fence,
        col(Handling.status) == HandlingStatus.CLAIMED,
    ]


def _fail(session: Session, handling: Handling, error: str, now: datetime) -> str:
    """Leave it for a while, or after three tries set it aside; a person looks, the events behind it go on."""
    row = session.exec(select(Handling).where(*_ours(handling)).with_for_update()).one_or_none()
    if row is None:
        return "somebody else has it now"
    row.attempts, row.error, row.lease_until = row.attempts + 1, error, None
    if row.attempts >= claims.TRIES:
        row.status = HandlingStatus.SET_ASIDE
        return f"could not be processed after {row.attempts} tries: {error}"
    row.status, row.not_before = HandlingStatus.WAITING, now + PAUSES[row.attempts - 1]
    return f"not handled yet, tried again soon: {error}"


def work_rings(works: Works, run_id: str) -> BatchReport:
    """Visit the stage of every plan that a run claimed."""
    with works.database.reading() as session:
        run = session.get_one(Run, run_id)
        rings = session.exec(select(Ring).where(Ring.run_id == run_id)).all()
    report = BatchReport(run.flow, run_id)
    for ring in rings:
        line = _visit(works, run.flow, ring.plan_id, ring)
        if line is not None:
            report.lines.append(line)
    close_run(works, report)
    return report


def work_stage(works: Works, flow: str, lease: Lease, plan_id: str | None = None) -> BatchReport:
    """Visit one plan, or every plan now in a stage of this flow: what *Run* in Prefect's pages does."""
    occasion = works.occasion(flow)
    with works.database.transaction() as session:
        plans = [
            plan.id
            for plan in queries.plans(session)
            if plan_id in (None, plan.id) and occasion.book_of(plan).stage(plan.stage).flow == flow
        ]
        run = claims.open_run(session, flow, tuple(plans), occasion.now, lease)
    report = BatchReport(flow, run.id)
    for plan in plans:
        line = _visit(works, flow, plan, None)
        if line is not None:
            report.lines.append(line)
    close_run(works, report)
    return report


def _visit(works: Works, flow: str, plan_id: str, ring: Ring | None) -> Line | None:
    try:
        with works.database.transaction() as session:
            # The plan before its ring, as whoever rings does: or each would wait for the other.
            lock(session, f"plan:{plan_id}")
            if ring is not None:
                _answer(session, ring)
            report = stages.work(session, works.occasion(flow), plan_id, works.calendar)
        return _line(report)
    except Overtaken:
        return None
    except Exception as error:
        log.exception("The stage of %s could not be worked", plan_id)
        text = _in_short(error)
        if ring is not None:
            with works.database.transaction() as session:
                _ring_later(session, ring, text, works.now())
        return Line(plan_id, flow, text, went_well=False)


def _line(report: StageReport) -> Line:
    needed = tuple(blocker.text for blocker in report.needed if blocker.refuses)
    return Line(report.plan_id, report.stage, report.sentence, needed=needed)


def _answer(session: Session, ring: Ring) -> None:
    """Take the ring down with the visit; if it rang again meanwhile, it stays for one visit more."""
    at = (col(Ring.plan_id) == ring.plan_id, col(Ring.stage) == ring.stage, col(Ring.fence) == ring.fence)
    gone = session.execute(delete(Ring).where(*at, col(Ring.times) == ring.times_claimed))
    assert isinstance(gone, CursorResult)
    if gone.rowcount:
        return
    freed = session.execute(update(Ring).where(*at).values(lease_until=None, run_id=None))
    assert isinstance(freed, CursorResult)
    if not freed.rowcount:
        raise Overtaken


def _ring_later(session: Session, ring: Ring, error: str, now: datetime) -> None:
    row = session.get(Ring, (ring.plan_id, ring.stage), with_for_update=True)
    if row is not None and row.fence == ring.fence:
        row.attempts, row.error, row.lease_until, row.run_id = row.attempts + 1, error, None, None
        row.not_before = now + min(timedelta(seconds=2**row.attempts), timedelta(hours=1))


def close_run(works: Works, report: BatchReport) -> None:
    """Write the run's outcome, in a sentence for the run and one for each plan in it."""
    with works.database.transaction() as session:
        claims.release(session, report.run_id)
        run = session.get_one(Run, report.run_id)
        ill = bool(report.lines) and not any(line.went_well for line in report.lines)
        failed = ill and report.flow != "notifications"  # a message not sent, with its reason, is no failure
        run.status = RunStatus.FAILED if failed else RunStatus.COMPLETED
        run.ended_at = run.seen_at = works.now()
        names = queries.area_names(session)
        areas = {plan.id: names[plan.area_id] for plan in session.exec(select(Plan))}
        run.says, run.name = report.sentence, run_name(report, areas)
        plans = {row.plan_id: row for row in session.exec(select(RunPlan).where(RunPlan.run_id == run.id))}
        for plan_id, about in plans.items():
            said = (line.sentence for line in report.lines if line.plan_id == plan_id)
            about.says = " · ".join(filter(None, (about.says, *_each_once(said))))[:2000]


def _each_once(said: Iterable[str]) -> Iterator[str]:
    """The same words once, with how often."""
    for words, number in Counter(said).items():
        yield f"{words} ({number} times)" if number > 1 else words


def run_name(report: BatchReport, areas: dict[str, str]) -> str:
    """A name that people understand: `responses · Kent and Medway · 12 handled`."""
    about = list(dict.fromkeys(areas.get(line.plan_id, line.plan_id) for line in report.lines))
    where = about[0] if len(about) == 1 else f"{len(about)} plans" if about else "nothing owed"
    return f"{report.flow} · {where} · {report.sentence}"
