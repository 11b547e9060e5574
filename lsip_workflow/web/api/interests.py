"""The JSON API: the register of interests of an area, and what is declared at meetings."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlmodel import Session, col, select

from lsip_workflow.journeys import interests
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Declaration,
    Interest,
    Meeting,
    Organisation,
    Person,
)
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import life
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import open_area, readable
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms.interests import (
    DeclarationForm,
    EndInterestForm,
    InterestForm,
    MeetingForm,
    ReviewForm,
)
from lsip_workflow.web.once import At, AtArea, Submitted, SubmittedToArea

router = APIRouter(prefix="/api/v1")


class InterestOut(BaseModel):
    """An interest in the register."""

    id: str
    person: str
    name: str | None
    organisation: str | None
    matters: list[str]
    since: date
    until: date | None
    words: str | None


class ReviewOut(BaseModel):
    """A year for which the register was looked through."""

    year: int
    on: date
    words: str | None


class RegisterOut(BaseModel):
    """The register of interests of an area, with its reviews."""

    interests: list[InterestOut]
    reviews: list[ReviewOut]


class DeclarationOut(BaseModel):
    """What was declared at a meeting."""

    id: str
    name: str | None
    person: str | None
    matter: str
    left: bool
    words: str | None


class MeetingOut(BaseModel):
    """A meeting, its agenda and what was declared at it."""

    id: str
    body: str
    on: date
    title: str | None
    matters: list[str]
    declarations: list[DeclarationOut]


@router.get("/areas/{area_id}/interests")
def read_register(world: AtRuntime, actor: Holder, area_id: Id) -> RegisterOut:
    """The register of an area, ended interests with their days; for its ERB."""
    with world.database.reading() as session:
        area = open_area(session, actor, area_id)
        body = actor.organisation_id or ""
        return RegisterOut(
            interests=[_interest(session, row) for row in decided.register(session, area.id, body)],
            reviews=[
                ReviewOut(year=row.year, on=row.reviewed_on, words=row.words)
                for row in decided.reviews(session, area.id, body, world.today())
            ],
        )


@router.post("/areas/{area_id}/interests", status_code=201, response_model=InterestOut)
def register(submitted: SubmittedToArea, form: InterestForm) -> Response:
    """Put an interest into the register; what it touches is not shown to them, nor theirs to decide."""

    def work(at: AtArea) -> InterestOut:
        faults: list[str] = []
        person = _person(at.session, at.area.id, form.person, faults)
        known = form.organisation and life.organisation_of(at.session, at.area.id, form.organisation)
        if form.organisation and not known:
            faults.append("organisation: it is not written down for this area; write it down first.")
        if faults or person is None:
            raise Faulty(faults)
        row = interests.register(
            at.session,
            at.occasion,
            at.area,
            person,
            words=form.words,
            since=form.since,
            until=form.until,
            organisation=known or None,
            matters=form.matters,
        )
        return _interest(at.session, row)

    return submitted.once(form, work)


@router.post("/areas/{area_id}/interests/{interest_id}/end", status_code=201, response_model=InterestOut)
def end(submitted: SubmittedToArea, interest_id: Id, form: EndInterestForm) -> Response:
    """Say when an interest ended; it stays in the register with its days."""

    def work(at: AtArea) -> InterestOut:
        row = at.row(Interest, interest_id)
        return _interest(at.session, interests.end(at.session, at.occasion, row, form.on))

    return submitted.once(form, work)


@router.post("/areas/{area_id}/interests-review", status_code=201, response_model=ReviewOut)
def review(submitted: SubmittedToArea, form: ReviewForm) -> Response:
    """Say that the register was looked through this year; the date of the next review opens."""

    def work(at: AtArea) -> ReviewOut:
        row = interests.review(at.session, at.occasion, at.area, form.words)
        return ReviewOut(year=row.year, on=row.reviewed_on, words=row.words)

    return submitted.once(form, work)


@router.get("/plans/{plan_id}/meetings")
def list_meetings(world: AtRuntime, actor: Holder, plan_id: Id) -> list[MeetingOut]:
    """The meetings at which the plan was a matter, with what was declared; for its ERB."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        query = select(Meeting).where(Meeting.plan_id == plan.id).order_by(col(Meeting.held_on), Meeting.id)
        return [_meeting(session, row) for row in session.exec(query)]


@router.post("/plans/{plan_id}/meetings", status_code=201, response_model=MeetingOut)
def hold_meeting(submitted: Submitted, form: MeetingForm) -> Response:
    """Record a meeting with the matters of the plan on its agenda."""

    def work(at: At) -> MeetingOut:
        row = interests.hold_meeting(at.session, at.occasion, at.plan, **form.model_dump())
        return _meeting(at.session, row)

    return submitted.once(form, work)


@router.post(
    "/plans/{plan_id}/meetings/{meeting_id}/declarations", status_code=201, response_model=MeetingOut
)
def declare(submitted: Submitted, meeting_id: Id, form: DeclarationForm) -> Response:
    """Record what somebody declared at a meeting, and whether they left for it."""

    def work(at: At) -> MeetingOut:
        meeting, faults = at.row(Meeting, meeting_id), list[str]()
        person = _person(at.session, at.plan.area_id, form.person, faults) if form.person else None
        if faults:
            raise Faulty(faults)
        told = form.model_dump(exclude={"person"})
        interests.declare(at.session, at.occasion, meeting, person=person, **told)
        return _meeting(at.session, meeting)

    return submitted.once(form, work)


def _person(session: Session, area_id: str, key: str, faults: list[str]) -> Person | None:
    """A person whom the area may see; None, with the fault told, for another."""
    if not life.knows(session, area_id, key):
        faults.append("person: this is nobody that we know in this area; name a person by their id.")
        return None
    return session.get_one(Person, key)


def _interest(session: Session, row: Interest) -> InterestOut:
    organisation = session.get(Organisation, row.organisation_id) if row.organisation_id else None
    return InterestOut(
        id=row.id,
        person=row.person_id,
        name=session.get_one(Person, row.person_id).name,
        organisation=organisation.name if organisation else None,
        matters=row.matters,
        since=row.since,
        until=row.until,
        words=row.words,
    )


def _meeting(session: Session, row: Meeting) -> MeetingOut:
    said = select(Declaration).where(Declaration.meeting_id == row.id).order_by(col(Declaration.name))
    return MeetingOut(
        id=row.id,
        body=row.body,
        on=row.held_on,
        title=row.title,
        matters=row.matters,
        declarations=[
            DeclarationOut(
                id=each.id,
                name=each.name,
                person=each.person_id,
                matter=each.matter,
                left=each.left_room,
                words=each.words,
            )
            for each in session.exec(said)
        ],
    )
