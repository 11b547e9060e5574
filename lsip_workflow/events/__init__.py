"""The facts: what happened, in the past tense, and what each says about the rows it is about.

Payloads hold ids, codes, dates and digests only. Names, addresses and free text live in rows that
can be corrected and erased. Old types stay readable for ever: a changed shape is a new version.
"""

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter

from lsip_workflow.events.answers import (
    DutyActRecorded,
    RequestSent,
    RequestWithdrawn,
    ResponseMatched,
    ResponseSubmitted,
)
from lsip_workflow.events.base import Fact, Outcome, PlanFact, R, RowKey, Rows
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
    DeadlineSuspended,
)
from lsip_workflow.events.decisions import (
    AuthorityAnswered,
    AuthorityNoted,
    DecisionRecorded,
    SignOffDeclined,
    SignOffRequested,
    SignOffSigned,
)
from lsip_workflow.events.parties import (
    CredentialIssued,
    CredentialRevoked,
    DesignationRecorded,
    OrganisationRecorded,
    PersonCorrected,
    PersonErased,
    PersonRecorded,
    RoleGranted,
)
from lsip_workflow.events.plans import (
    ConditionAccepted,
    ConditionRaised,
    DocumentPublished,
    PagesCounted,
    PlanOpened,
    ProviderAdded,
    ProviderRemoved,
    ReportEntryRecorded,
    ReportOpened,
    StageEntered,
)

Event = Annotated[
    PlanOpened
    | StageEntered
    | ConditionRaised
    | ConditionAccepted
    | ProviderAdded
    | ProviderRemoved
    | ConsiderationRecorded
    | EvidenceRecorded
    | NeedRecorded
    | PriorityRecorded
    | ActionRecorded
    | CommitmentRecorded
    | RequestSent
    | RequestWithdrawn
    | ResponseSubmitted
    | ResponseMatched
    | DutyActRecorded
    | DeadlineOpened
    | DeadlineMoved
    | DeadlineSuspended
    | DeadlineResumed
    | DeadlineMet
    | SignOffRequested
    | SignOffSigned
    | SignOffDeclined
    | DecisionRecorded
    | AuthorityNoted
    | AuthorityAnswered
    | DocumentPublished
    | PagesCounted
    | ReportOpened
    | ReportEntryRecorded
    | DesignationRecorded
    | OrganisationRecorded
    | PersonRecorded
    | PersonCorrected
    | PersonErased
    | RoleGranted
    | CredentialIssued
    | CredentialRevoked,
    Field(discriminator="type"),
]

CLASSES: tuple[type[Fact], ...] = get_args(get_args(Event)[0])
TYPES: frozenset[str] = frozenset(cls.model_fields["type"].default for cls in CLASSES)
_READER: TypeAdapter[Fact] = TypeAdapter(Event)


def read(payload: Mapping[str, Any]) -> Fact:
    """An event as it was written; ValueError when its type is not one that we ever wrote."""
    return _READER.validate_python({key: value for key, value in payload.items() if key != "seals"})


__all__ = [
    "CLASSES",
    "TYPES",
    "ActionRecorded",
    "AuthorityAnswered",
    "AuthorityNoted",
    "CommitmentRecorded",
    "ConditionAccepted",
    "ConditionRaised",
    "ConsiderationRecorded",
    "CredentialIssued",
    "CredentialRevoked",
    "DeadlineMet",
    "DeadlineMoved",
    "DeadlineOpened",
    "DeadlineResumed",
    "DeadlineSuspended",
    "DecisionRecorded",
    "DesignationRecorded",
    "DocumentPublished",
    "DutyActRecorded",
    "Event",
    "EvidenceRecorded",
    "Fact",
    "NeedRecorded",
    "OrganisationRecorded",
    "Outcome",
    "PagesCounted",
    "PersonCorrected",
    "PersonErased",
    "PersonRecorded",
    "PlanFact",
    "PlanOpened",
    "PriorityRecorded",
    "ProviderAdded",
    "ProviderRemoved",
    "R",
    "ReportEntryRecorded",
    "ReportOpened",
    "RequestSent",
    "RequestWithdrawn",
    "ResponseMatched",
    "ResponseSubmitted",
    "RoleGranted",
    "RowKey",
    "Rows",
    "SignOffDeclined",
    "SignOffRequested",
    "SignOffSigned",
    "StageEntered",
    "read",
]
