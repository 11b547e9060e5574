"""The life of a plan: opened, moved on, its conditions, its providers, what it published."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import ConditionSetting, Document, Plan, PlanProvider


class PlanOpened(PlanFact):
    """A plan was opened for an area and a cycle, under one edition of the guidance."""

    type: Literal["plan.opened"] = "plan.opened"
    says: ClassVar[str] = "The plan for {cycle} was opened under the edition {edition}"
    area_of: str
    erb: str
    cycle: str
    edition: str
    stage: str
    on: date
    example: bool | None = None

    def apply(self, rows: Rows) -> None:
        plan = rows.of(Plan, self.plan)
        if self.example is not None:  # what was opened before this was said here
            plan.example = self.example
        plan.area_id, plan.erb_id, plan.cycle, plan.edition = self.area_of, self.erb, self.cycle, self.edition
        plan.stage, plan.stage_since = self.stage, self.on


class StageEntered(PlanFact):
    """The plan went on to another stage: nothing was still needed, or a person went on with a reason."""

    type: Literal["plan.stage_entered"] = "plan.stage_entered"
    says: ClassVar[str] = "The plan went on from {came_from} to {stage}"
    stage: str
    came_from: str
    on: date

    def apply(self, rows: Rows) -> None:
        plan = rows.of(Plan, self.plan)
        plan.stage, plan.stage_since = self.stage, self.on


class ConditionRaised(PlanFact):
    """The ERB raised a piece of good practice: from now on it is asked for before the plan goes on."""

    type: Literal["condition.raised"] = "condition.raised"
    says: ClassVar[str] = "The ERB asks for “{condition}” before the plan goes on"
    setting: str
    condition: str

    def apply(self, rows: Rows) -> None:
        setting = rows.of(ConditionSetting, self.setting)
        setting.plan_id, setting.condition, setting.raised = self.plan, self.condition, True
        setting.accepted = getattr(setting, "accepted", False)  # what nobody accepted is proved not to be


class ConditionAccepted(PlanFact):
    """The ERB lead went on from a condition of the guidance with a reason, shown from then on."""

    type: Literal["condition.accepted"] = "condition.accepted"
    says: ClassVar[str] = "The ERB lead goes on without “{condition}”, with a reason"
    setting: str
    condition: str

    def apply(self, rows: Rows) -> None:
        setting = rows.of(ConditionSetting, self.setting)
        setting.plan_id, setting.condition, setting.accepted = self.plan, self.condition, True
        setting.raised = getattr(setting, "raised", False)


class ProviderAdded(PlanFact):
    """A person added a provider to the plan; data may have suggested it."""

    type: Literal["provider.added"] = "provider.added"
    says: ClassVar[str] = "{provider} was added to the plan"
    provider: str

    def apply(self, rows: Rows) -> None:
        rows.of(PlanProvider, (self.plan, self.provider)).status = "added"


class ProviderRemoved(PlanFact):
    """A provider is no longer part of the plan."""

    type: Literal["provider.removed"] = "provider.removed"
    says: ClassVar[str] = "{provider} is no longer part of this plan"
    provider: str

    def apply(self, rows: Rows) -> None:
        rows.of(PlanProvider, (self.plan, self.provider)).status = "no_longer"


class DocumentPublished(PlanFact):
    """A document was published: its address, the day and its fingerprint."""

    type: Literal["document.published"] = "document.published"
    says: ClassVar[str] = "Published: {document_kind}, {url}"
    document: str
    document_kind: Literal["plan", "progress_report"]
    url: str
    fingerprint: str
    on: date
    content: str = ""

    def apply(self, rows: Rows) -> None:
        row = rows.of(Document, self.document)
        row.plan_id, row.kind, row.url = self.plan, self.document_kind, self.url
        row.fingerprint, row.published_on, row.version = self.fingerprint, self.on, self.content


class PagesCounted(PlanFact):
    """The pages of the plan's main body were counted, annexes left out."""

    type: Literal["pages.counted"] = "pages.counted"
    says: ClassVar[str] = "The main body has {pages} pages"
    pages: int

    def apply(self, rows: Rows) -> None:
        rows.of(Plan, self.plan).page_count = self.pages
