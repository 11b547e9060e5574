"""Everything about one plan, in memory: what gates, pages and exports ask; an answer needs far less."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lsip_workflow.model import (
    Action,
    ActionPartner,
    AuthorityAnswer,
    Commitment,
    ConditionSetting,
    Consideration,
    Deadline,
    Document,
    Evidence,
    Feedback,
    FeedbackPoint,
    Organisation,
    Plan,
    PlanProvider,
    Priority,
    ProgressReport,
    Request,
    Response,
    SignOff,
    SkillsNeed,
    Submission,
)


@dataclass(frozen=True)
class Dossier:
    """One plan with all that people put into it; names of organisations by id."""

    plan: Plan
    considerations: Sequence[Consideration] = ()
    evidence: Sequence[Evidence] = ()
    needs: Sequence[SkillsNeed] = ()
    priorities: Sequence[Priority] = ()
    actions: Sequence[Action] = ()
    partners: Sequence[ActionPartner] = ()
    commitments: Sequence[Commitment] = ()
    providers: Sequence[PlanProvider] = ()
    requests: Sequence[Request] = ()
    responses: Sequence[Response] = ()
    sign_offs: Sequence[SignOff] = ()
    authority_answers: Sequence[AuthorityAnswer] = ()
    documents: Sequence[Document] = ()
    settings: Sequence[ConditionSetting] = ()
    deadlines: Sequence[Deadline] = ()
    reports: Sequence[ProgressReport] = ()
    updates: frozenset[str] = frozenset()
    """The requests by which providers were asked for their updates for a report."""
    submissions: Sequence[Submission] = ()
    feedback: Sequence[Feedback] = ()
    feedback_points: Sequence[FeedbackPoint] = ()
    organisations: dict[str, Organisation] = field(default_factory=dict)

    def name(self, organisation_id: str | None) -> str:
        """An organisation's name for people to read."""
        known = self.organisations.get(organisation_id or "")
        return known.name if known else "an organisation that we do not know"
