"""The JSON API of a plan's way to the department, and of what was released of it to whom."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from lsip_workflow.journeys import released, releases, submission
from lsip_workflow.model import (
    Document,
    Feedback,
    FeedbackPoint,
    File,
    Organisation,
    Release,
    Submission,
)
from lsip_workflow.store import life, queries
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.content import Made
from lsip_workflow.web.api.designations import RowId
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.downloads import as_file
from lsip_workflow.web.forms.life import (
    BecauseForm,
    FeedbackForm,
    PointAnswerForm,
    ReleaseForm,
    SubmissionForm,
)
from lsip_workflow.web.once import At, Submitted

router = APIRouter(prefix="/api/v1")


class SubmissionOut(BaseModel):
    """A submission: to whom, on which day, and which version of the plan."""

    id: str
    addressee: str | None
    made_on: date
    reference: str
    version: str
    file_id: str | None
    status: str
    note: str | None


class SubmissionMadeOut(Made):
    """The submission, the version that went, and what should be known about it."""

    version: str
    warnings: list[str]


class PointOut(BaseModel):
    """One point of the department's feedback, and its answer."""

    id: str
    number: int
    section: str
    text: str | None
    answer: str
    answered_on: date | None
    words: str | None


class FeedbackOut(BaseModel):
    """A letter of the department, point by point."""

    id: str
    reference: str
    received_on: date
    submission_id: str | None
    file_id: str | None
    points: list[PointOut]


class FeedbackMade(Made):
    """The letter, the ids of its points in order, and the stage in which the plan is now."""

    points: list[str]
    stage: str


class ReleaseOut(BaseModel):
    """A release: what, to whom, when; `version` and `fingerprint` say which exactly."""

    id: str
    plan: str
    title: str
    audience: str
    organisation: str | None
    version: str
    file: str | None
    document: str | None
    url: str
    fingerprint: str
    released_on: date
    ended_on: date | None
    because: str | None


class ReleaseWhole(ReleaseOut):
    """A release with what a version says, as it was then; a file is under `/content`."""

    content: dict[str, Any] | None
    not_shown: list[str] = Field(description="Codes of what an interest of yours hides from you.")


@router.post("/plans/{plan_id}/submissions", status_code=201, response_model=SubmissionMadeOut)
def submit(submitted: Submitted, form: SubmissionForm) -> Response:
    """Record that a person submitted the plan as it stands: to whom, when, under which reference."""

    def work(at: At) -> SubmissionMadeOut:
        row, warnings = submission.submit(at.session, at.occasion, at.plan, **form.model_dump())
        return SubmissionMadeOut(id=row.id, version=row.version, warnings=warnings)

    return submitted.once(form, work)


@router.get("/plans/{plan_id}/submissions")
def list_submissions(world: AtRuntime, actor: Holder, plan_id: Id) -> list[SubmissionOut]:
    """What was submitted of the plan, the first one first; for its ERB."""
    with world.database.reading() as session:
        rows = life.submissions(session, readable(session, actor, plan_id).id)
        return [SubmissionOut(**_of(row, SubmissionOut)) for row in rows]


@router.post("/plans/{plan_id}/feedback", status_code=201, response_model=FeedbackMade)
def take_feedback(submitted: Submitted, form: FeedbackForm) -> Response:
    """Take in a letter of the department, point by point; a plan given back is submitted anew."""

    def work(at: At) -> FeedbackMade:
        said = form.model_dump(exclude={"points"})
        points = [(point.section, point.text) for point in form.points]
        row = submission.take_feedback(at.session, at.occasion, at.plan, points=points, **said)
        ids = [point.id for point in life.points(at.session, row.id)]
        return FeedbackMade(id=row.id, points=ids, stage=at.plan.stage)

    return submitted.once(form, work)


@router.get("/plans/{plan_id}/feedback")
def list_feedback(world: AtRuntime, actor: Holder, plan_id: Id) -> list[FeedbackOut]:
    """The department's letters with their points and answers; for the plan's ERB."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        letters = sorted(queries.dossier(session, plan).feedback, key=lambda row: (row.received_on, row.id))
        return [_feedback(session, row) for row in letters]


@router.post("/plans/{plan_id}/feedback-points/{point_id}/answer", status_code=201, response_model=Made)
def answer_point(submitted: Submitted, point_id: RowId, form: PointAnswerForm) -> Response:
    """Answer a point: what changed, or why nothing did; again, to correct it before the plan goes out."""

    def work(at: At) -> Made:
        row = at.row(FeedbackPoint, point_id)
        submission.answer_point(at.session, at.occasion, row, form.answer, form.words)
        return Made(id=row.id)

    return submitted.once(form, work)


@router.post("/plans/{plan_id}/releases", status_code=201, response_model=ReleaseOut)
def release(submitted: Submitted, form: ReleaseForm) -> Response:
    """Release the plan as it stands, or a file or a document of it, to an audience."""

    def work(at: At) -> ReleaseOut:
        row = releases.release(at.session, at.occasion, at.plan, **form.model_dump())
        return ReleaseOut(**_release(at.session, row))

    return submitted.once(form, work)


@router.post("/plans/{plan_id}/releases/{release_id}/end", status_code=201, response_model=ReleaseOut)
def end_release(submitted: Submitted, release_id: RowId, form: BecauseForm) -> Response:
    """Take a release back, with the reason; that it was to be seen until then stays on record."""

    def work(at: At) -> ReleaseOut:
        row = releases.end(at.session, at.occasion, at.row(Release, release_id), form.because)
        return ReleaseOut(**_release(at.session, row, team=True))

    return submitted.once(form, work)


@router.get("/plans/{plan_id}/releases")
def list_plan_releases(world: AtRuntime, actor: Holder, plan_id: Id) -> list[ReleaseOut]:
    """Everything that was released of a plan, to whom and when, the newest first; for its ERB."""
    with world.database.reading() as session:
        rows = life.releases(session, readable(session, actor, plan_id).id)
        return [ReleaseOut(**_release(session, row, team=True)) for row in rows]


@router.get("/releases")
def list_releases(world: AtRuntime, actor: Holder) -> list[ReleaseOut]:
    """What was released to you, the newest first: to your body, to a role you hold, or to everybody."""
    with world.database.reading() as session:
        return [ReleaseOut(**_release(session, row)) for row in releases.to_me(session, actor)]


@router.get("/releases/{release_id}")
def read_release(world: AtRuntime, actor: Holder, release_id: RowId) -> ReleaseWhole:
    """One release; of a version, what the plan said then."""
    with world.database.reading() as session:
        row = releases.one_to_me(session, actor, release_id)
        said = released.said_to(session, actor, row, world.today())
        return ReleaseWhole(**_release(session, row), content=said.content, not_shown=list(said.not_shown))


@router.get("/releases/{release_id}/content")
def download_release(world: AtRuntime, actor: Holder, release_id: RowId) -> Response:
    """What was released, byte for byte: its SHA-256 is the document reference of the release."""
    with world.database.reading() as session:
        row = releases.one_to_me(session, actor, release_id)
        return as_file(*released.bytes_to(session, actor, row, world.today()))


def _of(row: Submission | FeedbackPoint | Feedback, shape: type[BaseModel]) -> dict[str, Any]:
    return row.model_dump(include=set(shape.model_fields))


def _feedback(session: Session, row: Feedback) -> FeedbackOut:
    points = [PointOut(**_of(point, PointOut)) for point in life.points(session, row.id)]
    return FeedbackOut(**_of(row, FeedbackOut), points=points)


def _release(session: Session, row: Release, *, team: bool = False) -> dict[str, Any]:
    kept = session.get_one(File, row.file_id) if row.file_id else None
    paper = session.get_one(Document, row.document_id) if row.document_id else None
    named = session.get_one(Organisation, row.organisation_id).name if row.organisation_id else None
    return {
        **row.model_dump(include={"id", "title", "audience", "version", "released_on", "ended_on"}),
        "plan": row.plan_id,
        "organisation": named,
        "file": kept.name if kept else None,
        "document": row.document_id,
        "url": paper.url if paper else "",
        "fingerprint": kept.fingerprint if kept else paper.fingerprint if paper else row.version,
        "because": row.because if team else None,
    }
