"""What a morning looks at, and what it makes of it: dates, holders, what was told, and the reasons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lsip_workflow.model import Role
from lsip_workflow.model.words import OF_A_PROVIDER
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rulebook import LadderRule
from lsip_workflow.rules import reminder_reasons as reasons
from lsip_workflow.rules.deadlines import AnyDate, Reached


class Outcome(StrEnum):
    """What a morning makes of one date for one person; `OWED` and `DRAFT` make a message."""

    OWED = "owed"
    DRAFT = "draft"
    TOLD = "told"
    WAITS = "waits"
    NO_PLAN = "no_plan"
    NOT_YET = "not_yet"
    OVER = "over"
    SUSPENDED = "suspended"
    ON_HOLD = "on_hold"
    NOT_EXACT = "not_exact"
    HELD = "held"
    NOBODY = "nobody"
    ENOUGH = "enough"
    CLOSED_TODAY = "closed_today"
    ONE_A_WEEK = "one_a_week"


GOES = (Outcome.OWED, Outcome.DRAFT)
SAID_ALL = (Outcome.TOLD, Outcome.WAITS, Outcome.NOBODY, Outcome.ENOUGH)

# Of each outcome, the reason in a sentence, from the decision.
SENTENCES: Mapping[Outcome, str] = {
    Outcome.OWED: "{0.item} is owed: {0.item.why}.",
    Outcome.DRAFT: "{0.item} is a draft for a person to send, for the post that they hold.",
    Outcome.TOLD: "{0.item} went already, or is about to.",
    Outcome.WAITS: "{0.item} waits as a draft for a person to send.",
    Outcome.NO_PLAN: (
        "There is no reminder plan “{0.dated.deadline.ladder}” in this edition: nothing goes by itself."
    ),
    Outcome.NOT_YET: "No reminder yet: the next is for {0.day}.",
    Outcome.OVER: "No reminder is left.",
    Outcome.SUSPENDED: "Suspended: silent until it counts again.",
    Outcome.ON_HOLD: "On hold until {0.day}: silent until then.",
    Outcome.NOT_EXACT: "No day to count from: {0.known}.",
    Outcome.HELD: "Reminders of this plan have not been started.",
    Outcome.NOBODY: "The {0.number} reminder has nobody to go to: nobody is named as {0.whom}.",
    Outcome.ENOUGH: "Three reminders of it went by themselves: from here a person decides.",
    Outcome.CLOSED_TODAY: "{0.item} waits for {0.day}: none goes on a day off.",
    Outcome.ONE_A_WEEK: "{0.item} waits: at most one message in seven days, the next on {0.day}.",
}


@dataclass(frozen=True)
class Dated:
    """A date that stands, and what deciding about it needs: whose area, which reminder plan, whom it asks."""

    deadline: AnyDate
    area_id: str
    ladder: LadderRule | None
    held: bool = False
    party: str = ""
    """The name of the organisation that the date is about."""

    @property
    def place(self) -> str:
        """The plan, or the area, that it belongs to."""
        return self.deadline.plan_id or self.area_id

    def of_one_body(self, role: Role) -> bool:
        """Whether a role is held for one organisation: a provider's always, an officer's if one is named."""
        return role in OF_A_PROVIDER or (
            role is Role.AUTHORITY_OFFICER and self.deadline.organisation_id is not None
        )

    def who(self, role: Role) -> str:
        """Whom that role means for this date, without a name of a person."""
        return reasons.who(role, self.party if self.of_one_body(role) else "")


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a role in an area from a day, until a day."""

    person_id: str
    name: str
    area_id: str
    role: Role
    since: date
    until: date | None = None
    organisation_id: str | None = None
    senior: bool = False
    organisation: str = ""
    """The name of their organisation."""

    def holds(self, on: date) -> bool:
        """Whether they hold it on that day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Told:
    """A reminder that was put down before: of which date as it was then, which, and to whom."""

    deadline_id: str
    day: date
    number: int
    person_id: str
    by_itself: bool = True
    waits: bool = False
    """A draft that nobody has sent yet."""


@dataclass(frozen=True)
class Item:
    """One reminder of one date for one person."""

    dated: Dated
    reached: Reached
    holder: Holder
    day: date
    """The date itself, as it is now."""
    by_hand: str = ""
    """Why a person sent it, where one did."""

    @property
    def why(self) -> str:
        """Why it goes on its day."""
        return self.by_hand or reasons.why(self.dated.ladder, self.reached)

    def told(self, *, draft: bool) -> Told:
        """What is remembered of it once it is put down."""
        number, person = self.reached.number, self.holder.person_id
        return Told(self.dated.deadline.id, self.day, number, person, by_itself=not draft, waits=draft)

    def __str__(self) -> str:
        return f"The {reasons.nth(self.reached.number)} reminder to {self.dated.who(self.holder.role)}"


@dataclass(frozen=True)
class Decision:
    """What becomes of one date today, for one person where it comes to one; its reason when it is asked."""

    dated: Dated
    outcome: Outcome
    item: Item | None = None
    reached: Reached | None = None
    then: date | None = None
    """The day that its reason names."""

    @property
    def because(self) -> str:
        """The reason in a sentence, by role and organisation, never by a person's name."""
        return SENTENCES[self.outcome].format(self)

    @property
    def day(self) -> str:
        """The day that its reason names, in words."""
        return spoken(self.then) if self.then else ""

    @property
    def known(self) -> str:
        """What is known of a date without a day."""
        return reasons.known(self.dated.deadline)

    @property
    def number(self) -> str:
        """Which reminder was reached, in words."""
        return reasons.nth(self.reached.number) if self.reached else ""

    @property
    def whom(self) -> str:
        """To which roles the reminder would go."""
        return " or ".join(self.dated.who(role) for role in self.reached.rung.to) if self.reached else ""


@dataclass(frozen=True)
class Carried:
    """One message: to whom, and what it carries. A draft is about one plan or area only."""

    holder: Holder
    draft: bool
    place: str | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Standing:
    """What a morning looks at: the dates, who holds which role, what was told, and when anybody last was."""

    dates: Sequence[Dated]
    holders: Sequence[Holder]
    told: Collection[Told] = ()
    last: Mapping[str, date] | None = None
