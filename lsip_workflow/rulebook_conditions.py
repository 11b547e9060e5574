"""What a rulebook can ask at a gate: a closed set of kinds. Each has one case in the rules."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

from lsip_workflow.model.words import SourceStatus, Strength, Test

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# Exactly what TOML says: no date made from a number or a quoted word, no count made from true.
Day = Annotated[date, Strict()]
Clock = Annotated[time, Strict()]
Count = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]


class Shape(BaseModel):
    """Frozen, and a word that it does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(Shape):
    """What every entry of a rulebook carries: a key, a title for people, and where it comes from."""

    key: Key
    title: Text
    cite: Text
    status: SourceStatus


class ConditionRule(Entry):
    """One thing asked at a gate, and how much it weighs."""

    gate: Key
    strength: Strength


class Considered(ConditionRule):
    """Something is recorded under one of the Act's tests; whether it suffices is not ours to say."""

    kind: Literal["considered"]
    test: Test
    where_authority: Flag = False
    """Asked only where the area has a mayoral or combined authority or the GLA."""


class Decided(ConditionRule):
    """A sign-off of this rulebook is recorded: signed here, or a body's decision."""

    kind: Literal["decided"]
    sign_off: Key


class AuthoritiesAnswered(ConditionRule):
    """Each strategic authority of the area agreed, with comments or not, or its silence is dated."""

    kind: Literal["authorities_answered"]


class EvidenceRecorded(ConditionRule):
    """At least so many pieces of evidence, with their sources."""

    kind: Literal["evidence_recorded"]
    minimum: Count = Field(default=1, ge=1)


class RecruitmentDifficulty(ConditionRule):
    """Evidence on recruitment difficulty for each occupation in the skills needs."""

    kind: Literal["recruitment_difficulty"]


class NeedsClassified(ConditionRule):
    """There are skills needs, and each carries the classifications named."""

    kind: Literal["needs_classified"]
    by: tuple[Literal["soc", "sic", "occupational_map"], ...] = Field(min_length=1)


class PrioritiesNameNeeds(ConditionRule):
    """There are priorities, and each names the needs that it serves."""

    kind: Literal["priorities_name_needs"]


class PriorityCount(ConditionRule):
    """The number of priorities that the guidance expects."""

    kind: Literal["priority_count"]
    minimum: Count = Field(ge=0)
    maximum: Count = Field(ge=1)


class ActionsIdentified(ConditionRule):
    """At least so many actions that relevant providers can take."""

    kind: Literal["actions_identified"]
    minimum: Count = Field(default=1, ge=1)


class ActionsComplete(ConditionRule):
    """Every action has a lead, a date, a measure and a delivery route."""

    kind: Literal["actions_complete"]


class ActionsCommitted(ConditionRule):
    """Every action has its commitments in one of the known forms, or needs none; silence is no veto."""

    kind: Literal["actions_committed"]


class PageCount(ConditionRule):
    """The main body is no longer than the guidance expects."""

    kind: Literal["page_count"]
    maximum: Count = Field(ge=1)


class Published(ConditionRule):
    """A document is published: its address, date and fingerprint are recorded."""

    kind: Literal["published"]
    document: Literal["plan", "progress_report"]


class Submitted(ConditionRule):
    """A person submitted the plan, and the department has not given it back since."""

    kind: Literal["submitted"]


class FeedbackAnswered(ConditionRule):
    """Each point of the department's feedback is answered: changed, or not changed, with the reason."""

    kind: Literal["feedback_answered"]


class ReportComplete(ConditionRule):
    """Each action in the report has done, impact and what remains, or a reason why not."""

    kind: Literal["report_complete"]


AnyCondition = Annotated[
    Considered
    | Decided
    | AuthoritiesAnswered
    | EvidenceRecorded
    | RecruitmentDifficulty
    | NeedsClassified
    | PrioritiesNameNeeds
    | PriorityCount
    | ActionsIdentified
    | ActionsComplete
    | ActionsCommitted
    | PageCount
    | Submitted
    | FeedbackAnswered
    | Published
    | ReportComplete,
    Field(discriminator="kind"),
]
