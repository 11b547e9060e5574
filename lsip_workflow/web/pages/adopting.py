"""Taking a running plan over from a spreadsheet in the browser: filled in, looked at, taken over, undone."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from lsip_workflow.adopt import Reading, annotated, read, template
from lsip_workflow.journeys import adoption, adoption_handed, handed
from lsip_workflow.journeys.adoption_parties import Checked
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, HandedWorkbook
from lsip_workflow.rules.files import SHEET_OFFICE
from lsip_workflow.rules.permissions import TEAM, Actor, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.downloads import as_file
from lsip_workflow.web.faults import told
from lsip_workflow.web.pages.place import IDENTITY
from lsip_workflow.web.posted import Posting
from lsip_workflow.web.showing import SAID, go, page
from lsip_workflow.web.views.first_run import preview
from lsip_workflow.web.visitor import SignedInVisitor, Visitor

router = APIRouter(default_response_class=HTMLResponse)
SAID["adopted"] = "The plan is taken over. Nothing has been sent, and nothing will be until you start it."
SAID["answered"] = "Your answers are kept with the workbook."
SAID["begun"] = "You are signed in. This installation is yours to begin with."


@router.get("/adopt")
def begin(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """How a plan begins here: taken over from a spreadsheet, or opened new."""
    return _begin(request, world, visitor, [])


@router.get("/adopt/template.xlsx")
def template_file(visitor: SignedInVisitor) -> Response:
    """The empty workbook to fill in."""
    _hats(visitor)
    return as_file(template(), SHEET_OFFICE, "plan-to-take-over.xlsx")


@router.post("/adopt")
def hand_in(request: Request, world: AtRuntime, visitor: SignedInVisitor, sent: Posting) -> Response:
    """Take in a filled-in workbook, to be looked at; nothing of it is recorded yet."""
    given = next(iter(sent.files.get("file", ())), None)
    name, content = (given.name, given.content) if given else ("", b"")
    try:
        with world.database.transaction() as session:
            row = handed.hand_in(session, world.occasion(_hats(visitor)[0]), name=name, content=content)
            key = row.id
    except Faulty as error:
        return _begin(request, world, visitor, list(error.faults))
    return go(f"/adopt/{key}")


@router.get("/adopt/{workbook_id}")
def look(request: Request, world: AtRuntime, visitor: SignedInVisitor, workbook_id: str) -> Response:
    """What the workbook would become: every fault with its cell, every question, or all that is in it."""
    row = _mine(world, visitor, workbook_id)
    if row.plan_id is not None:
        return _became(row)
    _, reading, checked = _looked(world, visitor, row)
    return page(request, "first_run/preview.html", shown=preview(row.id, row.name, reading, checked))


@router.get("/adopt/{workbook_id}/faults.xlsx")
def annotated_file(world: AtRuntime, visitor: SignedInVisitor, workbook_id: str) -> Response:
    """The workbook with a note at each cell that has a fault, and all of them in a sheet in front."""
    row = _mine(world, visitor, workbook_id)
    if row.content is None:
        raise NotYours
    _, _, checked = _looked(world, visitor, row)
    if any(fault.sheet == "The file" for fault in checked.faults):
        raise NotYours  # nothing in it could be read, so there is no place for a note
    return as_file(annotated(row.content, checked.faults), SHEET_OFFICE, f"to-put-right-{row.name}")


@router.post("/adopt/{workbook_id}/answers")
def answer(world: AtRuntime, visitor: SignedInVisitor, sent: Posting, workbook_id: str) -> Response:
    """Keep what was answered about names in the workbook; what was left open is asked again."""
    names = sent.fields.get("name") or ()
    given = {name: sent.one(f"answer-{number}") for number, name in enumerate(names)}
    row = _mine(world, visitor, workbook_id)
    with world.database.transaction() as session:
        kept = session.get_one(HandedWorkbook, row.id)
        handed.answer(kept, {name: said[:80] for name, said in given.items() if said})
    return go(f"/adopt/{row.id}", "answered" if any(given.values()) else "")


@router.post("/adopt/{workbook_id}")
def adopt(
    request: Request, world: AtRuntime, visitor: SignedInVisitor, sent: Posting, workbook_id: str
) -> Response:
    """Take the plan over, whole or not at all; a second press finds what the first one did."""
    row = _mine(world, visitor, workbook_id)
    if row.plan_id is not None or row.content is None:
        return _became(row)
    hat, reading, checked = _looked(world, visitor, row)
    if checked.faults:
        shown = preview(row.id, row.name, reading, checked)
        return page(request, "first_run/preview.html", 422, shown=shown)
    copy = adoption.kept_copy(row.content)
    try:
        plan = _taken_over(world, hat, row.id, reading, copy)
    except Faulty:  # somebody changed in the meantime what was looked at: so it is looked at again
        return go(f"/adopt/{row.id}")
    return go(f"/plans/{plan}/first-messages", "adopted")


def _taken_over(world: Runtime, hat: Actor, workbook_id: str, reading: Reading, copy: bytes) -> str:
    with world.database.transaction() as session:
        return adoption_handed.take_over(
            session,
            world.occasion(hat),
            session.get_one(HandedWorkbook, workbook_id),
            reading,
            copy,
            world.reference,
            world.calendar,
            demonstration=world.settings.demonstration,
        )


def _looked(world: Runtime, visitor: Visitor, row: HandedWorkbook) -> tuple[Actor, Reading, Checked]:
    """The workbook held against what is known, for the body of the visitor's that it is of."""
    reading = read(row.content or b"")
    found: list[tuple[Actor, Reading, Checked]] = []
    for hat in _hats(visitor):
        with world.database.reading() as session:
            checked = adoption_handed.look(
                session,
                world.occasion(hat),
                row,
                reading,
                world.reference,
                demonstration=world.settings.demonstration,
            )
        found.append((hat, reading, checked))
        if checked.area is not None and checked.erb is not None:
            return found[-1]
    return found[0]


def _mine(world: Runtime, visitor: Visitor, workbook_id: str) -> HandedWorkbook:
    """A workbook that this visitor handed in. Raises NotYours."""
    if not IDENTITY.fullmatch(workbook_id):
        raise NotYours
    with world.database.reading() as session:
        return visitor.as_each(lambda hat: handed.mine(session, world.occasion(hat), workbook_id))


def _became(row: HandedWorkbook) -> RedirectResponse:
    return go(f"/plans/{row.plan_id}/first-messages")


def _hats(visitor: Visitor) -> list[Actor]:
    """The hats that run plans. Raises NotYours without one."""
    found = [hat for hat in visitor.hats if any(role in TEAM for _, role in hat.held)]
    if not found:
        raise NotYours
    return found


def _begin(request: Request, world: Runtime, visitor: Visitor, faults: list[str]) -> Response:
    _hats(visitor)
    with world.database.reading() as session:
        areas = [session.get_one(Area, key) for key in sorted(visitor.areas(*TEAM))]
    shown = {
        "areas": [(area.id, area.name) for area in areas],
        "faults": [told(fault) for fault in faults],
        "first": request.query_params.get("said") == "begun",
    }
    return page(request, "first_run/begin.html", 422 if faults else 200, **shown)
