"""The virtual clock: day by day what the lines do, what follows by itself, and who would be told."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlmodel import Session, SQLModel, select

from lsip_workflow.journeys import reports
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.sweep import sweep
from lsip_workflow.model import (
    Area,
    Handling,
    HandlingStatus,
    Organisation,
    Person,
    Plan,
    ProviderClass,
    Ring,
)
from lsip_workflow.reference import Area as PublishedArea
from lsip_workflow.rehearsal import scenario as sc
from lsip_workflow.rehearsal.acts import ACTS, Play, change_areas
from lsip_workflow.rehearsal.cast import Cast
from lsip_workflow.rehearsal.listening import Followed, Listener, Standing, Told, standing
from lsip_workflow.rehearsal.mornings import WAITING, mornings
from lsip_workflow.rehearsal.places import areas_meant
from lsip_workflow.rules import permissions
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.rules.permissions import NotAllowed, NotYours
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store import queries
from lsip_workflow.store.database import apart
from lsip_workflow.store.migrate import claim_kind
from lsip_workflow.store.record import Occasion

MORNING = time(7)
CAST: tuple[type[SQLModel], ...] = (Area, Organisation, Person, Plan)


@dataclass(frozen=True)
class Done:
    """A line of the scenario on its day: in which areas it was done, and in which not, with the reasons."""

    line: sc.AnyLine
    areas: tuple[str, ...]
    not_done: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass
class Day:
    """What a day brought."""

    day: date
    done: list[Done] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """The areas' names by their slugs, as they are called on this day."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell of it."""
        return not (self.done or self.followed or self.told)


@dataclass(frozen=True)
class Course:
    """What a rehearsal came to, from its first day to its last."""

    scenario: sc.Scenario
    days: tuple[Day, ...]
    standing: tuple[Standing, ...]
    names: dict[str, str]
    """The areas' names by their slugs, as they were called last."""
    bodies_named: int
    bodies_not_named: int


def rehearse(scenario: sc.Scenario, *, every_day: bool = False) -> Course:
    """Play a scenario from its first day to its last in a database that is thrown away.

    Mornings on which no date can have reached anything are left out, unless `every_day` asks for each.
    """
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        settings = Settings(data_dir=Path(folder), database_url="", demonstration=True)
        runtime = Runtime(settings)
        try:
            # Made at once from the models: what the migrations come to, which the checks compare.
            SQLModel.metadata.create_all(runtime.database.writer, checkfirst=False)
            return _Rehearsal(scenario, runtime, every_day).play()
        finally:
            runtime.database.close()


class _Rehearsal:
    """One rehearsal in its database."""

    def __init__(self, scenario: sc.Scenario, runtime: Runtime, every_day: bool) -> None:
        self.scenario, self.runtime, self.every_day = scenario, runtime, every_day
        classes = tuple(ProviderClass(word) for word in scenario.scenario.providers)
        self.cast = Cast(runtime.reference, classes)
        self.listener = Listener(runtime)
        self.names: dict[str, str] = {}
        self.mornings: frozenset[date] = frozenset()

    def play(self) -> Course:
        """Day by day: each that has something to do is one transaction."""
        heading = self.scenario.scenario
        lines: dict[date, list[sc.AnyLine]] = {}
        for line in self.scenario.in_order():
            lines.setdefault(line.on, []).append(line)
        with self.runtime.database.transaction() as session:
            claim_kind(session, demonstration=True, now=_instant(heading.starts, MORNING))
        days = [
            self._day(day, lines.get(day, []))
            for day in _each(heading.starts, heading.ends)
            if day in lines or day in self.mornings or self.every_day
        ]
        with self.runtime.database.reading() as session:
            stands = tuple(standing(session, self.runtime.books))
        told = tuple(day for day in days if not day.empty)
        named = self.cast.named - self.cast.unnamed
        return Course(
            self.scenario, told, stands, self.names, len(named), len(self.cast.unnamed - self.cast.named)
        )

    def _day(self, day: date, lines: list[sc.AnyLine]) -> Day:
        found = Day(day)
        with self.runtime.database.transaction() as session:
            # Held for the day, as everything asks for them: a session forgets what nobody holds.
            held = [row for kind in CAST for row in session.exec(select(kind)).all()]
            for line in (line for line in lines if line.at < MORNING):
                self._line(session, found, line)
            waiting = self._morning(session, found)
            for line in (line for line in lines if line.at >= MORNING):
                self._line(session, found, line)
            self.mornings = mornings(session, self.runtime.books, self.runtime.calendar, day)
            if waiting or lines:  # a date that was moved may have reached a reminder already
                self.mornings |= {day + timedelta(days=1)}
            self.names |= queries.area_names(session)
            found.names = dict(self.names)
            held.clear()
        return found

    def _morning(self, session: Session, day: Day) -> bool:
        """What the clock brings each morning: reports whose time has come, then the reminders.

        Whether a reminder waits for another morning.
        """
        now = _instant(day.day, MORNING)
        at = Occasion(permissions.flow("deadlines"), now, self.runtime.books)
        reports.wake(session, at, self.runtime.calendar)
        decisions = sweep(session, at, self.runtime.calendar)
        self._settle(session, day, now)
        return any(decision.outcome in WAITING for decision in decisions)

    def _line(self, session: Session, day: Day, line: sc.AnyLine) -> None:
        play = Play(session, self.runtime, self.cast, _instant(day.day, line.at))
        there, _ = areas_meant(line.areas, line.areas_of or line.on, self.runtime.reference)
        self.names |= {area.slug: area.name for area in there}
        done, not_done = [], []
        match line:
            case sc.Happens():
                done = [area.slug for area in there]
            case sc.ChangeAreas():
                done = change_areas(play, line)
            case _:
                for area in there:
                    reasons = self._act(play, line, area)
                    not_done += [(area.slug, reasons)] if reasons else []
                    done += [] if reasons else [area.slug]
        day.done.append(Done(line, tuple(done), tuple(not_done)))
        self._settle(session, day, play.now)

    def _act(self, play: Play, line: sc.AnyLine, published: PublishedArea) -> tuple[str, ...]:
        """Do a line in one area; the reasons, when a journey does not let it be done and nothing is."""
        try:
            with apart(play.session):
                ACTS[type(line)](play, line, self.cast.area(play.session, published))
        except (Faulty, Refused, NotAllowed, NotYours) as refused:
            return _reasons(refused)
        return ()

    def _settle(self, session: Session, day: Day, now: datetime) -> None:
        """All that is caused is done, as the relay would do it; what is owed is written, and kept here."""
        play = Play(session, self.runtime, self.cast, now)
        for plan_id in _restless(session):
            play.rest(session.get_one(Plan, plan_id))
        day.followed += self.listener.followed(session)
        day.told += self.listener.told(session, play.at)


def _restless(session: Session) -> list[str]:
    """The plans with a stage that wants looking at, or an event that waits."""
    waiting = select(Handling.stream).where(Handling.status == HandlingStatus.WAITING)
    streams = {stream.removeprefix("plan:") for stream in session.exec(waiting)}
    return sorted(streams | set(session.exec(select(Ring.plan_id))))


def _reasons(refused: Exception) -> tuple[str, ...]:
    match refused:
        case Refused(reasons=reasons):
            return tuple(reason.text for reason in reasons)
        case Faulty(faults=faults):
            return tuple(faults)
        case _:
            return (str(refused) or "This is not theirs to do.",)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=LONDON)


def _each(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
