"""Steps of an example that put something into its plan: providers, evidence, needs, priorities, actions."""

from datetime import date, timedelta

from lsip_workflow.demonstration.scene import Scene, Step
from lsip_workflow.journeys import plans
from lsip_workflow.model import (
    Action,
    CommitmentKind,
    DeliveryRoute,
    Evidence,
    Priority,
    PriorityKind,
    SkillsNeed,
    Test,
)
from lsip_workflow.store.record import Occasion


def provider(scene: Scene, at: Occasion, step: Step) -> None:
    """A person adds a provider to the plan."""
    provider = scene.organisation(step["org"])
    plans.add_provider(scene.session, at, scene.plan, provider, reason=step["reason"])


def consider(scene: Scene, at: Occasion, step: Step) -> None:
    """Something is recorded under one of the Act's tests."""
    plans.consider(scene.session, at, scene.plan, Test(step["test"]), step["text"])


def evidence(scene: Scene, at: Occasion, step: Step) -> None:
    """A piece of evidence is recorded."""
    row = Evidence(
        plan_id=scene.plan.id,
        title=step["title"],
        source=step["source"],
        locator=step.get("locator", ""),
        geography=step.get("geography", ""),
        soc=step.get("soc"),
        recruitment_difficulty=step.get("difficulty", False),
        sample_size=step.get("sample"),
        finding=step["finding"],
    )
    plans.record_evidence(scene.session, at, row)


def need(scene: Scene, at: Occasion, step: Step) -> None:
    """A skills need is recorded."""
    row = SkillsNeed(
        plan_id=scene.plan.id,
        occupation=step["occupation"],
        soc=step.get("soc"),
        sic=step.get("sic"),
        occupation_code=step.get("code"),
        cluster_id=step.get("cluster"),
        level=step.get("level"),
        horizon=step.get("horizon", "current"),
    )
    plans.record_need(scene.session, at, row, scene.runtime.reference)


def priority(scene: Scene, at: Occasion, step: Step) -> None:
    """A priority is recorded, with the needs that it serves."""
    row = Priority(
        plan_id=scene.plan.id,
        code=step["code"],
        title=step["title"],
        kind=PriorityKind(step["kind"]),
        needs=[scene.need(occupation).id for occupation in step.get("needs", ())],
    )
    plans.record_priority(scene.session, at, row)


def action(scene: Scene, at: Occasion, step: Step) -> None:
    """An action of the roadmap is recorded."""
    row = Action(
        plan_id=scene.plan.id,
        priority_id=scene.priority(step["priority"]).id,
        code=step["code"],
        title=step["title"],
        lead_id=scene.organisation(step["lead"]).id if "lead" in step else None,
        planned_for=_planned(scene, step),
        measure=step.get("measure", ""),
        route=DeliveryRoute(step["route"]) if "route" in step else None,
        for_providers=step.get("for_providers", True),
    )
    plans.record_action(scene.session, at, row)


def _planned(scene: Scene, step: Step) -> date | None:
    """The last day of the month that lies so many days ahead; actions are planned by months."""
    if "planned_in" not in step:
        planned: date | None = step.get("planned_for")
        return planned
    ahead = scene.today + timedelta(days=step["planned_in"])
    return (ahead.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def progress(scene: Scene, at: Occasion, step: Step) -> None:
    """How an action came along is recorded."""
    plans.record_progress(
        scene.session,
        at,
        scene.action(step["action"]),
        done=step.get("done", ""),
        impact=step.get("impact", ""),
        remains=step.get("remains", ""),
        no_progress_because=step.get("because", ""),
    )


def commitment(scene: Scene, at: Occasion, step: Step) -> None:
    """What a body says about an action is recorded."""
    plans.record_commitment(
        scene.session,
        at,
        scene.plan,
        scene.action(step["action"]),
        scene.organisation(step["org"]),
        CommitmentKind(step["kind"]),
    )
