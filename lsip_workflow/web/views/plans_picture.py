"""Every plan's cycle in one picture, drawn here, with a table beneath it that says the same."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import overview
from lsip_workflow.web import saying
from lsip_workflow.web.views.plans import PlanLine, PlansPage, plans_page

SOON = timedelta(days=90)
WIDTH, ROW, TOP = 1000, 58, 36
CYCLE = re.compile(r"(20[0-9]{2})[-–](?:20)?([0-9]{2})")


@dataclass(frozen=True)
class Mark:
    """Something on a bar: how far to the right, and what it is."""

    x: int
    says: str


@dataclass(frozen=True)
class Bar:
    """One plan in the picture, and its row in the table."""

    line: PlanLine
    y: int
    x: int
    width: int
    years: str
    stages: tuple[Mark, ...]
    published: tuple[Mark, ...]
    next: Mark | None


@dataclass(frozen=True)
class Picture:
    """The bars, the years above them, today, and what the picture shows in a sentence."""

    finding: str
    bars: tuple[Bar, ...]
    years: tuple[tuple[int, int], ...]
    """Where each year begins."""
    today: int
    height: int
    page: PlansPage
    width: int = WIDTH


@dataclass(frozen=True)
class _Scale:
    """Days as places in the picture."""

    first: int
    last: int

    def x(self, day: date) -> int:
        """How far to the right a day is; one beyond the picture is at its edge."""
        begin, end = date(self.first, 1, 1), date(self.last + 1, 1, 1)
        share = (day - begin).days / (end - begin).days
        return round(WIDTH * min(1.0, max(0.0, share)))


def picture(session: Session, world: Runtime, hats: Sequence[Actor], asked: Mapping[str, str]) -> Picture:
    """The plans that the address asks for, as one reader sees them."""
    found, today = plans_page(session, world, hats, asked), world.today()
    lines = [line for line in found.lines if line.plan]
    days = overview.stage_days(session, [line.plan for line in lines if line.whole])
    books = overview.stages(session, [line.plan for line in lines if line.whole])
    scale = _scale(lines, today)

    def title(plan: str, stage: str) -> str:
        stages = world.books[books[plan][0]].stages
        return next((each.title for each in stages if each.key == stage), stage)

    bars = tuple(
        _bar(line, number, scale, [(day, title(line.plan, stage)) for day, stage in days.get(line.plan, [])])
        for number, line in enumerate(lines)
    )
    return Picture(
        finding=finding(lines, today),
        bars=bars,
        years=tuple((year, scale.x(date(year, 1, 1))) for year in range(scale.first, scale.last + 1)),
        today=scale.x(today),
        height=TOP + ROW * len(bars) + 8,
        page=found,
    )


def finding(lines: Sequence[PlanLine], today: date) -> str:
    """What the picture shows, to stand above it."""
    if not lines:
        return "No plan to show"
    ahead = sorted(
        (line.next_day, line.area, line.next_title)
        for line in lines
        if line.next_day and line.next_exact and today <= line.next_day <= today + SOON
    )
    if not ahead:
        return "No date of these plans is known to fall in the next 90 days"
    day, area, title = ahead[0]
    have = "has" if len(ahead) == 1 else "have"
    return (
        f"{len(ahead)} of {saying.count(len(lines), 'plan')} {have} a date in the next 90 days; "
        f"first {area}: {title}, {saying.day(day)}"
    )


def years_of(cycle: str) -> tuple[int, int] | None:
    """The years of a cycle such as 2026-29; None when it is written otherwise."""
    match = CYCLE.fullmatch(cycle.strip())
    if match is None:
        return None
    first, last = int(match[1]), int(match[1][:2] + match[2])
    return (first, last) if first <= last <= first + 20 else None


def _scale(lines: Sequence[PlanLine], today: date) -> _Scale:
    cycles = [years for line in lines if (years := years_of(line.cycle))]
    return _Scale(
        min([today.year, *(first for first, _ in cycles)]), max([today.year, *(last for _, last in cycles)])
    )


def _bar(line: PlanLine, number: int, scale: _Scale, stages: Sequence[tuple[date, str]]) -> Bar:
    years = years_of(line.cycle)
    x = scale.x(date(years[0], 1, 1)) if years else 0
    end = scale.x(date(years[1] + 1, 1, 1)) if years else 0
    return Bar(
        line=line,
        y=TOP + ROW * number,
        x=x,
        width=end - x,
        years=f"{years[0]} to {years[1]}" if years else f"{line.cycle}: its years are not known",
        stages=tuple(Mark(scale.x(day), f"{title} since {saying.day(day)}") for day, title in stages),
        published=tuple(
            Mark(scale.x(each.on), f"{each.title}, {saying.day(each.on)}") for each in line.public
        ),
        next=_next(line, scale),
    )


def _next(line: PlanLine, scale: _Scale) -> Mark | None:
    """The next date, where its day is known: a month or a season has no place of its own in the picture."""
    if line.next_day is None or not line.next_exact:
        return None
    return Mark(scale.x(line.next_day), f"{line.next_title}: {line.next_date}")
