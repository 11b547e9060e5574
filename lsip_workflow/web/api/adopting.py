"""The JSON API of a plan that was taken over from a workbook: its undoing, until the first message went."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from lsip_workflow.journeys import adoption_undone
from lsip_workflow.web.forms import Nothing
from lsip_workflow.web.once import At, Submitted

router = APIRouter(prefix="/api/v1/plans/{plan_id}")


class Undone(BaseModel):
    """What is nobody's plan any more, and what went with it."""

    id: str
    people_erased: int
    roles_ended: int


@router.post("/adoption/undo", status_code=201, response_model=Undone)
def undo(submitted: Submitted, form: Nothing | None = None) -> Response:
    """Undo the taking over of a plan: its cycle is free again, and people whom only it brought are erased."""

    def work(at: At) -> Undone:
        erased, ended = adoption_undone.undo(at.session, at.occasion, at.plan)
        return Undone(id=at.plan.id, people_erased=erased, roles_ended=ended)

    return submitted.once(form or Nothing(), work)
