"""Inputs of plans that follow one another: what one replaces, what goes on from it, and who may read it."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from lsip_workflow.journeys import carry_over, cycles
from lsip_workflow.journeys.areas import successors_of
from lsip_workflow.model import Area, OrganisationKind
from lsip_workflow.rules.carry_over import Line
from lsip_workflow.store import life, queries
from lsip_workflow.web.api import cycles as api_cycles
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place

CHOICES = [
    Choice("kept", "It goes on in a plan that follows"),
    Choice("split", "It goes on in several"),
    Choice("closed", "It ends here"),
]


def _plans_to_replace(place: Place) -> list[Choice]:
    names, plan = queries.area_names(place.session), place.this_plan
    there = {row.id for row in cycles.replaces(place.session, plan.id)} | {plan.id}
    return [
        Choice(row.id, f"{names[row.area_id]}, {row.cycle}")
        for row in queries.plans(place.session)
        if row.id not in there and cycles.may_read(place.session, place.actor, row)
    ]


def _following(place: Place) -> list[Choice]:
    names = queries.area_names(place.session)
    rows = cycles.replaced_by(place.session, place.this_plan.id)
    return [Choice("", "Into none")] + [Choice(row.id, f"{names[row.area_id]}, {row.cycle}") for row in rows]


def _in_question(place: Place) -> list[Line]:
    """The action that the address names, or every one that nobody has chosen for yet."""
    wanted = place.subject.get("action")
    return [
        line
        for line in carry_over.lines(place.session, place.this_plan)
        if (line.action.code == wanted if wanted else line.undecided)
    ]


def _actions(place: Place) -> list[Choice]:
    return [
        Choice(line.action.code, f"{line.action.code} {line.action.title}") for line in _in_question(place)
    ]


def _as_chosen(place: Place) -> Mapping[str, Any]:
    """A row for each action in question, with what was chosen for it before."""
    return {"choices": [_choice(line) for line in _in_question(place)]}


def _choice(line: Line) -> dict[str, Any]:
    stands: dict[str, Any] = {"action": line.action.code}
    if line.chosen is not None:
        into = [{"plan": one.part.plan_id, "code": one.part.code} for one in line.live]
        stands |= {"choice": line.chosen.choice, "because": line.chosen.because, "into": into}
    return stands


def _areas_after(place: Place) -> list[Choice]:
    plan = place.this_plan
    after = {plan.area_id, *successors_of(place.session, plan.area_id)}
    rows = place.session.exec(select(Area).where(col(Area.id).in_(after)).order_by(Area.name))
    return [Choice(row.id, row.name) for row in rows]


def _bodies_after(place: Place) -> list[Choice]:
    """The bodies that hold the areas that follow, or run a plan there."""
    found: dict[str, str] = {}
    for area in _areas_after(place):
        for row in life.organisations_of(place.session, area.value):
            if row.kind is OrganisationKind.ERB and row.id != place.this_plan.erb_id:
                found[row.id] = row.name
    return [Choice(key, name) for key, name in sorted(found.items(), key=lambda each: each[1])]


INPUTS = (
    Input(
        key="name-replaced",
        title="Which plan does this one replace?",
        send=api_cycles.name_replaced,
        done="The plan that this one replaces is named.",
        asked={"plan": Asked("Plan", choices=_plans_to_replace)},
        intro="It stays valid until this one is published.",
        back="/plans/{plan_id}/cycle",
    ),
    Input(
        key="carry-over",
        title="What becomes of open actions?",
        send=api_cycles.decide,
        done="What becomes of the actions is recorded.",
        asked={
            "choices": Asked(
                "Action by action",
                of={
                    "action": Asked("Action", choices=_actions, hidden=True),
                    "choice": Asked("What becomes of it?", choices=CHOICES),
                    "into": Asked(
                        "Into which plan?",
                        of={
                            "plan": Asked("Plan", choices=_following),
                            "code": Asked("Its code there", "Its own code, if you leave this empty."),
                        },
                    ),
                    "because": Asked("Why, if it ends here", long=True),
                },
            )
        },
        begins=_as_chosen,
        intro="Into a plan of your own an action goes at once; into another body’s plan it is proposed.",
        back="/plans/{plan_id}/cycle",
    ),
    Input(
        key="accept-action",
        title="Take an action over",
        send=api_cycles.accept,
        done="The action is part of this plan.",
        asked={"code": Asked("Its code here", "Leave it empty for the code that was proposed.")},
        back="/plans/{plan_id}/cycle",
        button="Take it over",
    ),
    Input(
        key="decline-action",
        title="Do not take an action over",
        send=api_cycles.decline,
        done="It is recorded that the action is not taken over.",
        asked={"because": Asked("Why", "The plan that it comes from reads this.", long=True)},
        back="/plans/{plan_id}/cycle",
        button="Do not take it over",
    ),
    Input(
        key="hand-over-plan",
        title="Let the body that follows read this plan",
        send=api_cycles.hand_over,
        done="The body that follows may read this plan.",
        asked={
            "area": Asked("For which area?", choices=_areas_after),
            "to": Asked("To which body?", choices=_bodies_after),
            "on": Asked("Since when?"),
        },
        intro="They read its content and its dates, never what providers answered.",
        back="/plans/{plan_id}/cycle",
    ),
)
