"""How a body shows itself: its colour and its logo; its name and whom to phone stay outside the chain."""

from typing import ClassVar, Literal

from lsip_workflow.events.base import Fact, Rows
from lsip_workflow.model import Branding, Logo


class BrandingChanged(Fact):
    """A body said how it shows itself: what it is called, its colour, whom to phone."""

    type: Literal["branding.changed"] = "branding.changed"
    says: ClassVar[str] = "How {organisation} shows itself was changed"
    organisation: str
    colour: str

    def apply(self, rows: Rows) -> None:
        rows.of(Branding, self.organisation).colour = self.colour


class LogoChanged(Fact):
    """A body gave its logo, or another, or took it away: then it has no media type."""

    type: Literal["logo.changed"] = "logo.changed"
    says: ClassVar[str] = "The logo of {organisation} was changed"
    organisation: str
    media_type: str
    fingerprint: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(Logo, self.organisation)
        row.media_type, row.fingerprint = self.media_type, self.fingerprint
