"""What the gates of several plans ask for, and no more: one read for each table that a condition looks at."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from lsip_workflow import rulebook as rb
from lsip_workflow.model import (
    Action,
    AuthorityAnswer,
    Commitment,
    ConditionSetting,
    Consideration,
    Document,
    Evidence,
    Feedback,
    FeedbackPoint,
    Organisation,
    Plan,
    Priority,
    ProgressReport,
    SignOff,
    SkillsNeed,
    Submission,
)
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.dossier import Dossier

FIELDS: Mapping[str, type[SQLModel]] = {
    "considerations": Consideration,
    "evidence": Evidence,
    "needs": SkillsNeed,
    "priorities": Priority,
    "actions": Action,
    "commitments": Commitment,
    "sign_offs": SignOff,
    "authority_answers": AuthorityAnswer,
    "documents": Document,
    "settings": ConditionSetting,
    "submissions": Submission,
    "feedback": Feedback,
    "feedback_points": FeedbackPoint,
    "reports": ProgressReport,
}
LOOKS_AT: Mapping[type[rb.AnyCondition], tuple[str, ...]] = {
    rb.Considered: ("considerations", "authority_answers"),
    rb.Decided: ("sign_offs",),
    rb.AuthoritiesAnswered: ("authority_answers",),
    rb.EvidenceRecorded: ("evidence",),
    rb.RecruitmentDifficulty: ("evidence", "needs"),
    rb.NeedsClassified: ("needs",),
    rb.PrioritiesNameNeeds: ("priorities",),
    rb.PriorityCount: ("priorities",),
    rb.ActionsIdentified: ("actions",),
    rb.ActionsComplete: ("actions",),
    rb.ActionsCommitted: ("actions", "commitments"),
    rb.PageCount: (),
    rb.Published: ("documents",),
    rb.Submitted: ("submissions",),
    rb.FeedbackAnswered: ("feedback", "feedback_points"),
    rb.ReportComplete: ("actions", "reports"),
}
"""Which parts of a dossier each condition looks at; a test holds the answers against whole dossiers."""
NAMES = {"authority_answers": "organisation_id", "commitments": "organisation_id"}
ORDERED = ("priorities", "actions")


def dossiers(session: Session, plans: Sequence[Plan], books: Mapping[str, Rulebook]) -> dict[str, Dossier]:
    """What the gates of these plans' stages look at, by plan id."""
    wanted = {"settings"}
    for plan in plans:
        for gate in books[plan.edition].gates_leaving(plan.stage):
            for condition in books[plan.edition].conditions_of(gate.key):
                wanted.update(LOOKS_AT[type(condition)])
    found: dict[str, dict[str, list[Any]]] = {plan.id: {name: [] for name in wanted} for plan in plans}
    for name in sorted(wanted):
        _read(session, name, found)
    known = _named(session, found)
    return {plan.id: _dossier(plan, found[plan.id], known) for plan in plans}


def _dossier(plan: Plan, parts: Mapping[str, Any], known: dict[str, Organisation]) -> Dossier:
    return Dossier(plan=plan, organisations=known, **parts)


def _read(session: Session, name: str, found: Mapping[str, dict[str, list[Any]]]) -> None:
    kind: Any = FIELDS[name]
    query = select(kind).where(col(kind.plan_id).in_(found))
    if hasattr(kind, "withdrawn_on"):
        query = query.where(col(kind.withdrawn_on).is_(None))
    if name in ORDERED:
        query = query.order_by(col(kind.code))
    for row in session.exec(query):
        found[row.plan_id][name].append(row)


def _named(session: Session, found: Mapping[str, dict[str, list[Any]]]) -> dict[str, Organisation]:
    ids = {
        getattr(row, column)
        for rows in found.values()
        for name, column in NAMES.items()
        for row in rows.get(name, ())
    }
    if not ids:
        return {}
    return {row.id: row for row in session.exec(select(Organisation).where(col(Organisation.id).in_(ids)))}
