"""The shape of one edition of the guidance. A rulebook selects and parametrises; code decides."""

from typing import Literal, TypeVar

from pydantic import Field

from lsip_workflow.model.words import Basis, Precision, ProviderClass, Role, Strength
from lsip_workflow.rulebook_conditions import (
    ActionsCommitted,
    ActionsComplete,
    ActionsIdentified,
    AnyCondition,
    AuthoritiesAnswered,
    Clock,
    ConditionRule,
    Considered,
    Count,
    Day,
    Decided,
    Entry,
    EvidenceRecorded,
    FeedbackAnswered,
    Flag,
    Key,
    NeedsClassified,
    PageCount,
    PrioritiesNameNeeds,
    PriorityCount,
    Published,
    RecruitmentDifficulty,
    ReportComplete,
    Shape,
    Submitted,
    Text,
)

__all__ = [
    "AbsentRule",
    "ActionsCommitted",
    "ActionsComplete",
    "ActionsIdentified",
    "AnyCondition",
    "AuthoritiesAnswered",
    "ConditionRule",
    "Considered",
    "DeadlineRule",
    "Decided",
    "DutyRule",
    "Edition",
    "Entry",
    "EvidenceRecorded",
    "FeedbackAnswered",
    "GateRule",
    "Key",
    "LadderRule",
    "NeedsClassified",
    "NotificationRule",
    "PageCount",
    "PrioritiesNameNeeds",
    "PriorityCount",
    "Published",
    "RecruitmentDifficulty",
    "ReportComplete",
    "ReportRule",
    "ReportSectionRule",
    "Rulebook",
    "RungRule",
    "Shape",
    "SignOffRule",
    "StageFlow",
    "StageRule",
    "StatementRule",
    "Submitted",
    "Text",
    "UnknownRule",
]

StageFlow = Literal["research", "priorities", "roadmap", "agreement", "progress-report", "review"]


class Edition(Entry):
    """One edition of the guidance; `began` and `ended` bound the plans that may start under it."""

    began: Day
    ended: Day | None = None


E = TypeVar("E", bound=Entry)


class StageRule(Entry):
    """A stage of a plan's life, the flow that works it, and the stages that may follow."""

    flow: StageFlow
    next: tuple[Key, ...] = ()
    returns_to: Key | None = None
    """Where the plan goes when it is given back for changes."""
    final: Flag = False


class GateRule(Entry):
    """What is asked before a plan goes on from the stage that it `leaves`."""

    leaves: Key


class RungRule(Shape):
    """One reminder of a ladder: so many days from the due date (negative: before it), to these roles."""

    days: Count = Field(ge=-366, le=366)
    to: tuple[Role, ...] = Field(min_length=1)


class LadderRule(Entry):
    """A reminder plan: its rungs, in order of time."""

    unit: Literal["days", "working_days"] = "working_days"
    rungs: tuple[RungRule, ...] = Field(min_length=1)


class DeadlineRule(Entry):
    """A date that the guidance, a notice or the ERB sets; opened when a plan enters `stage`.

    Either `due` is a date of the calendar (to its precision: the last day that it can mean), or
    `after_days` counts from the day after the stage was entered (in working days where the basis says
    so), or the precision is `unknown` and there is neither.
    """

    stage: Key
    holder: Role
    ladder: Key
    precision: Precision
    basis: Basis
    due: Day | None = None
    at: Clock | None = None
    after_days: Count | None = Field(default=None, ge=0)
    opens: Literal["on_entry", "by_hand"] = "on_entry"
    """By hand: a person opens it when the thing happens (a notice arrives), and `after_days` counts
    from the day that they name; `stage` then only says where it is listed."""
    says: str = ""
    """The words for an imprecise date ("summer 2026"), or why it is unknown."""


class DutyRule(Entry):
    """Who owes what to whom: from the Act, by section; evidence and signatory are typical, not law."""

    section: Text
    holders: tuple[ProviderClass | Literal["erb", "strategic_authority", "secretary_of_state"], ...]
    owed_to: Text
    evidence: tuple[Text, ...] = ()
    deadlines: tuple[Key, ...] = ()
    """The dates of this edition by which it falls due."""
    commenced: Day | None = None
    begins: Day | None = None
    """The day from which this edition applies it; never before it commenced."""
    states_own_position: Flag = False
    """The holder alone says how it stands; the ERB only records acts."""


class StatementRule(Shape):
    """One sentence that a signatory ticks by itself."""

    key: Key
    text: Text


class SignOffRule(Entry):
    """A named person signs here, or a body's decision is recorded: two equal ways."""

    by: tuple[Role | Literal["board", "governing_body", "strategic_authority", "secretary_of_state"], ...]
    statements: tuple[StatementRule, ...] = ()
    heading: str = ""
    """What stands over it, where there is something to know before it is signed."""
    never_the_author: Text | None = None
    """On whose word nobody signs what they wrote; without it, whoever wrote it may sign."""


class NotificationRule(Entry):
    """When this event happens, these roles are told with this template."""

    on: Text
    to: tuple[Role, ...] = Field(min_length=1)
    """Of a sign-off that is asked for, those of them that sign it."""
    template: Key
    daily: Flag = False
    """Together with the others of its day, in one message on the next morning of a working week."""
    others_only: Flag = False
    """Not to the person who did it: a second pair of eyes is asked for."""


class ReportSectionRule(Entry):
    """A section of the plan or of the progress report."""

    document: Literal["plan", "progress_report"]


class ReportRule(Entry):
    """A progress report: the date that it is for, and when its work opens and providers are asked.

    Both are counted in working days before the date. A yearly one is followed by the next: once one is
    published, the date of the one after it stands there, unknown until somebody sets it.
    """

    deadline: Key
    opens_before: Count = Field(ge=0, le=260)
    updates_before: Count = Field(ge=0, le=260)
    yearly: Flag = False


class UnknownRule(Entry):
    """A question that no source read so far answers; shown wherever it matters."""


class AbsentRule(Entry):
    """Something that other editions have and this one does not: who asks for it is told why."""

    because: Text
    strength: Strength


class Rulebook(Shape):
    """One edition, whole. `load()` and `check()` live beside it and see that every name meets its entry."""

    edition: Edition
    stages: tuple[StageRule, ...] = Field(min_length=1)
    gates: tuple[GateRule, ...] = ()
    conditions: tuple[AnyCondition, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()
    ladders: tuple[LadderRule, ...] = ()
    duties: tuple[DutyRule, ...] = ()
    sign_offs: tuple[SignOffRule, ...] = ()
    notifications: tuple[NotificationRule, ...] = ()
    reports: tuple[ReportRule, ...] = ()
    report_sections: tuple[ReportSectionRule, ...] = ()
    absent: tuple[AbsentRule, ...] = ()
    unknowns: tuple[UnknownRule, ...] = ()

    def stage(self, key: str) -> StageRule:
        """The stage of that key; KeyError when this edition has none."""
        return _one(self.stages, key)

    def gates_leaving(self, stage: str) -> tuple[GateRule, ...]:
        """The gates to pass before a plan goes on from a stage."""
        return tuple(gate for gate in self.gates if gate.leaves == stage)

    def conditions_of(self, gate: str) -> tuple[AnyCondition, ...]:
        """The conditions of a gate, in the order of the rulebook."""
        return tuple(condition for condition in self.conditions if condition.gate == gate)

    def lacks(self, key: str) -> AbsentRule | None:
        """Why this edition does not have what that key names in others; None when it says nothing of it."""
        return next((rule for rule in self.absent if rule.key == key), None)

    def ladder(self, key: str) -> LadderRule:
        """The reminder plan of that key."""
        return _one(self.ladders, key)

    def sign_off(self, key: str) -> SignOffRule:
        """The sign-off of that key."""
        return _one(self.sign_offs, key)

    def deadlines_of(self, stage: str) -> tuple[DeadlineRule, ...]:
        """The dates that open by themselves when a plan enters a stage."""
        return tuple(rule for rule in self.deadlines if rule.stage == stage and rule.opens == "on_entry")

    def deadline(self, key: str) -> DeadlineRule:
        """The date of that key; also one that a person opens by hand."""
        return _one(self.deadlines, key)

    def notifications_on(self, event: str) -> tuple[NotificationRule, ...]:
        """Who is told, and with which template, when an event of that type happens."""
        return tuple(rule for rule in self.notifications if rule.on == event)

    @property
    def first_stage(self) -> StageRule:
        """Where a plan begins: the first stage of the file."""
        return self.stages[0]


def _one(entries: tuple[E, ...], key: str) -> E:
    for entry in entries:
        if entry.key == key:
            return entry
    raise KeyError(key)
