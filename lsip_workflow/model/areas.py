"""Areas that change, plans that follow one another, and what goes over from one to the next."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import Sealed, new_id, word


class CarryOverChoice(StrEnum):
    """What a person chose for an open action of a plan that is replaced."""

    KEPT = "kept"
    SPLIT = "split"
    CLOSED = "closed"


class AreaChange(SQLModel, table=True):
    """A change of an area that these records have taken in; `kin` are the areas it came from or went into."""

    __tablename__ = "area_change"

    id: str = Field(primary_key=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    kind: str
    changed_on: date
    kin: list[str] = Field(default_factory=list, sa_type=JSON)
    source: str = ""


class PlanReplaces(SQLModel, table=True):
    """A plan and one that it replaces: several to several, since areas are divided and joined."""

    __tablename__ = "plan_replaces"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    replaced_id: str = Field(foreign_key="plan.id", primary_key=True, index=True)


class Handover(SQLModel, table=True):
    """A plan handed over: the ERB named may read it, in the area named, from that day."""

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    area_id: str = Field(foreign_key="area.id", primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", primary_key=True)
    handed_on: date


class CarryOver(Sealed, table=True):
    """What a person chose for one action of a plan that is replaced; the newest choice stands."""

    __tablename__ = "carry_over"
    __table_args__ = (UniqueConstraint("action_id"),)
    sealed: ClassVar[tuple[str, ...]] = ("because",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    action_id: str = Field(foreign_key="action.id")
    choice: CarryOverChoice = Field(sa_type=word(CarryOverChoice))
    decided_on: date
    because: str | None = None


class CarryOverPart(Sealed, table=True):
    """An action as proposed to a plan that follows; what that plan answers is written by that plan alone.

    The old plan's history sets the proposal and `recalled`, the following plan's `answer` and `action_id`.
    """

    __tablename__ = "carry_over_part"
    sealed: ClassVar[tuple[str, ...]] = ("because",)

    id: str = Field(default_factory=new_id, primary_key=True)
    carry_over_id: str = Field(foreign_key="carry_over.id", index=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    code: str
    recalled: bool = False
    answer: str = ""
    action_id: str | None = Field(default=None, foreign_key="action.id", index=True)
    because: str | None = None

    @property
    def live(self) -> bool:
        """Whether the action goes, or may still go, into that plan."""
        return not self.recalled and self.answer != "declined"


class OrganisationSuccession(Sealed, table=True):
    """A provider of a plan that goes on as part of another, such as a college that joined it."""

    __tablename__ = "organisation_succession"
    __table_args__ = (UniqueConstraint("plan_id", "organisation_id"),)
    sealed: ClassVar[tuple[str, ...]] = ("source",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    successor_id: str = Field(foreign_key="organisation.id")
    succeeded_on: date
    source: str | None = None
