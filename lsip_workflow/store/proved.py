"""What of each kind of row the proof covers, and the little that it does not, each with its reason."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticUndefined
from sqlalchemy.orm import class_mapper
from sqlmodel import SQLModel

from lsip_workflow.model import (
    Action,
    ActionPartner,
    Area,
    AreaChange,
    Attendance,
    AuthorityAnswer,
    Barrier,
    BarrierAsk,
    Bounce,
    Branding,
    CarryOver,
    CarryOverPart,
    Commitment,
    ConditionSetting,
    ConflictNotice,
    Consideration,
    ConsultationComment,
    ConsultationParty,
    ConsultationRound,
    Contact,
    CorrectionAsk,
    Credential,
    Deadline,
    DecisionCheck,
    Declaration,
    Delegation,
    Designation,
    DesignationTerms,
    Document,
    DutyAccount,
    DutyAct,
    Engagement,
    EngagementParty,
    Evidence,
    Feedback,
    FeedbackPoint,
    File,
    Finding,
    Handover,
    Interest,
    InterestReview,
    JudgedChange,
    Logo,
    Meeting,
    Organisation,
    OrganisationOfArea,
    OrganisationSuccession,
    PastEvent,
    Person,
    PersonOfArea,
    Plan,
    PlanProvider,
    PlanReplaces,
    PlanVersion,
    Position,
    Priority,
    ProgressReport,
    ProgressWord,
    Question,
    Release,
    ReportUpdate,
    Request,
    Response,
    RoleHeld,
    Sealed,
    SectionComment,
    Sharing,
    SignOff,
    SkillsNeed,
    Submission,
)

# Rows that nothing but an event brings: one that no event speaks of was put there by hand.
BROUGHT: tuple[type[SQLModel], ...] = (
    *(AreaChange, PlanReplaces, Handover, CarryOver, CarryOverPart, OrganisationSuccession),
    *(Designation, DesignationTerms, OrganisationOfArea, PersonOfArea),
    *(Submission, Feedback, FeedbackPoint, Release),
    *(Organisation, Person, RoleHeld, Credential, Plan, PlanProvider, ConditionSetting, Consideration),
    *(Evidence, SkillsNeed, Priority, Action, Commitment, Request, Response, DutyAct, Deadline),
    *(SignOff, AuthorityAnswer, ProgressReport, ReportUpdate, Document, File),
    *(PlanVersion, Attendance, DecisionCheck, Interest, InterestReview, Meeting, Declaration),
    *(Delegation, SectionComment, JudgedChange),
    *(ConflictNotice, Contact, Question, DutyAccount, Position),
    PastEvent,
    *(Finding, Barrier, BarrierAsk, ActionPartner, Engagement, EngagementParty),
    *(ConsultationRound, ConsultationParty, ConsultationComment),
    *(Branding, Logo),
    *(Bounce, CorrectionAsk),
    *(ProgressWord, Sharing),
)

# Of these both the plan that an action leaves and the one that it goes to write a part.
OF_TWO_PLANS = CarryOverPart

NOT_PROVED: Mapping[tuple[type[SQLModel], str], str] = {
    (Area, "name"): "the reference data's, which come with the program",
    (SignOff, "recorded_at"): "written once, read nowhere; the event has its own instant",
    (File, "content"): "its fingerprint is proved, and recomputed from it",
}

_BEFORE = "events of the first release did not say it"
UNSAID: Mapping[tuple[type[SQLModel], str], str] = {
    (Area, "began"): "the reference data's, unless an event says it",
    (Area, "ended"): "the reference data's, unless an event says it",
    **{
        (kind, name): _BEFORE
        for kind, names in (
            (Action, ("priority_id", "for_providers")),
            (Deadline, ("organisation_id", "sourced")),
            (Evidence, ("sample_size",)),
            (Organisation, ("provider_class", "example")),
            (Plan, ("example",)),
            (Request, ("sent_at",)),
            (SkillsNeed, ("level", "horizon")),
        )
        for name in names
    },
}
"""Columns that may hold what no event said; where one did say it, they hold that."""

_BOOKKEEPING = frozenset(Sealed.model_fields)


def columns(kind: type[SQLModel]) -> frozenset[str]:
    """The columns of a kind of row that its events say: all but its key and its sealed words."""
    mapper = class_mapper(kind)
    words: set[str] = set()
    if issubclass(kind, Sealed):
        words = {*kind.sealed, *kind.sealed_since, *kind.sealed_later} | _BOOKKEEPING
    said = {each.key for each in mapper.column_attrs} - {key.name for key in mapper.primary_key} - words
    return frozenset(name for name in said if (kind, name) not in NOT_PROVED)


def beginning(kind: type[SQLModel]) -> dict[str, Any]:
    """What a row of a kind begins with, and holds until an event says otherwise."""
    fields = kind.model_fields
    found = {
        name: fields[name].get_default(call_default_factory=True)
        for name in columns(kind)
        if (kind, name) not in UNSAID
    }
    return {name: value for name, value in found.items() if value is not PydanticUndefined}
