"""The progress report as structured data: composed from what people recorded, its gaps listed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lsip_workflow.model import (
    Action,
    Commitment,
    CommitmentKind,
    Deadline,
    DeadlineStatus,
    ProgressReport,
    ReportStatus,
    RequestStatus,
)
from lsip_workflow.rulebook import ReportRule, Rulebook
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import EXACT
from lsip_workflow.rules.dossier import Dossier

# Whoever said one of these is asked what became of it.
SPOKEN_FOR = frozenset({CommitmentKind.FIRM, CommitmentKind.IN_PRINCIPLE, CommitmentKind.SOUGHT})


@dataclass(frozen=True)
class ToAsk:
    """A provider to be asked for its update, and the codes of the actions that it is about."""

    provider_id: str
    codes: tuple[str, ...]


def opens_on(rule: ReportRule, deadline: Deadline, calendar: Calendar) -> date | None:
    """The day on which work on a report opens; None while its date is not known, is put off or is over."""
    if deadline.status is not DeadlineStatus.OPEN or deadline.due is None or deadline.precision not in EXACT:
        return None
    return calendar.working_days_after(deadline.due, -rule.opens_before)


def updates_due(rule: ReportRule, due: date, today: date, calendar: Calendar) -> date:
    """By when providers are asked for their updates: never less than ten working days from today."""
    return max(calendar.working_days_after(due, -rule.updates_before), calendar.working_days_after(today, 10))


def current(reports: Sequence[ProgressReport]) -> ProgressReport | None:
    """The report that is being worked on: the newest that is not published."""
    working = [report for report in reports if report.status is not ReportStatus.PUBLISHED]
    return max(working, key=lambda report: (report.opened_on, report.number), default=None)


def untold(dossier: Dossier) -> Iterator[Action]:
    """The actions of which nothing whole was said since the report was opened."""
    report = current(dossier.reports)
    for action in dossier.actions:
        told = bool(action.done and action.impact and action.remains) or action.no_progress_because
        old = report is not None and (action.progress_on is None or action.progress_on < report.opened_on)
        if not told or old:
            yield action


def gaps(dossier: Dossier) -> list[str]:
    """What the report lacks, each in a sentence; a gap is shown, never filled.

    The report goes to a board and out: how many have not replied to their update, never who.
    """
    awaited = sum(row.status is RequestStatus.OPEN and row.id in dossier.updates for row in dossier.requests)
    found = [
        f"Action {row.code}: done, impact and what remains, or a reason why not." for row in untold(dossier)
    ]
    return found + ([f"Updates with no reply recorded yet: {awaited}."] if awaited else [])


def to_ask(dossier: Dossier, asked: frozenset[str]) -> list[ToAsk]:
    """The providers of the plan that lead an action or said something about one, and were not asked yet.

    One thing at a time: whoever is still to answer something else is asked once that has come.
    """
    busy = {row.provider_id for row in dossier.requests if row.status is RequestStatus.OPEN}
    found = []
    for row in dossier.providers:
        if row.status != "added" or row.provider_id in asked | busy:
            continue
        codes = tuple(a.code for a in dossier.actions if _concerns(a, row.provider_id, dossier.commitments))
        if codes:
            found.append(ToAsk(row.provider_id, codes))
    return sorted(found, key=lambda one: dossier.name(one.provider_id))


def _concerns(action: Action, provider_id: str, commitments: Sequence[Commitment]) -> bool:
    return action.lead_id == provider_id or any(
        said.action_id == action.id and said.organisation_id == provider_id and said.kind in SPOKEN_FOR
        for said in commitments
    )


def compose(dossier: Dossier, report: ProgressReport, book: Rulebook, due: Deadline | None) -> dict[str, Any]:
    """The report, whole: what was done, its impact, what remains, action by action, and its gaps.

    Only what the ERB team wrote or was told for the record goes in; what a provider answered stays with
    the team until somebody writes it into an action's progress.
    """
    sections = [s for s in book.report_sections if s.document == "progress_report"]
    return {
        "plan": dossier.plan.id,
        "cycle": dossier.plan.cycle,
        "edition": dossier.plan.edition,
        "report": report.rule,
        "number": report.number,
        "due": due.due.isoformat() if due and due.due else None,
        "opened_on": report.opened_on.isoformat(),
        "sections": [{"key": s.key, "title": s.title, "cite": s.cite} for s in sections],
        "actions": {action.code: _entry(action, dossier) for action in dossier.actions},
        "gaps": gaps(dossier),
    }


def _entry(action: Action, dossier: Dossier) -> dict[str, Any]:
    priority = next((row.code for row in dossier.priorities if row.id == action.priority_id), None)
    said = [row for row in dossier.commitments if row.action_id == action.id]
    return {
        "title": action.title,
        "priority": priority,
        "lead": dossier.name(action.lead_id) if action.lead_id else None,
        "planned_for": action.planned_for.isoformat() if action.planned_for else None,
        "measure": action.measure,
        "done": action.done,
        "impact": action.impact,
        "remains": action.remains,
        "no_progress_because": action.no_progress_because,
        "recorded_on": action.progress_on.isoformat() if action.progress_on else None,
        "commitments": dict(sorted(_counts(said).items())),
    }


def _counts(said: Sequence[Commitment]) -> dict[str, int]:
    """How many bodies said what; which ones is in the plan, released or not."""
    counts: dict[str, int] = {}
    for row in said:
        counts[row.kind.value] = counts.get(row.kind.value, 0) + 1
    return counts
