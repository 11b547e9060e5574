"""The JSON API: conflicts of interest, perceived or actual, of which a person tells the department."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlmodel import col, select

from lsip_workflow.journeys import conflicts
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, ConflictNotice, Declaration, Interest
from lsip_workflow.store import life
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms.interests import ConflictForm, ToldForm
from lsip_workflow.web.once import At, Submitted

router = APIRouter(prefix="/api/v1")


class ConflictOut(BaseModel):
    """A conflict of which the department is told, the words for it, and when a person sent them."""

    id: str
    recorded_on: date
    told_on: date | None
    words: str | None
    reference: str | None


@router.get("/plans/{plan_id}/conflicts")
def list_conflicts(world: AtRuntime, actor: Holder, plan_id: Id) -> list[ConflictOut]:
    """The conflicts of which the department is told; for the plan's ERB."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        query = select(ConflictNotice).where(ConflictNotice.plan_id == plan.id)
        return [_conflict(row) for row in session.exec(query.order_by(col(ConflictNotice.seen_on)))]


@router.post("/plans/{plan_id}/conflicts", status_code=201, response_model=ConflictOut)
def see_conflict(submitted: Submitted, form: ConflictForm) -> Response:
    """Record a perceived or actual conflict; the words for the department come back, for a person to send."""

    def work(at: At) -> ConflictOut:
        faults, area_id = list[str](), at.plan.area_id
        declaration = at.session.get(Declaration, form.declaration) if form.declaration else None
        if form.declaration and (declaration is None or declaration.plan_id != at.plan.id):
            faults.append("declaration: there is no such declaration in this plan.")
        interest = at.session.get(Interest, form.interest) if form.interest else None
        if form.interest and (interest is None or interest.area_id != area_id):
            faults.append("interest: there is no such interest in the register of this area.")
        department = life.organisation_of(at.session, area_id, form.department) if form.department else None
        if form.department and department is None:
            faults.append("department: it is not written down for this area; write it down first.")
        if faults:
            raise Faulty(faults)
        area = at.session.get_one(Area, area_id).name
        row = conflicts.see_conflict(
            at.session,
            at.occasion,
            at.plan,
            at.calendar,
            words=form.words or conflicts.drafted(area, form.about),
            interest=interest,
            declaration=declaration,
            to=department,
            address=form.address,
        )
        return _conflict(row)

    return submitted.once(form, work)


@router.post("/plans/{plan_id}/conflicts/{notice_id}/told", status_code=201, response_model=ConflictOut)
def told(submitted: Submitted, notice_id: Id, form: ToldForm) -> Response:
    """Record that a person told the department; the date closes."""

    def work(at: At) -> ConflictOut:
        row = at.row(ConflictNotice, notice_id)
        return _conflict(conflicts.told(at.session, at.occasion, row, form.on, form.reference))

    return submitted.once(form, work)


def _conflict(row: ConflictNotice) -> ConflictOut:
    return ConflictOut(
        id=row.id, recorded_on=row.seen_on, told_on=row.told_on, words=row.words, reference=row.reference
    )
