"""Plans in any stage, with nothing in them, or with everything that the stage asks for."""

from sqlmodel import Session

from lsip_workflow.journeys import plans, sign_offs, submission
from lsip_workflow.model import (
    Area,
    Evidence,
    Organisation,
    OrganisationKind,
    Plan,
    Priority,
    PriorityKind,
    SkillsNeed,
    Test,
)
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion
from tests import builders

DECIDED = {
    "designation": ("designation",),
    "research": ("research",),
    "priorities": ("priorities",),
    "roadmap": ("roadmap",),
    "submission": ("submission",),
    "approval": ("approval",),
    "progress_reporting": ("progress-report", "review"),
    "review": ("replacement",),
}


def opened(world: Runtime, stage: str) -> str:
    """A plan in a stage, with nothing in it."""
    with world.database.transaction() as session:
        at = builders.occasion(world)
        area = Area(id=stage.replace("_", "-"), name=f"{stage.title()} (example)")
        erb = Organisation(kind=OrganisationKind.ERB, name="A chamber (example)", example=True)
        session.add_all([area, erb])
        plan = plans.open_plan(
            session, at, plan_id=f"{area.id}-2026", area=area, erb=erb, cycle="2026-29",
            edition=builders.EDITION, stage=stage, example=True,
        )  # fmt: skip
        return plan.id


def fill(world: Runtime, plan_id: str) -> None:
    """Put into a plan all that its stage asks for."""
    with world.database.transaction() as session:
        at = builders.occasion(world)
        plan = session.get_one(Plan, plan_id)
        for rule in DECIDED.get(plan.stage, ()):
            sign_offs.record_decision(
                session, at, plan, rule, body="The board", on=at.today, reference="Minute 7"
            )
        _content(session, at, world, plan)


def _content(session: Session, at: Occasion, world: Runtime, plan: Plan) -> None:
    match plan.stage:
        case "research":
            row = Evidence(plan_id=plan.id, title="A survey", source="The chamber, October 2026")
            plans.record_evidence(session, at, row)
        case "priorities":
            need = SkillsNeed(plan_id=plan.id, occupation="Welders", soc="5213", sic="25")
            plans.record_need(session, at, need, world.reference)
            first = Priority(
                plan_id=plan.id, code="P1", title="Metal", kind=PriorityKind.SECTOR, needs=[need.id]
            )
            plans.record_priority(session, at, first)
        case "roadmap":
            plans.record_action(session, at, builders.action(plan, "A1", plan.erb_id))
        case "submission":
            for test in Test:
                plans.consider(session, at, plan, test, "Considered, and written down in the plan.")
            submission.submit(session, at, plan, addressee="Skills England", on=at.today, reference="1")
        case "publication":
            plans.publish(session, at, plan, "plan", "https://chamber.example/plan", "0" * 64, at.today)
        case "progress_reporting":
            plans.publish(
                session, at, plan, "progress_report", "https://chamber.example/r", "1" * 64, at.today
            )


def stage_of(world: Runtime, plan_id: str) -> str:
    """Where a plan is now."""
    with world.database.reading() as session:
        return session.get_one(Plan, plan_id).stage


__all__ = ["DECIDED", "fill", "opened", "stage_of"]
