"""How an employer representative body shows itself on its pages: its name, its colour, its logo."""

from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field

from lsip_workflow.model.base import Sealed


class Branding(Sealed, table=True):
    """What a body chose to be called, its one colour and whom to phone; blank where it chose nothing."""

    sealed: ClassVar[tuple[str, ...]] = ("display_name", "telephone", "email")

    organisation_id: str = Field(primary_key=True, foreign_key="organisation.id")
    display_name: str = ""
    telephone: str = ""
    email: str = ""
    colour: str = ""


class Logo(Sealed, table=True):
    """The logo of a body, as base64 so that its seal proves it; without a media type there is none.

    A table of its own: what every page needs of a body's branding is read without the picture.
    """

    sealed: ClassVar[tuple[str, ...]] = ("content",)

    organisation_id: str = Field(primary_key=True, foreign_key="organisation.id")
    media_type: str = ""
    fingerprint: str = ""
    content: str = Field(default="", sa_type=Text)
