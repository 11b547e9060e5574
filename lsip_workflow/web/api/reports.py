"""The JSON API of progress reports: read with their gaps, and handed to their signatories."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import col, select

from lsip_workflow.journeys import reports
from lsip_workflow.model import ProgressReport, ReportStatus
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import readable, row_of
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import HandOverForm
from lsip_workflow.web.once import At, Submitted

router = APIRouter(prefix="/api/v1/plans/{plan_id}/reports")


class ReportOut(BaseModel):
    """A progress report: which one, since when, and where it stands."""

    id: str
    rule: str
    number: int
    opened_on: date
    status: ReportStatus
    version: str = Field(description="The document reference of what was handed over; empty before that.")


class ReportWhole(ReportOut):
    """A report as structured data."""

    content: dict[str, Any] = Field(description="As it would be handed over now, its gaps included.")


class HandedOver(BaseModel):
    """What the signatories were asked for."""

    id: str
    sign_off: str
    version: str
    gaps: int


@router.get("")
def list_reports(world: AtRuntime, actor: Holder, plan_id: Id) -> list[ReportOut]:
    """The plan's progress reports, the newest first: for the ERB team."""
    with world.database.reading() as session:
        readable(session, actor, plan_id)
        query = select(ProgressReport).where(ProgressReport.plan_id == plan_id)
        newest = query.order_by(col(ProgressReport.opened_on).desc(), col(ProgressReport.number).desc())
        return [_out(row) for row in session.exec(newest)]


@router.get("/{report_id}")
def read_report(world: AtRuntime, actor: Holder, plan_id: Id, report_id: Id) -> ReportWhole:
    """One report as structured data: what was done, its impact, what remains, and what it lacks."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        row = row_of(session, plan, ProgressReport, report_id)
        occasion = world.occasion(actor)
        content = reports.composed_now(session, occasion, plan, row)
        return ReportWhole(**_out(row).model_dump(), content=content)


@router.post("/{report_id}/hand-over", status_code=201, response_model=HandedOver)
def hand_over(submitted: Submitted, report_id: Id, form: HandOverForm) -> Response:
    """Keep the report as it stands, gaps and all, and ask its signatories, naming who wrote it."""

    def work(at: At) -> HandedOver:
        row = at.row(ProgressReport, report_id)
        asked = reports.hand_over(
            at.session, at.occasion, at.plan, row, authors=tuple(form.authors), due=form.due
        )
        gaps = len(reports.composed_now(at.session, at.occasion, at.plan, row)["gaps"])
        return HandedOver(id=row.id, sign_off=asked.id, version=row.version, gaps=gaps)

    return submitted.once(form, work)


def _out(row: ProgressReport) -> ReportOut:
    return ReportOut(
        id=row.id,
        rule=row.rule,
        number=row.number,
        opened_on=row.opened_on,
        status=row.status,
        version=row.version,
    )
