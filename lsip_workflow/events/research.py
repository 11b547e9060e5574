"""What research finds: findings, barriers, who was heard; and what was taken out as a mistake."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict
from sqlmodel import SQLModel

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import (
    Action,
    Barrier,
    BarrierAsk,
    BarrierKind,
    BarrierSide,
    Consideration,
    Engagement,
    EngagementKind,
    EngagementParty,
    Evidence,
    Finding,
    OrganisationKind,
    ParticipantKind,
    Priority,
    SizeBand,
    SkillsNeed,
)

EntryKind = Literal[
    "evidence", "finding", "need", "barrier", "priority", "action", "engagement", "consideration"
]
ENTRIES: dict[EntryKind, type[SQLModel]] = {
    "evidence": Evidence,
    "finding": Finding,
    "need": SkillsNeed,
    "barrier": Barrier,
    "priority": Priority,
    "action": Action,
    "engagement": Engagement,
    "consideration": Consideration,
}


class FindingRecorded(PlanFact):
    """What a set of evidence says was recorded, or corrected."""

    type: Literal["finding.recorded"] = "finding.recorded"
    says: ClassVar[str] = "A finding was recorded"
    finding: str
    rests_on: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    edits: int
    changed: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(Finding, self.finding)
        row.plan_id, row.version = self.plan, self.edits
        row.rests_on, row.contradicted_by = list(self.rests_on), list(self.contradicted_by)
        row.needs, row.barriers = list(self.needs), list(self.barriers)


class BarrierRecorded(PlanFact):
    """What stops the system from responding was recorded, or corrected."""

    type: Literal["barrier.recorded"] = "barrier.recorded"
    says: ClassVar[str] = "A barrier was recorded"
    barrier: str
    barrier_kind: BarrierKind
    side: BarrierSide
    remover: str | None = None
    remover_kind: OrganisationKind | None = None
    national: bool = False
    edits: int
    changed: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(Barrier, self.barrier)
        row.plan_id, row.kind, row.side, row.national = (
            self.plan,
            self.barrier_kind,
            self.side,
            self.national,
        )
        row.remover_id, row.remover_kind, row.version = self.remover, self.remover_kind, self.edits


class BarrierAsked(PlanFact):
    """Something was asked of somebody who could remove a barrier."""

    type: Literal["barrier.asked"] = "barrier.asked"
    says: ClassVar[str] = "What was asked about a barrier on {on} was recorded"
    ask: str
    barrier: str
    organisation: str | None = None
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(BarrierAsk, self.ask)
        row.plan_id, row.barrier_id = self.plan, self.barrier
        row.organisation_id, row.asked_on = self.organisation, self.on


class BarrierAnswered(PlanFact):
    """What was answered about a barrier was recorded; again, to correct it."""

    type: Literal["barrier.answered"] = "barrier.answered"
    says: ClassVar[str] = "What was answered about a barrier on {on} was recorded"
    ask: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(BarrierAsk, self.ask).answered_on = self.on


class Participation(BaseModel):
    """How many of a kind, from a district, were invited and took part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: ParticipantKind
    organisation: str | None = None
    size_band: SizeBand | None = None
    sector: str | None = None
    district: str | None = None
    invited: int = 0
    took_part: int = 0


class EngagementRecorded(PlanFact):
    """A meeting, an interview or a wave of a survey was recorded, with who took part by kind; or it takes
    the place of what was (`replaces`, as of `replaced_on`)."""

    type: Literal["engagement.recorded"] = "engagement.recorded"
    says: ClassVar[str] = "Who was heard on {on} was recorded"
    engagement: str
    engagement_kind: EngagementKind
    on: date
    sent: int | None = None
    answered: int | None = None
    heard: tuple[Participation, ...] = ()
    replaces: str | None = None
    replaced_on: date | None = None
    edits: int | None = None
    changed: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(Engagement, self.engagement)
        row.plan_id, row.kind, row.on = self.plan, self.engagement_kind, self.on
        row.sent, row.answered = self.sent, self.answered
        if self.edits is not None:
            row.version = self.edits
        if self.replaces is not None:
            before = rows.of(Engagement, self.replaces)
            before.withdrawn_on, before.replaced_by = self.replaced_on, self.engagement
        for said in self.heard:
            party = rows.of(EngagementParty, said.id)
            party.plan_id, party.engagement_id, party.kind = self.plan, self.engagement, said.kind
            party.organisation_id, party.size_band = said.organisation, said.size_band
            party.sector, party.district = said.sector, said.district
            party.invited, party.took_part = said.invited, said.took_part


class EntryWithdrawn(PlanFact):
    """Something recorded by mistake was taken out of the plan, with a reason; the record keeps it."""

    type: Literal["entry.withdrawn"] = "entry.withdrawn"
    says: ClassVar[str] = "Taken out of the plan, as recorded by mistake: {entry_kind} {code}"
    entry_kind: EntryKind
    entry: str
    code: str = ""
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(ENTRIES[self.entry_kind], self.entry).withdrawn_on = self.on
