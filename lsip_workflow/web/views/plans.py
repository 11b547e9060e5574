"""Several plans in a table: where each is, what comes next, how it comes along; filtered, never ranked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from lsip_workflow.model import Colour, Deadline, Document, ProgressWord, Release, SharedThing
from lsip_workflow.rules import progress_word
from lsip_workflow.rules.deadlines import EXACT
from lsip_workflow.rules.permissions import TEAM, Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import overview, progress_words
from lsip_workflow.web import saying
from lsip_workflow.web.views.dates import in_words
from lsip_workflow.web.views.plans_sight import Sight, regions, sight

WORDS = {
    **{colour.value: progress_word.spelled(colour) for colour in Colour},
    "before": "Said more than 90 days ago",
    "none": progress_word.NOTHING_SAID,
}
NOT_SHARED = "Not shared"


@dataclass(frozen=True)
class Public:
    """Something of a plan that this reader may open: what it is, where, and since when."""

    title: str
    address: str
    on: date


@dataclass(frozen=True)
class PlanLine:
    """A plan in the table, as far as the reader sees it; of an area without one, only who holds it."""

    area_id: str
    area: str
    regions: tuple[str, ...]
    erb: str
    plan: str = ""
    cycle: str = ""
    mine: bool = False
    address: str = ""
    """Where the reader reads it; empty where there is no page of it for them."""
    whole: bool = False
    stage_key: str = ""
    stage: str = NOT_SHARED
    next_day: date | None = None
    next_exact: bool = False
    next_title: str = ""
    next_date: str = NOT_SHARED
    word_key: str = ""
    word: str = NOT_SHARED
    tag: str = ""
    """The colour behind the word while it stands; empty otherwise."""
    sentence: str = ""
    changed: datetime | None = None
    public: tuple[Public, ...] = ()
    to_begin: bool = False
    """Whether it is an area that the reader runs, of which no plan is begun here."""

    @property
    def closed(self) -> bool:
        """Whether there is nothing to see of it but that it is there."""
        said = (self.stage, self.next_date, self.word)
        return not self.mine and not self.to_begin and not self.public and said == (NOT_SHARED,) * len(said)


@dataclass(frozen=True)
class Filters:
    """What the address asks for; whatever is not one of the choices asks for nothing."""

    stage: str = ""
    word: str = ""
    area: str = ""
    before: date | None = None
    told: str = ""
    """The day as it was typed, when it is no day."""

    def take(self, line: PlanLine) -> bool:
        """Whether a line is asked for. A line of which something is not seen is not found by it."""
        return (
            (not self.stage or line.stage_key == self.stage)
            and (not self.word or line.word_key == self.word)
            and (not self.area or self.area == line.area_id or self.area in line.regions)
            and (self.before is None or (line.next_day is not None and line.next_day < self.before))
        )

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.stage or self.word or self.area or self.before)


@dataclass(frozen=True)
class PlansPage:
    """The lines that were asked for, the reader's own first, and what there is to choose from."""

    lines: tuple[PlanLine, ...]
    of: int
    filters: Filters
    stages: Mapping[str, str]
    areas: Mapping[str, str]
    regions: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=lambda: WORDS)

    @property
    def mine(self) -> tuple[PlanLine, ...]:
        """Plans that the reader works on, or has a part in."""
        return tuple(line for line in self.lines if line.mine)

    @property
    def others(self) -> tuple[PlanLine, ...]:
        """Other areas of which something is public, or which their bodies chose to share."""
        return tuple(line for line in self.lines if not (line.mine or line.to_begin or line.closed))

    @property
    def to_begin(self) -> tuple[PlanLine, ...]:
        """Areas that the reader runs, of which no plan is begun."""
        return tuple(line for line in self.lines if line.to_begin)

    @property
    def closed(self) -> tuple[PlanLine, ...]:
        """Other areas of which nothing is to be seen yet."""
        return tuple(line for line in self.lines if line.closed)

    @property
    def seen_of_others(self) -> frozenset[str]:
        """Which columns say something of any other area."""
        columns = {"Stage": "stage", "Next date": "next_date", "Progress": "word"}
        return frozenset(
            name
            for name, field in columns.items()
            if any(getattr(line, field) != NOT_SHARED for line in self.others)
        )


def plans_page(
    session: Session, world: Runtime, hats: Sequence[Actor], asked: Mapping[str, str]
) -> PlansPage:
    """The table for one reader, as the address asks for it."""
    lines = all_lines(session, world, hats)
    filters = filters_of(asked, lines)
    return PlansPage(
        lines=tuple(line for line in lines if filters.take(line)),
        of=len(lines),
        filters=filters,
        stages={line.stage_key: line.stage for line in lines if line.stage_key},
        areas={line.area_id: line.area for line in sorted(lines, key=lambda line: line.area)},
        regions=tuple(sorted({region for line in lines for region in line.regions})),
    )


def filters_of(asked: Mapping[str, str], lines: Iterable[PlanLine]) -> Filters:
    """What is asked for, of what there is; a filter for something else would only empty the table."""
    there = list(lines)
    places = {line.area_id for line in there} | {region for line in there for region in line.regions}
    typed = asked.get("before", "").strip()
    return Filters(
        stage=_one_of(asked.get("stage"), {line.stage_key for line in there}),
        word=_one_of(asked.get("word"), set(WORDS)),
        area=_one_of(asked.get("area"), places),
        before=_day(typed),
        told=typed[:40] if typed and _day(typed) is None else "",
    )


def _one_of(asked: str | None, there: set[str]) -> str:
    return asked if asked and asked in there else ""


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", typed) else None
    except ValueError:
        return None


def all_lines(session: Session, world: Runtime, hats: Sequence[Actor]) -> list[PlanLine]:
    """Every line that this reader sees, by area and cycle: read in a constant number of statements."""
    seen = sight(session, world.reference, hats)
    facts = _Facts.of(session, world, seen)
    held = {area for hat in hats for area, _ in hat.held}
    lines = [facts.line(plan, plan.area_id in held) for plan in seen.plans if plan.id in seen.known]
    with_one = {line.area_id for line in lines}
    run = {area for hat in hats for area, role in hat.held if role in TEAM}
    lines += [facts.bare(area, area in run) for area in facts.areas if area not in with_one]
    return sorted(lines, key=lambda line: (not line.mine, line.area, line.cycle, line.plan))


@dataclass(frozen=True)
class _Facts:
    """What the lines are made of: of each plan only what its reader sees."""

    world: Runtime
    seen: Sight
    regions: Mapping[str, tuple[str, ...]]
    areas: Mapping[str, str]
    holders: Mapping[str, str]
    bodies: Mapping[str, str]
    stages: Mapping[str, tuple[str, str]]
    dates: Mapping[str, Deadline]
    words: Mapping[str, ProgressWord]
    changes: Mapping[str, datetime]

    @classmethod
    def of(cls, session: Session, world: Runtime, seen: Sight) -> "_Facts":
        """Read it."""
        today = world.today()
        stages = seen.whole | seen.asked | seen.handed | seen.that_show(SharedThing.STAGE)
        words = seen.whole | seen.that_show(SharedThing.PROGRESS_WORD)
        return cls(
            world=world,
            seen=seen,
            regions=regions(world.reference),
            areas=overview.areas(session, today),
            holders=overview.holders(session, today),
            bodies=overview.bodies(session),
            stages=overview.stages(session, stages),
            dates=overview.next_dates(
                session, seen.whole, seen.that_show(SharedThing.NEXT_DATE) - seen.whole, seen.own
            ),
            words=progress_words.of_plans(session, words),
            changes=overview.last_changes(session, seen.whole),
        )

    def bare(self, area: str, run: bool) -> PlanLine:
        """An area of which no plan is to be seen: who holds it is in a published notice."""
        return PlanLine(
            area_id=area,
            area=self.areas[area],
            regions=self.regions.get(area, ()),
            erb=self.holders.get(area, ""),
            to_begin=run,
        )

    def line(self, plan: Any, held: bool) -> PlanLine:
        """A plan, as far as it is seen."""
        whole, asked = plan.id in self.seen.whole, plan.id in self.seen.asked
        shown = self.seen.shares.get(plan.id, frozenset())
        bare = PlanLine(
            area_id=plan.area_id,
            area=self.areas[plan.area_id],
            regions=self.regions.get(plan.area_id, ()),
            erb=self.bodies[plan.erb_id],
            plan=plan.id,
            cycle=plan.cycle,
            mine=whole or asked or held or plan.id in self.seen.handed,
            address=self.seen.address(plan.id),
            whole=whole,
            changed=self.changes.get(plan.id),
            public=self._public(plan.id),
        )
        given = bare.__dict__ | self._stage(plan.id)
        if whole or asked or SharedThing.NEXT_DATE in shown:
            given |= self._next(plan.id)
        if whole or SharedThing.PROGRESS_WORD in shown:
            given |= self._word(plan.id, whole)
        return PlanLine(**given)

    def _stage(self, plan: str) -> dict[str, str]:
        if plan not in self.stages:
            return {}
        edition, stage = self.stages[plan]
        return {"stage_key": stage, "stage": self.world.books[edition].stage(stage).title}

    def _next(self, plan: str) -> dict[str, Any]:
        row = self.dates.get(plan)
        if row is None:
            return {"next_date": "no date is recorded yet"}
        words = in_words(row, self.world.today(), self.world.calendar)
        exact = row.due is not None and row.precision in EXACT
        return {"next_day": row.due, "next_exact": exact, "next_title": row.title, "next_date": words}

    def _word(self, plan: str, whole: bool) -> dict[str, str]:
        """The word; why it was chosen and what happens next are for those who read the plan."""
        row, today = self.words.get(plan), self.world.today()
        if row is None:
            return {"word_key": "none", "word": progress_word.NOTHING_SAID}
        stands = progress_word.stands(row, today)
        return {
            "word_key": stands or "before",
            "word": progress_word.in_words(row, today),
            "tag": stands or "",
            "sentence": row.sentence if whole else "",
        }

    def _public(self, plan: str) -> tuple[Public, ...]:
        documents, released = self.seen.documents.get(plan, ()), self.seen.released.get(plan, ())
        return (*map(_document, documents), *map(_released, released))


def _document(row: Document) -> Public:
    return Public(saying.DOCUMENTS.get(row.kind, saying.spoken(row.kind)), row.url, row.published_on)


def _released(row: Release) -> Public:
    return Public(row.title or "What was released", f"/released/{row.id}", row.released_on)
