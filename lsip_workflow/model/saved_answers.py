"""Answers that are still being written: kept part by part until they are sent, and then gone.

No event brings these rows: until a provider sends its answer, nobody else is told that there is one.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import UtcDateTime, new_id


class SavedAnswer(SQLModel, table=True):
    """What a provider has written of an answer so far; one for each request, whoever of it writes."""

    __tablename__ = "saved_answer"

    request_id: str = Field(foreign_key="request.id", primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    provider_id: str = Field(foreign_key="organisation.id", index=True)
    key: str = Field(default_factory=new_id)
    """The key under which it is sent: pressed twice, or in two windows, it is sent once."""
    version: int = 0
    """Grows with every part that is saved: what is sent is what was read before."""
    begun_at: datetime = Field(sa_type=UtcDateTime)


class SavedPart(SQLModel, table=True):
    """One part of it: its words, who wrote them and when.

    It names no plan and no area: what an area's team reads or exports of a person goes by those.
    """

    __tablename__ = "saved_part"

    request_id: str = Field(foreign_key="saved_answer.request_id", primary_key=True)
    part: str = Field(primary_key=True)
    version: int = 1
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    person_id: str | None = Field(default=None, foreign_key="person.id")
    saved_at: datetime = Field(sa_type=UtcDateTime)
    source_id: str | None = Field(default=None, foreign_key="response.id")
    """The earlier answer that the words were taken from, while nobody has changed them."""


class HandedPart(SQLModel, table=True):
    """A part that was handed to a colleague of the same organisation; they see that part."""

    __tablename__ = "handed_part"

    request_id: str = Field(foreign_key="saved_answer.request_id", primary_key=True)
    part: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    handed_by: str | None = Field(default=None, foreign_key="person.id")
    handed_at: datetime = Field(sa_type=UtcDateTime)
