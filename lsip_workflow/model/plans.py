"""A plan and what a person puts into it: priorities, actions, commitments, documents, what was signed."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import Sealed, UtcDateTime, new_id, word
from lsip_workflow.model.words import Test


class PriorityKind(StrEnum):
    """Plans have priorities of sectors, priorities across them, and priorities of the system itself."""

    SECTOR = "sector"
    CROSS_CUTTING = "cross_cutting"
    SYSTEM = "system"


class DeliveryRoute(StrEnum):
    """Which process delivers an action (the open question of the 2023 learning)."""

    STATUTORY_PROCESS = "statutory_process"
    ERB_PLAN = "erb_implementation_plan"
    BOTH = "both"


class CommitmentKind(StrEnum):
    """What a body said about an action; that it said nothing is not a kind."""

    FIRM = "firm"
    IN_PRINCIPLE = "in_principle"
    SOUGHT = "sought"
    DECLINED = "declined"
    NONE_NEEDED = "none_needed"


class Plan(SQLModel, table=True):
    """One area, one cycle, pinned to the edition of the guidance that it began under."""

    __table_args__ = (UniqueConstraint("area_id", "cycle"),)

    id: str = Field(primary_key=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    erb_id: str = Field(foreign_key="organisation.id", index=True)
    cycle: str
    edition: str
    stage: str
    stage_since: date
    page_count: int | None = None
    example: bool = False
    provider_confirms: bool = False
    """Answers wait for somebody of the provider to confirm them: off unless the ERB lead switches it on."""
    held: bool = False
    """Taken over from elsewhere: no message goes until a person starts its reminders."""
    undone_on: date | None = None
    """The day on which its taking over was undone: from then on it is nobody's plan."""


class PlanProvider(Sealed, table=True):
    """A provider that a person added to a plan, with the reason and, if data suggested it, their source."""

    __tablename__ = "plan_provider"
    sealed: ClassVar[tuple[str, ...]] = ("reason", "source")
    sealed_later: ClassVar[tuple[str, ...]] = ("removed_because",)

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    provider_id: str = Field(foreign_key="organisation.id", primary_key=True)
    status: str = "added"
    reason: str = ""
    source: str = ""
    removed_because: str | None = None


class Consideration(Sealed, table=True):
    """What was recorded under one of the Act's tests; whether it suffices is for the Secretary of State.

    Corrected, another takes its place: this one stands no longer, and keeps its words.
    """

    sealed: ClassVar[tuple[str, ...]] = ("text",)
    sealed_later: ClassVar[tuple[str, ...]] = ("withdrawn_because",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    test: Test = Field(sa_type=word(Test))
    text: str | None = None
    version: int = 0
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None
    replaced_by: str | None = Field(default=None, index=True)


class Priority(Sealed, table=True):
    """What the plan puts first, by the plan's own code, and the needs that it serves."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    sealed: ClassVar[tuple[str, ...]] = ("title",)
    sealed_later: ClassVar[tuple[str, ...]] = ("local_kind", "local_status", "extra", "withdrawn_because")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    code: str
    title: str
    kind: PriorityKind = Field(sa_type=word(PriorityKind))
    needs: list[str] = Field(default_factory=list, sa_type=JSON)
    version: int = 0
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None
    local_kind: str | None = None
    local_status: str | None = None
    extra: list[list[str]] | None = Field(default=None, sa_type=JSON)
    """Columns that nobody foresaw, as heading and text, in the order of the workbook that they came in."""


class Action(Sealed, table=True):
    """A roadmap action: who leads, by when it is meant to be done, how one will know, and by which route."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "title",
        "measure",
        "done",
        "impact",
        "remains",
        "no_progress_because",
    )
    sealed_later: ClassVar[tuple[str, ...]] = ("local_status", "extra", "withdrawn_because")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    priority_id: str | None = Field(default=None, foreign_key="priority.id")
    code: str
    title: str
    lead_id: str | None = Field(default=None, foreign_key="organisation.id")
    planned_for: date | None = None
    measure: str = ""
    route: DeliveryRoute | None = Field(default=None, sa_type=word(DeliveryRoute))
    for_providers: bool = True
    done: str = ""
    impact: str = ""
    remains: str = ""
    no_progress_because: str = ""
    version: int = 0
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None
    local_status: str | None = None
    extra: list[list[str]] | None = Field(default=None, sa_type=JSON)
    """Columns that nobody foresaw, as heading and text, in the order of the workbook that they came in."""
    progress_on: date | None = None


class Commitment(Sealed, table=True):
    """What one body says about one action; a decline carries an alternative or the risk that it leaves."""

    __table_args__ = (UniqueConstraint("action_id", "organisation_id"),)
    sealed: ClassVar[tuple[str, ...]] = ("alternative", "risk")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    action_id: str = Field(foreign_key="action.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    kind: CommitmentKind = Field(sa_type=word(CommitmentKind))
    response_id: str | None = Field(default=None, foreign_key="response.id")
    alternative: str | None = None
    risk: str | None = None


class Document(SQLModel, table=True):
    """A published version of a plan or a report: where, since when, and its fingerprint."""

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    kind: str
    url: str
    fingerprint: str
    published_on: date
    version: str = ""
    """The digest of the plan's content that the document is of, where it is one of a plan."""


class SignOff(Sealed, table=True):
    """A signature of a named person, or a body's decision as recorded; for one version, for ever."""

    __tablename__ = "sign_off"
    sealed: ClassVar[tuple[str, ...]] = ("signatory", "note")
    sealed_later: ClassVar[tuple[str, ...]] = ("delegated_by",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    rule: str
    status: str = "asked"
    version: str = ""
    body: str | None = None
    decided_on: date | None = None
    reference: str = ""
    person_id: str | None = Field(default=None, foreign_key="person.id")
    signatory: str | None = None
    note: str | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stage: str = ""
    authors: list[str] = Field(default_factory=list, sa_type=JSON)
    """The persons who are named as having written what is asked about: they never sign it."""
    asking: str | None = None
    """The asking that a signature answers."""
    how: str = ""
    outcome: str = ""
    """What a body decided; empty in what was recorded before it was asked for: it agreed."""
    entered_by: str = ""
    corrects: str | None = None
    file_id: str | None = Field(default=None, foreign_key="file.id")
    meeting_id: str | None = Field(default=None, foreign_key="meeting.id")
    delegation_id: str | None = Field(default=None, foreign_key="delegation.id")
    on_behalf_of: str | None = Field(default=None, foreign_key="person.id")
    """In whose place the person signed, under that delegation; empty for a signature of one's own."""
    delegated_by: str | None = None


class AuthorityAnswer(Sealed, table=True):
    """A strategic authority's answer on a plan: guidance gives it a strong role, not a veto."""

    __tablename__ = "authority_answer"
    __table_args__ = (UniqueConstraint("plan_id", "organisation_id"),)
    sealed: ClassVar[tuple[str, ...]] = ("its_reasons", "our_reasons")

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    answer: str = "not_asked"
    answered_on: date | None = None
    asked_on: date | None = None
    version: str = ""
    districts: list[str] = Field(default_factory=list, sa_type=JSON)
    since: date | None = None
    ended_on: date | None = None
    its_reasons: str | None = None
    our_reasons: str | None = None


class ConditionSetting(Sealed, table=True):
    """What people decided about a condition of a plan: raised to refuse, or gone on from with a reason."""

    __tablename__ = "condition_setting"
    __table_args__ = (UniqueConstraint("plan_id", "condition"),)
    sealed: ClassVar[tuple[str, ...]] = ("reason",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    condition: str
    raised: bool = False
    accepted: bool = False
    reason: str | None = None
