"""The form of how a body shows itself."""

from typing import Annotated

from pydantic import Field

from lsip_workflow.rules.responses import Words
from lsip_workflow.web.forms import Form

Text = Annotated[Words, Field(max_length=200)]


class BrandingForm(Form):
    """What a body is called on its pages, its one colour, and whom to phone; blank where it says nothing."""

    display_name: Text = Field(default="", description="Blank: the body's name as it is recorded.")
    colour: Text = Field(
        default="", description="Such as #0b4f4a; text in it has to be readable on white (4.5 to 1)."
    )
    telephone: Text = Field(default="", description="For whoever has a question; shown on every page.")
    email: Text = ""
