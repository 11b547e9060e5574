"""The JSON API, answers: a request with all that was said, notes of calls, questions, confirmation."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from lsip_workflow.journeys import confirmation, questions
from lsip_workflow.model import (
    AnswerKind,
    Confirmation,
    Contact,
    HeardHow,
    Plan,
    Question,
    QuestionStatus,
    Request,
    RequestStatus,
)
from lsip_workflow.model import Response as Answer
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import as_reader, row_of
from lsip_workflow.web.api.content import Made
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Nothing
from lsip_workflow.web.forms.answers import ContactForm, QuestionForm, ReplyForm, SwitchForm
from lsip_workflow.web.once import At, Submitted, SubmittedByParty, SubmittedByProvider

router = APIRouter(prefix="/api/v1/plans/{plan_id}")
Row = TypeVar("Row", Request, Answer, Question)


class VersionOut(BaseModel):
    """One version of an answer, whole, as it was said."""

    id: str
    version: int
    reference: str
    kind: AnswerKind
    received_at: datetime
    heard_how: HeardHow | None
    said: dict[str, Any] | None = Field(description="Empty once its words were erased.")
    files: list[str]
    accepted_on: date | None
    confirmation: Confirmation | None = Field(description="Empty where the plan asks for none.")
    confirmed_on: date | None
    confirmed_by_sender: bool


class ContactOut(Made):
    """What was noted of a call, a letter or a promise; it is no answer."""

    how: HeardHow
    on: date
    with_whom: str | None
    said: str | None
    promised_for: date | None
    files: list[str]


class QuestionOut(Made):
    """A question about an answer, and its reply: in words, or by the version that came after it."""

    response: str
    status: QuestionStatus
    asked_on: date
    due: date | None
    deadline: str | None
    ask: str | None
    reply: str | None
    answered_on: date | None
    answered_by: str | None
    heard_how: HeardHow | None
    files: list[str]


class RequestWhole(Made):
    """What was asked of a provider, and all that was said about it."""

    title: str
    ask: str | None
    status: RequestStatus
    versions: list[VersionOut]
    contacts: list[ContactOut]
    questions: list[QuestionOut]


class Accepted(Made):
    """An answer that was accepted with thanks."""

    accepted_on: date | None


class Confirmed(Made):
    """An answer as it stands; `heading` says what a confirmation is, and is not."""

    confirmation: Confirmation | None
    confirmed_on: date | None
    confirmed_by_sender: bool
    heading: str


class Switched(Made):
    """Whether providers confirm their answers to this plan; `heading` stands over each confirmation."""

    on: bool
    heading: str


@router.get("/requests/{request_id}")
def read_request(world: AtRuntime, actor: Holder, plan_id: Id, request_id: Id) -> RequestWhole:
    """What was asked of a provider and everything that was said about it; a provider reads its own."""
    with world.database.reading() as session:
        plan = as_reader(session, actor, plan_id)
        row = row_of(session, plan, Request, request_id)
        if actor.organisation_kind == "provider" and row.provider_id != actor.organisation_id:
            raise NotYours
        return _whole(session, plan, row)


@router.post("/requests/{request_id}/contacts", status_code=201, response_model=ContactOut)
def record_contact(submitted: Submitted, request_id: Id, form: ContactForm) -> Response:
    """Note a call or a promise that is no answer yet; the provider gets a copy to correct.

    It ends nothing and moves no date: if the day promised is to count, move the date.
    """

    def work(at: At) -> ContactOut:
        row = questions.record_contact(
            at.session,
            at.occasion,
            at.plan,
            _of_plan(at, Request, request_id),
            how=form.how,
            on=form.on,
            with_whom=form.with_whom,
            said=form.said,
            promised_for=form.promised_for,
            attached=form.files,
        )
        return ContactOut(**row.model_dump(include=set(ContactOut.model_fields)))

    return submitted.once(form, work)


@router.post("/responses/{response_id}/questions", status_code=201, response_model=QuestionOut)
def ask(submitted: Submitted, response_id: Id, form: QuestionForm) -> Response:
    """Ask a question about an answer, by a day; a reply or a new version of the answer closes it."""

    def work(at: At) -> QuestionOut:
        answer = _of_plan(at, Answer, response_id)
        row = questions.ask(at.session, at.occasion, at.plan, answer, text=form.text, due=form.due)
        return _question(at.session, row)

    return submitted.once(form, work)


@router.post("/questions/{question_id}/reply", status_code=201, response_model=QuestionOut)
def reply(submitted: SubmittedByParty, question_id: Id, form: ReplyForm) -> Response:
    """Reply to a question about your answer; the team may note a reply, and says how it was heard."""

    def work(at: At) -> QuestionOut:
        row = questions.reply(
            at.session,
            at.occasion,
            at.plan,
            _of_plan(at, Question, question_id),
            text=form.reply,
            heard_how=form.heard_how,
            attached=form.files,
        )
        return _question(at.session, row)

    return submitted.once(form, work)


@router.post("/questions/{question_id}/withdraw", status_code=201, response_model=QuestionOut)
def withdraw(submitted: Submitted, question_id: Id, form: Nothing | None = None) -> Response:
    """Say that a question is not needed any more; its date closes."""

    def work(at: At) -> QuestionOut:
        row = _of_plan(at, Question, question_id)
        questions.withdraw(at.session, at.occasion, row)
        return _question(at.session, row)

    return submitted.once(form or Nothing(), work)


@router.post("/responses/{response_id}/accept", status_code=201, response_model=Accepted)
def accept(submitted: Submitted, response_id: Id, form: Nothing | None = None) -> Response:
    """Say thank you: nothing more is asked about this answer. One that nobody accepted is no worse for it."""

    def work(at: At) -> Accepted:
        row = questions.accept(at.session, at.occasion, at.plan, _of_plan(at, Answer, response_id))
        return Accepted(id=row.id, accepted_on=row.accepted_on)

    return submitted.once(form or Nothing(), work)


@router.post("/responses/{response_id}/confirm", status_code=201, response_model=Confirmed)
def confirm(submitted: SubmittedByProvider, response_id: Id, form: Nothing | None = None) -> Response:
    """Confirm an answer of your organisation, where the plan asks for that; it has no statutory form.

    Somebody else than the sender confirms; where a provider has named nobody else, the sender does, and the
    record says so.
    """

    def work(at: At) -> Confirmed:
        row = confirmation.confirm(at.session, at.occasion, at.plan, _of_plan(at, Answer, response_id))
        return Confirmed(
            heading=confirmation.heading(at.occasion.book_of(at.plan)),
            **row.model_dump(include=set(Confirmed.model_fields) - {"heading"}),
        )

    return submitted.once(form or Nothing(), work)


@router.post("/confirmation", status_code=201, response_model=Switched)
def switch(submitted: Submitted, form: SwitchForm) -> Response:
    """Let providers confirm their answers to this plan, or no longer; off by default, for the ERB lead."""

    def work(at: At) -> Switched:
        confirmation.switch(at.session, at.occasion, at.plan, form.on)
        heading = confirmation.heading(at.occasion.book_of(at.plan))
        return Switched(id=at.plan.id, on=at.plan.provider_confirms, heading=heading)

    return submitted.once(form, work)


def _of_plan(at: At, kind: type[Row], key: str) -> Row:
    """A row of this plan, for the team or for the provider that it is about. Raises NotYours."""
    row = at.row(kind, key)
    if at.occasion.actor.organisation_kind == "provider" and (
        row.provider_id != at.occasion.actor.organisation_id
    ):
        raise NotYours
    return row


def _whole(session: Session, plan: Plan, row: Request) -> RequestWhole:
    versions = select(Answer).where(Answer.request_id == row.id).order_by(col(Answer.version))
    notes = select(Contact).where(Contact.request_id == row.id).order_by(col(Contact.on), col(Contact.id))
    asked = select(Question).where(Question.request_id == row.id)
    return RequestWhole(
        id=row.id,
        title=row.title,
        ask=row.ask,
        status=row.status,
        versions=[_version(version) for version in session.exec(versions)],
        contacts=_contacts(session.exec(notes).all()),
        questions=[
            _question(session, question)
            for question in session.exec(asked.order_by(col(Question.asked_on), col(Question.id)))
        ],
    )


def _version(row: Answer) -> VersionOut:
    same = set(VersionOut.model_fields) - {"received_at", "said"}
    said = json.loads(row.content) if row.content is not None else None
    return VersionOut(received_at=row.submitted_at, said=said, **row.model_dump(include=same))


def _contacts(rows: Sequence[Contact]) -> list[ContactOut]:
    return [ContactOut(**row.model_dump(include=set(ContactOut.model_fields))) for row in rows]


def _question(session: Session, row: Question) -> QuestionOut:
    due = queries.deadline_of(session, row.plan_id, "question", row.id)
    same = set(QuestionOut.model_fields) - {"response", "due", "deadline"}
    return QuestionOut(
        response=row.response_id,
        due=due.due if due else None,
        deadline=due.id if due else None,
        **row.model_dump(include=same),
    )
