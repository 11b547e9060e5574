"""Two versions of a plan differ in what people can read, told in sentences, and in nothing else."""

from datetime import date

from lsip_workflow.model import (
    Action,
    ActionPartner,
    Organisation,
    OrganisationKind,
    PartnerKind,
    Plan,
    Priority,
    PriorityKind,
    SkillsNeed,
)
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.versions import content, differences

PLAN = Plan(
    id="north", area_id="north", erb_id="erb", cycle="2026-29", edition="e", stage="roadmap",
    stage_since=date(2026, 11, 2),
)  # fmt: skip


def need(occupation: str, level: int | None = None) -> SkillsNeed:
    return SkillsNeed(plan_id="north", occupation=occupation, level=level)


def action(code: str, planned_for: date | None = None, measure: str = "") -> Action:
    title = f"Course {code}"
    return Action(plan_id="north", code=code, title=title, planned_for=planned_for, measure=measure)


def test_the_order_of_rows_and_their_ids_make_no_other_version() -> None:
    rows = [need("Welders", 3), need("Fitters"), need("Welders", 2)]
    again = [need("Welders", 2), need("Welders", 3), need("Fitters")]
    first = content(Dossier(PLAN, needs=rows, actions=[action("A1"), action("A2")]))
    second = content(Dossier(PLAN, needs=again, actions=[action("A2"), action("A1")]))
    assert first == second
    assert list(first["needs"]) == ["Fitters", "Welders", "Welders (2)"]
    assert differences(first, second) == []


def test_each_difference_is_a_sentence() -> None:
    welders = need("Welders", 3)
    served = Priority(plan_id="north", code="P1", title="Metal", kind=PriorityKind.SECTOR, needs=[welders.id])
    before = content(Dossier(PLAN, needs=[welders], actions=[action("A1"), action("A2")]))
    after = content(
        Dossier(
            PLAN,
            needs=[need("Welders", 4)],
            priorities=[served],
            actions=[action("A1", planned_for=date(2027, 9, 1), measure="Learners"), action("A3")],
        )
    )
    assert differences(before, after) == [
        "Priority P1 is new.",
        "Action A1: planned for was empty, and is “2027-09-01”.",
        "Action A1: measure was empty, and is “Learners”.",
        "Action A2 is no longer there.",
        "Action A3 is new.",
        "Skills need Welders: level was “3”, and is “4”.",
    ]


def test_who_takes_part_in_an_action_is_part_of_what_the_plan_says() -> None:
    row, forum = action("A1"), Organisation(kind=OrganisationKind.OTHER, name="Employers' Forum")
    partner = ActionPartner(
        action_id=row.id, organisation_id=forum.id, plan_id="north", kind=PartnerKind.OTHER, status="named"
    )
    gone = partner.model_copy(update={"status": "removed"})
    alone, known = content(Dossier(PLAN, actions=[row])), {forum.id: forum}
    joined = content(Dossier(PLAN, actions=[row], partners=[partner], organisations=known))
    assert differences(alone, joined) == ["Action A1: partners was empty, and is “Employers' Forum”."]
    assert differences(joined, alone) == ["Action A1: partners was “Employers' Forum”, and is empty."]
    assert content(Dossier(PLAN, actions=[row], partners=[gone], organisations=known)) == alone
