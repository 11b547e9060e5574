"""The forms of the progress word, and of what is shared of a plan."""

from typing import Annotated

from pydantic import Field

from lsip_workflow.model import Colour, SharedThing, SharedWith
from lsip_workflow.rules.responses import Words
from lsip_workflow.web.forms import Form, Said

AsOf = Annotated[
    int | None,
    Field(strict=True, ge=0, description="The number of the word that you saw, 0 for none; left out, any."),
]


class ProgressWordForm(Form):
    """How a plan or an action comes along, why, and what happens next."""

    word: Colour
    sentence: Said
    next_step: Words = Field(default="", description="Needed with Red and Amber: what happens next, and who.")
    as_of: AsOf = None


class SharingForm(Form):
    """What of a plan one audience is let see, beyond what is public; nothing, to stop."""

    audience: SharedWith
    shows: tuple[SharedThing, ...] = Field(default=(), max_length=len(SharedThing))
