"""The forms of plans that follow one another, and of providers that leave."""

from pydantic import Field

from lsip_workflow.model import CarryOverChoice
from lsip_workflow.rules.responses import Code, Words
from lsip_workflow.web.forms import Day, Form, OwnCode, Said, Ukprn


class ReplacesForm(Form):
    """A plan that this one replaces."""

    plan: Code


class IntoForm(Form):
    """A plan that follows, and the action's code there, if it is to be another."""

    plan: Code
    code: OwnCode | None = None


class ChoiceForm(Form):
    """What becomes of one action, by its code."""

    action: Code
    choice: CarryOverChoice
    into: tuple[IntoForm, ...] = Field(default=(), max_length=20)
    because: Words = ""


class CarryOverForm(Form):
    """What becomes of actions; an action that is left out stays as it is."""

    choices: tuple[ChoiceForm, ...] = Field(min_length=1, max_length=500)


class AcceptForm(Form):
    """The code that the action gets here, if the one proposed does not suit."""

    code: OwnCode | None = None


class DeclineForm(Form):
    """Why an action is not taken over; the plan that it comes from reads it."""

    because: Said


class HandoverForm(Form):
    """The ERB that the plan is handed over to, for which area, and since when."""

    area: Code
    to: Code = Field(description="The id of the employer representative body.")
    on: Day


class RemovalForm(Form):
    """Why a provider is no longer part of the plan."""

    reason: Said


class SuccessionForm(Form):
    """The provider that another goes on as, since when, who says so, and what is asked of it instead."""

    successor: Ukprn
    on: Day
    source: Said
    readdress: tuple[Code, ...] = Field(default=(), max_length=200)
