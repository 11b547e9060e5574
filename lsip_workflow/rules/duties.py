"""The duty register: what may be recorded of a provider, and when a line about it may leave the ERB.

Acts only, never a verdict: whether a duty is met is for nobody here to say.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lsip_workflow.model import DutyAccount, DutyAct, Organisation, ProviderClass
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rulebook import DutyRule, Rulebook
from lsip_workflow.rules.calendar import SATURDAY, Calendar

# Practice of this project: no source sets how long a provider has to look at what is recorded about it.
WORKING_DAYS_TO_LOOK = 10


class Act(StrEnum):
    """What the ERB may record: something done, by either side."""

    ASKED = "asked"
    RECEIVED = "received"
    DISCUSSED = "discussed"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Line:
    """A line of the register: the act, when a message showed it to the provider, and its own account."""

    act: DutyAct
    shown_on: date | None = None
    account: DutyAccount | None = None


def tell_on(today: date) -> date:
    """The morning on which a provider is told of what is recorded today: the next one of a working week."""
    day = today + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def held_until(line: Line, calendar: Calendar) -> date | None:
    """The last day on which a line stays here; None when it was seen, or was never shown."""
    if line.act.seen_on is not None or line.shown_on is None:
        return None
    return calendar.working_days_after(line.shown_on, WORKING_DAYS_TO_LOOK)


def may_leave(line: Line, today: date, calendar: Calendar) -> bool:
    """Whether a line about a named provider may leave the ERB, in an export or a release.

    It may once the provider has seen it, or when ten working days have gone by since a message showed it.
    """
    if line.act.seen_on is not None:
        return True
    last = held_until(line, calendar)
    return last is not None and today > last


def why_held(line: Line, today: date, calendar: Calendar) -> str:
    """Why a line stays here for now, as a sentence; empty when it may leave."""
    if may_leave(line, today, calendar):
        return ""
    last = held_until(line, calendar)
    if last is None:
        return "The provider has not been shown this yet. Check who answers for it and that its message went."
    return f"The provider was shown this and has until {spoken(last)} to look at it."


def duty_of(book: Rulebook, key: str) -> DutyRule | None:
    """The duty of that key in an edition; None when it has none."""
    return next((rule for rule in book.duties if rule.key == key), None)


def faults_of(book: Rulebook, key: str, provider: Organisation) -> list[str]:
    """Why a duty is not one of this provider's, as sentences; a class that nobody said yet is no reason."""
    rule = duty_of(book, key)
    if rule is None:
        return [f"duty: “{key}” is not a duty of this plan's edition of the guidance."]
    classes = [holder for holder in rule.holders if isinstance(holder, ProviderClass)]
    known = provider.provider_class
    if not classes or (known is not ProviderClass.UNKNOWN and known not in classes):
        return [f"duty: “{rule.title}” is not a duty of {provider.name}."]
    return []


def own_faults(book: Rulebook, key: str, provider: Organisation) -> list[str]:
    """Why a provider does not state its own position on this duty, as sentences."""
    if faults := faults_of(book, key, provider):
        return faults
    rule = duty_of(book, key)
    if rule is None or not rule.states_own_position:
        return [f"duty: on “{key}” no position is stated."]
    return []
