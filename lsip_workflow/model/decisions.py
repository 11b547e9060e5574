"""What was signed or decided, word for word; who was present; the second look; interests and meetings."""

from datetime import date
from typing import ClassVar

from sqlalchemy import JSON, Text
from sqlmodel import Field

from lsip_workflow.model.base import Sealed, new_id


class PlanVersion(Sealed, table=True):
    """A plan's content as somebody was asked about it, signed it or decided on it, under its digest."""

    __tablename__ = "plan_version"
    sealed: ClassVar[tuple[str, ...]] = ("content",)

    id: str = Field(primary_key=True)
    """The SHA-256 of the content; the content names its plan, so no two plans share one."""
    plan_id: str = Field(foreign_key="plan.id", index=True)
    kept_on: date
    content: str | None = Field(default=None, sa_type=Text)


class Attendance(Sealed, table=True):
    """Somebody who was present when a body decided, the interest they declared, whether they left."""

    sealed: ClassVar[tuple[str, ...]] = ("name", "interest")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    sign_off_id: str = Field(foreign_key="sign_off.id", index=True)
    person_id: str | None = Field(default=None, foreign_key="person.id")
    left_room: bool = False
    name: str | None = None
    interest: str | None = None


class DecisionCheck(Sealed, table=True):
    """The look of a second person at a decision as it was entered: it agrees, or the question it raises."""

    __tablename__ = "decision_check"
    sealed: ClassVar[tuple[str, ...]] = ("words",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    sign_off_id: str = Field(foreign_key="sign_off.id", index=True)
    by: str
    checked_on: date
    agrees: bool
    words: str | None = None


class JudgedChange(Sealed, table=True):
    """What changed since a sign-off, up to a version, judged a correction by a person: it stands."""

    __tablename__ = "judged_change"
    sealed: ClassVar[tuple[str, ...]] = ("words",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    sign_off_id: str = Field(foreign_key="sign_off.id", index=True)
    version: str
    by: str
    judged_on: date
    words: str | None = None


class Interest(Sealed, table=True):
    """An interest in the register of an area: whose, in which organisation or matters, from when to when.

    Actual or perceived, financial or personal: what it is stands in `words`, which can be erased.
    """

    sealed: ClassVar[tuple[str, ...]] = ("words",)

    id: str = Field(default_factory=new_id, primary_key=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id")
    matters: list[str] = Field(default_factory=list, sa_type=JSON)
    """What it touches beside that organisation, each as `kind:id`, such as `action:…`."""
    since: date
    until: date | None = None
    words: str | None = None


class InterestReview(Sealed, table=True):
    """The register of an area, looked through for a year, and what came of it."""

    __tablename__ = "interest_review"
    sealed: ClassVar[tuple[str, ...]] = ("words",)

    id: str = Field(default_factory=new_id, primary_key=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    year: int
    reviewed_on: date
    by: str
    words: str | None = None


class Meeting(Sealed, table=True):
    """A meeting of a body, and the matters of the plan on its agenda."""

    sealed: ClassVar[tuple[str, ...]] = ("title",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    body: str
    held_on: date
    matters: list[str] = Field(default_factory=list, sa_type=JSON)
    title: str | None = None


class Declaration(Sealed, table=True):
    """What one person declared at a meeting: their interest in a matter, and whether they left for it."""

    sealed: ClassVar[tuple[str, ...]] = ("name", "words")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    meeting_id: str = Field(foreign_key="meeting.id", index=True)
    person_id: str | None = Field(default=None, foreign_key="person.id")
    matter: str
    declared_on: date
    left_room: bool = False
    name: str | None = None
    words: str | None = None


class ConflictNotice(Sealed, table=True):
    """A perceived or actual conflict of which the department is told: a draft that a person sends."""

    __tablename__ = "conflict_notice"
    sealed: ClassVar[tuple[str, ...]] = ("words", "reference")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    interest_id: str | None = Field(default=None, foreign_key="interest.id")
    declaration_id: str | None = Field(default=None, foreign_key="declaration.id")
    seen_on: date
    told_on: date | None = None
    words: str | None = None
    reference: str | None = None
