"""What was there before this record began: told by somebody, and kept as told."""

from datetime import date
from typing import ClassVar

from sqlalchemy import JSON
from sqlmodel import Field

from lsip_workflow.model.base import Sealed, new_id, word
from lsip_workflow.model.words import Precision


class PastEvent(Sealed, table=True):
    """Something that happened before this record began, and who says so; it meets no gate.

    `on` is the last day that the words of its date can mean, None when the day is not known.
    """

    __tablename__ = "past_event"
    sealed: ClassVar[tuple[str, ...]] = (
        "what",
        "day_in_words",
        "reference",
        "url",
        "document",
        "said_by",
        "extra",
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    stage: str | None = None
    on: date | None = None
    precision: Precision = Field(sa_type=word(Precision))
    what: str | None = None
    day_in_words: str | None = None
    reference: str | None = None
    url: str | None = None
    document: str | None = None
    said_by: str | None = None
    extra: list[list[str]] | None = Field(default=None, sa_type=JSON)
