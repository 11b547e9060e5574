"""Inputs of who takes part in a plan: providers chosen, added, taken out, and gone on as part of another."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from lsip_workflow.model import Organisation, PlanProvider, Request, RequestStatus
from lsip_workflow.reference.providers import SOURCE
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import queries
from lsip_workflow.web.api import content, providers
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.views.providers import left_to_choose

BACK = "/plans/{plan_id}/providers"


def suggested(place: Place) -> list[Choice]:
    """The providers that the delivery data show in the area and that are not part of the plan."""
    found = left_to_choose(place.session, place.world.reference, place.this_plan, place.world.today())
    return [Choice(each.ukprn, each.name, each.reason) for each in found]


def others(place: Place) -> list[Choice]:
    """The other providers of the plan."""
    query = (
        select(Organisation)
        .join(PlanProvider, col(PlanProvider.provider_id) == Organisation.id)
        .where(PlanProvider.plan_id == place.this_plan.id, col(Organisation.ukprn).is_not(None))
    )
    rows = [row for row in place.session.exec(query) if row.ukprn != place.subject.get("ukprn")]
    return [Choice(row.ukprn or "", row.name) for row in sorted(rows, key=lambda row: row.name.casefold())]


def open_requests(place: Place) -> list[Choice]:
    """What this provider was asked and has not answered."""
    row = _provider(place)
    query = select(Request).where(
        Request.plan_id == place.this_plan.id,
        Request.provider_id == row.id,
        Request.status == RequestStatus.OPEN,
    )
    return [Choice(each.id, each.title) for each in place.session.exec(query.order_by(Request.title))]


def _provider(place: Place) -> Organisation:
    """The provider of the plan whom the address names. Raises NotYours."""
    row = queries.organisation(place.session, place.subject.get("ukprn", ""))
    if row is None or place.session.get(PlanProvider, (place.this_plan.id, row.id)) is None:
        raise NotYours
    return row


def _said_by_data(_place: Place) -> Mapping[str, Any]:
    return {"source": SOURCE}


INPUTS = (
    Input(
        key="choose-providers",
        title="Choose providers",
        send=content.add_providers,
        done="The providers are part of the plan.",
        begins=_said_by_data,
        asked={
            "ukprns": Asked("Which of these take part?", choices=suggested),
            "reason": Asked("Why do they take part?", "Each provider reads this as the reason.", long=True),
            "source": Asked("", hidden=True),
        },
        button="Add them",
        back=BACK,
    ),
    Input(
        key="add-provider",
        title="Add a provider by its UKPRN",
        send=content.add_provider,
        done="The provider is part of the plan.",
        begins=lambda place: {"ukprn": place.subject.get("ukprn", "")},
        asked={
            "ukprn": Asked("UKPRN", "Eight digits, the first a 1. Its name comes from the published lists."),
            "reason": Asked("Why does it take part?", "The provider reads this as the reason.", long=True),
        },
        button="Add it",
        back=BACK,
    ),
    Input(
        key="remove-provider",
        title="Take a provider out of the plan",
        send=providers.remove_provider,
        done="The provider is no longer part of this plan.",
        intro="It is then no longer part of this plan. What it was asked and has not answered is not needed "
        "any more; what it said stays in the record.",
        asked={"reason": Asked("Why is it no longer part of the plan?", long=True)},
        button="Take it out",
        warning=True,
        back=BACK,
    ),
    Input(
        key="provider-succeeded",
        title="A provider goes on as part of another",
        send=providers.succeeded,
        done="It is recorded, and what you chose is asked of the other provider instead.",
        asked={
            "successor": Asked("As part of which provider?", "Add it to the plan first.", choices=others),
            "on": Asked("Since when?"),
            "source": Asked("Where was this published, or who said so?"),
            "readdress": Asked(
                "What is asked of the other provider instead?",
                "What you leave out stays with the old one until you say otherwise.",
                choices=open_requests,
            ),
        },
        button="Record it",
        back=BACK,
    ),
)
