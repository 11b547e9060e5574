"""The JSON API of the dates of an area itself: moved, put on hold, resumed; none of them is a plan's."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from lsip_workflow.journeys import holding
from lsip_workflow.model import Deadline, DeadlineStatus
from lsip_workflow.web.api.decisions import changed, moved_by, resumed_by, suspended_by
from lsip_workflow.web.forms import MoveForm, ResumeForm, SuspendForm
from lsip_workflow.web.forms.holding import HoldForm
from lsip_workflow.web.once import Here, SubmittedToArea

router = APIRouter(prefix="/api/v1/areas/{area_id}/deadlines/{date_id}")
DateId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$", description="The date's id.")]


class AreaDateNow(BaseModel):
    """A date of the area as it stands now."""

    id: str
    status: DeadlineStatus
    due: date | None
    held_until: date | None


@router.post("/move", status_code=201, response_model=AreaDateNow)
def move(submitted: SubmittedToArea, date_id: DateId, form: MoveForm) -> Response:
    """Move a date of the area to another day, with a reason from the list; the old day stays with it."""
    return changed(submitted, date_id, form, moved_by(form), AreaDateNow)


@router.post("/suspend", status_code=201, response_model=AreaDateNow)
def suspend(submitted: SubmittedToArea, date_id: DateId, form: SuspendForm) -> Response:
    """Make a date of the area silent until it is resumed, with a reason from the list."""
    return changed(submitted, date_id, form, suspended_by(form), AreaDateNow)


@router.post("/resume", status_code=201, response_model=AreaDateNow)
def resume(submitted: SubmittedToArea, date_id: DateId, form: ResumeForm) -> Response:
    """Let a suspended date of the area count again, from the day that is now known."""
    return changed(submitted, date_id, form, resumed_by(form), AreaDateNow)


@router.post("/hold", status_code=201, response_model=AreaDateNow)
def hold(submitted: SubmittedToArea, date_id: DateId, form: HoldForm) -> Response:
    """Put the reminders of a date of the area on hold until a day, with a reason; the date stands."""

    def change(at: Here, row: Deadline) -> None:
        holding.hold(at.session, at.occasion, row, form.until, form.reason)

    return changed(submitted, date_id, form, change, AreaDateNow)
