"""What is kept for the first hours: a workbook that was handed in and is not yet a plan."""

from datetime import datetime

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import UtcDateTime, new_id


class HandedWorkbook(SQLModel, table=True):
    """A workbook between its preview and its taking over: for whoever handed it in, and for a day.

    It names people, so it goes: when the plan is taken over, when another is handed in, or after its day. Of
    the one that became a plan only the plan's id is left, so that a second press finds what the first did.
    """

    __tablename__ = "handed_workbook"

    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    name: str
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    answers: list[list[str]] | None = Field(default=None, sa_type=JSON)
    """What a person answered to the questions about it: a name in the workbook, and who is meant."""
    handed_at: datetime = Field(sa_type=UtcDateTime)
    plan_id: str | None = Field(default=None, foreign_key="plan.id")
