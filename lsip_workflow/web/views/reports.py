"""Progress reports as people read them: what was done, its impact, what remains, and what is lacking."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlmodel import Session, col, select

from lsip_workflow.journeys import reports as journeys
from lsip_workflow.model import (
    Action,
    Deadline,
    Document,
    Plan,
    ProgressReport,
    ReportStatus,
    RequestStatus,
)
from lsip_workflow.rules import permissions, progress_word, reports
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import progress_words, queries
from lsip_workflow.store.record import Occasion
from lsip_workflow.web import saying
from lsip_workflow.web.views.dates import in_words

STATUS = {
    ReportStatus.OPEN: "In progress",
    ReportStatus.HANDED_OVER: "Awaiting sign-off",
    ReportStatus.PUBLISHED: "Published",
}


@dataclass(frozen=True)
class ReportLine:
    """A report in the list."""

    id: str
    title: str
    status: str
    opened_on: date
    due: str
    deadline_id: str
    version: str
    published: str
    published_on: date | None


@dataclass(frozen=True)
class Gap:
    """Something that the report lacks, and where it can be put right."""

    text: str
    address: str
    do: str


@dataclass(frozen=True)
class Told:
    """One action as the report has it."""

    code: str
    title: str
    priority: str
    lead: str
    planned_for: date | None
    measure: str
    done: str
    impact: str
    remains: str
    no_progress_because: str
    recorded_on: date | None
    commitments: str
    word: str
    tag: str


@dataclass(frozen=True)
class ReportPage:
    """One report, as it would be handed over now, or as it was published."""

    line: ReportLine
    sections: tuple[tuple[str, str], ...]
    actions: tuple[Told, ...]
    gaps: tuple[Gap, ...]
    kept: bool
    """What is shown is what was kept when it was handed over last."""
    pages: int | None


def report_lines(session: Session, world: Runtime, plan: Plan) -> tuple[ReportLine, ...]:
    """The reports of a plan, the newest first."""
    query = select(ProgressReport).where(ProgressReport.plan_id == plan.id)
    newest = query.order_by(col(ProgressReport.opened_on).desc(), col(ProgressReport.number).desc())
    return tuple(_line(session, world, plan, row) for row in session.exec(newest))


def report_page(session: Session, world: Runtime, plan: Plan, row: ProgressReport) -> ReportPage:
    """One report whole: a published one as it was kept, any other as it would be handed over now."""
    kept = json.loads(row.content) if row.status is ReportStatus.PUBLISHED and row.content else None
    dossier = queries.dossier(session, plan)
    said = kept or journeys.composed_now(session, _now(world), plan, row)
    words = {} if kept else _words(session, world, dossier)
    gaps = [Gap(text, "", "") for text in said["gaps"]] if kept else list(gaps_of(dossier))
    return ReportPage(
        line=_line(session, world, plan, row),
        sections=tuple((each["title"], each["cite"]) for each in said["sections"]),
        actions=tuple(_told(code, entry, words.get(code)) for code, entry in said["actions"].items()),
        gaps=tuple(gaps),
        kept=kept is not None,
        pages=plan.page_count,
    )


def gaps_of(dossier: Dossier) -> Iterator[Gap]:
    """What a report lacks, each with the page where it is put right; in the order of `rules.reports.gaps`."""
    place = f"/plans/{dossier.plan.id}"
    for action in reports.untold(dossier):
        text = f"Action {action.code}: done, impact and what remains, or a reason why not."
        yield Gap(text, f"{place}/do/record-progress?code={quote(action.code)}", "Record it")
    awaited = [row for row in dossier.requests if row.status is RequestStatus.OPEN]
    for row in sorted(awaited, key=lambda row: dossier.name(row.provider_id)):
        if row.id in dossier.updates:
            text = f"{dossier.name(row.provider_id)}: no reply recorded to its update."
            yield Gap(text, f"{place}/requests/{row.id}", "See what was asked")


def _now(world: Runtime) -> Occasion:
    """Nothing is recorded: composing only asks for the day and the guidance."""
    return world.occasion(permissions.command("reading"))


def _line(session: Session, world: Runtime, plan: Plan, row: ProgressReport) -> ReportLine:
    deadline = session.get(Deadline, row.deadline_id) if row.deadline_id else None
    document = session.get(Document, row.document_id) if row.document_id else None
    return ReportLine(
        id=row.id,
        title=deadline.title if deadline else f"Progress report {row.number}",
        status=STATUS[row.status],
        opened_on=row.opened_on,
        due=in_words(deadline, world.today(), world.calendar) if deadline else saying.NOT_KNOWN,
        deadline_id=deadline.id if deadline else "",
        version=row.version,
        published=document.url if document else "",
        published_on=document.published_on if document else None,
    )


def _words(session: Session, world: Runtime, dossier: Dossier) -> dict[str, tuple[str, str]]:
    """The progress word of each action as it stands today, and its colour while it stands."""
    said, today = progress_words.of_actions(session, [dossier.plan.id]), world.today()

    def of(action: Action) -> tuple[str, str]:
        row = said.get(action.id)
        return progress_word.in_words(row, today), progress_word.stands(row, today) or ""

    return {action.code: of(action) for action in dossier.actions}


def _told(code: str, entry: Mapping[str, Any], word: tuple[str, str] | None) -> Told:
    counts = {
        saying.COMMITMENTS[kind]: entry["commitments"].get(kind.value, 0) for kind in saying.COMMITMENTS
    }
    return Told(
        code=code,
        title=entry["title"],
        priority=entry["priority"] or "",
        lead=entry["lead"] or "",
        planned_for=_day(entry["planned_for"]),
        measure=entry["measure"],
        done=entry["done"],
        impact=entry["impact"],
        remains=entry["remains"],
        no_progress_because=entry["no_progress_because"],
        recorded_on=_day(entry["recorded_on"]),
        commitments=", ".join(f"{number} {said}" for said, number in counts.items() if number),
        word=word[0] if word else "",
        tag=word[1] if word else "",
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
