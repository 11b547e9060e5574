"""What a person has seen of what changed: a mark of their own, moved by their own button."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import UtcDateTime


class Looked(SQLModel, table=True):
    """Until when a person has seen what changed. It says nothing about anybody else, and proves nothing."""

    person_id: str = Field(foreign_key="person.id", primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
