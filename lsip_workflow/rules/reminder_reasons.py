"""The words in which a morning gives its reasons: by role and organisation, never by a person's name."""

from lsip_workflow.model import Role
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rulebook import LadderRule
from lsip_workflow.rules.deadlines import AnyDate, Reached, when

ORDINALS = ("1st", "2nd", "3rd")
PUT_ON_HOLD = "A person put its reminders on hold before it was sent."


def nth(number: int) -> str:
    """Which reminder, in words."""
    return ORDINALS[number - 1] if number <= len(ORDINALS) else f"{number}th"


def who(role: Role, party: str) -> str:
    """Whom, where names have no place."""
    return f"the {role.replace('_', ' ')}{f' of {party}' if party else ''}"


def why(ladder: LadderRule | None, reached: Reached) -> str:
    """Why a reminder goes on its day: counted from the date, and moved off a day when nobody is in."""
    days, unit = abs(reached.rung.days), " working" if ladder and ladder.unit == "working_days" else ""
    side = "before" if reached.rung.days < 0 else "after"
    counted = f"{days}{unit} day{'' if days == 1 else 's'} {side} the date" if days else "on the day"
    meant = reached.meant
    return counted + (f", moved off {meant:%A} {spoken(meant)}" if meant != reached.on else "")


def known(row: AnyDate) -> str:
    """What is known of a date from which nothing can be counted."""
    return when(row) if row.due is None else f"it is known only as {when(row)}"
