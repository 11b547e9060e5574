"""The JSON API of what is held about people: shown, put right, erased, and kept for only so long."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from lsip_workflow.journeys import people, personal_data
from lsip_workflow.journeys import retention as journeys
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import CorrectionAsk, Person
from lsip_workflow.outbox.channels import remove_files
from lsip_workflow.rules.permissions import TEAM, Actor, ActorKind, NotAllowed, NotYours
from lsip_workflow.rules.retention import RetentionRule
from lsip_workflow.store import life, retention
from lsip_workflow.store.personal import Team
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import open_area
from lsip_workflow.web.api.content import Made
from lsip_workflow.web.api.designations import RowId
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms.personal import (
    CorrectionAnswerForm,
    CorrectionAskForm,
    ErasureForm,
    RetentionForm,
)
from lsip_workflow.web.once import AtArea, Here, Sending, SubmittedToArea

router = APIRouter(prefix="/api/v1")
ONLY_A_PERSON = "This is for a person about themselves; your key is an organisation's."


class Held(BaseModel):
    """Everything that is held about a person here, in its tables."""

    held: dict[str, Any]


class Gone(BaseModel):
    """What was erased, in numbers; `name` is false while another area knows the person too."""

    id: str
    messages: int
    calls: int
    name: bool


class CorrectionOut(BaseModel):
    """What a person asked to be put right, and the answer."""

    id: str
    person: str
    asked_on: date
    words: str | None
    answered_on: date | None
    outcome: str
    reply: str | None


class DueOut(BaseModel):
    """One class of record: for how long it is kept, on whose word, and how many are due."""

    of_class: str = Field(description="Its key in config/retention.toml.")
    title: str
    act: str
    months: int | None
    counted_from: str | None
    source: str
    status: str
    due: int


class Done(BaseModel):
    """How many were erased or deleted."""

    of_class: str
    number: int


def areas_of(actor: Actor) -> frozenset[str] | None:
    """The areas whose records an actor answers for; None of an administrator at the command line."""
    if actor.everywhere:
        return None
    if actor.kind is ActorKind.PERSON:
        return frozenset(area for area, role in actor.held if role in TEAM) - actor.closed
    return actor.areas - actor.closed


def team_of(actor: Actor) -> Team | None:
    """What of a record about people an actor reads: of their areas, and there of their own body's plans."""
    areas = areas_of(actor)
    return None if areas is None else Team(areas, actor.organisation_id or "")


@router.get("/areas/{area_id}/people/{person_id}")
def read_person(world: AtRuntime, actor: Holder, area_id: Id, person_id: RowId) -> Held:
    """Everything that the areas of the body hold about a person: to show them, or to hand it out."""
    with world.database.reading() as session:
        area = open_area(session, actor, area_id)
        row = known(session, area.id, person_id)
        return Held(held=people.export_person(session, row, team_of(actor)))


@router.post("/areas/{area_id}/people/{person_id}/erase", status_code=201, response_model=Gone)
def erase_person(submitted: SubmittedToArea, person_id: RowId, form: ErasureForm) -> Response:
    """Erase what names a person: it cannot be undone. What they did stays, under an id that names nobody."""
    gone: list[str] = []

    def work(at: AtArea) -> Gone:
        row = known(at.session, at.area.id, person_id)
        if row.erased_at is not None:
            raise Faulty(["person: what named this person was erased already."])
        areas = areas_of(at.occasion.actor)
        done = people.erase_person(at.session, at.occasion, row, areas, form.because)
        gone.extend(done.messages)
        return Gone(id=row.id, messages=len(done.messages), calls=done.calls, name=done.name)

    answer = submitted.once(form, work)
    remove_files(submitted.sender.world.settings.data_dir, gone)
    return answer


@router.get("/areas/{area_id}/corrections")
def list_corrections(world: AtRuntime, actor: Holder, area_id: Id) -> list[CorrectionOut]:
    """What people of the area asked to be put right, the newest first."""
    with world.database.reading() as session:
        area = open_area(session, actor, area_id)
        ids = [row.id for row in life.people_of(session, area.id)]
        return [_correction(row) for row in personal_data.asks_of(session, ids)]


@router.post("/areas/{area_id}/corrections/{correction_id}/answer", status_code=201, response_model=Made)
def answer_correction(
    submitted: SubmittedToArea, correction_id: RowId, form: CorrectionAnswerForm
) -> Response:
    """Say that it was put right, or why it stays as it is."""

    def work(at: AtArea) -> Made:
        row = at.session.get(CorrectionAsk, correction_id)
        if row is None or not life.knows(at.session, at.area.id, row.person_id):
            raise NotYours
        personal_data.answer_correction(at.session, at.occasion, row, form.outcome, form.reply)
        return Made(id=row.id)

    return submitted.once(form, work)


@router.get("/areas/{area_id}/retention")
def list_due(world: AtRuntime, actor: Holder, area_id: Id) -> list[DueOut]:
    """Each class of record, for how long it is kept, and how many are due in the area."""
    with world.database.reading() as session:
        areas = frozenset({open_area(session, actor, area_id).id})
        return [
            _due(rule, retention.due(session, rule, world.books, areas, world.today()).number)
            for rule in world.retention
        ]


@router.post("/areas/{area_id}/retention", status_code=201, response_model=Done)
def erase_due(submitted: SubmittedToArea, form: RetentionForm) -> Response:
    """Erase what is due of one class: only ever by somebody, and only the number that was shown."""
    world, gone = submitted.sender.world, list[str]()

    def work(at: AtArea) -> Done:
        rule = next((each for each in world.retention if each.key == form.of_class), None)
        if rule is None:
            raise Faulty([f"of_class: “{form.of_class}” is not a class of record."])
        found = journeys.erase_due(at.session, at.occasion, rule, frozenset({at.area.id}), form.number)
        gone.extend(journeys.files_of(found))
        return Done(of_class=rule.key, number=found.number)

    answer = submitted.once(form, work)
    remove_files(world.settings.data_dir, gone)
    return answer


def myself(world: AtRuntime, actor: Holder) -> str:
    """The person who asks about themselves. Raises NotAllowed for an organisation's key."""
    if actor.person_id is None:
        raise NotAllowed(ONLY_A_PERSON)
    return actor.person_id


Myself = Annotated[str, Depends(myself)]


@router.get("/you")
def read_yourself(world: AtRuntime, me: Myself) -> Held:
    """Everything that is held about you."""
    with world.database.reading() as session:
        return Held(held=people.export_person(session, session.get_one(Person, me)))


@router.post("/you/correction", status_code=201, response_model=Made)
def ask_correction(sending: Sending, me: Myself, form: CorrectionAskForm) -> Response:
    """Ask for something about you to be put right; your teams are told."""

    def work(here: Here, person: Person) -> Made:
        return Made(id=personal_data.ask_correction(here.session, here.occasion, person, form.words).id)

    return sending.once(form, lambda session: session.get_one(Person, me), work, 201)


def known(session: Session, area_id: str, person_id: str) -> Person:
    """A person whom the area knows. Raises NotYours."""
    if not life.knows(session, area_id, person_id):
        raise NotYours
    return session.get_one(Person, person_id)


def _correction(row: CorrectionAsk) -> CorrectionOut:
    return CorrectionOut(person=row.person_id, **row.model_dump(include=set(CorrectionOut.model_fields)))


def _due(rule: RetentionRule, number: int) -> DueOut:
    said = rule.model_dump(include={"title", "act", "months", "counted_from", "source", "status"})
    return DueOut(of_class=rule.key, due=number, **said)
