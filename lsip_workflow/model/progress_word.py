"""How a plan, or one of its actions, comes along: in one of three words that its owner chose."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from lsip_workflow.model.base import Sealed, new_id, word


class Colour(StrEnum):
    """Of plans and actions only: no provider, person or employer has one. Always shown as the word."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class ProgressWord(Sealed, table=True):
    """One saying of a word, of a plan or of one action; the newest stands, those before are its history."""

    __tablename__ = "progress_word"
    sealed: ClassVar[tuple[str, ...]] = ("sentence", "next_step")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    action_id: str | None = Field(default=None, foreign_key="action.id")
    """The action that it is about; None for the plan itself."""
    number: int
    """Of the plan, or of the action, counted from 1."""
    word: Colour = Field(sa_type=word(Colour))
    said_on: date
    said_by: str
    sentence: str = ""
    next_step: str = ""
