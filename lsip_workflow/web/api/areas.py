"""The JSON API of areas that change: what became of an area, and of its districts, on a day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from lsip_workflow.journeys import areas
from lsip_workflow.rules.areas import SOURCE, districts_on, sentence
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import held_area
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Day

router = APIRouter(prefix="/api/v1/areas/{area_id}")
AsOf = Annotated[Day | None, Query(description="As of this day; today when it is left out.")]


class ChangeOut(BaseModel):
    """A change of the area that the reference data know, with the names of that day."""

    kind: str
    on: date
    kin: list[str] = Field(description="The areas that it came from, or went into.")
    sentence: str
    taken_in: bool = Field(description="Whether these records have it: an administrator takes changes in.")
    source: str


class DistrictOut(BaseModel):
    """A district of the area on a day, or one that had ended by then; its code stays as it was recorded."""

    code: str
    name: str
    live: bool
    ended: date | None
    successors: list[str]
    says: str


class DistrictsOut(BaseModel):
    """The districts of an area on a day; `note` says what is not known."""

    on: date
    districts: list[DistrictOut]
    note: str
    source: str


@router.get("/changes")
def list_changes(world: AtRuntime, actor: Holder, area_id: Id, on: AsOf = None) -> list[ChangeOut]:
    """What the reference data know of changes of this area up to a day; for the ERB of the area."""
    with world.database.reading() as session:
        area = held_area(session, actor, area_id)
        seen = areas.changes_seen(session, world.reference, on or world.today())
        return [
            ChangeOut(
                kind=one.change.kind,
                on=one.change.on,
                kin=list(one.change.kin),
                sentence=sentence(one.change, world.reference),
                taken_in=one.taken_in,
                source=SOURCE,
            )
            for one in seen
            if one.change.area == area.id
        ]


@router.get("/districts")
def list_districts(world: AtRuntime, actor: Holder, area_id: Id, on: AsOf = None) -> DistrictsOut:
    """The districts of this area on a day, with those that had ended and what followed them, where known."""
    day = on or world.today()
    with world.database.reading() as session:
        area = held_area(session, actor, area_id)
    rows, note = districts_on(world.reference, area.id, day)
    found = [
        DistrictOut(
            code=row.code,
            name=row.name,
            live=row.live,
            ended=row.ended,
            successors=list(row.successors),
            says=row.says,
        )
        for row in rows
    ]
    return DistrictsOut(on=day, districts=found, note=note, source=SOURCE)
