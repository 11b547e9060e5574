"""What goes on about an answer: calls before it, questions about it, its confirmation and its acceptance."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import Confirmation, Contact, HeardHow, Plan, Question, QuestionStatus, Response


class ContactRecorded(PlanFact):
    """A call, a letter or a promise was noted that is no answer yet."""

    type: Literal["contact.recorded"] = "contact.recorded"
    says: ClassVar[str] = "What {provider} said was noted; it is no answer yet"
    contact: str
    request: str
    provider: str
    how: HeardHow
    on: date
    promised_for: date | None = None
    files: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(Contact, self.contact)
        row.plan_id, row.request_id, row.provider_id = self.plan, self.request, self.provider
        row.how, row.on, row.promised_for, row.files = self.how, self.on, self.promised_for, list(self.files)


class QuestionAsked(PlanFact):
    """The team asked a provider a question about its answer."""

    type: Literal["question.asked"] = "question.asked"
    says: ClassVar[str] = "A question to {provider} about its answer (reference {reference})"
    question: str
    request: str
    response: str
    provider: str
    reference: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Question, self.question)
        row.plan_id, row.request_id, row.response_id = self.plan, self.request, self.response
        row.provider_id, row.asked_on, row.status = self.provider, self.on, QuestionStatus.OPEN


class QuestionAnswered(PlanFact):
    """A question about an answer has its reply, or the newer version that came after it."""

    type: Literal["question.answered"] = "question.answered"
    says: ClassVar[str] = "{provider} answered a question about its answer"
    question: str
    request: str
    provider: str
    response: str | None = None
    heard_how: HeardHow | None = None
    files: tuple[str, ...] = ()
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Question, self.question)
        row.status, row.answered_on, row.answered_by = QuestionStatus.ANSWERED, self.on, self.response
        row.heard_how, row.files = self.heard_how, list(self.files)


class QuestionWithdrawn(PlanFact):
    """A question about an answer is not needed any more."""

    type: Literal["question.withdrawn"] = "question.withdrawn"
    says: ClassVar[str] = "A question to {provider} is not needed any more"
    question: str
    provider: str

    def apply(self, rows: Rows) -> None:
        rows.of(Question, self.question).status = QuestionStatus.NOT_NEEDED


class ResponseAccepted(PlanFact):
    """Somebody of the team thanked a provider for its answer: nothing more is asked about it."""

    type: Literal["response.accepted"] = "response.accepted"
    says: ClassVar[str] = "The answer of {provider} was accepted with thanks (reference {reference})"
    request: str
    response: str
    provider: str
    reference: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(Response, self.response).accepted_on = self.on


class ConfirmationAsked(PlanFact):
    """An answer waits for somebody of the provider to confirm it."""

    type: Literal["confirmation.asked"] = "confirmation.asked"
    says: ClassVar[str] = "{provider} is asked to confirm its answer (reference {reference})"
    request: str
    response: str
    provider: str
    reference: str

    def apply(self, rows: Rows) -> None:
        rows.of(Response, self.response).confirmation = Confirmation.SENT


class ResponseConfirmed(PlanFact):
    """Somebody of the provider confirmed its answer; `by_sender` where it has no second person."""

    type: Literal["response.confirmed"] = "response.confirmed"
    says: ClassVar[str] = "{provider} confirmed its answer (reference {reference})"
    response: str
    provider: str
    reference: str
    by_sender: bool
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Response, self.response)
        row.confirmation, row.confirmed_on = Confirmation.CONFIRMED, self.on
        row.confirmed_by_sender = self.by_sender


class ConfirmationSwitched(PlanFact):
    """The ERB lead switched on, or off, that providers confirm their answers; it has no statutory form."""

    type: Literal["confirmation.switched"] = "confirmation.switched"
    says: ClassVar[str] = "That providers confirm their answers was switched {to}"
    to: Literal["on", "off"]

    def apply(self, rows: Rows) -> None:
        rows.of(Plan, self.plan).provider_confirms = self.to == "on"
