"""What every act of the state machine works with: a world, a plan, and one journey at a time."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, ClassVar, TypeVar

from hypothesis import note
from hypothesis.stateful import RuleBasedStateMachine
from sqlmodel import SQLModel

from lsip_workflow.rules.responses import AnyForm
from tests.journeys.life_watch import Taken, dates_have_their_subjects
from tests.journeys.life_world import PROVIDERS, Got, Journey, World

N = range(7)
WHICH = range(3)
DAYS = (21, 3, 9, 30, 0, -1)
SAYS = (*(f"Said for the {n} time." for n in range(1, 7)), " ")
TEAM = ("administrator", "erb", "project_manager", "erb_lead")
ANYONE = (*TEAM, "second administrator", "board_member", "auditor", "flow", "other erb", *PROVIDERS)
EITHER = (True, False)
Act = TypeVar("Act", bound=Callable[..., None])


def act(**options: Sequence[Any]) -> Callable[[Act], Act]:
    """Something that may happen, with everything that may be chosen about it."""

    def chosen_from(does: Act) -> Act:
        does.options = options  # type: ignore[attr-defined]
        return does

    return chosen_from


def _is_act(found: object) -> bool:
    return hasattr(found, "options")


class Life(RuleBasedStateMachine):
    """A machine over one world; whoever runs it says how a world is made.

    Which acts happen, and how, is drawn from a seed: so a plan gets far in few steps.
    """

    make: ClassVar[Callable[[], World]]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make()
        self.taken: list[Taken] = []
        self.number = 0

    def happen(self, seed: int, many: int) -> None:
        """So many acts, one after the other; each one is told when the machine fails."""
        acts = {name: getattr(self, name) for name in dir(type(self)) if _is_act(getattr(type(self), name))}
        for _ in range(many):
            self.number += 1
            drawn = Random(f"{seed} {self.number}")
            name = drawn.choice(sorted(acts))
            chosen = {field: drawn.choice(options) for field, options in acts[name].options.items()}
            note(f"    {name}({', '.join(f'{field}={value!r}' for field, value in chosen.items())})")
            acts[name](**chosen)
            dates_have_their_subjects(self.world)

    def plan(self, n: int) -> str:
        """One of the plans, the first ones most often."""
        plans = self.world.plans
        return plans[n % len(plans)]

    def home(self, kind: type[SQLModel], key: str) -> str:
        """The plan, or the area, in whose history a row began."""
        return self.world.known.home[kind, key].partition(":")[2]

    def do(self, plan: str, journey: Journey[Got], who: str = "administrator", *more: str) -> Got | None:
        """A journey about a plan: written into its history and its area's, or refused without a trace."""
        area = self.world.area_of(plan)
        actor = self.world.actor(area, who)
        return self.world.act(journey, f"plan:{plan}", f"area:{area}", *more, actor=actor)

    def took(self, request: str, key: str, form: AnyForm, receipt: str) -> None:
        """An answer was acknowledged."""
        self.taken.append(Taken(request, key, form, receipt))
