"""Named reads. Each takes the smallest thing that answers its question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, or_, select

from lsip_workflow.model import (
    Action,
    ActionPartner,
    Area,
    AuthorityAnswer,
    Commitment,
    ConditionSetting,
    Consideration,
    ConsultationParty,
    Credential,
    Deadline,
    DeadlineStatus,
    Document,
    Evidence,
    Feedback,
    FeedbackPoint,
    IdempotencyKey,
    Organisation,
    Plan,
    PlanProvider,
    Priority,
    ProgressReport,
    ReportStatus,
    ReportUpdate,
    Request,
    Response,
    RoleHeld,
    SignOff,
    SkillsNeed,
    Submission,
)
from lsip_workflow.rules.dossier import Dossier

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class Asked:
    """A request with what is needed to take in its answer."""

    request: Request
    plan: Plan
    current: Response | None
    deadline: Deadline | None


def asked(session: Session, request_id: str) -> Asked | None:
    """A request, its plan, the current answer and the open date; None when there is no such request."""
    request = session.get(Request, request_id)
    if request is None:
        return None
    plan = session.get_one(Plan, request.plan_id)
    if plan.undone_on is not None:
        return None
    current = session.get(Response, request.current_response_id) if request.current_response_id else None
    return Asked(request, plan, current, deadline_of(session, plan.id, "request", request.id))


@dataclass(frozen=True)
class RequestSeen:
    """A request as a list shows it."""

    request: Request
    provider: Organisation
    deadline: Deadline | None
    reference: str | None


def requests_of(session: Session, plan_id: str, provider_id: str | None = None) -> list[RequestSeen]:
    """What a plan asked, of everybody or of one provider, by the providers' names."""
    query = (
        select(Request, Organisation, Deadline, Response)
        .join(Organisation, col(Organisation.id) == Request.provider_id)
        .outerjoin(Deadline, (col(Deadline.subject) == Request.id) & (col(Deadline.kind) == "request"))
        .outerjoin(Response, col(Response.id) == Request.current_response_id)
        .where(Request.plan_id == plan_id)
        .order_by(col(Organisation.name), col(Request.sent_at))
    )
    if provider_id is not None:
        query = query.where(Request.provider_id == provider_id)
    return [
        RequestSeen(request, provider, deadline, response.reference if response else None)
        for request, provider, deadline, response in session.exec(query)
    ]


def deadline_of(session: Session, plan_id: str, kind: str, subject: str) -> Deadline | None:
    """The one date of that kind and subject in a plan."""
    query = select(Deadline).where(
        Deadline.plan_id == plan_id, Deadline.kind == kind, Deadline.subject == subject
    )
    return session.exec(query).one_or_none()


def setting(session: Session, plan_id: str, condition: str) -> ConditionSetting | None:
    """What people decided about one condition of a plan."""
    query = select(ConditionSetting).where(
        ConditionSetting.plan_id == plan_id, ConditionSetting.condition == condition
    )
    return session.exec(query).one_or_none()


def plan(session: Session, plan_id: str) -> Plan | None:
    """A plan by its id, which is also its place in our addresses; not one whose adoption was undone."""
    found = session.get(Plan, plan_id)
    return found if found is not None and found.undone_on is None else None


def plans(session: Session) -> Sequence[Plan]:
    """Every plan, in the order of their areas, without those whose adoption was undone."""
    query = select(Plan).where(col(Plan.undone_on).is_(None))
    return session.exec(query.order_by(Plan.example.desc(), Plan.id)).all()  # type: ignore[attr-defined]


def area_names(session: Session) -> dict[str, str]:
    """The areas' names by id."""
    return {area.id: area.name for area in session.exec(select(Area))}


def action_codes(session: Session, plan_id: str) -> dict[str, Action]:
    """A plan's actions by their codes, without those that were taken out."""
    rows = session.exec(select(Action).where(Action.plan_id == plan_id, col(Action.withdrawn_on).is_(None)))
    return {action.code: action for action in rows}


def dossier(session: Session, plan: Plan) -> Dossier:
    """Everything about one plan."""

    def of(kind: type[Row]) -> Sequence[Row]:
        query = select(kind).where(getattr(kind, "plan_id") == plan.id)  # noqa: B009
        return [row for row in session.exec(query) if getattr(row, "withdrawn_on", None) is None]

    named, answers, commitments, actions = (
        of(PlanProvider),
        of(AuthorityAnswer),
        of(Commitment),
        of(Action),
    )
    ids = {plan.erb_id} | {row.provider_id for row in named} | {row.organisation_id for row in answers}
    ids |= {row.organisation_id for row in commitments} | {row.lead_id for row in actions if row.lead_id}
    partners = of(ActionPartner)
    ids |= {row.organisation_id for row in partners}
    ids |= {row.organisation_id for row in of(ConsultationParty)}
    organisations = session.exec(select(Organisation).where(col(Organisation.id).in_(ids)))
    return Dossier(
        plan=plan,
        considerations=of(Consideration),
        evidence=of(Evidence),
        needs=of(SkillsNeed),
        priorities=sorted(of(Priority), key=lambda row: row.code),
        actions=sorted(actions, key=lambda row: row.code),
        partners=partners,
        commitments=commitments,
        providers=named,
        requests=of(Request),
        responses=of(Response),
        sign_offs=of(SignOff),
        authority_answers=answers,
        documents=of(Document),
        settings=of(ConditionSetting),
        deadlines=of(Deadline),
        submissions=of(Submission),
        feedback=of(Feedback),
        feedback_points=of(FeedbackPoint),
        reports=of(ProgressReport),
        updates=_updates(session, plan.id),
        organisations={row.id: row for row in organisations},
    )


def report_handed_over(session: Session, plan_id: str) -> ProgressReport | None:
    """The progress report that was handed to its signatories last and is not published yet."""
    query = select(ProgressReport).where(
        ProgressReport.plan_id == plan_id, ProgressReport.status == ReportStatus.HANDED_OVER
    )
    newest = query.order_by(col(ProgressReport.opened_on).desc(), col(ProgressReport.number).desc())
    return session.exec(newest).first()


def _updates(session: Session, plan_id: str) -> frozenset[str]:
    query = select(ReportUpdate.request_id).join(
        ProgressReport, col(ProgressReport.id) == ReportUpdate.report_id
    )
    return frozenset(session.exec(query.where(ProgressReport.plan_id == plan_id)))


def providers_asked(session: Session, plan_id: str) -> frozenset[str]:
    """The providers for whom a plan exists: those that a person added, and those that were asked."""
    added = select(PlanProvider.provider_id).where(
        PlanProvider.plan_id == plan_id, PlanProvider.status == "added"
    )
    requested = select(Request.provider_id).where(Request.plan_id == plan_id)
    return frozenset(session.exec(added)) | frozenset(session.exec(requested))


def left_plan(session: Session, plan_id: str, provider_id: str) -> bool:
    """Whether a provider was part of a plan and is no longer: nothing new is asked or noted of it."""
    part = session.get(PlanProvider, (plan_id, provider_id))
    return part is not None and part.status != "added"


def credential(session: Session, key_hash: str) -> tuple[Credential, Organisation] | None:
    """The credential with that hash and its organisation, unless it is revoked."""
    query = (
        select(Credential, Organisation)
        .where(Credential.organisation_id == Organisation.id)
        .where(Credential.key_hash == key_hash, col(Credential.revoked_at).is_(None))
    )
    return session.exec(query).one_or_none()


def roles_of(session: Session, person_id: str, today: date) -> list[RoleHeld]:
    """The roles that a person holds today, each in its area."""
    return list(session.exec(select(RoleHeld).where(RoleHeld.person_id == person_id, held_on(today))))


def held_on(day: date) -> ColumnElement[bool]:
    """That a role is held on a day; see `RoleHeld.holds`."""
    return (col(RoleHeld.since) <= day) & or_(col(RoleHeld.until).is_(None), col(RoleHeld.until) > day)


def organisation(session: Session, key: str) -> Organisation | None:
    """An organisation by its id, or a provider by its UKPRN."""
    by_number = select(Organisation).where(Organisation.ukprn == key)
    return session.get(Organisation, key) or session.exec(by_number).one_or_none()


def kept_receipt(session: Session, organisation_id: str, key: str) -> IdempotencyKey | None:
    """What was answered the first time that this organisation used this key."""
    return session.get(IdempotencyKey, (organisation_id, key))


def next_deadlines(session: Session, provider_id: str | None = None) -> dict[str, Deadline]:
    """For each plan the open date that comes next; an unknown date only where there is no other.

    For a provider, the dates of the guidance and its own: what others were asked is not its to see.
    """
    query = (
        select(Deadline)
        .where(Deadline.status == DeadlineStatus.OPEN, col(Deadline.plan_id).is_not(None))
        .order_by(col(Deadline.due).is_(None), col(Deadline.due))
    )
    if provider_id is not None:
        its_own = Deadline.organisation_id == provider_id
        query = query.where(or_(Deadline.kind == "rulebook", its_own))
    rows = session.exec(query)
    first: dict[str, Deadline] = {}
    for row in rows:
        first.setdefault(row.plan_id or "", row)
    return first
