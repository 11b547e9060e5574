"""What the clock brings: the morning sweep, the reports of what was sent, the digest."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from sqlalchemy import update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from lsip_workflow.journeys import reports
from lsip_workflow.journeys.sweep import sweep
from lsip_workflow.model import (
    EventRow,
    Handling,
    HandlingStatus,
    Installation,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Role,
    Run,
    RunStatus,
    Sweep,
)
from lsip_workflow.outbox.deliver import Post, send_next
from lsip_workflow.relay import claims
from lsip_workflow.relay.batches import BatchReport, Line, Works, close_run
from lsip_workflow.relay.claims import Claimed, Lease
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.lifecycle import blockers
from lsip_workflow.rules.messages_ahead import messages
from lsip_workflow.rules.reminded import GOES, Carried, Dated, Decision, Outcome
from lsip_workflow.store import handed, queries
from lsip_workflow.store.record import Occasion

MOST_SENT = 200
WHOM = {
    Role.PROJECT_MANAGER: "the project manager",
    Role.ERB_LEAD: "the ERB lead",
    Role.BOARD_MEMBER: "a board member",
    Role.PROVIDER_RESPONDENT: "whoever answers for a provider",
    Role.PROVIDER_DEPUTY: "a provider's deputy",
    Role.PROVIDER_CONFIRMER: "whoever confirms for a provider",
    Role.PROVIDER_COLLEAGUE: "a colleague who fills in a part",
    Role.AUTHORITY_OFFICER: "a strategic authority's officer",
    Role.DEPARTMENT_READER: "the department's reader",
    Role.AUDITOR: "an auditor",
    Role.ADMINISTRATOR: "an administrator",
}
# What a plan's own page tells of a morning; that a date is still far off is told to whoever asks.
NEWS = (*GOES, Outcome.NOBODY, Outcome.ENOUGH, Outcome.CLOSED_TODAY, Outcome.ONE_A_WEEK)


def sweep_owed(session: Session, occasion: Occasion, hour: int) -> bool:
    """Whether this morning's sweep is still to be done: from the hour on, in London, once a day."""
    local = occasion.now.astimezone(LONDON)
    return local.hour >= hour and session.get(Sweep, local.date()) is None


@dataclass
class SweepReport(BatchReport):
    """What a sweep did and what not, date by date, and the messages that it made."""

    made: list[Carried] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The morning in a few words: "12 looked at, 3 messages owed, 1 draft"."""
        drafts = sum(message.draft for message in self.made)
        owed = _counted(len(self.made) - drafts, "message", " owed")
        kept = _counted(drafts, "draft", " for a person to send")
        return ", ".join(filter(None, (f"{len(self.lines)} looked at", owed, kept)))


def _counted(count: int, thing: str, rest: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}{rest}" if count else ""


def sweep_now(works: Works, lease: Lease, as_of: date | None = None) -> SweepReport:
    """Sweep as of today, or of a day gone by that a person names.

    Raises ValueError for a day to come, but in a demonstration: what it owed would be sent today.
    """
    occasion = works.occasion("deadlines")
    if as_of is not None:
        if as_of > occasion.today and not _demonstration(works):
            raise ValueError(f"{as_of} has not come yet: its reminders would be sent today.")
        occasion = replace(occasion, now=datetime.combine(as_of, time(12), tzinfo=LONDON))
    with works.database.transaction() as session:
        handed.clear(session, works.now())
        reports.wake(session, occasion, works.calendar)
        decisions = sweep(session, occasion, works.calendar)
        news = (each.dated.deadline.plan_id for each in decisions if each.outcome in NEWS)
        run = claims.open_run(
            session, "deadlines", tuple(dict.fromkeys(filter(None, news))), works.now(), lease
        )
    report = SweepReport("deadlines", run.id, _sweep_lines(decisions), made=messages(decisions))
    close_run(works, report)
    return report


def _demonstration(works: Works) -> bool:
    with works.database.reading() as session:
        made = session.get(Installation, 1)
    return made is not None and made.demonstration


def _sweep_lines(decisions: list[Decision]) -> list[Line]:
    """A line for each date that stands: what was done about it and what not, and why."""
    said: dict[str, list[Decision]] = {}
    for each in decisions:
        said.setdefault(each.dated.deadline.id, []).append(each)
    return [
        Line(of[0].dated.place, _about(of[0].dated), " ".join(dict.fromkeys(each.because for each in of)))
        for of in said.values()
    ]


def _about(dated: Dated) -> str:
    party = f" ({dated.party})" if dated.party else ""
    return f"{dated.deadline.title}{party}, {when(dated.deadline)}"


def _unshown() -> SelectOfScalar[OutboxRow]:
    over = (OutboxStatus.SENT, OutboxStatus.SKIPPED, OutboxStatus.GIVEN_UP)
    return select(OutboxRow).where(col(OutboxRow.run_id).is_(None), col(OutboxRow.status).in_(over))


def deliveries_wait(session: Session) -> bool:
    """Whether a message has gone, or not, that no run has shown yet."""
    return session.exec(_unshown().limit(1)).first() is not None


def claim_deliveries(session: Session, now: datetime, lease: Lease) -> Claimed | None:
    """The messages sent or skipped that no run has shown yet, put under a run of their own."""
    latest = _unshown().order_by(col(OutboxRow.owed_since)).limit(MOST_SENT)
    query = latest.with_for_update(skip_locked=True)
    rows = session.exec(query).all()
    if not rows:
        return None
    carried = _plans_carried(session, rows)
    plan_ids = tuple(dict.fromkeys(plan_id for row in rows for plan_id in carried[row.id] if plan_id))
    run = claims.open_run(session, "notifications", plan_ids, now, lease)
    for row in rows:
        row.run_id = run.id
    return Claimed(run.id, "notifications", len(rows), plan_ids)


def deliveries(works: Works, post: Post, lease: Lease, batch: str = "") -> BatchReport:
    """Show what went; run by hand, send what is owed first."""
    if not batch:
        for _ in range(MOST_SENT):
            if not send_next(post):
                break
        with works.database.transaction() as session:
            claimed = claim_deliveries(session, works.now(), lease)
        if claimed is None:
            return BatchReport("notifications", "")
        batch = claimed.run_id
    with works.database.reading() as session:
        rows = session.exec(select(OutboxRow).where(OutboxRow.run_id == batch)).all()
        carried = _plans_carried(session, rows)
    lines = [_delivery_line(row, plan_id) for row in rows for plan_id in carried[row.id]]
    report = BatchReport("notifications", batch, lines)
    close_run(works, report)
    return report


def _plans_carried(session: Session, rows: Sequence[OutboxRow]) -> dict[str, list[str]]:
    """The plans that each message is about: reminders of several plans go in one message."""
    found = {row.id: [row.plan_id or ""] for row in rows}
    several = [row.id for row in rows if row.plan_id is None]
    query = select(OutboxItem.outbox_id, OutboxItem.plan_id).where(col(OutboxItem.outbox_id).in_(several))
    for outbox_id, plan_id in session.exec(query.distinct().order_by(col(OutboxItem.plan_id))):
        if plan_id is not None:
            found[outbox_id] = [*filter(None, found[outbox_id]), plan_id]
    return found


def _delivery_line(row: OutboxRow, plan_id: str) -> Line:
    whom = WHOM[row.role] if row.role else "the person whom it concerns"
    outcome = f"sent to {whom}" if row.status is OutboxStatus.SENT else f"not sent: {row.skipped_because}"
    return Line(plan_id, row.template.replace("_", " "), outcome, row.status is OutboxStatus.SENT)


def digest(works: Works, lease: Lease) -> BatchReport:
    """Every plan in a line: what is still needed, and the next date."""
    occasion = works.occasion("digest")
    report, plan_ids = BatchReport("digest", ""), []
    with works.database.reading() as session:
        nexts = queries.next_deadlines(session)
        for plan in queries.plans(session):
            book = occasion.book_of(plan)
            needed = tuple(b.text for b in blockers(queries.dossier(session, plan), book, occasion.today))
            following = nexts.get(plan.id)
            says = f"next: {following.title}, {when(following)}" if following else "no date ahead"
            report.lines.append(Line(plan.id, book.stage(plan.stage).title, says, needed=needed))
            plan_ids.append(plan.id)
    with works.database.transaction() as session:
        report.run_id = claims.open_run(session, "digest", tuple(plan_ids), occasion.now, lease).id
    close_run(works, report)
    return report


def crashed_runs(works: Works, older_than: datetime) -> int:
    """Mark as crashed the runs that nobody has been seen working on, and give back what they held."""
    with works.database.transaction() as session:
        lost = session.exec(
            select(Run)
            .where(Run.status == RunStatus.RUNNING, col(Run.seen_at) < older_than)
            .with_for_update()
        ).all()
        for run in lost:
            claims.release(session, run.id, crashed=True)
            run.status, run.ended_at = RunStatus.CRASHED, works.now()
            run.says = "Ended before it was done; what it had not done was taken up again."
        return len(lost)


def unsettled(works: Works, older_than: datetime) -> list[Run]:
    """Runs that are over for us, of which Prefect may not have heard the end: it went away, or we did."""
    with works.database.reading() as session:
        query = (
            select(Run)
            .where(col(Run.prefect_run_id).is_not(None), col(Run.prefect_settled).is_(False))
            .where(Run.status != RunStatus.RUNNING, col(Run.seen_at) < older_than)
            .order_by(col(Run.began_at))
            .limit(50)
        )
        return list(session.exec(query))


def settle(works: Works, run_id: str) -> None:
    """Prefect knows how this run ended."""
    with works.database.transaction() as session:
        session.execute(update(Run).where(col(Run.id) == run_id).values(prefect_settled=True))


def name_run(works: Works, run_id: str, prefect_run_id: str) -> None:
    """Remember under which id Prefect shows a run."""
    with works.database.transaction() as session:
        session.execute(update(Run).where(col(Run.id) == run_id).values(prefect_run_id=prefect_run_id))


def seen(works: Works, run_id: str) -> None:
    """A run has a living owner."""
    with works.database.transaction() as session:
        session.execute(update(Run).where(col(Run.id) == run_id).values(seen_at=works.now()))


def give_back(works: Works, run_id: str) -> None:
    """Prefect went away during a run: give back what was not done, and say so of the run."""
    with works.database.transaction() as session:
        left = claims.release(session, run_id)
        run = session.get_one(Run, run_id)
        if run.status is RunStatus.RUNNING:
            run.status, run.ended_at = RunStatus.CRASHED, works.now()
            run.says = f"Prefect went away; {left} taken up again."


def handled_by(works: Works, run_id: str) -> list[tuple[int, str, str]]:
    """The events that a run handled, by id, type and stream: what Prefect's feed is told."""
    with works.database.reading() as session:
        query = (
            select(EventRow)
            .join(Handling, col(Handling.event_id) == EventRow.id)
            .where(Handling.run_id == run_id, Handling.status == HandlingStatus.HANDLED)
        )
        return [(event.id or 0, event.type, event.stream) for event in session.exec(query)]
