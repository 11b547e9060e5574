"""What the API shows of research: evidence, needs, priorities, findings, barriers, who was heard."""

from datetime import date

from pydantic import BaseModel, Field

from lsip_workflow.model import (
    BarrierKind,
    BarrierSide,
    EngagementKind,
    OrganisationKind,
    ParticipantKind,
    PriorityKind,
    SizeBand,
    Test,
)


class GeographyOut(BaseModel):
    """Where something was collected, by the boundaries of that day; `since` says what became of them."""

    words: str
    area: str | None
    area_name: str | None
    districts: list[dict[str, str]]
    on: date | None
    since: list[str] = Field(description="What has changed since; the evidence itself is never rewritten.")


class EvidenceOut(BaseModel):
    """A piece of evidence, with the geography it was collected on."""

    id: str
    version: int
    title: str
    source: str
    locator: str
    soc: str | None
    recruitment_difficulty: bool
    sample_size: int | None
    finding: str | None
    geography: GeographyOut


class NeedOut(BaseModel):
    """A skills need."""

    id: str
    version: int
    occupation: str
    soc: str | None
    sic: str | None
    occupation_code: str | None
    cluster_id: int | None
    level: int | None
    horizon: str


class PriorityOut(BaseModel):
    """A priority, and the needs that it serves."""

    id: str
    version: int
    code: str
    title: str
    kind: PriorityKind
    needs: list[str]


class FindingOut(BaseModel):
    """What evidence says, what follows, and the evidence that says otherwise."""

    id: str
    version: int
    says: str
    so_what: str
    rests_on: list[str]
    contradicted_by: list[str]
    used_because: str
    needs: list[str]
    barriers: list[str]


class AskOut(BaseModel):
    """What was asked about a barrier, and answered."""

    id: str
    whom: str
    asked: str
    asked_on: date
    answer: str
    answered_on: date | None


class BarrierOut(BaseModel):
    """What stops the system from responding, who could remove it, what was asked and answered."""

    id: str
    plan: str
    version: int
    title: str
    detail: str
    kind: BarrierKind
    side: BarrierSide
    remover: str | None
    remover_kind: OrganisationKind | None
    national: bool
    asks: list[AskOut]


class HeardOut(BaseModel):
    """How many of a kind, from a district, were invited and took part."""

    kind: ParticipantKind
    organisation: str | None
    size_band: SizeBand | None
    sector: str | None
    district: str | None
    invited: int
    took_part: int


class ConsideredOut(BaseModel):
    """What stood under one of the Act's tests until it was corrected on that day."""

    version: int
    test: Test
    text: str | None
    until: date


class ConsiderationOut(BaseModel):
    """What was considered under one of the Act's tests; `before` has what it said, the newest first."""

    id: str
    version: int = Field(description="Send it as `as_of` with a correction.")
    test: Test
    text: str | None
    before: list[ConsideredOut]


class EngagementSaid(BaseModel):
    """What an entry of the engagement log says."""

    id: str
    version: int
    kind: EngagementKind
    on: date
    title: str
    place: str
    summary: str
    sent: int | None
    answered: int | None
    heard: list[HeardOut]


class EngagementBefore(EngagementSaid):
    """What stood in the log until it was corrected on that day."""

    until: date


class EngagementOut(EngagementSaid):
    """An entry of the engagement log; `before` has what it said until it was corrected, the newest first."""

    before: list[EngagementBefore]


class CellOut(BaseModel):
    """A kind in a district: how many were invited and took part; zero where nobody was."""

    kind: ParticipantKind
    district: str | None
    invited: int
    took_part: int


class DistrictOut(BaseModel):
    """A district, and how many from it were invited and took part."""

    district: str | None
    name: str
    in_area: bool | None
    invited: int
    took_part: int


class SummaryOut(BaseModel):
    """The log, counted; counts only: what is enough is for people to say."""

    on: date
    engagements: dict[str, int]
    cells: list[CellOut]
    districts: list[DistrictOut] = Field(description="Those least heard from first.")
    note: str


class MistakeOut(BaseModel):
    """Something that was taken out of the plan as recorded by mistake."""

    what: str
    id: str
    code: str
    on: date
    reason: str
