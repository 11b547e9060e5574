"""The JSON API, consultations: a version shared with named parties, their comments, what became of each."""

import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from lsip_workflow.journeys import consultation, files
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    ConsultationComment,
    ConsultationRound,
    Organisation,
    Person,
    Plan,
    PlanVersion,
    RoundStatus,
)
from lsip_workflow.model.consultation import Outcome
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import visible
from lsip_workflow.web.api.content import Made
from lsip_workflow.web.api.files import as_download
from lsip_workflow.web.api.parties import party, several
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Nothing
from lsip_workflow.web.forms.research import CommentAnswerForm, CommentForm, ConsultationForm, OwnCommentForm
from lsip_workflow.web.once import At, Sending, Submission, Submitted

router = APIRouter(prefix="/api/v1/plans/{plan_id}")


class RoundMade(Made):
    """The round, and the document reference of the version that it shares."""

    version: str
    until: date


class CommentMade(Made):
    """A comment as it was taken in; one that comes late is taken as well."""

    late: bool


class CommentOut(BaseModel):
    """What a party said about a section, and what it changed or why it did not."""

    id: str
    party: str
    section: str | None
    section_title: str
    text: str
    received_on: date
    received_by: str | None = Field(description="Who of the team wrote it down; empty for the party itself.")
    late: bool
    outcome: Outcome | None
    answer: str
    answered_on: date | None


class RoundOut(BaseModel):
    """A consultation: the version that was shared, with whom, until when, and the comments so far."""

    id: str
    title: str
    ask: str
    status: RoundStatus
    opened_on: date
    until: date | None
    closed_on: date | None
    version: str = Field(description="The document reference of the version that was shared.")
    content: dict[str, Any] | None = Field(description="That version, as it was.")
    file: str | None
    parties: list[str] = Field(description="For the team of the plan; a party sees its own name only.")
    sections: dict[str, str] = Field(description="The sections of the edition, by the key for a comment.")
    comments: list[CommentOut]


@router.post("/consultations", status_code=201, response_model=RoundMade)
def open_consultation(submitted: Submitted, form: ConsultationForm) -> Response:
    """Share the plan as it stands with named parties until a day; the version is kept as it is now."""

    def work(at: At) -> RoundMade:
        faults: list[str] = []
        parties, file = several(at, "parties", form.parties, faults), None
        if form.file is not None:
            try:
                file = files.of_plan(at.session, at.plan, form.file)
            except Faulty as unknown:
                faults += unknown.faults
        row = consultation.open_round(
            at.session,
            at.occasion,
            at.plan,
            title=form.title,
            ask=form.ask,
            parties=parties,
            until=form.until,
            file=file,
            faults=faults,
        )
        return RoundMade(id=row.id, version=row.content, until=form.until)

    return submitted.once(form, work)


@router.post("/consultations/{round_id}/comments", status_code=201, response_model=CommentMade)
def record_comment(submitted: Submitted, round_id: Id, form: CommentForm) -> Response:
    """Record a comment that somebody of the team received from a party, also a late one."""

    def work(at: At) -> CommentMade:
        row, faults = consultation.of_plan(at.session, at.plan, round_id), list[str]()
        who = party(at, "party", form.party, faults)
        if who is None:
            raise Faulty(faults)
        said = consultation.comment(at.session, at.occasion, row, who.id, form.text, section=form.section)
        return CommentMade(id=said.id, late=said.late)

    return submitted.once(form, work)


def own_submission(sending: Sending, plan_id: Id, round_id: Id) -> Submission:
    """What a party to a round sends for itself; to everybody else the round is not there."""

    def admit(session: Session, actor: Actor, plan_id: str) -> Plan:
        plan = queries.plan(session, plan_id)
        if plan is None:
            raise NotYours
        consultation.require_party(session, actor, plan.id, round_id)
        return plan

    with sending.world.database.reading() as session:
        admit(session, sending.actor, plan_id)
    return Submission(sending, plan_id, admit)


@router.post("/consultations/{round_id}/own-comments", status_code=201, response_model=CommentMade)
def send_own_comment(
    submitted: Annotated[Submission, Depends(own_submission)], round_id: Id, form: OwnCommentForm
) -> Response:
    """Comment as a party, with its own key; after the date it is taken as well, and marked late."""

    def work(at: At) -> CommentMade:
        row = consultation.of_plan(at.session, at.plan, round_id)
        who = at.occasion.actor.organisation_id or ""
        said = consultation.comment(
            at.session, at.occasion, row, who, form.text, section=form.section, by_party=True
        )
        return CommentMade(id=said.id, late=said.late)

    return submitted.once(form, work)


@router.post("/consultations/{round_id}/close", status_code=201, response_model=Made)
def close_consultation(submitted: Submitted, round_id: Id, form: Nothing) -> Response:
    """Close a consultation and its date; a comment that comes later is still taken."""

    def work(at: At) -> Made:
        row = consultation.of_plan(at.session, at.plan, round_id)
        return Made(id=consultation.close(at.session, at.occasion, row).id)

    return submitted.once(form, work)


@router.post("/comments/{comment_id}/answer", status_code=201, response_model=Made)
def answer_comment(submitted: Submitted, comment_id: Id, form: CommentAnswerForm) -> Response:
    """Record what a comment changed, or why it did not; again, to correct it."""

    def work(at: At) -> Made:
        row = at.row(ConsultationComment, comment_id)
        return Made(id=consultation.answer(at.session, at.occasion, row, form.outcome, form.text).id)

    return submitted.once(form, work)


@router.get("/consultations")
def list_consultations(world: AtRuntime, actor: Holder, plan_id: Id) -> list[RoundOut]:
    """The consultations of a plan; a party sees those shared with it, and of the comments its own."""
    with world.database.reading() as session:
        plan = queries.plan(session, plan_id)
        if plan is None:
            raise NotYours
        sections = consultation.sections(world.books[plan.edition])
        if permissions.reads_as_team(actor, plan.area_id, plan.erb_id):
            query = select(ConsultationRound).where(ConsultationRound.plan_id == plan.id)
            rows = session.exec(query.order_by(col(ConsultationRound.opened_on), col(ConsultationRound.id)))
            return [_round(session, row, sections) for row in rows]
        theirs = consultation.shared_with(session, actor, plan.id)
        if not theirs:
            visible(session, actor, plan_id)
        return [_round(session, row, sections, actor.organisation_id) for row in theirs]


@router.get("/consultations/{round_id}/file", response_class=Response)
def download_shared_file(world: AtRuntime, actor: Holder, plan_id: Id, round_id: Id) -> Response:
    """The file that was shared in a consultation, as it came; for the team and the parties."""
    with world.database.reading() as session:
        plan = queries.plan(session, plan_id)
        if plan is None:
            raise NotYours
        return as_download(consultation.file_of(session, actor, plan, round_id))


def _round(
    session: Session, row: ConsultationRound, sections: dict[str, str], only: str | None = None
) -> RoundOut:
    shared = consultation.parties_of(session, row)
    due, kept = consultation.until(session, row), session.get(PlanVersion, row.content)
    query = select(ConsultationComment).where(ConsultationComment.round_id == row.id)
    if only is not None:
        shared = shared & {only}
        query = query.where(ConsultationComment.organisation_id == only)
    said = session.exec(query.order_by(col(ConsultationComment.received_on), col(ConsultationComment.id)))
    parties = session.exec(select(Organisation.name).where(col(Organisation.id).in_(shared)))
    return RoundOut(
        **row.model_dump(include={"id", "title", "ask", "status", "opened_on", "closed_on"}),
        until=due.due if due else None,
        version=row.content,
        content=json.loads(kept.content) if kept and kept.content else None,
        file=row.file_id,
        parties=sorted(parties),
        sections=sections,
        comments=[_comment(session, one, sections, team=only is None) for one in said],
    )


def _comment(
    session: Session, row: ConsultationComment, sections: dict[str, str], *, team: bool
) -> CommentOut:
    received = session.get(Person, row.received_by) if row.received_by and team and not row.by_party else None
    return CommentOut(
        **row.model_dump(
            include={"id", "section", "text", "received_on", "late", "outcome", "answer", "answered_on"}
        ),
        party=session.get_one(Organisation, row.organisation_id).name,
        section_title=sections.get(row.section or "", row.own_section),
        received_by=received.name if received else None,
    )
