"""What providers were asked, and what they answered."""

from datetime import datetime
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import (
    AnswerKind,
    HeardHow,
    Request,
    RequestStatus,
    Response,
    ResponseStatus,
)


class RequestSent(PlanFact):
    """A provider was asked something."""

    type: Literal["request.sent"] = "request.sent"
    says: ClassVar[str] = "{provider} was asked"
    request: str
    provider: str
    at: datetime | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(Request, self.request)
        row.plan_id, row.provider_id, row.status = self.plan, self.provider, RequestStatus.OPEN
        if self.at is not None:  # what was sent before this was said here
            row.sent_at = self.at


class RequestWithdrawn(PlanFact):
    """What was asked of a provider is not needed any more."""

    type: Literal["request.withdrawn"] = "request.withdrawn"
    says: ClassVar[str] = "What was asked of {provider} is not needed any more"
    request: str
    provider: str

    def apply(self, rows: Rows) -> None:
        rows.of(Request, self.request).status = RequestStatus.NOT_NEEDED


class ResponseSubmitted(PlanFact):
    """A provider answered a request, in one of the kinds of answer, or sent a new version of its answer."""

    type: Literal["response.submitted"] = "response.submitted"
    says: ClassVar[str] = "{provider} {answer_kind} (reference {reference}, version {number})"
    request: str
    response: str
    provider: str
    number: int
    follows: str | None = None
    reference: str
    answer_kind: AnswerKind = AnswerKind.ANSWER
    heard_how: HeardHow | None = None
    credential: str | None = None
    sender: str | None = None
    files: tuple[str, ...] = ()
    at: datetime | None = None

    def apply(self, rows: Rows) -> None:
        response, request = rows.of(Response, self.response), rows.of(Request, self.request)
        response.plan_id, response.request_id, response.provider_id = self.plan, self.request, self.provider
        response.version, response.follows_id, response.reference = self.number, self.follows, self.reference
        response.kind, response.heard_how = self.answer_kind, self.heard_how
        response.status, response.files = ResponseStatus.RECEIVED, list(self.files)
        if self.sender is not None:  # what was sent before this was said here
            response.sent_by = self.sender
        if self.at is not None:
            response.submitted_at = self.at
        waits = self.answer_kind is AnswerKind.MORE_TIME
        request.status = RequestStatus.OPEN if waits else RequestStatus.ANSWERED
        request.current_response_id = self.response


class ResponseMatched(PlanFact):
    """An answer was matched to the actions that it speaks to, and shown as received."""

    type: Literal["response.matched"] = "response.matched"
    says: ClassVar[str] = "The answer of {provider} was matched to {actions} of the actions"
    response: str
    provider: str
    actions: int

    def apply(self, rows: Rows) -> None:
        response = rows.of(Response, self.response)
        response.status, response.actions_matched = ResponseStatus.MATCHED, self.actions
