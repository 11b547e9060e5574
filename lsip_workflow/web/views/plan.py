"""One plan's page: where it stands, what is still needed, its dates, its content and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow.model import Area, Deadline, DeadlineStatus, Plan, Strength
from lsip_workflow.rulebook import Edition, Rulebook
from lsip_workflow.rules.deadlines import is_past, when
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.lifecycle import Blocker, still_needed
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries
from lsip_workflow.web import saying
from lsip_workflow.web.views import before, content, parties, runs, timeline, waiting
from lsip_workflow.words import outside

RUNS_SHOWN = 10


@dataclass(frozen=True)
class Step:
    """A stage in the bar: earlier, now or later."""

    title: str
    place: str


@dataclass(frozen=True)
class Needed:
    """Something still needed: what, on whose word, from whom; and what people said about it."""

    text: str
    cite: str
    whom: str
    raised: bool
    accepted_because: str | None


@dataclass(frozen=True)
class Date:
    """A date of the plan, in words and to its precision."""

    title: str
    words: str
    status: str
    holder: str
    cite: str
    sourced: bool
    open: bool


@dataclass(frozen=True)
class PlanPage:
    """Everything that the page of one plan shows."""

    id: str
    area: str
    erb: str
    cycle: str
    example: bool
    edition: Edition
    stage: str
    stage_since: date
    standing: str
    awaited: tuple[str, ...]
    steps: tuple[Step, ...]
    before: before.Before | None
    law: tuple[Needed, ...]
    guidance: tuple[Needed, ...]
    good_practice: tuple[Needed, ...]
    accepted: tuple[Needed, ...]
    dates: tuple[Date, ...]
    parties: parties.Parties
    content: content.Content
    runs: tuple[runs.RunLine, ...]
    timeline: timeline.Timeline


def plan_page(session: Session, world: Runtime, plan: Plan) -> PlanPage:
    """Everything about one plan, in words."""
    dossier, book, today = queries.dossier(session, plan), world.books[plan.edition], world.today()
    needed = still_needed(dossier, book, today)
    was = before.before(session, plan, book)
    open_ones = [blocker for blocker in needed if blocker.accepted_because is None]
    return PlanPage(
        id=plan.id,
        area=session.get_one(Area, plan.area_id).name,
        erb=dossier.name(plan.erb_id),
        cycle=plan.cycle,
        example=plan.example,
        edition=book.edition,
        stage=book.stage(plan.stage).title,
        stage_since=plan.stage_since,
        standing=waiting.standing(plan, book, needed),
        awaited=tuple(waiting.awaited(dossier, book, needed, today)),
        steps=_steps(book, plan.stage, was.stages if was else frozenset()),
        before=was,
        law=_needed(open_ones, book, Strength.LAW),
        guidance=_needed(open_ones, book, Strength.GUIDANCE),
        good_practice=_needed(open_ones, book, Strength.GOOD_PRACTICE),
        accepted=_needed([b for b in needed if b.accepted_because is not None], book),
        dates=_dates(dossier, today),
        parties=parties.parties(dossier, book, world, today),
        content=content.content(dossier),
        runs=runs.runs(session, world, plan.id, RUNS_SHOWN),
        timeline=timeline.timeline(session, dossier, world.books, page=1),
    )


def _steps(book: Rulebook, stage: str, before: frozenset[str]) -> tuple[Step, ...]:
    """The bar; a stage that lay behind a plan when it was taken over was never passed here."""
    keys = [rule.key for rule in book.stages]
    here = keys.index(stage)
    places = ["earlier"] * here + ["now"] + ["later"] * (len(keys) - here - 1)
    steps = zip(book.stages, places, strict=True)
    return tuple(
        Step(rule.title, "before" if place == "earlier" and rule.title in before else place)
        for rule, place in steps
    )


def _needed(
    blockers: Sequence[Blocker], book: Rulebook, strength: Strength | None = None
) -> tuple[Needed, ...]:
    return tuple(
        Needed(b.text, b.cite, waiting.from_whom(b.code, book), b.raised, b.accepted_because)
        for b in blockers
        if strength in (None, b.strength)
    )


def _dates(dossier: Dossier, today: date) -> tuple[Date, ...]:
    """The dates that are not of a request, those still open first; a request shows its own."""
    rows = [row for row in dossier.deadlines if row.kind != "request"]
    rows.sort(key=lambda row: (row.status is not DeadlineStatus.OPEN, row.due or date.max, row.title))
    return tuple(
        Date(
            title=row.title,
            words=when(row),
            status=_status(row, today),
            holder=saying.ROLES[row.holder],
            cite=row.cite,
            sourced=row.sourced,
            open=row.status is DeadlineStatus.OPEN,
        )
        for row in rows
    )


def _status(row: Deadline, today: date) -> str:
    match row.status:
        case DeadlineStatus.OPEN:
            if row.due is None:
                return "Open"
            return "Open: the date has gone by" if is_past(row, today) else "Ahead"
        case DeadlineStatus.SUSPENDED:
            return f"On hold: {saying.MOVED.get(row.reason, row.reason)}"
        case DeadlineStatus.MET:
            return "Done"
        case DeadlineStatus.NOT_NEEDED:
            return outside("excused")
