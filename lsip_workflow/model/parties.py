"""Areas, organisations, people, the roles they hold, and the keys they come in with."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import Sealed, UtcDateTime, new_id, word
from lsip_workflow.model.words import ProviderClass, Role


class OrganisationKind(StrEnum):
    """What an organisation is to the plans."""

    ERB = "erb"
    PROVIDER = "provider"
    STRATEGIC_AUTHORITY = "strategic_authority"
    DEPARTMENT = "department"
    OTHER = "other"


class Post(StrEnum):
    """A person's post, where it decides how they are written to."""

    PRINCIPAL = "principal"
    CHAIR = "chair"
    CHIEF_EXECUTIVE = "chief_executive"
    OTHER = "other"


SENIOR = (Post.PRINCIPAL, Post.CHAIR, Post.CHIEF_EXECUTIVE)
"""No message of ours reaches these by itself: a person reads it first, and sends it."""


class Area(SQLModel, table=True):
    """A statutory area of England between two dates; the reference data knows its districts."""

    id: str = Field(primary_key=True)
    name: str
    began: date | None = None
    ended: date | None = None


class Organisation(Sealed, table=True):
    """A body, never a person. The class of a provider is what a person said it is, or unknown."""

    sealed: ClassVar[tuple[str, ...]] = ("name", "url")

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: OrganisationKind = Field(sa_type=word(OrganisationKind))
    name: str
    ukprn: str | None = Field(default=None, unique=True)
    provider_class: ProviderClass = Field(default=ProviderClass.UNKNOWN, sa_type=word(ProviderClass))
    url: str = ""
    example: bool = False


class Person(Sealed, table=True):
    """Someone who can be told, asked or signs. Everything that names them can be corrected and erased."""

    sealed: ClassVar[tuple[str, ...]] = ("name", "email", "phone")
    sealed_later: ClassVar[tuple[str, ...]] = ("extra",)

    id: str = Field(default_factory=new_id, primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    post: Post | None = Field(default=None, sa_type=word(Post))
    """As a person said; None where nobody has."""
    extra: list[list[str]] | None = Field(default=None, sa_type=JSON)
    """Columns that nobody foresaw, of the workbook that the person came with; erased with the name."""

    @property
    def senior(self) -> bool:
        """Whether whatever is for them is a draft that a person sends."""
        return self.post in SENIOR


class RoleHeld(SQLModel, table=True):
    """A role that a person holds in an area from a day, until a day."""

    __tablename__ = "role_held"
    __table_args__ = (UniqueConstraint("person_id", "area_id", "role", "since"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    role: Role = Field(sa_type=word(Role))
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is held on a day; on the day named as its end it is not any more."""
        return self.since <= on and (self.until is None or on < self.until)


class Credential(Sealed, table=True):
    """A key to the API, kept as its hash: a provider's, an ERB's for its areas, or one person's own."""

    __table_args__ = (Index("ix_credential_hash", "key_hash", unique=True),)
    sealed: ClassVar[tuple[str, ...]] = ("label",)

    id: str = Field(default_factory=new_id, primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    area_id: str | None = Field(default=None, foreign_key="area.id")
    person_id: str | None = Field(default=None, foreign_key="person.id")
    key_hash: str
    label: str = ""
    issued_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
