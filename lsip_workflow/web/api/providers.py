"""The JSON API of providers that leave a plan, or go on as part of another."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from lsip_workflow.journeys import providers
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Organisation, PlanProvider
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web.api.parties import by_ukprn
from lsip_workflow.web.forms.cycles import RemovalForm, SuccessionForm
from lsip_workflow.web.once import At, Submitted

router = APIRouter(prefix="/api/v1/plans/{plan_id}/providers/{ukprn}")
UkprnInPath = Annotated[str, Path(pattern=r"^[0-9]{8}$", description="The provider's UKPRN.")]


class Left(BaseModel):
    """The provider, and where it stands in the plan."""

    ukprn: str
    part_of_plan: bool = Field(description="Whether it is still part of the plan.")


class Succeeded(BaseModel):
    """The provider and the one that it goes on as."""

    ukprn: str
    successor: str
    on: str
    readdressed: int


@router.post("/remove", status_code=201, response_model=Left)
def remove_provider(submitted: Submitted, ukprn: UkprnInPath, form: RemovalForm) -> Response:
    """Say that a provider is no longer part of the plan; its open requests are not needed any more."""

    def work(at: At) -> Left:
        row = providers.remove_provider(at.session, at.occasion, at.plan, _of_plan(at, ukprn), form.reason)
        return Left(ukprn=ukprn, part_of_plan=row.status == "added")

    return submitted.once(form, work)


@router.post("/succeeded", status_code=201, response_model=Succeeded)
def succeeded(submitted: Submitted, ukprn: UkprnInPath, form: SuccessionForm) -> Response:
    """Record that a provider goes on as part of another, and ask that one what is named instead."""

    def work(at: At) -> Succeeded:
        successor = by_ukprn(at, form.successor)
        if successor is None or successor.example != at.plan.example:
            raise Faulty([f"successor: add {form.successor} to the plan first, with the reason."])
        row = providers.succeed(
            at.session,
            at.occasion,
            at.plan,
            _of_plan(at, ukprn),
            successor,
            on=form.on,
            source=form.source,
            readdress=form.readdress,
        )
        return Succeeded(
            ukprn=ukprn,
            successor=form.successor,
            on=row.succeeded_on.isoformat(),
            readdressed=len(set(form.readdress)),
        )

    return submitted.once(form, work)


def _of_plan(at: At, ukprn: str) -> Organisation:
    found = by_ukprn(at, ukprn)
    if found is None or at.session.get(PlanProvider, (at.plan.id, found.id)) is None:
        raise NotYours
    return found
