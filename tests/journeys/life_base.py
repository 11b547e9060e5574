"""What every rule of the state machine works with: a world, a plan, and one act at a time."""

from collections.abc import Callable
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from sqlmodel import SQLModel

from lsip_workflow.rules.responses import AnyForm
from tests.journeys.life_watch import Taken
from tests.journeys.life_world import PROVIDERS, Got, Journey, World

N = st.integers(0, 6)
WHICH = st.integers(0, 2)
SAYS = st.sampled_from(["Said in a sentence.", "Said otherwise.", " "])
TEAM = ("administrator", "erb", "project_manager", "erb_lead")
TEAM_ACTS = st.sampled_from(TEAM)
ANYONE = st.sampled_from(
    [*TEAM, "second administrator", "board_member", "auditor", "flow", "other erb", *PROVIDERS]
)


class Life(RuleBasedStateMachine):
    """A machine over one world; whoever runs it says how a world is made."""

    make: ClassVar[Callable[[], World]]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make()
        self.taken: list[Taken] = []

    def plan(self, n: int) -> str:
        """One of the plans, the first ones most often."""
        plans = self.world.plans
        return plans[n % len(plans)]

    def home(self, kind: type[SQLModel], key: str) -> str:
        """The plan, or the area, in whose history a row began."""
        return self.world.known.home[kind, key].partition(":")[2]

    def do(self, plan: str, journey: Journey[Got], who: str = "administrator", *more: str) -> Got | None:
        """An act about a plan: written into its history and its area's alone, or refused without a trace."""
        area = self.world.area_of(plan)
        return self.world.act(journey, f"plan:{plan}", f"area:{area}", *more, actor=self.world.actor(area, who))

    def took(self, request: str, key: str, form: AnyForm, receipt: str) -> None:
        """An answer was acknowledged."""
        self.taken.append(Taken(request, key, form, receipt))
