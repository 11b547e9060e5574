"""The forms of what is held about people: put right, erased, kept for long enough; and of mail."""

from typing import Annotated, Literal

from pydantic import Field

from lsip_workflow.rules.responses import Words
from lsip_workflow.web.forms import Form, Said


class ErasureForm(Form):
    """Why a person's name, address and number are erased."""

    because: Literal["wish", "not_needed"] = Field(description="Their wish, or that they are not needed.")


class CorrectionAskForm(Form):
    """What is to be put right about oneself, and what is right instead."""

    words: Said


class CorrectionAnswerForm(Form):
    """That it was put right, or why it stays as it is."""

    outcome: Literal["put_right", "left_as_it_is"]
    reply: Said


class RetentionForm(Form):
    """A class of record whose time is over, and how many of it were shown as due."""

    of_class: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    number: Annotated[int, Field(ge=1, le=100_000)]


class CameBackForm(Form):
    """Mail that came back: what it said, in a few words."""

    words: Annotated[Words, Field(max_length=1000)] = ""


class RetryForm(Form):
    """The flow that an event is to be tried again for."""

    flow: Annotated[str, Field(pattern=r"^[a-z-]{1,40}$")]
