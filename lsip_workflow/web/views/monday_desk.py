"""A team's desk on its first page: whose it is, how its plans stand, and a row of what needs a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow.model import Plan
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import saying
from lsip_workflow.web.views.dates import distance


@dataclass(frozen=True)
class Need:
    """One row: what, when, where, and what can be done beside it.

    With a `request` a reply or a call can be recorded; with a `deadline` its reminders can be held or sent.
    """

    on: date
    what: str
    when: str
    area: str
    link: str
    do: str
    plan: str = ""
    request: str = ""
    deadline: str = ""
    contact: str = ""
    phone: str = ""
    party: str = ""
    heard: str = ""
    """Who of them was heard today already, so that no colleague rings them a second time."""


@dataclass(frozen=True)
class Desk:
    """What the rows are made from: whose desk it is, and the plans and areas on it."""

    session: Session
    world: Runtime
    plans: Sequence[tuple[Plan, str]]
    areas: Mapping[str, str]
    actors: frozenset[str]

    @property
    def plan_areas(self) -> dict[str, str]:
        """The area's name and the cycle of each plan."""
        return {plan.id: f"{area}, {plan.cycle}" for plan, area in self.plans}

    @property
    def today(self) -> date:
        """The date in London."""
        return self.world.today()

    def when(self, day: date) -> str:
        """A day in its context."""
        if day == self.today:
            return "today"
        first, last = sorted((day, self.today))
        apart = distance(first, last, self.world.calendar)
        return f"{apart} ago, {saying.day(day)}" if day < self.today else f"in {apart}, {saying.day(day)}"


@dataclass(frozen=True)
class Standing:
    """A live plan with what its gates look at, and what it still needs."""

    plan: Plan
    area: str
    dossier: Dossier
    needed: list[Blocker]
