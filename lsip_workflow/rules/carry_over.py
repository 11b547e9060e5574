"""What may become of the open actions of a plan that is replaced, and where each choice stands."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lsip_workflow.model import Action, CarryOver, CarryOverChoice, CarryOverPart, Plan


@dataclass(frozen=True)
class Into:
    """A plan that follows, and the code that the action is to have there: its own, unless another is said."""

    plan: str
    code: str = ""


@dataclass(frozen=True)
class Choice:
    """What a person chooses for one action, by its code."""

    action: str
    choice: CarryOverChoice
    into: tuple[Into, ...] = ()
    because: str = ""

    def wanted(self) -> set[tuple[str, str]]:
        """The plans and codes under which the action is to go on."""
        return {(into.plan, into.code or self.action) for into in self.into}


@dataclass(frozen=True)
class Placed:
    """One proposal of an action to a following plan, and the action that it became there."""

    part: CarryOverPart
    action: Action | None = None

    @property
    def live(self) -> bool:
        """Whether the action goes on there, or may still: not taken back, not declined, not taken out."""
        return self.part.live and (self.action is None or self.action.withdrawn_on is None)

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        if self.part.recalled:
            return "taken back"
        if self.part.answer == "declined":
            return "not taken over"
        if self.part.answer == "accepted":
            return "taken over" if self.live else "taken out there"
        return "proposed"


@dataclass(frozen=True)
class Line:
    """An action of the old plan, what was chosen for it, and its proposals to the plans that follow."""

    action: Action
    chosen: CarryOver | None = None
    placed: tuple[Placed, ...] = ()

    @property
    def live(self) -> tuple[Placed, ...]:
        """The proposals that stand."""
        return tuple(one for one in self.placed if one.live)

    @property
    def undecided(self) -> bool:
        """Whether a person's choice is still needed: none was made, or what was chosen did not come about."""
        if self.chosen is None:
            return True
        if self.chosen.choice is CarryOverChoice.CLOSED:
            return False
        return len(self.live) < (2 if self.chosen.choice is CarryOverChoice.SPLIT else 1)

    @property
    def waiting(self) -> bool:
        """Whether the ERB of a following plan has still to answer."""
        return any(not one.part.answer for one in self.live)


@dataclass(frozen=True)
class Offered:
    """An action that another plan proposes to this one, or that came from there."""

    placed: Placed
    action: Action
    came_from: Plan


def free_code(code: str, taken: Collection[str]) -> str:
    """A code like this one that nobody has yet: A1-2, A1-3, and so on."""
    number = 2
    while f"{code}-{number}" in taken:
        number += 1
    return f"{code}-{number}"


def shape_faults(
    choices: Sequence[Choice], actions: Collection[str], following: Collection[str]
) -> list[str]:
    """What cannot be in a set of choices, each with its place; `following` are the plans that follow."""
    seen: set[str] = set()
    faults = []
    for place, choice in enumerate(choices):
        at = f"choices.{place}"
        if choice.action not in actions:
            faults.append(f"{at}.action: “{choice.action}” is not an action of this plan.")
        elif choice.action in seen:
            faults.append(f"{at}.action: “{choice.action}” is here twice; choose once.")
        seen.add(choice.action)
        faults += [f"{at}.{fault}" for fault in _into_faults(choice, following)]
    return faults


def _into_faults(choice: Choice, following: Collection[str]) -> Iterator[str]:
    plans = [into.plan for into in choice.into]
    match choice.choice:
        case CarryOverChoice.CLOSED:
            if plans:
                yield "into: an action that is closed goes into no plan."
            if not choice.because.strip():
                yield "because: write why the action is closed; it is shown from then on."
        case CarryOverChoice.KEPT if len(plans) != 1:
            yield "into: an action that is kept goes into one plan; to have it in several, split it."
        case CarryOverChoice.SPLIT if len(set(plans)) < 2 or len(set(plans)) != len(plans):
            yield "into: an action that is split goes into two or more plans, once into each."
    known = ", ".join(sorted(following)) or "none is named yet"
    for place, plan in enumerate(plans):
        if plan not in following:
            yield f"into.{place}.plan: “{plan}” is not named as replacing this plan ({known})."
