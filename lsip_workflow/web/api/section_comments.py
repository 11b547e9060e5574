"""The JSON API: comments of strategic authorities by section, their answers, and the draft to work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from lsip_workflow.journeys import releases, section_comments
from lsip_workflow.model import Organisation, Release, SectionComment
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.rules.responses import Code
from lsip_workflow.store import queries
from lsip_workflow.store.record import lock
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.designations import RowId
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.downloads import as_file
from lsip_workflow.web.forms import Form, Said
from lsip_workflow.web.once import At, Here, Sender, Sending, Submitted
from lsip_workflow.web.views.versions import draft_of

router = APIRouter(prefix="/api/v1")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class SectionCommentForm(Form):
    """A comment on a section of what was released: the whole, a part, or one thing of it by its code."""

    section: Code = Field(description="whole, needs, priorities, priorities:P1, actions, actions:A1 …")
    words: Said


class SectionAnswerForm(Form):
    """What changed because of a comment, or why nothing did."""

    outcome: Literal["changed", "not_changed"]
    words: Said


class SectionCommentOut(BaseModel):
    """A comment on a section, and what became of it."""

    id: str
    release: str
    organisation: str
    section: str
    said_on: date
    words: str | None
    outcome: str
    answered_on: date | None
    answer: str | None


@dataclass(frozen=True)
class Commenting:
    """What an authority sends about a release that reached it."""

    sender: Sender
    release_id: str

    def once(self, form: BaseModel, work: Callable[[Here, Release], BaseModel]) -> Response:
        """Work it on the locked plan and keep the answer."""

        def admit(session: Session) -> Release:
            row = releases.one_to_me(session, self.sender.actor, self.release_id)
            lock(session, f"plan:{row.plan_id}", row)
            return row

        return self.sender.once(form, admit, work, 201)


def commenting(sending: Sending, release_id: RowId) -> Commenting:
    """An authority that a release reached. Raises NotYours, and NotAllowed for everybody else it reached."""
    with sending.world.database.reading() as session:
        row = releases.one_to_me(session, sending.actor, release_id)
        plan = queries.plan(session, row.plan_id)
        if plan is None or not section_comments.speaks(sending.actor, plan.area_id):
            raise NotAllowed(section_comments.ONLY_AN_AUTHORITY)
    return Commenting(sending, release_id)


@router.post("/releases/{release_id}/comments", status_code=201, response_model=SectionCommentOut)
def comment(submitted: Annotated[Commenting, Depends(commenting)], form: SectionCommentForm) -> Response:
    """Comment on a section of what was released to your authority."""

    def work(here: Here, row: Release) -> SectionCommentOut:
        said = section_comments.comment(here.session, here.occasion, row, **form.model_dump())
        return _out(here.session, said)

    return submitted.once(form, work)


@router.get("/releases/{release_id}/comments")
def list_comments(world: AtRuntime, actor: Holder, release_id: RowId) -> list[SectionCommentOut]:
    """The comments on a release: your own authority's; all of them for the plan's team."""
    with world.database.reading() as session:
        row = releases.one_to_me(session, actor, release_id)
        return [_out(session, said) for said in section_comments.of_release(session, actor, row)]


@router.get("/releases/{release_id}/draft")
def download_draft(world: AtRuntime, actor: Holder, release_id: RowId) -> Response:
    """A released version as a document to work with (DOCX): sections, codes, page numbers, its reference."""
    with world.database.reading() as session:
        name, make = draft_of(session, world, actor, release_id)
    return as_file(make(), DOCX, name)


@router.get("/plans/{plan_id}/section-comments")
def list_comments_of_plan(world: AtRuntime, actor: Holder, plan_id: Id) -> list[SectionCommentOut]:
    """All comments by section on what was released of a plan; for its ERB."""
    with world.database.reading() as session:
        rows = section_comments.of_plan(session, readable(session, actor, plan_id).id)
        return [_out(session, row) for row in rows]


@router.post(
    "/plans/{plan_id}/section-comments/{section_comment_id}/answer",
    status_code=201,
    response_model=SectionCommentOut,
)
def answer(submitted: Submitted, section_comment_id: RowId, form: SectionAnswerForm) -> Response:
    """Say what a comment changed, or why nothing did; again, to correct it."""

    def work(at: At) -> SectionCommentOut:
        row = at.row(SectionComment, section_comment_id)
        return _out(at.session, section_comments.answer(at.session, at.occasion, row, **form.model_dump()))

    return submitted.once(form, work)


def _out(session: Session, row: SectionComment) -> SectionCommentOut:
    return SectionCommentOut(
        release=row.release_id,
        organisation=session.get_one(Organisation, row.organisation_id).name,
        **row.model_dump(include={"id", "section", "said_on", "words", "outcome", "answered_on", "answer"}),
    )
