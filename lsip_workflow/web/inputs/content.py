"""Inputs of what a plan says: what was considered, priorities, actions, and everybody's word on them."""

from collections.abc import Mapping
from typing import Any

from lsip_workflow.journeys import content as journey
from lsip_workflow.journeys import corrections
from lsip_workflow.model import Action, CommitmentKind, Consideration, DeliveryRoute, Priority, PriorityKind
from lsip_workflow.web import saying
from lsip_workflow.web.api import content, decisions, research
from lsip_workflow.web.inputs import choices
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.views.plan_said import ENTRY

ACTIONS = "/plans/{plan_id}/actions"
PRIORITIES = "/plans/{plan_id}/priorities"
AS_OF = Asked("", hidden=True)

PRIORITY_KINDS = [
    Choice(PriorityKind.SECTOR, "A sector", "Such as construction."),
    Choice(PriorityKind.CROSS_CUTTING, "Across sectors", "Such as digital or green skills."),
    Choice(PriorityKind.SYSTEM, "The skills system itself", "Such as careers information or transport."),
]
ROUTES = [
    Choice(
        DeliveryRoute.STATUTORY_PROCESS,
        saying.ROUTES[DeliveryRoute.STATUTORY_PROCESS],
        "Providers have regard to the plan; accountability agreements; devolved funding.",
    ),
    Choice(DeliveryRoute.ERB_PLAN, saying.ROUTES[DeliveryRoute.ERB_PLAN]),
    Choice(DeliveryRoute.BOTH, saying.ROUTES[DeliveryRoute.BOTH]),
]
COMMITMENTS = [
    Choice(CommitmentKind.FIRM, "A firm commitment"),
    Choice(CommitmentKind.IN_PRINCIPLE, "Yes in principle"),
    Choice(CommitmentKind.SOUGHT, "We have asked for a commitment"),
    Choice(
        CommitmentKind.DECLINED,
        "Cannot take part",
        "Then write an alternative, or the risk that this leaves.",
    ),
    Choice(CommitmentKind.NONE_NEEDED, "None is needed from this body"),
]


def action_of(place: Place) -> Action:
    """The action that the address names. Raises NotYours."""
    row = corrections.find(place.session, place.this_plan, "action", place.subject["code"])
    assert isinstance(row, Action)
    return row


def _one_action(place: Place, _answered: Mapping[str, Any]) -> str:
    return f"/plans/{place.this_plan.id}/actions/{place.subject['code']}"


def _new_action(place: Place, answered: Mapping[str, Any]) -> str:
    made = answered.get("code")
    return f"/plans/{place.this_plan.id}/actions{f'/{made}' if made else ''}"


def _whole_action(place: Place) -> dict[str, Any]:
    row = action_of(place)
    served = place.session.get(Priority, row.priority_id) if row.priority_id else None
    held = row.model_dump(include={"title", "planned_for", "measure", "route", "for_providers"})
    return held | {
        "priority": served.code if served else None,
        "lead": row.lead_id,
        "partners": list(journey.partners_of(place.session, row)),
        "as_of": row.version,
    }


def _progress(place: Place) -> dict[str, Any]:
    row = action_of(place)
    return row.model_dump(include={"done", "impact", "remains", "no_progress_because"})


def _whole_priority(place: Place) -> dict[str, Any]:
    row = corrections.find(place.session, place.this_plan, "priority", place.subject["code"])
    assert isinstance(row, Priority)
    return row.model_dump(include={"title", "kind", "needs"}) | {"as_of": row.version}


def _considered(place: Place) -> dict[str, Any]:
    """What stands under a test, in place of what the address names if that was corrected."""
    row = corrections.find(place.session, place.this_plan, "consideration", place.subject["consideration_id"])
    assert isinstance(row, Consideration)
    row = corrections.standing(place.session, row)
    return row.model_dump(include={"test", "text"}) | {"as_of": row.version}


def _condition(place: Place) -> str:
    book = place.world.books[place.this_plan.edition]
    named = (row for row in book.conditions if row.key == place.subject["key"])
    found = next(named, None)
    return found.cite if found else ""


def _taken_out(place: Place) -> str:
    """What is about to be taken out, and what that comes to. Raises NotYours."""
    kind: Any = place.subject.get("what", "")
    if kind not in ENTRY:
        return ""
    row = corrections.find(place.session, place.this_plan, kind, place.subject.get("entry", ""))
    names = ("code", "title", "occupation", "says", "text")
    called = " ".join(str(getattr(row, name)) for name in names if getattr(row, name, None))
    return (
        f"{ENTRY[kind]}: {called}. This is for what was recorded by mistake. Nothing is deleted: it stays "
        "on the page “Taken out”, with your reason, and in the timeline. It cannot be put back by itself; "
        "record it anew if it stands after all."
    )


WHO, HOW = "Who, and by when", "How it is done"
WHOLE = {
    "title": Asked("What is to be done?", "Such as: open a welding course in the evening."),
    "priority": Asked("Which priority does it serve?", choices=choices.priorities),
    "lead": Asked(
        "Who leads?", "An organisation of this plan or its area.", choices=choices.bodies, under=WHO
    ),
    "partners": Asked("Who else takes part?", choices=choices.bodies, under=WHO),
    "planned_for": Asked("By when is it meant to be done?", under=WHO),
    "measure": Asked(
        "How will one know that it is done?", "Such as: 40 learners have started.", long=True, under=HOW
    ),
    "route": Asked("Which process delivers it?", choices=ROUTES, under=HOW),
    "for_providers": Asked("Relevant providers can take this action", under=HOW),
    "as_of": AS_OF,
}
CONSIDERED = {
    "test": Asked(
        "Under which of the Act's tests?",
        choices=[Choice(test.value, saying.sentence(said)) for test, said in saying.TESTS.items()],
    ),
    "text": Asked("What was considered?", "By whom, when, and where it can be read.", long=True),
}
PRIORITY = {
    "title": Asked("What is the priority?", "Such as: skills for low-carbon heating."),
    "kind": Asked("What kind of priority is it?", choices=PRIORITY_KINDS),
    "needs": Asked("Which skills needs does it serve?", choices=choices.needs),
    "as_of": AS_OF,
}

INPUTS = (
    Input(
        key="consider",
        title="Record what was considered",
        send=content.record_consideration,
        done="It is recorded. Whether it suffices is for the Secretary of State to judge.",
        asked=CONSIDERED,
        begins=lambda place: {"test": place.subject.get("test", "")},
        back="/plans/{plan_id}/considered",
    ),
    Input(
        key="correct-consideration",
        title="Change what was considered",
        send=research.correct_consideration,
        done="It is changed. What it said before stays below it.",
        asked=CONSIDERED | {"as_of": AS_OF},
        begins=_considered,
        back="/plans/{plan_id}/considered",
    ),
    Input(
        key="record-priority",
        title="Record a priority",
        send=content.record_priority,
        done="The priority is recorded.",
        asked={"code": Asked("Code", "The plan's own code, such as P1.")} | PRIORITY,
        back=PRIORITIES,
    ),
    Input(
        key="correct-priority",
        title="Change a priority",
        send=research.correct_priority,
        done="The priority is changed; the timeline says what it was.",
        asked=PRIORITY,
        begins=_whole_priority,
        back=PRIORITIES,
    ),
    Input(
        key="record-action",
        title="Record an action",
        send=content.record_action,
        done="The action is recorded.",
        asked={"code": Asked("Code", "The plan's own code, such as A1 or P2.3.")} | WHOLE,
        begins=lambda place: {"for_providers": True, "priority": place.subject.get("priority")},
        intro="Only a code and a title are needed now; the rest can come later.",
        back=_new_action,
    ),
    Input(
        key="correct-action",
        title="Complete or change an action",
        send=content.complete_action,
        done="The action is changed; the timeline says what it was.",
        asked=WHOLE,
        begins=_whole_action,
        back=_one_action,
    ),
    Input(
        key="record-commitment",
        title="Record what a body says about an action",
        send=content.record_commitment,
        done="It is recorded.",
        asked={
            "organisation": Asked("Which body?", choices=choices.bodies),
            "kind": Asked("What does it say?", choices=COMMITMENTS),
            "alternative": Asked("What it offers instead", long=True),
            "risk": Asked("The risk that this leaves", long=True),
        },
        begins=lambda place: {"organisation": place.subject.get("organisation", "")},
        back=_one_action,
    ),
    Input(
        key="record-progress",
        title="Record progress on an action",
        send=content.record_progress,
        done="The progress is recorded.",
        asked={
            "done": Asked("What is done?", long=True),
            "impact": Asked("What has it led to?", "Its impact and benefits so far.", long=True),
            "remains": Asked("What remains to be done?", long=True),
            "no_progress_because": Asked("If there is nothing to say yet: why?", long=True),
        },
        begins=_progress,
        back=_one_action,
    ),
    Input(
        key="count-pages",
        title="Record how long the plan is",
        send=decisions.count_pages,
        done="The number of pages is recorded.",
        asked={"pages": Asked("How many pages has the main body?", "Annexes are left out.")},
        begins=lambda place: {"pages": place.this_plan.page_count},
        back=ACTIONS,
    ),
    Input(
        key="raise-condition",
        title="Ask for this before the plan goes on",
        send=decisions.raise_condition,
        done="From now on this plan waits for it.",
        intro=lambda place: (
            f"{_condition(place)}. This is good practice: a plan may go on without it, unless "
            "you ask for it here."
        ),
        button="Ask for this",
    ),
    Input(
        key="accept-condition",
        title="Go on without this, with a reason",
        send=decisions.accept_condition,
        done="The plan may go on without it; your reason is shown from now on.",
        asked={"reason": Asked("Why does the plan go on without it?", long=True)},
        intro=lambda place: (
            f"{_condition(place)}. This is for the ERB lead. The reason is shown with the plan from now on."
        ),
        button="Go on without it",
        warning=True,
    ),
    Input(
        key="take-out",
        title="Take out what was recorded by mistake",
        send=research.take_out,
        done="It is taken out. It stays on record here, with your reason.",
        asked={
            "what": Asked("", hidden=True),
            "key": Asked("", hidden=True),
            "reason": Asked("Why is it taken out?", "In a sentence; it stays with it.", long=True),
        },
        begins=lambda place: {
            "what": place.subject.get("what", ""),
            "key": place.subject.get("entry", ""),
        },
        intro=_taken_out,
        back="/plans/{plan_id}/mistakes",
        button="Take it out",
        warning=True,
    ),
)
