"""The JSON API, reading: what happened before a plan's record began, as it was told."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from lsip_workflow.model import Precision
from lsip_workflow.store import adoption
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.plans import Id

router = APIRouter(prefix="/api/v1")


class PastOut(BaseModel):
    """Something that happened before this record began; it counts as nobody's signature or decision here."""

    id: str
    what: str | None
    on: date | None = Field(description="The last day that the words can mean; empty while it is not known.")
    precision: Precision
    words: str | None
    stage: str | None
    reference: str | None
    url: str | None
    document: str | None
    said_by: str | None = Field(description="Who told it.")


@router.get("/plans/{plan_id}/before")
def list_before(world: AtRuntime, actor: Holder, plan_id: Id) -> list[PastOut]:
    """What was told of the time before a plan was taken over; for its team."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        return [
            PastOut(**row.model_dump(include=set(PastOut.model_fields) - {"words"}), words=row.day_in_words)
            for row in adoption.past(session, plan.id)
        ]
