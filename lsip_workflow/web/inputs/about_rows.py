"""The row that an address names, for whoever opens it, and how a row is called.

Another plan's or another provider's rows do not exist here either (NotYours).
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import SQLModel

from lsip_workflow.model import Organisation
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web import saying
from lsip_workflow.web.inputs.shape import Place

Row = TypeVar("Row", bound=SQLModel)
LONGEST = 120


def row_of(place: Place, kind: type[Row], part: str) -> Any:
    """The row that the address names, of this plan or area; of several providers, a provider's own."""
    row: Any = place.row(kind, part)
    own = getattr(row, "provider_id", place.actor.organisation_id)
    if place.actor.organisation_kind == "provider" and own != place.actor.organisation_id:
        raise NotYours
    return row


def name_of(place: Place, organisation_id: str) -> str:
    """What an organisation is called."""
    return place.session.get_one(Organisation, organisation_id).name


def short(text: str | None) -> str:
    """The beginning of a text, in one line; that it was erased, where nothing is left of it."""
    text = " ".join((text or saying.ERASED).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def own(kind: type[SQLModel], part: str, field: str) -> Callable[[Place], str]:
    """A row called by one field of its own."""
    return lambda place: short(getattr(row_of(place, kind, part), field))
