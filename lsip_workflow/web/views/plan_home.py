"""Where a plan stands: its stages as tasks, what is still needed, what comes next, and what happened last."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlmodel import Session

from lsip_workflow.journeys import versions as kept
from lsip_workflow.model import Deadline, Plan, canonical, digest
from lsip_workflow.rulebook import Edition
from lsip_workflow.rules import progress_word, versions
from lsip_workflow.rules.deadlines import is_past, when
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.lifecycle import still_needed
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import awaiting, overview, progress_words, queries
from lsip_workflow.web import saying
from lsip_workflow.web.views import before, plan_tasks, runs, timeline, waiting

LAST = 5
RUNS_SHOWN = 3


@dataclass(frozen=True)
class NextDate:
    """A date ahead, in words and to its precision."""

    title: str
    words: str
    ahead: str
    past: bool
    sourced: bool


@dataclass(frozen=True)
class PlanHome:
    """Everything that the home of one plan shows."""

    edition: Edition
    stage_since: date
    standing: str
    progress: tuple[str, str]
    """The plan's progress word as it is said, and its colour while it stands."""
    awaited: tuple[str, ...]
    stages: tuple[plan_tasks.StageTasks, ...]
    before: before.Before | None
    dates: tuple[NextDate, ...]
    pages: int | None
    runs: tuple[runs.RunLine, ...]
    last: timeline.Timeline

    @property
    def now(self) -> plan_tasks.StageTasks:
        """The stage in which the plan is."""
        return next(stage for stage in self.stages if stage.place == "now")


def plan_home(session: Session, world: Runtime, plan: Plan) -> PlanHome:
    """Where one plan stands, in words."""
    dossier, book, today = queries.dossier(session, plan), world.books[plan.edition], world.today()
    needed = still_needed(dossier, book, today)
    reading = plan_tasks.Reading(dossier, book, today, _versions(session, dossier))
    return PlanHome(
        edition=book.edition,
        stage_since=plan.stage_since,
        standing=waiting.standing(plan, book, needed),
        progress=_progress(session, plan, today),
        awaited=tuple(waiting.awaited(dossier, book, needed, today)),
        stages=plan_tasks.stages(reading),
        before=before.before(session, plan, book),
        dates=_next(session, plan, today),
        pages=plan.page_count,
        runs=runs.runs(session, world, plan.id, RUNS_SHOWN),
        last=timeline.timeline(session, dossier, world.books, 1, size=LAST),
    )


def _versions(session: Session, dossier: Dossier) -> plan_tasks.VersionOf:
    """The version that a sign-off would be of today, worked out once."""

    @cache
    def of_plan() -> str:
        return digest(canonical(versions.content(dossier)))

    def version_of(rule: str) -> str:
        return kept.version_of(session, dossier.plan, rule) if rule == kept.REPORT else of_plan()

    return version_of


def _progress(session: Session, plan: Plan, today: date) -> tuple[str, str]:
    said = progress_words.newest(session, plan.id, None)
    return progress_word.in_words(said, today), progress_word.stands(said, today) or ""


def _next(session: Session, plan: Plan, today: date) -> tuple[NextDate, ...]:
    """The open dates, the next first, as the table of plans has them; replies of one day in one line."""
    together: dict[object, list[Deadline]] = {}
    for row in overview.open_dates(session, plan.id):
        key = (row.title, row.due) if row.kind in awaiting.REPLIES else row.id
        together.setdefault(key, []).append(row)
    return tuple(_date(rows[0], len(rows), today) for rows in list(together.values())[:LAST])


def _date(row: Deadline, number: int, today: date) -> NextDate:
    replies = f", {saying.count(number, 'reply', 'replies')}" if row.kind in awaiting.REPLIES else ""
    return NextDate(
        title=f"{row.title}{replies}",
        words=when(row),
        ahead=saying.ahead(row.due, today) if row.due else "",
        past=is_past(row, today),
        sourced=row.sourced,
    )
