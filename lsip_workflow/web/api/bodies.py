"""The JSON API: what bodies decided, entered by one person and checked by another; all sign-offs."""

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from lsip_workflow.journeys import decisions, judged, versions
from lsip_workflow.model import DecisionCheck, Plan, SignOff
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.lifecycle import counts
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import decisions as decided
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Nothing
from lsip_workflow.web.forms.decisions import DecisionForm, QuestionForm, StandsForm
from lsip_workflow.web.once import At, Submitted

router = APIRouter(prefix="/api/v1")


class PresentOut(BaseModel):
    """Somebody who was present when a body decided."""

    name: str | None
    person: str | None
    interest: str | None
    left: bool


class CheckOut(BaseModel):
    """What a second person said of a decision as it was entered."""

    on: date
    agrees: bool
    reason: str | None


class SignOffOut(BaseModel):
    """One sign-off of a plan: asked for, signed, declined, entered, decided."""

    id: str
    rule: str
    title: str
    status: str
    counts: bool = Field(description="Whether it lets the plan go on, in the stage in which it was given.")
    version: str
    on: date | None
    signatory: str | None
    body: str | None
    how: str
    outcome: str
    reference: str
    file: str | None
    meeting: str | None
    note: str | None
    corrects: str | None
    present: list[PresentOut]
    checks: list[CheckOut]
    not_said: list[str]
    changed_since: list[str] = Field(description="What is different in the plan now.")


class ChangeOut(BaseModel):
    """What changed since a sign-off, up to a version, judged a correction."""

    sign_off: str
    version: str
    on: date
    words: str | None


class DecisionMade(BaseModel):
    """A decision as it stands now: one that is entered waits for a second person."""

    id: str
    rule: str
    on: date
    version: str
    status: str
    not_said: list[str]


@router.get("/plans/{plan_id}/sign-offs")
def list_sign_offs(world: AtRuntime, actor: Holder, plan_id: Id) -> list[SignOffOut]:
    """All that was asked, signed, declined, entered and decided; for the plan's ERB."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        book = world.books[plan.edition]
        return [_sign_off_out(session, plan, book, row) for row in decided.sign_offs_of(session, plan.id)]


@router.post("/plans/{plan_id}/decisions", status_code=201, response_model=DecisionMade)
def enter_decision(submitted: Submitted, form: DecisionForm) -> Response:
    """Enter what a body decided, from its minute or letter; somebody else checks it, and then it counts."""

    def work(at: At) -> DecisionMade:
        minute = decisions.Minute(
            **form.model_dump(exclude={"rule", "version", "file", "meeting", "present"}),
            version=form.version or "",
            file_id=form.file,
            meeting_id=form.meeting,
            present=[
                decisions.Present(each.name, each.person, each.interest, each.left) for each in form.present
            ],
        )
        row = decisions.enter(at.session, at.occasion, at.plan, form.rule, minute)
        return _decision(at.session, row)

    return submitted.once(form, work)


@router.post("/plans/{plan_id}/decisions/{sign_off_id}/check", status_code=201, response_model=DecisionMade)
def check_decision(submitted: Submitted, sign_off_id: Id, form: Nothing | None = None) -> Response:
    """Say, as a second person with a key of your own, that it is entered as its minute or letter says."""
    return submitted.once(form or Nothing(), _second_look(sign_off_id, ""))


@router.post(
    "/plans/{plan_id}/decisions/{sign_off_id}/question", status_code=201, response_model=DecisionMade
)
def question_decision(submitted: Submitted, sign_off_id: Id, form: QuestionForm) -> Response:
    """Say, as a second person, what is entered otherwise than the minute says; it is entered anew."""
    return submitted.once(form, _second_look(sign_off_id, form.reason))


@router.post("/plans/{plan_id}/sign-offs/{sign_off_id}/stands", status_code=201, response_model=ChangeOut)
def judge_change(submitted: Submitted, sign_off_id: Id, form: StandsForm) -> Response:
    """Say, with a key of your own, that what changed since a sign-off is a correction: it stands."""

    def work(at: At) -> ChangeOut:
        row = judged.stands(at.session, at.occasion, at.row(SignOff, sign_off_id), **form.model_dump())
        return ChangeOut(sign_off=row.sign_off_id, version=row.version, on=row.judged_on, words=row.words)

    return submitted.once(form, work)


def _second_look(sign_off_id: str, question: str) -> Callable[[At], DecisionMade]:
    def work(at: At) -> DecisionMade:
        row = at.row(SignOff, sign_off_id)
        if row.body is None:
            raise NotYours
        return _decision(at.session, decisions.check(at.session, at.occasion, row, question))

    return work


def _sign_off_out(session: Session, plan: Plan, book: Rulebook, row: SignOff) -> SignOffOut:
    return SignOffOut(
        id=row.id,
        rule=row.rule,
        title=book.sign_off(row.rule).title,
        status=row.status,
        counts=counts(row),
        on=row.decided_on,
        file=row.file_id,
        meeting=row.meeting_id,
        present=[
            PresentOut(name=each.name, person=each.person_id, interest=each.interest, left=each.left_room)
            for each in decided.present_at(session, row.id)
        ],
        checks=[_check_out(each) for each in decided.checks_of(session, row.id)],
        not_said=decisions.not_said(session, row) if row.how else [],
        changed_since=versions.changes_since(session, plan, row.version, row.rule),
        **row.model_dump(
            include={"version", "signatory", "body", "how", "outcome", "reference", "note", "corrects"}
        ),
    )


def _check_out(row: DecisionCheck) -> CheckOut:
    return CheckOut(on=row.checked_on, agrees=row.agrees, reason=row.words)


def _decision(session: Session, row: SignOff) -> DecisionMade:
    assert row.decided_on is not None  # each decision has its day
    return DecisionMade(
        id=row.id,
        rule=row.rule,
        on=row.decided_on,
        version=row.version,
        status=row.status,
        not_said=decisions.not_said(session, row),
    )
