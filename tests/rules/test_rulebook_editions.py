"""What each of the three editions holds: nothing that it did not have, and nothing made up."""

from datetime import date
from pathlib import Path

import pytest

from lsip_workflow.events import TYPES
from lsip_workflow.model.words import OF_A_PROVIDER, Precision, SourceStatus, Strength, Test
from lsip_workflow.rulebook import (
    Considered,
    Decided,
    Entry,
    NeedsClassified,
    PageCount,
    PriorityCount,
    Rulebook,
    SignOffRule,
)
from lsip_workflow.rulebook_check import load_all
from lsip_workflow.rules.sign_offs import roles_of
from lsip_workflow.runtime import templates

TEMPLATES = templates()
BOOKS = load_all(Path(__file__).parents[2] / "config" / "rulebooks", events=TYPES, templates=TEMPLATES)
TRAILBLAZER, STATUTORY, JOINT = BOOKS.values()
BY_LAW = pytest.mark.parametrize("book", [STATUTORY, JOINT], ids=["2022", "2025"])
EACH = pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS.keys())
LESSONS = {
    "recruitment_difficulty",
    "needs_classified",
    "priorities_name_needs",
    "actions_complete",
    "actions_committed",
    "report_complete",
}


def entries(book: Rulebook) -> list[Entry]:
    sections = [getattr(book, name) for name in Rulebook.model_fields if name != "edition"]
    return [book.edition, *(entry for section in sections for entry in section)]


STAGES = {
    "2021-trailblazer": "selected research priorities roadmap published",
    "2022-statutory": "designation research priorities roadmap submission approval publication "
    "progress_reporting review replaced",
    "2025-joint-ownership": "designation research priorities roadmap authority_agreement submission approval "
    "publication progress_reporting review replaced",
}


@pytest.mark.parametrize(("edition", "stages"), STAGES.items())
def test_the_stages_are_those_of_the_edition_in_their_order(edition: str, stages: str) -> None:
    walked = [BOOKS[edition].first_stage]
    while walked[-1].next:
        walked.append(BOOKS[edition].stage(walked[-1].next[0]))
    assert " ".join(stage.key for stage in walked) == stages
    assert walked[-1].final
    assert len(walked) == len(BOOKS[edition].stages)


@EACH
def test_every_entry_says_where_it_comes_from(book: Rulebook) -> None:
    assert [entry.key for entry in entries(book) if len(entry.cite) < 15] == []


@EACH
def test_what_this_project_made_up_is_not_called_sourced(book: Rulebook) -> None:
    own = [entry for entry in entries(book) if "of this project" in entry.cite or "not found" in entry.cite]
    assert own
    assert {entry.status for entry in own} == {SourceStatus.UNVERIFIED}


@EACH
def test_law_has_a_source_in_the_act(book: Rulebook) -> None:
    law = [condition for condition in book.conditions if condition.strength is Strength.LAW]
    assert all(condition.status is SourceStatus.SOURCED for condition in law)
    assert all(condition.cite.startswith("Skills and Post-16 Education Act 2022, s.1") for condition in law)


@EACH
def test_no_stage_passes_by_itself_through_emptiness(book: Rulebook) -> None:
    for stage in book.stages:
        gates = book.gates_leaving(stage.key)
        kinds = [condition.kind for gate in gates for condition in book.conditions_of(gate.key)]
        expected = {"decided", "published", "authorities_answered"}
        assert stage.final or expected & set(kinds), stage.key


@EACH
def test_signatories_state_what_they_considered_and_never_that_they_comply(book: Rulebook) -> None:
    said = " ".join(statement.text for rule in book.sign_offs for statement in rule.statements).lower()
    assert "compl" not in said
    assert "must" not in said


@EACH
def test_nobody_is_written_to_above_the_person_who_was_asked(book: Rulebook) -> None:
    to_who_decides = {"confirmation-asked", "decision-entered", "sign-off-requested"}
    told = {role for rule in book.notifications if rule.key not in to_who_decides for role in rule.to}
    assert told == {"provider_respondent", "project_manager"}
    reminded = {role for ladder in book.ladders for rung in ladder.rungs for role in rung.to}
    assert reminded <= {"provider_respondent", "provider_deputy", "project_manager", "authority_officer"}


@EACH
def test_a_provider_is_reminded_twice_and_then_a_colleague_is_asked(book: Rulebook) -> None:
    rungs = [(rung.days, *rung.to) for rung in book.ladder("request").rungs]
    assert rungs == [(-5, "provider_respondent"), (0, "provider_respondent"), (3, "provider_deputy")]
    assert book.ladder("request").unit == "working_days"


NOTIFIED = [
    ("response.submitted", "response_received", "provider_respondent"),
    ("response.submitted", "response_arrived", "project_manager"),
    ("request.sent", "request_sent", "provider_respondent"),
    ("decision.recorded", "decision_recorded", "project_manager"),
    ("decision.checked", "decision_recorded", "project_manager"),
    ("plan.stage_entered", "stage_entered", "project_manager"),
]


@EACH
@pytest.mark.parametrize(("event", "template", "role"), NOTIFIED)
def test_who_is_told_of_what(book: Rulebook, event: str, template: str, role: str) -> None:
    assert (template, (role,)) in [(rule.template, rule.to) for rule in book.notifications_on(event)]


@EACH
def test_every_role_of_the_area_that_signs_something_is_told_of_what_is_asked(book: Rulebook) -> None:
    (rule,) = book.notifications_on("sign_off.requested")
    signing = {role for entry in book.sign_offs for role in roles_of(entry)}
    assert signing - OF_A_PROVIDER <= set(rule.to)


def test_the_trailblazers_were_selected_and_owed_no_duty() -> None:
    keys = {stage.key for stage in TRAILBLAZER.stages}
    assert not keys & {"designation", "approval", "submission", "progress_reporting", "review", "replaced"}
    assert TRAILBLAZER.duties == ()
    assert not [each for each in TRAILBLAZER.conditions if each.strength is Strength.LAW]
    assert not [each for each in TRAILBLAZER.report_sections if each.document == "progress_report"]


def test_the_trailblazers_worked_the_three_parts_of_kents_plan() -> None:
    parts = ["Specification of skills needs", "What needs to change and why", "Roadmap for delivering change"]
    assert [TRAILBLAZER.stage(key).title for key in ("research", "priorities", "roadmap")] == parts
    assert [section.title for section in TRAILBLAZER.report_sections] == parts


@BY_LAW
def test_all_five_tests_are_law_before_a_plan_is_submitted(book: Rulebook) -> None:
    asked = [condition for condition in book.conditions_of("submit") if isinstance(condition, Considered)]
    assert {condition.test for condition in asked} == set(Test)
    assert all(condition.strength is Strength.LAW for condition in asked)
    assert [condition.test for condition in asked if condition.where_authority] == [Test.AUTHORITY_VIEWS]
    assert [gate.leaves for gate in book.gates if gate.key == "submit"] == ["submission"]


@BY_LAW
def test_besides_the_tests_only_the_secretary_of_states_decision_is_law(book: Rulebook) -> None:
    law = [each for each in book.conditions if each.strength is Strength.LAW]
    others = [each for each in law if not isinstance(each, Considered)]
    assert [(each.gate, each.sign_off) for each in others if isinstance(each, Decided)] == [
        ("approve", "approval")
    ]
    assert len(others) == 1
    assert book.sign_off("approval").by == ("secretary_of_state",)


@BY_LAW
def test_those_who_agree_to_a_plan_say_that_they_did_not_write_it(book: Rulebook) -> None:
    for key in ("priorities", "roadmap", "progress-report"):
        rule: SignOffRule = book.sign_off(key)
        assert set(rule.by) == {"board", "board_member"}
        assert any("did not write" in statement.text for statement in rule.statements)


def test_the_four_lessons_are_good_practice_in_2025() -> None:
    lessons = [each for each in JOINT.conditions if each.key.startswith("lesson-")]
    assert {each.kind for each in lessons} == LESSONS
    assert {each.key.split("-")[1] for each in lessons} == {"1", "2", "3", "4"}
    assert all(each.strength is Strength.GOOD_PRACTICE for each in lessons)
    assert all("Think/Gatsby" in each.cite and "31 October 2023" in each.cite for each in lessons)


def test_the_four_lessons_refuse_nothing_in_2022() -> None:
    found = [each for each in STATUTORY.conditions if each.kind in LESSONS]
    assert all(each.strength is Strength.GOOD_PRACTICE for each in found)
    assert not [each for each in STATUTORY.conditions if each.key.startswith("lesson-")]


def test_four_to_six_priorities_and_thirty_pages_are_warnings_in_2025_only() -> None:
    expected = [each for each in JOINT.conditions if isinstance(each, PriorityCount | PageCount)]
    assert [(each.kind, each.maximum, each.strength) for each in expected] == [
        ("priority_count", 6, Strength.GOOD_PRACTICE),
        ("page_count", 30, Strength.GOOD_PRACTICE),
    ]
    assert not [each for each in STATUTORY.conditions if isinstance(each, PriorityCount | PageCount)]


def test_needs_and_not_priorities_carry_soc_and_sic_in_2025() -> None:
    annex = [each for each in JOINT.conditions if isinstance(each, NeedsClassified) and "sic" in each.by]
    assert [(each.by, each.strength) for each in annex] == [(("soc", "sic"), Strength.GUIDANCE)]
    sections = [each for each in JOINT.report_sections if each.document == "plan"]
    assert len([each for each in sections if not each.key.startswith("annex-")]) == 4
    assert "SOC and SIC" in next(each.title for each in sections if each.key == "annex-needs")


def test_authorities_agree_by_guidance_and_not_by_law() -> None:
    asked = JOINT.conditions_of("authorities-answered")
    assert [(each.kind, each.strength) for each in asked] == [("authorities_answered", Strength.GUIDANCE)]
    assert "authority_agreement" not in {stage.key for stage in STATUTORY.stages}


KNOWN_DATES = {
    "draft-priorities": date(2023, 3, 31),
    "submission": date(2023, 5, 31),
    "first-progress-report": date(2024, 6, 30),
    "second-progress-report": date(2025, 6, 30),
}


@pytest.mark.parametrize(("key", "due"), KNOWN_DATES.items())
def test_the_dates_of_the_first_cycle_are_sourced(key: str, due: date) -> None:
    rule = STATUTORY.deadline(key)
    assert (rule.due, rule.precision, rule.status) == (due, Precision.DAY, SourceStatus.SOURCED)


def test_dates_that_nobody_found_are_unknown_in_2025() -> None:
    unknown = [each for each in JOINT.deadlines if each.precision is Precision.UNKNOWN]
    assert {each.key: each.basis.value for each in unknown} == {
        "submission": "unspecified",
        "progress-report": "set_by_erb",
    }
    assert all(each.status is SourceStatus.UNVERIFIED and each.due is None for each in unknown)
    assert (JOINT.deadline("publication").says, JOINT.deadline("publication").precision) == (
        "Summer 2026",
        Precision.SEASON,
    )


@BY_LAW
def test_ten_working_days_to_object_begin_by_hand(book: Rulebook) -> None:
    rule = book.deadline("changed-terms")
    assert (rule.after_days, rule.basis.value, rule.opens) == (10, "working_days", "by_hand")
    assert rule not in book.deadlines_of(rule.stage)


SECTIONS = {
    "d1-develop": "s.1(3)",
    "d2-review": "s.1(4)(a)",
    "d3-have-regard": "s.1(4)(b)",
    "d4-guidance": "s.1(5)",
    "d5-local-needs": "s.5 (s.52B of the 1992 Act)",
}


@BY_LAW
def test_the_duties_of_providers_name_their_sections_and_speak_for_themselves(book: Rulebook) -> None:
    duties = {duty.key: duty for duty in book.duties if "fe_college" in duty.holders}
    assert {key: duty.section for key, duty in duties.items()} == SECTIONS
    assert all(duty.states_own_position for duty in duties.values())
    assert all(duty.commenced == date(2022, 6, 28) for duty in duties.values())
    assert "independent_training_provider" not in duties["d5-local-needs"].holders


def test_joint_ownership_is_an_authoritys_only_from_2025() -> None:
    held = [
        [duty.key for duty in book.duties if "strategic_authority" in duty.holders] for book in BOOKS.values()
    ]
    assert held == [[], [], ["d8-joint-ownership"]]


def test_the_yearly_report_of_2025_is_marked_unverified_everywhere() -> None:
    about = [JOINT.stage("progress_reporting"), JOINT.deadline("progress-report")]
    about += [each for each in JOINT.report_sections if each.document == "progress_report"]
    about += [each for each in JOINT.duties if each.key == "d7-report"]
    assert len(about) == 7
    assert {each.status for each in about} == {SourceStatus.UNVERIFIED}


@EACH
def test_each_edition_owns_up_to_what_is_not_known(book: Rulebook) -> None:
    assert len(book.unknowns) >= 3
    assert {each.status for each in book.unknowns} == {SourceStatus.UNVERIFIED}
