"""The JSON API of a running plan that is taken over from a workbook: handed in, looked at, taken over."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from lsip_workflow.adopt import Fault, Reading, read, template
from lsip_workflow.journeys import adoption, adoption_handed, handed
from lsip_workflow.journeys.adoption_parties import NEW, Checked
from lsip_workflow.journeys.drafts import require_a_person
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import HandedWorkbook
from lsip_workflow.rules.files import SHEET_OFFICE
from lsip_workflow.rules.permissions import TEAM, Actor, NotYours
from lsip_workflow.rules.responses import Code
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.api.files import BODY, Upload, one_file
from lsip_workflow.web.downloads import as_file
from lsip_workflow.web.forms import Form, Nothing
from lsip_workflow.web.once import Here, Sending

router = APIRouter(prefix="/api/v1/workbooks")
WorkbookId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]
Answers = Annotated[dict[Code, Annotated[str, Field(max_length=80)]], Field(min_length=1, max_length=500)]


class FaultOut(BaseModel):
    """One thing to put right, with its place as a spreadsheet names it."""

    sheet: str
    cell: str
    text: str


class QuestionOut(BaseModel):
    """A name that looks like one that is known: answer one of these, or that it is another (“new”)."""

    name: str
    sheet: str
    cell: str
    answers: dict[str, str] = Field(description="What to answer, and whom that means.")


class WorkbookOut(BaseModel):
    """What a workbook would become; it can be taken over when nothing is to be put right or answered."""

    id: str
    name: str
    plan: str | None = Field(description="The plan that it became; the workbook itself is then gone.")
    ready: bool
    faults: list[FaultOut]
    questions: list[QuestionOut]
    notes: list[str]
    area: str
    cycle: str
    stage: str
    counts: dict[str, int]


class WorkbookNow(BaseModel):
    """A workbook that waits to be taken over, for a day: how much of it is to be put right or answered."""

    id: str
    ready: bool
    faults: int
    questions: int


class AnswersForm(Form):
    """Who is meant by a name in the workbook: an id or a UKPRN, or “new”."""

    answers: Answers


class TakenOver(BaseModel):
    """The plan; nothing is sent about it until a person starts its reminders."""

    plan: str


def person(actor: Holder) -> Actor:
    """Somebody who runs plans, with a key of their own. Raises NotAllowed, NotYours."""
    require_a_person(actor)
    if not any(role in TEAM for _, role in actor.held):
        raise NotYours
    return actor


Person = Annotated[Actor, Depends(person)]


async def workbook(_actor: Person, request: Request) -> Upload:
    """The workbook of a form, read once it is known who sends it. Raises Faulty."""
    given = await one_file(request)
    if faults := handed.faults_of(given.content, given.name):
        raise Faulty(faults)
    return given


@router.get("/template.xlsx", response_class=Response)
def template_file(_actor: Holder) -> Response:
    """The empty workbook to fill in; any key opens it."""
    return as_file(template(), SHEET_OFFICE, "plan-to-take-over.xlsx")


@router.post("", status_code=201, response_model=WorkbookNow, openapi_extra={"requestBody": BODY})
def hand_in(world: AtRuntime, sending: Sending, given: Annotated[Upload, Depends(workbook)]) -> Response:
    """Hand in a workbook of at most 10 MB, to be looked at. It is kept for its person for a day, or until the
    next one; nothing of it is recorded yet."""
    reading = read(given.content)

    def work(here: Here, _place: None) -> WorkbookNow:
        row = handed.hand_in(here.session, here.occasion, name=given.name, content=given.content)
        return _now(row, _looked(world, here.session, here.occasion, row, reading))

    return sending.once(given.form, lambda _session: None, work, 201)


@router.get("/{workbook_id}")
def look(world: AtRuntime, actor: Person, workbook_id: WorkbookId) -> WorkbookOut:
    """What a workbook would become: every fault with its cell, every question, or all that is in it."""
    with world.database.reading() as session:
        at = world.occasion(actor)
        row = handed.mine(session, at, workbook_id)
        reading = read(row.content or b"")
        checked = _looked(world, session, at, row, reading)
        return _seen(row, reading, checked)


@router.post("/{workbook_id}/answers", status_code=201, response_model=WorkbookNow)
def answer(
    world: AtRuntime, _actor: Person, sending: Sending, workbook_id: WorkbookId, form: AnswersForm
) -> Response:
    """Say who is meant by names in the workbook; what is left open stays a question."""

    def work(here: Here, row: HandedWorkbook) -> WorkbookNow:
        if row.content is None:
            raise Faulty(["answers: this workbook is a plan now; there is nothing to answer any more."])
        handed.answer(row, form.answers)
        return _now(row, _looked(world, here.session, here.occasion, row, read(row.content)))

    return sending.once(form, lambda session: handed.mine(session, sending.occasion, workbook_id), work, 201)


@router.post("/{workbook_id}/take-over", status_code=201, response_model=TakenOver)
def take_over(
    world: AtRuntime, actor: Person, sending: Sending, workbook_id: WorkbookId, form: Nothing | None = None
) -> Response:
    """Take the plan over, whole or not at all: in the stage that it is in, silent until a person starts it.

    Until a message about it was sent it is undone with `POST plans/{plan_id}/adoption/undo`.
    """
    with world.database.reading() as session:
        at = world.occasion(actor)
        content = handed.mine(session, at, workbook_id).content or b""
    # Long work, before anybody has to wait for the transaction.
    reading, copy = read(content), adoption.kept_copy(content) if content else b""

    def work(here: Here, row: HandedWorkbook) -> TakenOver:
        plan = adoption_handed.take_over(
            here.session,
            here.occasion,
            row,
            reading,
            copy,
            here.reference,
            here.calendar,
            demonstration=world.settings.demonstration,
        )
        return TakenOver(plan=plan)

    def own(session: Session) -> HandedWorkbook:
        return handed.mine(session, sending.occasion, workbook_id)

    return sending.once(form or Nothing(), own, work, 201)


def _looked(world: Runtime, session: Session, at: Occasion, row: HandedWorkbook, reading: Reading) -> Checked:
    example = world.settings.demonstration
    return adoption_handed.look(session, at, row, reading, world.reference, demonstration=example)


def _now(row: HandedWorkbook, checked: Checked) -> WorkbookNow:
    """How much is open: what it is about is read at its own address, and kept nowhere else."""
    asked = {question.fault for question in checked.questions}
    faults = [fault for fault in checked.faults if fault not in asked]
    names = {question.name for question in checked.questions}
    return WorkbookNow(id=row.id, ready=not checked.faults, faults=len(faults), questions=len(names))


def _seen(row: HandedWorkbook, reading: Reading, checked: Checked) -> WorkbookOut:
    asked = {question.fault for question in checked.questions}
    said, gone = reading.adoption, row.content is None
    return WorkbookOut(
        id=row.id,
        name=row.name,
        plan=row.plan_id,
        ready=not checked.faults,
        faults=[] if gone else [_fault(fault) for fault in checked.faults if fault not in asked],
        questions=_questions(checked),
        notes=list(checked.notes),
        area=checked.area.name if checked.area else said.plan.area,
        cycle=said.plan.cycle,
        stage=checked.stage.title if checked.stage else said.plan.stage,
        counts={
            name: len(getattr(said, name))
            for name in ("before", "needs", "priorities", "actions", "organisations", "contacts")
        },
    )


def _fault(fault: Fault) -> FaultOut:
    return FaultOut(sheet=fault.sheet, cell=f"{fault.column}{fault.row or ''}", text=fault.text)


def _questions(checked: Checked) -> list[QuestionOut]:
    """Each name once, with everybody whom it may mean."""
    found: dict[str, QuestionOut] = {}
    for each in checked.questions:
        cell = f"{each.fault.column}{each.fault.row or ''}"
        there = found.setdefault(
            each.name, QuestionOut(name=each.name, sheet=each.fault.sheet, cell=cell, answers={})
        )
        there.answers[each.answer] = each.other
    for one in found.values():
        one.answers[NEW] = "another, who is not known yet"
    return list(found.values())
