"""The forms of research: findings, barriers, the engagement log, consultations, corrections."""

from typing import Annotated, Any

from pydantic import Field

from lsip_workflow.events.research import EntryKind
from lsip_workflow.model import (
    BarrierKind,
    BarrierSide,
    EngagementKind,
    OrganisationKind,
    ParticipantKind,
    PriorityKind,
    SizeBand,
)
from lsip_workflow.model.consultation import Outcome
from lsip_workflow.rules.responses import Code, Words
from lsip_workflow.web.forms import (
    ConsiderationForm,
    Day,
    EvidenceForm,
    Flag,
    Form,
    Line,
    NeedForm,
    Party,
    Said,
    Whole,
)

AsOf = Annotated[
    Whole | None,
    Field(
        description="The `version` that you read or wrote last. When it was changed since, nothing is stored "
        "and you are told by whom, when and in which fields."
    ),
]
Ids = Annotated[tuple[Code, ...], Field(max_length=200)]


class Correction(Form):
    """What every correction may say: which version it was made from."""

    as_of: AsOf = None

    def values(self) -> dict[str, Any]:
        """What is to stand from now on."""
        return self.model_dump(exclude={"as_of"})


class EvidenceWhole(EvidenceForm, Correction):
    """A piece of evidence, whole: a field that is left out becomes empty."""


class NeedWhole(NeedForm, Correction):
    """A skills need, whole: a field that is left out becomes empty."""


class PriorityWhole(Correction):
    """All of a priority but its code."""

    title: Line
    kind: PriorityKind
    needs: Ids = ()


class FindingForm(Form):
    """What evidence says and what follows from it; evidence that says otherwise is named, with why."""

    says: Said
    so_what: Words = ""
    rests_on: Ids
    contradicted_by: Ids = ()
    used_because: Words = Field(
        default="", description="Which evidence is used where some says otherwise, and why."
    )
    needs: Ids = ()
    barriers: Ids = ()


class FindingWhole(FindingForm, Correction):
    """A finding, whole."""


class BarrierForm(Form):
    """What stops the system from responding, on which side, and who could remove it."""

    title: Line
    detail: Words = ""
    kind: BarrierKind
    side: BarrierSide
    remover: Party | None = None
    remover_kind: OrganisationKind | None = Field(
        default=None, description="The kind of body that could remove it, where no one organisation is named."
    )
    national: Flag = Field(default=False, description="Only national government could remove it.")


class BarrierWhole(BarrierForm, Correction):
    """A barrier, whole."""


class BarrierAskForm(Form):
    """What was asked about a barrier, of whom, on which day."""

    asked: Said
    on: Day
    whom: Words = ""
    organisation: Party | None = None


class BarrierAnswerForm(Form):
    """What was answered, on which day."""

    answer: Said
    on: Day


class HeardForm(Form):
    """How many of a kind, from a district, were invited and took part; names of persons are never kept."""

    kind: ParticipantKind
    organisation: Party | None = None
    size_band: SizeBand | None = None
    sector: Code | None = Field(default=None, description="The section of SIC 2007: one letter, A to U.")
    district: Code | None = Field(default=None, description="The district's ONS code or name on that day.")
    invited: Whole = 0
    took_part: Whole = 0


class EngagementForm(Form):
    """A meeting, an interview, a wave of a survey: when, where or how, and who took part by kind."""

    kind: EngagementKind
    on: Day
    title: Line
    place: Words = ""
    summary: Words = ""
    sent: Whole | None = None
    answered: Whole | None = None
    heard: tuple[HeardForm, ...] = Field(default=(), max_length=400)


class EngagementWhole(EngagementForm, Correction):
    """An entry of who was heard, whole."""


class ConsiderationWhole(ConsiderationForm, Correction):
    """What was considered, whole."""


class WithdrawForm(Form):
    """What was recorded by mistake, by its id or code, and why it is taken out."""

    what: EntryKind
    key: Code
    reason: Said


class ConsultationForm(Form):
    """Whom the plan as it stands is shared with, until when, and a file if one goes with it."""

    title: Line
    ask: Words = ""
    parties: tuple[Party, ...] = Field(max_length=500)
    until: Day
    file: Code | None = None


class OwnCommentForm(Form):
    """A comment on a section: one of the edition by its key, or one in the sender's own words."""

    section: Words = ""
    text: Said


class CommentForm(OwnCommentForm):
    """A comment that somebody of the team received from a party."""

    party: Party


class CommentAnswerForm(Form):
    """What the comment changed, or why it did not; the party reads it."""

    outcome: Outcome
    text: Said
