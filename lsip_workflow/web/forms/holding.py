"""The forms of what a person does about messages: hold, mark as seen, ask several at once."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from lsip_workflow.rules.responses import Code
from lsip_workflow.web.forms import Day, Form, Line, Said

HeldBecause = Literal["in_touch", "promised", "closed_there", "asked_us_to_wait", "waits_for_us"]


class HoldForm(Form):
    """Until which day nobody is reminded of a date, and why; until today lets the reminders go again."""

    until: Day
    reason: HeldBecause


class LookedForm(Form):
    """Until when whoever sends it has seen what changed."""

    at: AwareDatetime


class SeveralForm(Form):
    """The same thing to ask of several providers of the plan, by one day."""

    providers: Annotated[tuple[Code, ...], Field(min_length=1, max_length=500)]
    title: Line
    text: Said
    due: Day
