"""The JSON API, writing: what is asked and by when, what was decided and published, what a plan waits for."""

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel

from lsip_workflow.journeys import authorities, deadlines, plans, requests, submission
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import AuthorityAnswer, Deadline, DeadlineStatus, Request, RequestStatus
from lsip_workflow.store import queries
from lsip_workflow.web.api.content import Made
from lsip_workflow.web.api.parties import party
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import (
    AuthorityForm,
    DocumentForm,
    MoveForm,
    Nothing,
    PagesForm,
    ReasonForm,
    RequestForm,
    ResumeForm,
    SuspendForm,
)
from lsip_workflow.web.once import AreaSubmission, At, AtArea, Here, Submission, Submitted

router = APIRouter(prefix="/api/v1/plans/{plan_id}")


class RequestMade(Made):
    """A request and its date, which is moved and suspended by its own id."""

    status: RequestStatus
    deadline: str
    due: date | None


class DeadlineNow(Made):
    """A date as it stands now."""

    status: DeadlineStatus
    due: date | None


class AuthorityNow(Made):
    """The answer of a strategic authority as it stands now."""

    answer: str
    on: date


class ConditionNow(Made):
    """A condition of the plan as it stands now."""

    condition: str
    raised: bool
    accepted: bool


class DocumentMade(Made):
    """The document; which version of the plan it is of, and what should be known about it."""

    version: str
    warnings: list[str]


class PagesCounted(Made):
    """The plan, and how many pages its main body has."""

    pages: int


@router.post("/requests", status_code=201, response_model=RequestMade)
def ask(submitted: Submitted, form: RequestForm) -> Response:
    """Ask a provider of the plan something by a day; it is told, and reminded kindly."""

    def work(at: At) -> RequestMade:
        faults: list[str] = []
        provider = party(at, "ukprn", form.ukprn, faults)
        if provider is None:
            raise Faulty(faults)
        row = requests.ask(
            at.session, at.occasion, at.plan, provider, title=form.title, text=form.text, due=form.due
        )
        return _request(at, row)

    return submitted.once(form, work)


@router.post("/requests/{request_id}/withdraw", status_code=201, response_model=RequestMade)
def withdraw(submitted: Submitted, request_id: Id, form: Nothing | None = None) -> Response:
    """Say that an answer is not needed any more. One that has come stays, as the status then tells."""

    def work(at: At) -> RequestMade:
        row = at.row(Request, request_id)
        requests.withdraw(at.session, at.occasion, row)
        return _request(at, row)

    return submitted.once(form or Nothing(), work)


@router.post("/deadlines/{deadline_id}/move", status_code=201, response_model=DeadlineNow)
def move(submitted: Submitted, deadline_id: Id, form: MoveForm) -> Response:
    """Move a date to another day, with a reason from the list; the old day stays in the history."""
    return changed(submitted, deadline_id, form, moved_by(form), DeadlineNow)


@router.post("/deadlines/{deadline_id}/suspend", status_code=201, response_model=DeadlineNow)
def suspend(submitted: Submitted, deadline_id: Id, form: SuspendForm) -> Response:
    """Make a date silent until it is resumed, with a reason from the list."""
    return changed(submitted, deadline_id, form, suspended_by(form), DeadlineNow)


@router.post("/deadlines/{deadline_id}/resume", status_code=201, response_model=DeadlineNow)
def resume(submitted: Submitted, deadline_id: Id, form: ResumeForm) -> Response:
    """Let a suspended date count again, from the day that is now known."""
    return changed(submitted, deadline_id, form, resumed_by(form), DeadlineNow)


@router.post("/authorities/{answer_id}", status_code=201, response_model=AuthorityNow)
def answer_authority(submitted: Submitted, answer_id: Id, form: AuthorityForm) -> Response:
    """Record what a strategic authority answered, or the day by which it had not replied."""

    def work(at: At) -> AuthorityNow:
        row = at.row(AuthorityAnswer, answer_id)
        authorities.answer(at.session, at.occasion, row, **form.model_dump())
        return AuthorityNow(id=row.id, answer=row.answer, on=form.on)

    return submitted.once(form, work)


@router.post("/documents", status_code=201, response_model=DocumentMade)
def publish(submitted: Submitted, form: DocumentForm) -> Response:
    """Record that a document is published: its address, its fingerprint and the day."""

    def work(at: At) -> DocumentMade:
        row = plans.publish(at.session, at.occasion, at.plan, **form.model_dump())
        warnings = submission.not_as_sent(at.session, at.plan, row.fingerprint) if row.kind == "plan" else []
        return DocumentMade(id=row.id, version=row.version, warnings=warnings)

    return submitted.once(form, work)


@router.post("/conditions/{key}/raise", status_code=201, response_model=ConditionNow)
def raise_condition(submitted: Submitted, key: Id, form: Nothing | None = None) -> Response:
    """Ask for a piece of good practice before the plan goes on."""

    def work(at: At) -> ConditionNow:
        row = plans.raise_condition(at.session, at.occasion, at.plan, key)
        return ConditionNow(id=row.id, condition=key, raised=row.raised, accepted=row.accepted)

    return submitted.once(form or Nothing(), work)


@router.post("/conditions/{key}/accept", status_code=201, response_model=ConditionNow)
def accept_condition(submitted: Submitted, key: Id, form: ReasonForm) -> Response:
    """Go on without a condition of the guidance, with the reason: for the ERB lead, with their own key."""

    def work(at: At) -> ConditionNow:
        row = plans.accept_condition(at.session, at.occasion, at.plan, key, form.reason)
        return ConditionNow(id=row.id, condition=key, raised=row.raised, accepted=row.accepted)

    return submitted.once(form, work)


@router.post("/page-count", status_code=201, response_model=PagesCounted)
def count_pages(submitted: Submitted, form: PagesForm) -> Response:
    """Record how many pages the plan's main body has, annexes left out."""

    def work(at: At) -> PagesCounted:
        plans.count_pages(at.session, at.occasion, at.plan, form.pages)
        return PagesCounted(id=at.plan.id, pages=form.pages)

    return submitted.once(form, work)


def _request(at: At, row: Request) -> RequestMade:
    due = queries.deadline_of(at.session, at.plan.id, "request", row.id)
    assert due is not None  # each request opens exactly one
    return RequestMade(id=row.id, status=row.status, deadline=due.id, due=due.due)


Change = Callable[[Here, Deadline], None]


def moved_by(form: MoveForm) -> Change:
    """What a form that moves a date does to it, of a plan or of an area."""
    return lambda at, row: deadlines.move(at.session, at.occasion, row, form.due, form.reason, form.as_of)


def suspended_by(form: SuspendForm) -> Change:
    """What a form that suspends a date does to it."""
    return lambda at, row: deadlines.suspend(at.session, at.occasion, row, form.reason)


def resumed_by(form: ResumeForm) -> Change:
    """What a form that resumes a date does to it."""
    return lambda at, row: deadlines.resume(at.session, at.occasion, row, form.due)


def changed(
    submitted: Submission | AreaSubmission,
    key: str,
    form: BaseModel,
    change: Change,
    shape: type[BaseModel],
) -> Response:
    """Change a date of the plan or the area that something is sent about, and say how it stands then."""

    def work(at: At | AtArea) -> BaseModel:
        row = at.row(Deadline, key)
        change(at, row)
        return shape(**row.model_dump(include=set(shape.model_fields)))

    return submitted.once(form, work)
