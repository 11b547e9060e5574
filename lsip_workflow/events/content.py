"""What a person puts into a plan: considerations, evidence, needs, priorities, actions, commitments."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import (
    Action,
    Commitment,
    CommitmentKind,
    Consideration,
    DeliveryRoute,
    Evidence,
    Priority,
    PriorityKind,
    SkillsNeed,
    Test,
)


class ConsiderationRecorded(PlanFact):
    """Something was recorded under one of the Act's tests."""

    type: Literal["consideration.recorded"] = "consideration.recorded"
    says: ClassVar[str] = "What was considered under “{test}” was recorded"
    consideration: str
    test: Test

    def apply(self, rows: Rows) -> None:
        row = rows.of(Consideration, self.consideration)
        row.plan_id, row.test = self.plan, self.test


class EvidenceRecorded(PlanFact):
    """A piece of evidence was recorded with its source."""

    type: Literal["evidence.recorded"] = "evidence.recorded"
    says: ClassVar[str] = "Evidence was recorded"
    evidence: str
    soc: str | None = None
    recruitment_difficulty: bool = False

    def apply(self, rows: Rows) -> None:
        row = rows.of(Evidence, self.evidence)
        row.plan_id, row.soc = self.plan, self.soc
        row.recruitment_difficulty = self.recruitment_difficulty


class NeedRecorded(PlanFact):
    """A skills need was recorded, with the classifications that it carries so far."""

    type: Literal["need.recorded"] = "need.recorded"
    says: ClassVar[str] = "A skills need was recorded (SOC {soc}, SIC {sic})"
    need: str
    soc: str | None = None
    sic: str | None = None
    occupation_code: str | None = None
    cluster: int | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(SkillsNeed, self.need)
        row.plan_id, row.soc, row.sic = self.plan, self.soc, self.sic
        row.occupation_code, row.cluster_id = self.occupation_code, self.cluster


class PriorityRecorded(PlanFact):
    """A priority was recorded, with the needs that it serves."""

    type: Literal["priority.recorded"] = "priority.recorded"
    says: ClassVar[str] = "Priority {code} was recorded"
    priority: str
    code: str
    of_kind: PriorityKind
    needs: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(Priority, self.priority)
        row.plan_id, row.code, row.kind, row.needs = self.plan, self.code, self.of_kind, list(self.needs)


class ActionRecorded(PlanFact):
    """A roadmap action was recorded, or recorded again with what it lacked."""

    type: Literal["action.recorded"] = "action.recorded"
    says: ClassVar[str] = "Action {code} was recorded"
    action: str
    code: str
    lead: str | None = None
    planned_for: date | None = None
    route: DeliveryRoute | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(Action, self.action)
        row.plan_id, row.code, row.lead_id = self.plan, self.code, self.lead
        row.planned_for, row.route = self.planned_for, self.route


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
