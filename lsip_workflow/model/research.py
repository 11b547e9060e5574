"""What research finds: evidence, skills needs, findings, barriers, and who was heard."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import Sealed, new_id, word
from lsip_workflow.model.parties import OrganisationKind


class BarrierKind(StrEnum):
    """What stops the system from responding to a need."""

    FUNDING = "funding"
    QUALIFICATIONS = "qualifications"
    TEACHING_STAFF = "teaching_staff"
    FACILITIES = "facilities"
    INFORMATION = "information"
    ACCESS = "access"
    EMPLOYER_CAPACITY = "employer_capacity"
    REGULATION = "regulation"
    OTHER = "other"


class BarrierSide(StrEnum):
    """Whether it lies with those who train, or with those who employ."""

    SUPPLY = "supply"
    DEMAND = "demand"


class PartnerKind(StrEnum):
    """What a partner of an action is to it."""

    EMPLOYER_BODY = "employer_body"
    AUTHORITY = "authority"
    PROVIDER = "provider"
    DEPARTMENT = "department"
    OTHER = "other"


class EngagementKind(StrEnum):
    """How people were heard."""

    MEETING = "meeting"
    INTERVIEW = "interview"
    SURVEY_WAVE = "survey_wave"
    WORKSHOP = "workshop"
    VISIT = "visit"
    OTHER = "other"


class ParticipantKind(StrEnum):
    """Whom those who took part speak for; names of persons are never kept."""

    EMPLOYER = "employer"
    EMPLOYER_BODY = "employer_body"
    PROVIDER = "provider"
    AUTHORITY = "authority"
    LEARNER_VOICE = "learner_voice"
    OTHER = "other"


class SizeBand(StrEnum):
    """How large an employer is; unknown until somebody says."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    UNKNOWN = "unknown"


class Evidence(Sealed, table=True):
    """Something known, with where it was found; evidence keeps the geography it was collected on."""

    sealed: ClassVar[tuple[str, ...]] = ("title", "source", "locator", "finding")
    sealed_since: ClassVar[tuple[str, ...]] = ("geography",)
    sealed_later: ClassVar[tuple[str, ...]] = ("withdrawn_because",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    title: str
    source: str
    locator: str = ""
    geography: str = ""
    geography_area: str | None = None
    geography_districts: list[str] = Field(default_factory=list, sa_type=JSON)
    geography_on: date | None = None
    """The day whose boundaries are meant; what they became since is never written back."""
    soc: str | None = None
    recruitment_difficulty: bool = False
    sample_size: int | None = None
    finding: str | None = None
    version: int = 0
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None


class SkillsNeed(Sealed, table=True):
    """A need for skills: the occupation, its classifications, the level, and when."""

    __tablename__ = "skills_need"
    sealed: ClassVar[tuple[str, ...]] = ("occupation",)
    sealed_later: ClassVar[tuple[str, ...]] = ("local_code", "local_status", "extra", "withdrawn_because")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    occupation: str
    soc: str | None = None
    sic: str | None = None
    occupation_code: str | None = None
    cluster_id: int | None = None
    level: int | None = None
    horizon: str = "current"
    version: int = 0
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None
    local_code: str | None = None
    local_status: str | None = None
    extra: list[list[str]] | None = Field(default=None, sa_type=JSON)
    """Columns that nobody foresaw, as heading and text, in the order of the workbook that they came in."""


class Finding(Sealed, table=True):
    """What a set of evidence says and what follows; evidence that says otherwise is named, with why."""

    sealed: ClassVar[tuple[str, ...]] = ("says", "so_what", "used_because", "withdrawn_because")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    says: str
    so_what: str = ""
    used_because: str = ""
    rests_on: list[str] = Field(default_factory=list, sa_type=JSON)
    contradicted_by: list[str] = Field(default_factory=list, sa_type=JSON)
    needs: list[str] = Field(default_factory=list, sa_type=JSON)
    barriers: list[str] = Field(default_factory=list, sa_type=JSON)
    version: int = 0
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None


class Barrier(Sealed, table=True):
    """What stops the system from responding, on which side, and who could remove it."""

    sealed: ClassVar[tuple[str, ...]] = ("title", "detail", "withdrawn_because")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    title: str
    detail: str = ""
    kind: BarrierKind = Field(sa_type=word(BarrierKind))
    side: BarrierSide = Field(sa_type=word(BarrierSide))
    remover_id: str | None = Field(default=None, foreign_key="organisation.id")
    remover_kind: OrganisationKind | None = Field(default=None, sa_type=word(OrganisationKind))
    national: bool = False
    version: int = 0
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None


class BarrierAsk(Sealed, table=True):
    """What was asked about a barrier, of whom and when, and what was answered."""

    __tablename__ = "barrier_ask"
    sealed: ClassVar[tuple[str, ...]] = ("whom", "asked", "answer")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    barrier_id: str = Field(foreign_key="barrier.id", index=True)
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id")
    whom: str = ""
    asked: str
    asked_on: date
    answer: str = ""
    answered_on: date | None = None


class ActionPartner(SQLModel, table=True):
    """An organisation that takes part in an action; one that no longer does stays in the record."""

    __tablename__ = "action_partner"

    action_id: str = Field(foreign_key="action.id", primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    kind: PartnerKind = Field(sa_type=word(PartnerKind))
    status: str = "named"


class Engagement(Sealed, table=True):
    """A meeting, an interview, a wave of a survey: when, where or how, and what it came to.

    Corrected, another takes its place: this one stands no longer, and keeps its words and counts.
    """

    sealed: ClassVar[tuple[str, ...]] = ("title", "place", "summary", "withdrawn_because")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    kind: EngagementKind = Field(sa_type=word(EngagementKind))
    on: date
    title: str
    place: str = ""
    summary: str = ""
    sent: int | None = None
    answered: int | None = None
    version: int = 0
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None
    replaced_by: str | None = Field(default=None, index=True)


class EngagementParty(SQLModel, table=True):
    """How many of a kind, from a district, were invited and took part; never who they were."""

    __tablename__ = "engagement_party"

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    engagement_id: str = Field(foreign_key="engagement.id", index=True)
    kind: ParticipantKind = Field(sa_type=word(ParticipantKind))
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id")
    size_band: SizeBand | None = Field(default=None, sa_type=word(SizeBand))
    sector: str | None = None
    district: str | None = None
    invited: int = 0
    took_part: int = 0
