"""Designations and their terms, who an area knows, submissions, feedback on them, and releases."""

from datetime import date
from typing import ClassVar

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import Sealed, new_id


class Designation(SQLModel, table=True):
    """An ERB holds an area from a day, by a published notice, until another notice removes it (2022 Act)."""

    id: str = Field(default_factory=new_id, primary_key=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    erb_id: str = Field(foreign_key="organisation.id", index=True)
    reference: str
    url: str = ""
    began: date
    until: date | None = None
    """The first day on which it is not held any more."""
    removal: str = ""


class DesignationTerms(Sealed, table=True):
    """Changed terms of a designation, as the department sent them; they bind unless it is told in time."""

    __tablename__ = "designation_terms"
    sealed: ClassVar[tuple[str, ...]] = ("title", "reasons")

    id: str = Field(default_factory=new_id, primary_key=True)
    designation_id: str = Field(foreign_key="designation.id", index=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    title: str
    url: str = ""
    fingerprint: str = ""
    received_on: date
    status: str = "received"
    answered_on: date | None = None
    reference: str = ""
    reasons: str | None = None


class OrganisationOfArea(Sealed, table=True):
    """An organisation that the ERB of an area wrote down there, with its columns that nobody foresaw."""

    __tablename__ = "organisation_of_area"
    sealed: ClassVar[tuple[str, ...]] = ("extra",)

    area_id: str = Field(foreign_key="area.id", primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", primary_key=True)
    extra: list[list[str]] | None = Field(default=None, sa_type=JSON)


class PersonOfArea(SQLModel, table=True):
    """A person whom the ERB of an area wrote down there: no other area sees their address for that."""

    __tablename__ = "person_of_area"

    area_id: str = Field(foreign_key="area.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    invited_on: date | None = None
    """The last day on which they were invited to the pages."""


class Submission(Sealed, table=True):
    """One version of the plan, submitted by a person: to whom, when, under which reference, which file."""

    sealed: ClassVar[tuple[str, ...]] = ("addressee", "note")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    version: str
    file_id: str | None = Field(default=None, foreign_key="file.id")
    made_on: date
    reference: str
    status: str = "made"
    addressee: str | None = None
    note: str | None = None


class Feedback(SQLModel, table=True):
    """A letter of the department about a submission; what it says is in its points."""

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    submission_id: str | None = Field(default=None, foreign_key="submission.id")
    file_id: str | None = Field(default=None, foreign_key="file.id")
    reference: str
    received_on: date


class FeedbackPoint(Sealed, table=True):
    """One point of a letter, and the answer to it: changed, and what; or not changed, and why."""

    __tablename__ = "feedback_point"
    sealed: ClassVar[tuple[str, ...]] = ("section", "text", "words")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    feedback_id: str = Field(foreign_key="feedback.id", index=True)
    number: int
    answer: str = ""
    answered_on: date | None = None
    section: str = ""
    text: str | None = None
    words: str | None = None


class Release(Sealed, table=True):
    """One version, file or document, released to an audience, kept as it was on that day."""

    sealed: ClassVar[tuple[str, ...]] = ("title", "because")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    audience: str
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id")
    version: str = ""
    file_id: str | None = Field(default=None, foreign_key="file.id")
    document_id: str | None = Field(default=None, foreign_key="document.id")
    released_on: date
    released_by: str
    ended_on: date | None = None
    title: str = ""
    because: str | None = None
