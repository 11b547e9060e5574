"""What a strategic authority says about a section of what was released to it, and what became of it."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from lsip_workflow.model.base import Sealed, new_id


class SectionComment(Sealed, table=True):
    """A comment on one section of a released version, and the answer of the plan's team to it."""

    __tablename__ = "section_comment"
    sealed: ClassVar[tuple[str, ...]] = ("words", "answer")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    release_id: str = Field(foreign_key="release.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    person_id: str | None = Field(default=None, foreign_key="person.id")
    """Who said it; empty where the authority's own key did."""
    section: str
    """`whole`, a part such as `actions`, or one thing of it, such as `actions:A1`."""
    said_on: date
    outcome: str = ""
    """`changed` or `not_changed`; empty until it is answered."""
    answered_on: date | None = None
    words: str | None = None
    answer: str | None = None
