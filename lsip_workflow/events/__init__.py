"""The facts: what happened, in the past tense, and what each says about the rows it is about.

Payloads hold ids, codes, dates and digests only. Names, addresses and free text live in rows that
can be corrected and erased. Old types stay readable for ever: a changed shape is a new version.

A class that is imported here can be recorded and read; nothing else needs to know of it.
"""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from lsip_workflow.events.adoption import AdoptionUndone, HistoryRecorded, PlanAdopted
from lsip_workflow.events.answers import (
    RequestSent,
    RequestWithdrawn,
    ResponseMatched,
    ResponseSubmitted,
)
from lsip_workflow.events.areas import (
    AreaBegan,
    AreaEnded,
    AreaMerged,
    AreaRenamed,
    AreaSplit,
    CarryOverAccepted,
    CarryOverDecided,
    CarryOverDeclined,
    CarryOverProposed,
    CarryOverRecalled,
    HandoverRecorded,
    OrganisationSucceeded,
    PredecessorNamed,
    ReplacementNamed,
)
from lsip_workflow.events.authorities import (
    AuthorityAnswered,
    AuthorityAsked,
    AuthorityEnded,
    AuthorityNoted,
)
from lsip_workflow.events.base import Fact, Outcome, PlanFact, R, RowKey, Rows
from lsip_workflow.events.bounces import (
    BounceRecorded,
    BounceSettled,
    CorrectionAnswered,
    CorrectionAsked,
    EntriesDeleted,
    WordsErased,
)
from lsip_workflow.events.branding import BrandingChanged, LogoChanged
from lsip_workflow.events.consultation import (
    CommentAnswered,
    CommentReceived,
    ConsultationClosed,
    ConsultationOpened,
)
from lsip_workflow.events.content import (
    ActionRecorded,
    CommitmentRecorded,
    ConsiderationRecorded,
    EvidenceRecorded,
    NeedRecorded,
    PriorityRecorded,
)
from lsip_workflow.events.deadlines import (
    DeadlineMet,
    DeadlineMoved,
    DeadlineOpened,
    DeadlineResumed,
    DeadlineSilenced,
    DeadlineSuspended,
)
from lsip_workflow.events.decisions import (
    Attended,
    ChangeJudged,
    DecisionChecked,
    DecisionEntered,
    DecisionOutcome,
    DecisionQuestioned,
    DecisionRecorded,
    HowDecided,
    SignOffDeclined,
    SignOffRequested,
    SignOffSigned,
    VersionKept,
)
from lsip_workflow.events.delegation import DelegationEnded, DelegationGiven
from lsip_workflow.events.designations import (
    DesignationRecorded,
    DesignationRemoved,
    OrganisationListed,
    PersonInvited,
    PersonListed,
    RoleEnded,
    TermsAccepted,
    TermsChanged,
    TermsObjected,
)
from lsip_workflow.events.duties import (
    AccountGiven,
    DutyActRecorded,
    DutyActSeen,
    PositionStated,
)
from lsip_workflow.events.files import FileKept
from lsip_workflow.events.interests import (
    ConflictSeen,
    DepartmentNotified,
    InterestDeclared,
    InterestEnded,
    InterestRegistered,
    MeetingRecorded,
    RegisterReviewed,
)
from lsip_workflow.events.life import (
    FeedbackAnswered,
    FeedbackReceived,
    PlanReturned,
    ReleaseEnded,
    ReleaseMade,
    SubmissionMade,
)
from lsip_workflow.events.parties import (
    CredentialIssued,
    CredentialRevoked,
    OrganisationRecorded,
    PersonCorrected,
    PersonErased,
    PersonRecorded,
    RoleGranted,
)
from lsip_workflow.events.people import WorkHandedOver
from lsip_workflow.events.plans import (
    ConditionAccepted,
    ConditionRaised,
    DocumentPublished,
    PagesCounted,
    PlanOpened,
    ProviderAdded,
    ProviderRemoved,
    StageEntered,
)
from lsip_workflow.events.progress_word import ProgressWordRecorded, SharingDecided
from lsip_workflow.events.questions import (
    ConfirmationAsked,
    ConfirmationSwitched,
    ContactRecorded,
    QuestionAnswered,
    QuestionAsked,
    QuestionWithdrawn,
    ResponseAccepted,
    ResponseConfirmed,
)
from lsip_workflow.events.reminders import DraftDiscarded, DraftSent, ReminderSent, RemindersStarted
from lsip_workflow.events.reports import (
    ReportEntryRecorded,
    ReportHandedOver,
    ReportOpened,
    ReportPublished,
    ReportUpdateAsked,
)
from lsip_workflow.events.research import (
    BarrierAnswered,
    BarrierAsked,
    BarrierRecorded,
    EngagementRecorded,
    EntryWithdrawn,
    FindingRecorded,
)
from lsip_workflow.events.section_comments import (
    CommentOutcome,
    SectionCommentAnswered,
    SectionCommentMade,
)

CLASSES: tuple[type[Fact], ...] = tuple(
    found
    for found in list(globals().values())
    if isinstance(found, type) and issubclass(found, Fact) and "type" in found.model_fields
)
TYPES: frozenset[str] = frozenset(cls.model_fields["type"].default for cls in CLASSES)
_ANY: Any = Annotated[reduce(or_, CLASSES), Field(discriminator="type")]
_READER: TypeAdapter[Fact] = TypeAdapter(_ANY)


def read(payload: Mapping[str, Any]) -> Fact:
    """An event as it was written; ValueError when its type is not one that we ever wrote."""
    return _READER.validate_python({key: value for key, value in payload.items() if key != "seals"})


__all__ = [
    "CLASSES",
    "TYPES",
    "AccountGiven",
    "ActionRecorded",
    "AdoptionUndone",
    "AreaBegan",
    "AreaEnded",
    "AreaMerged",
    "AreaRenamed",
    "AreaSplit",
    "Attended",
    "AuthorityAnswered",
    "AuthorityAsked",
    "AuthorityEnded",
    "AuthorityNoted",
    "BarrierAnswered",
    "BarrierAsked",
    "BarrierRecorded",
    "BounceRecorded",
    "BounceSettled",
    "BrandingChanged",
    "CarryOverAccepted",
    "CarryOverDecided",
    "CarryOverDeclined",
    "CarryOverProposed",
    "CarryOverRecalled",
    "ChangeJudged",
    "CommentAnswered",
    "CommentOutcome",
    "CommentReceived",
    "CommitmentRecorded",
    "ConditionAccepted",
    "ConditionRaised",
    "ConfirmationAsked",
    "ConfirmationSwitched",
    "ConflictSeen",
    "ConsiderationRecorded",
    "ConsultationClosed",
    "ConsultationOpened",
    "ContactRecorded",
    "CorrectionAnswered",
    "CorrectionAsked",
    "CredentialIssued",
    "CredentialRevoked",
    "DeadlineMet",
    "DeadlineMoved",
    "DeadlineOpened",
    "DeadlineResumed",
    "DeadlineSilenced",
    "DeadlineSuspended",
    "DecisionChecked",
    "DecisionEntered",
    "DecisionOutcome",
    "DecisionQuestioned",
    "DecisionRecorded",
    "DelegationEnded",
    "DelegationGiven",
    "DepartmentNotified",
    "DesignationRecorded",
    "DesignationRemoved",
    "DocumentPublished",
    "DraftDiscarded",
    "DraftSent",
    "DutyActRecorded",
    "DutyActSeen",
    "EngagementRecorded",
    "EntriesDeleted",
    "EntryWithdrawn",
    "EvidenceRecorded",
    "Fact",
    "FeedbackAnswered",
    "FeedbackReceived",
    "FileKept",
    "FindingRecorded",
    "HandoverRecorded",
    "HistoryRecorded",
    "HowDecided",
    "InterestDeclared",
    "InterestEnded",
    "InterestRegistered",
    "LogoChanged",
    "MeetingRecorded",
    "NeedRecorded",
    "OrganisationListed",
    "OrganisationRecorded",
    "OrganisationSucceeded",
    "Outcome",
    "PagesCounted",
    "PersonCorrected",
    "PersonErased",
    "PersonInvited",
    "PersonListed",
    "PersonRecorded",
    "PlanAdopted",
    "PlanFact",
    "PlanOpened",
    "PlanReturned",
    "PositionStated",
    "PredecessorNamed",
    "PriorityRecorded",
    "ProgressWordRecorded",
    "ProviderAdded",
    "ProviderRemoved",
    "QuestionAnswered",
    "QuestionAsked",
    "QuestionWithdrawn",
    "R",
    "RegisterReviewed",
    "ReleaseEnded",
    "ReleaseMade",
    "ReminderSent",
    "RemindersStarted",
    "ReplacementNamed",
    "ReportEntryRecorded",
    "ReportHandedOver",
    "ReportOpened",
    "ReportPublished",
    "ReportUpdateAsked",
    "RequestSent",
    "RequestWithdrawn",
    "ResponseAccepted",
    "ResponseConfirmed",
    "ResponseMatched",
    "ResponseSubmitted",
    "RoleEnded",
    "RoleGranted",
    "RowKey",
    "Rows",
    "SectionCommentAnswered",
    "SectionCommentMade",
    "SharingDecided",
    "SignOffDeclined",
    "SignOffRequested",
    "SignOffSigned",
    "StageEntered",
    "SubmissionMade",
    "TermsAccepted",
    "TermsChanged",
    "TermsObjected",
    "VersionKept",
    "WordsErased",
    "WorkHandedOver",
    "read",
]
