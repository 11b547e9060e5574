"""What the ERB of a plan chose to let others see of it that is not public."""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import word


class SharedWith(StrEnum):
    """Whom an ERB may let see more of a plan than is public."""

    ERBS = "erbs"
    REGION = "region"
    DEPARTMENT = "department"


class SharedThing(StrEnum):
    """What an ERB may share of a plan: facts about it, never its content."""

    STAGE = "stage"
    NEXT_DATE = "next_date"
    PROGRESS_WORD = "progress_word"


class Sharing(SQLModel, table=True):
    """What of a plan one audience is let see; nothing where there is no row."""

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    audience: SharedWith = Field(sa_type=word(SharedWith), primary_key=True)
    shows: list[str] = Field(default_factory=list, sa_type=JSON)
    decided_on: date
