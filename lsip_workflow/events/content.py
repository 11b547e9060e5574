"""What a person puts into a plan: considerations, evidence, needs, priorities, actions, commitments."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import (
    Action,
    ActionPartner,
    Commitment,
    CommitmentKind,
    Consideration,
    DeliveryRoute,
    Evidence,
    PartnerKind,
    Priority,
    PriorityKind,
    SkillsNeed,
    Test,
)


class ConsiderationRecorded(PlanFact):
    """Something was recorded under one of the Act's tests, or takes the place of what was (`replaces`)."""

    type: Literal["consideration.recorded"] = "consideration.recorded"
    says: ClassVar[str] = "What was considered under “{test}” was recorded"
    consideration: str
    test: Test
    replaces: str | None = None
    on: date | None = None
    edits: int | None = None
    changed: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(Consideration, self.consideration)
        row.plan_id, row.test = self.plan, self.test
        if self.edits is not None:
            row.version = self.edits
        if self.replaces is not None:
            before = rows.of(Consideration, self.replaces)
            before.withdrawn_on, before.replaced_by = self.on, self.consideration


class EvidenceRecorded(PlanFact):
    """A piece of evidence was recorded with its source, or corrected; those of before have no `edits`."""

    type: Literal["evidence.recorded"] = "evidence.recorded"
    says: ClassVar[str] = "Evidence was recorded"
    evidence: str
    soc: str | None = None
    recruitment_difficulty: bool = False
    sample_size: int | None = None
    geography_area: str | None = None
    geography_districts: tuple[str, ...] = ()
    geography_on: date | None = None
    edits: int | None = None
    changed: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(Evidence, self.evidence)
        row.plan_id, row.soc = self.plan, self.soc
        row.recruitment_difficulty = self.recruitment_difficulty
        if self.edits is not None:
            row.version, row.sample_size = self.edits, self.sample_size
            row.geography_area, row.geography_on = self.geography_area, self.geography_on
            row.geography_districts = list(self.geography_districts)


class NeedRecorded(PlanFact):
    """A skills need was recorded, with its classifications so far; those of before have no `edits`."""

    type: Literal["need.recorded"] = "need.recorded"
    says: ClassVar[str] = "A skills need was recorded (SOC {soc}, SIC {sic})"
    need: str
    soc: str | None = None
    sic: str | None = None
    occupation_code: str | None = None
    cluster: int | None = None
    level: int | None = None
    horizon: str = "current"
    edits: int | None = None
    changed: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(SkillsNeed, self.need)
        row.plan_id, row.soc, row.sic = self.plan, self.soc, self.sic
        row.occupation_code, row.cluster_id = self.occupation_code, self.cluster
        if self.edits is not None:
            row.version, row.level, row.horizon = self.edits, self.level, self.horizon


class PriorityRecorded(PlanFact):
    """A priority was recorded, with the needs that it serves; those of before have no `edits`."""

    type: Literal["priority.recorded"] = "priority.recorded"
    says: ClassVar[str] = "Priority {code} was recorded"
    priority: str
    code: str
    of_kind: PriorityKind
    needs: tuple[str, ...] = ()
    edits: int | None = None
    changed: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(Priority, self.priority)
        row.plan_id, row.code, row.kind, row.needs = self.plan, self.code, self.of_kind, list(self.needs)
        if self.edits is not None:
            row.version = self.edits


class Partner(BaseModel):
    """An organisation that takes part in an action, and what it is to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: str
    kind: PartnerKind


class ActionRecorded(PlanFact):
    """A roadmap action was recorded, or again with what it lacked; those of before have no `edits`."""

    type: Literal["action.recorded"] = "action.recorded"
    says: ClassVar[str] = "Action {code} was recorded"
    action: str
    code: str
    lead: str | None = None
    planned_for: date | None = None
    route: DeliveryRoute | None = None
    priority: str | None = None
    for_providers: bool = True
    partners: tuple[Partner, ...] = ()
    partners_gone: tuple[str, ...] = ()
    edits: int | None = None
    changed: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(Action, self.action)
        row.plan_id, row.code, row.lead_id = self.plan, self.code, self.lead
        row.planned_for, row.route = self.planned_for, self.route
        if self.edits is not None:
            row.version, row.priority_id, row.for_providers = self.edits, self.priority, self.for_providers
        for named in self.partners:
            partner = rows.of(ActionPartner, (self.action, named.organisation))
            partner.plan_id, partner.kind, partner.status = self.plan, named.kind, "named"
        for gone in self.partners_gone:
            rows.of(ActionPartner, (self.action, gone)).status = "removed"


class CommitmentRecorded(PlanFact):
    """What one body says about one action was recorded."""

    type: Literal["commitment.recorded"] = "commitment.recorded"
    says: ClassVar[str] = "A commitment of {organisation} was recorded: {of_kind}"
    commitment: str
    action: str
    organisation: str
    of_kind: CommitmentKind
    response: str | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(Commitment, self.commitment)
        row.plan_id, row.action_id, row.organisation_id = self.plan, self.action, self.organisation
        row.kind, row.response_id = self.of_kind, self.response
