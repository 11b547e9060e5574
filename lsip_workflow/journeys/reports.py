"""The yearly progress report: opened in time, providers asked, composed, handed over, and the next begun."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, requests, sign_offs
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Deadline,
    DeadlineStatus,
    Document,
    Organisation,
    Plan,
    ProgressReport,
    ReportStatus,
    ReportUpdate,
    Request,
    SignOff,
    canonical,
    digest,
)
from lsip_workflow.rulebook import ReportRule
from lsip_workflow.rules import reports
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record, ring

ASKS = "What has been done on these actions since you last told us, what came of it, and what remains?"


def work(session: Session, occasion: Occasion, plan: Plan, calendar: Calendar) -> list[str]:
    """Do what is now due on the plan's reports, and say what was done; nothing twice."""
    did = _close_published(session, occasion, plan)
    for rule in occasion.book_of(plan).reports:
        did += _open_due(session, occasion, plan, rule, calendar)
        did += _ask_updates(session, occasion, plan, rule, calendar)
    return did


def wake(session: Session, occasion: Occasion, calendar: Calendar) -> list[str]:
    """Ring the stage of each plan whose report opens by today: a date that comes near rings nothing."""
    woken = []
    for plan in queries.plans(session):
        book = occasion.book_of(plan)
        if book.stage(plan.stage).flow != "progress-report":
            continue
        if any(_due_to_open(session, occasion, plan, rule, calendar) for rule in book.reports):
            ring(session, plan.id)
            woken.append(plan.id)
    return woken


def hand_over(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    report: ProgressReport,
    *,
    authors: tuple[str, ...] = (),
    due: date | None = None,
) -> SignOff:
    """Compose the report as it stands, gaps and all, keep it, and ask its signatories.

    Again, after something was added: what is signed is always one version, and the newest is asked for.
    Raises Faulty for a report that is published, and whatever asking for the sign-off raises.
    """
    lock(session, f"plan:{plan.id}", report)
    if report.status is ReportStatus.PUBLISHED:
        raise Faulty(["report: it is published; the next one is opened in its time."])
    composed = composed_now(session, occasion, plan, report)
    report.content = canonical(composed)
    fact = events.ReportHandedOver(
        plan=plan.id, report=report.id, content=digest(report.content), gaps=len(composed["gaps"])
    )
    record(session, occasion, fact, report)
    return sign_offs.ask(session, occasion, plan, "progress-report", due=due, authors=authors)


def composed_now(session: Session, occasion: Occasion, plan: Plan, report: ProgressReport) -> dict[str, Any]:
    """The report as it would be handed over now."""
    due = session.get(Deadline, report.deadline_id) if report.deadline_id else None
    return reports.compose(queries.dossier(session, plan), report, occasion.book_of(plan), due)


def _due_to_open(
    session: Session, occasion: Occasion, plan: Plan, rule: ReportRule, calendar: Calendar
) -> tuple[Deadline, date] | None:
    """The date of the next report of this rule and the day its work opens, once that has come."""
    number = _opened(session, plan, rule) + 1
    deadline = queries.deadline_of(session, plan.id, "rulebook", _subject(rule, number))
    day = reports.opens_on(rule, deadline, calendar) if deadline else None
    return (deadline, day) if deadline and day and day <= occasion.today else None


def _open_due(
    session: Session, occasion: Occasion, plan: Plan, rule: ReportRule, calendar: Calendar
) -> list[str]:
    """Open the report from the day on which it was to open: what was told since then counts for it."""
    found = _due_to_open(session, occasion, plan, rule, calendar)
    if found is None:
        return []
    deadline, day = found
    row = ProgressReport(
        plan_id=plan.id, rule=rule.key, number=_opened(session, plan, rule) + 1, opened_on=day
    )
    fact = events.ReportOpened(
        plan=plan.id, on=day, report=row.id, rule=rule.key, number=row.number, deadline=deadline.id
    )
    record(session, occasion, fact, row)
    return [f"opened “{deadline.title}”"]


def _ask_updates(
    session: Session, occasion: Occasion, plan: Plan, rule: ReportRule, calendar: Calendar
) -> list[str]:
    """Ask each provider that spoke for an action, once for each report; not before reminders are started."""
    report = _working(session, plan, rule)
    deadline = session.get(Deadline, report.deadline_id) if report and report.deadline_id else None
    if report is None or deadline is None or deadline.due is None or plan.held:
        return []
    if report.status is not ReportStatus.OPEN or deadline.status not in deadlines.STANDING:
        return []
    dossier = queries.dossier(session, plan)
    asked = frozenset(
        session.exec(select(ReportUpdate.provider_id).where(ReportUpdate.report_id == report.id))
    )
    due = reports.updates_due(rule, deadline.due, occasion.today, calendar)
    wanted = reports.to_ask(dossier, asked)
    for one in wanted:
        _ask(session, occasion, plan, report, one, deadline.title, due)
    return [f"asked {len(wanted)} provider{'' if len(wanted) == 1 else 's'} for an update"] if wanted else []


def _ask(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    report: ProgressReport,
    one: reports.ToAsk,
    title: str,
    due: date,
) -> None:
    provider = session.get_one(Organisation, one.provider_id)
    request = requests.ask(
        session,
        occasion,
        plan,
        provider,
        title=f"{title}: your update on {', '.join(one.codes)}",
        due=due,
        text=ASKS,
    )
    row = ReportUpdate(report_id=report.id, provider_id=provider.id, request_id=request.id)
    fact = events.ReportUpdateAsked(plan=plan.id, report=report.id, provider=provider.id, request=request.id)
    record(session, occasion, fact, row)


def _close_published(session: Session, occasion: Occasion, plan: Plan) -> list[str]:
    """Close the reports that were published since they opened; where they are yearly, the next is dated."""
    did = []
    for document in _unnamed(session, plan):
        report = _published_by(session, plan, document)
        if report is not None:
            did.append(_close(session, occasion, plan, report, document))
    return did


def _close(
    session: Session, occasion: Occasion, plan: Plan, report: ProgressReport, document: Document
) -> str:
    """The report is out: its date is met, what providers had not told for it is not needed any more."""
    fact = events.ReportPublished(plan=plan.id, report=report.id, document=document.id)
    record(session, occasion, fact)
    for update in session.exec(select(ReportUpdate).where(ReportUpdate.report_id == report.id)).all():
        requests.withdraw(session, occasion, session.get_one(Request, update.request_id))
    if report.deadline_id:
        deadlines.close(session, occasion, session.get_one(Deadline, report.deadline_id))
    rule = next((rule for rule in occasion.book_of(plan).reports if rule.key == report.rule), None)
    if rule is not None and rule.yearly:
        _date_next(session, occasion, plan, rule, report.number + 1)
    return f"closed the report published on {document.published_on}"


def _unnamed(session: Session, plan: Plan) -> Sequence[Document]:
    """The published reports of which nobody knows yet which report they are, the oldest first."""
    taken = select(ProgressReport.document_id).where(col(ProgressReport.document_id).is_not(None))
    query = (
        select(Document)
        .where(Document.plan_id == plan.id, Document.kind == "progress_report")
        .where(col(Document.id).not_in(taken))
        .order_by(col(Document.published_on), col(Document.id))
    )
    return session.exec(query).all()


def _published_by(session: Session, plan: Plan, document: Document) -> ProgressReport | None:
    """The report that a document is: one whose date stands before one that was put off, the sooner first."""
    query = (
        select(ProgressReport, Deadline)
        .where(ProgressReport.plan_id == plan.id, ProgressReport.deadline_id == Deadline.id)
        .where(ProgressReport.status != ReportStatus.PUBLISHED)
        .where(ProgressReport.opened_on <= document.published_on)
    )
    working = session.exec(query).all()
    order = sorted(
        working, key=lambda one: (one[1].status is DeadlineStatus.SUSPENDED, one[1].due or date.max)
    )
    return order[0][0] if order else None


def _date_next(session: Session, occasion: Occasion, plan: Plan, rule: ReportRule, number: int) -> None:
    """The date of the next yearly report: not known until somebody sets it."""
    entry = occasion.book_of(plan).deadline(rule.deadline)
    deadlines.open_deadline(
        session,
        occasion,
        plan,
        kind="rulebook",
        subject=_subject(rule, number),
        title=f"{entry.title} ({number})",
        holder=entry.holder,
        ladder=entry.ladder,
        due=None,
        precision=entry.precision,
        basis=entry.basis,
        says=entry.says,
        cite=entry.cite,
        sourced=entry.status == "sourced",
    )


def _subject(rule: ReportRule, number: int) -> str:
    return rule.deadline if number == 1 else f"{rule.deadline}-{number}"


def _opened(session: Session, plan: Plan, rule: ReportRule) -> int:
    """How many reports of this rule were opened so far."""
    rows = session.exec(
        select(ProgressReport.number).where(
            ProgressReport.plan_id == plan.id, ProgressReport.rule == rule.key
        )
    ).all()
    return max(rows, default=0)


def _working(session: Session, plan: Plan, rule: ReportRule) -> ProgressReport | None:
    query = (
        select(ProgressReport)
        .where(ProgressReport.plan_id == plan.id, ProgressReport.rule == rule.key)
        .where(ProgressReport.status != ReportStatus.PUBLISHED)
        .order_by(col(ProgressReport.number).desc())
    )
    return session.exec(query).first()
