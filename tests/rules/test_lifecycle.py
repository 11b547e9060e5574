"""Gates: every kind of condition met and not met, what refuses, what warns, what may be gone on from."""

from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsip_workflow import rulebook as rb
from lsip_workflow.events import TYPES
from lsip_workflow.model import (
    CommitmentKind,
    ConditionSetting,
    Feedback,
    Plan,
    Strength,
    Test,
)
from lsip_workflow.rulebook_check import load_all
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.lifecycle import blockers, still_needed
from lsip_workflow.runtime import shipped, templates
from tests.rules.lifecycle_rows import (
    SINCE,
    TODAY,
    action,
    answered,
    considered,
    document,
    dossier,
    found,
    need,
    point,
    priority,
    said,
    signed,
    submitted,
)

BOOKS = load_all(Path(shipped("config")) / "rulebooks", events=TYPES, templates=templates())
ENTRY = {"title": "The thing", "cite": "s.1", "status": "sourced"}


def book(kind: str, strength: str = "guidance", **more: object) -> rb.Rulebook:
    """An edition of two stages with one gate and one condition."""
    condition = ENTRY | {"key": "it", "gate": "g", "kind": kind, "strength": strength} | more
    return rb.Rulebook.model_validate(
        {
            "edition": ENTRY | {"key": "e", "began": date(2025, 1, 1)},
            "stages": [
                ENTRY | {"key": "s", "flow": "research", "next": ["t"]},
                ENTRY | {"key": "t", "flow": "review", "final": True},
            ],
            "gates": [ENTRY | {"key": "g", "leaves": "s"}],
            "conditions": [condition],
        }
    )


LETTER = Feedback(id="f", plan_id="p", reference="DfE 7", received_on=TODAY)
UNSENT = "The thing: to whom, on which day and which version."
UNANSWERED = "Point 2 of DfE 7: what changed, or why nothing did."

# The kind of condition, its parameters, what a plan holds, and the sentences that are still needed.
NOT_RECORDED = "The thing: nothing is recorded yet."
NOT_SIGNED = "The thing: not signed here, and no decision recorded."
NO_WORD = "Action A1 has no commitment recorded, not even one sought or none needed."
NO_RISK = "Action A1: North College declined; record an alternative or the risk left."
UNTOLD = "Action A1: done, impact and what remains, or a reason why not."
PUBLISH = "The plan's address, date and fingerprint once it is published."
SILENT = "North College: no answer recorded, and its silence is not dated yet."
REASONS = "North College did not agree: our reasons for going on are not recorded yet."
UNPROVED = "No evidence on recruitment difficulty for Welder (SOC 5213)."
ENV = {"test": "environment"}
AUTH = {"test": "authority_views", "where_authority": True}
R = {"sign_off": "r"}
SOC = {"by": ["soc", "sic", "occupational_map"]}
TWO_TO_THREE = {"minimum": 2, "maximum": 3}
KINDS = CommitmentKind
CASES: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("considered", ENV, {"considerations": [considered()]}, []),
    ("considered", ENV, {}, [NOT_RECORDED]),
    ("considered", ENV, {"considerations": [considered(Test.EMPLOYER_VIEWS)]}, [NOT_RECORDED]),
    ("considered", AUTH, {}, []),
    ("considered", AUTH, {"authority_answers": [answered("agreed")]}, [NOT_RECORDED]),
    ("decided", R, {"sign_offs": [signed()]}, []),
    ("decided", R, {"sign_offs": [signed(SINCE, "decided")]}, []),
    ("decided", R, {}, [NOT_SIGNED]),
    ("decided", R, {"sign_offs": [signed(None, "asked")]}, [NOT_SIGNED]),
    ("decided", R, {"sign_offs": [signed(status="declined")]}, [NOT_SIGNED]),
    ("decided", R, {"sign_offs": [signed(rule="other")]}, [NOT_SIGNED]),
    ("decided", R, {"sign_offs": [signed(date(2026, 1, 4))]}, [NOT_SIGNED]),
    ("authorities_answered", {}, {}, []),
    ("authorities_answered", {}, {"authority_answers": [answered("agreed")]}, []),
    ("authorities_answered", {}, {"authority_answers": [answered("agreed_with_comments")]}, []),
    ("authorities_answered", {}, {"authority_answers": [answered("no_reply")]}, []),
    ("authorities_answered", {}, {"authority_answers": [answered("not_agreed", "Why we go on.")]}, []),
    ("authorities_answered", {}, {"authority_answers": [answered("not_agreed")]}, [REASONS]),
    ("authorities_answered", {}, {"authority_answers": [answered("not_asked")]}, [SILENT]),
    ("evidence_recorded", {"minimum": 2}, {"evidence": [found(), found()]}, []),
    (
        "evidence_recorded",
        {"minimum": 2},
        {"evidence": [found()]},
        ["The thing: 1 of 2 pieces of evidence so far."],
    ),
    ("recruitment_difficulty", {}, {"needs": [need(soc="5213")], "evidence": [found("5213", True)]}, []),
    ("recruitment_difficulty", {}, {"needs": [need(soc="5213")]}, [UNPROVED]),
    ("recruitment_difficulty", {}, {"needs": [need(soc="5213")], "evidence": [found("5213")]}, [UNPROVED]),
    (
        "recruitment_difficulty",
        {},
        {"needs": [need()], "evidence": [found(None, True)]},
        ["No evidence on recruitment difficulty for Welder."],
    ),
    ("needs_classified", SOC, {"needs": [need(soc="5213", sic="25", cluster_id=3)]}, []),
    ("needs_classified", SOC, {"needs": [need(soc="5213", sic="25", occupation_code="OCC1")]}, []),
    ("needs_classified", SOC, {}, ["No skills need is recorded yet."]),
    (
        "needs_classified",
        SOC,
        {"needs": [need(), need(soc="5213", sic="25")]},
        [
            "Welder lacks a SOC code and a SIC code and a place on the occupational map.",
            "Welder (SOC 5213) lacks a place on the occupational map.",
        ],
    ),
    ("priorities_name_needs", {}, {"priorities": [priority("n")]}, []),
    ("priorities_name_needs", {}, {}, ["No priority is recorded yet."]),
    (
        "priorities_name_needs",
        {},
        {"priorities": [priority()]},
        ["Priority P1 does not name a skills need that it serves."],
    ),
    ("priority_count", TWO_TO_THREE, {"priorities": [priority()] * 2}, []),
    ("priority_count", TWO_TO_THREE, {"priorities": [priority()] * 3}, []),
    (
        "priority_count",
        TWO_TO_THREE,
        {"priorities": [priority()] * 4},
        ["The guidance expects 2 to 3 priorities; this plan has 4."],
    ),
    (
        "priority_count",
        TWO_TO_THREE,
        {"priorities": [priority()]},
        ["The guidance expects 2 to 3 priorities; this plan has 1."],
    ),
    ("actions_identified", {"minimum": 1}, {"actions": [action()]}, []),
    (
        "actions_identified",
        {"minimum": 1},
        {"actions": [action(for_providers=False)]},
        ["Actions that relevant providers can take: 0 of at least 1 recorded."],
    ),
    ("actions_complete", {}, {"actions": [action()]}, []),
    (
        "actions_complete",
        {},
        {"actions": [action(lead_id=None, route=None)]},
        ["Action A1 has no lead, delivery route yet."],
    ),
    (
        "actions_complete",
        {},
        {"actions": [action(planned_for=None, measure="")]},
        ["Action A1 has no date, measure yet."],
    ),
    ("actions_committed", {}, {"actions": [action()], "commitments": [said(KINDS.FIRM)]}, []),
    ("actions_committed", {}, {"actions": [action()], "commitments": [said(KINDS.IN_PRINCIPLE)]}, []),
    # A provider's silence is no veto: that its commitment was sought is enough.
    ("actions_committed", {}, {"actions": [action()], "commitments": [said(KINDS.SOUGHT)]}, []),
    ("actions_committed", {}, {"actions": [action()], "commitments": [said(KINDS.NONE_NEEDED)]}, []),
    (
        "actions_committed",
        {},
        {"actions": [action()], "commitments": [said(KINDS.DECLINED, alternative="Evenings.")]},
        [],
    ),
    (
        "actions_committed",
        {},
        {"actions": [action()], "commitments": [said(KINDS.DECLINED, risk="No course in the north.")]},
        [],
    ),
    ("actions_committed", {}, {"actions": [action()], "commitments": [said(KINDS.DECLINED)]}, [NO_RISK]),
    ("actions_committed", {}, {"actions": [action()]}, [NO_WORD]),
    ("page_count", {"maximum": 40}, {"pages": 40}, []),
    ("page_count", {"maximum": 40}, {"pages": None}, []),
    (
        "page_count",
        {"maximum": 40},
        {"pages": 41},
        ["The main body has 41 pages; the guidance expects no more than 40."],
    ),
    ("published", {"document": "plan"}, {"documents": [document()]}, []),
    ("published", {"document": "plan"}, {"documents": [document("progress_report")]}, [PUBLISH]),
    ("published", {"document": "plan"}, {"documents": [document(on=date(2026, 1, 4))]}, [PUBLISH]),
    ("submitted", {}, {"submissions": [submitted()]}, []),
    ("submitted", {}, {"submissions": [submitted("returned")]}, [UNSENT]),
    ("submitted", {}, {}, [UNSENT]),
    ("feedback_answered", {}, {}, []),
    ("feedback_answered", {}, {"feedback": [LETTER], "feedback_points": [point("changed")]}, []),
    ("feedback_answered", {}, {"feedback": [LETTER], "feedback_points": [point()]}, [UNANSWERED]),
    ("report_complete", {}, {"actions": [action(done="d", impact="i", remains="r")]}, []),
    ("report_complete", {}, {"actions": [action(no_progress_because="The site flooded.")]}, []),
    ("report_complete", {}, {"actions": [action(done="d", impact="i")]}, [UNTOLD]),
]


@pytest.mark.parametrize(
    ("kind", "parameters", "content", "sentences"),
    CASES,
    ids=[f"{kind}-{number}" for number, (kind, *_) in enumerate(CASES)],
)
def test_a_condition_says_in_sentences_what_it_still_needs(
    kind: str, parameters: dict[str, Any], content: dict[str, Any], sentences: list[str]
) -> None:
    needed = blockers(dossier(**content), book(kind, **parameters), TODAY)
    assert [blocker.text for blocker in needed] == sentences
    assert {(blocker.code, blocker.cite) for blocker in needed} <= {("it", "s.1")}


def test_the_table_has_every_kind_of_condition_met_and_not_met() -> None:
    union = get_args(get_args(rb.AnyCondition)[0])
    kinds = {get_args(cls.model_fields["kind"].annotation)[0] for cls in union}
    assert {kind for kind, _, _, sentences in CASES if sentences} == kinds
    assert {kind for kind, _, _, sentences in CASES if not sentences} == kinds


@pytest.mark.parametrize(
    ("strength", "raised", "accepted", "refuses"),
    [
        ("law", False, False, True),
        ("law", True, False, True),
        ("law", False, True, True),
        ("law", True, True, True),
        ("guidance", False, False, True),
        ("guidance", True, False, True),
        ("guidance", False, True, False),
        ("guidance", True, True, False),
        ("good_practice", False, False, False),
        ("good_practice", True, False, True),
        ("good_practice", False, True, False),
        ("good_practice", True, True, False),
    ],
)
def test_the_law_refuses_guidance_can_be_gone_on_from_and_good_practice_warns(
    strength: str, raised: bool, accepted: bool, refuses: bool
) -> None:
    setting = ConditionSetting(
        plan_id="p", condition="it", raised=raised, accepted=accepted, reason="Because." if accepted else None
    )
    plan, rules = dossier(settings=[setting]), book("evidence_recorded", strength)
    (needed,) = still_needed(plan, rules, TODAY)
    assert needed.strength is Strength(strength)
    assert needed.raised is raised
    assert needed.accepted_because == ("Because." if accepted and strength != "law" else None)
    assert needed.refuses is refuses
    assert blockers(plan, rules, TODAY) == ([needed] if refuses else [])


def test_what_is_met_asks_for_nothing_whatever_was_raised() -> None:
    raised = ConditionSetting(plan_id="p", condition="it", raised=True)
    plan = dossier(settings=[raised], evidence=[found()])
    assert still_needed(plan, book("evidence_recorded", "good_practice"), TODAY) == []


@st.composite
def real_plans(draw: st.DrawFn) -> tuple[Dossier, rb.Rulebook]:
    """A plan in some stage of a real edition, with some of what its gates ask for."""
    rules = BOOKS[draw(st.sampled_from(sorted(BOOKS)))]
    stage = draw(st.sampled_from([stage.key for stage in rules.stages]))
    plan = Plan(
        id="p", area_id="a", erb_id="o", cycle="c", edition=rules.edition.key, stage=stage, stage_since=SINCE,
        page_count=draw(st.sampled_from([None, 10, 500])),
    )  # fmt: skip
    settings = [
        ConditionSetting(plan_id="p", condition=key, raised=raised, accepted=accepted, reason="Because.")
        for key in sorted(draw(st.sets(st.sampled_from([c.key for c in rules.conditions]))))
        for raised, accepted in [(draw(st.booleans()), draw(st.booleans()))]
    ]
    replies = st.builds(answered, st.sampled_from(["not_asked", "agreed"]))
    days = st.sampled_from([None, date(2025, 12, 1), TODAY])
    rules_signed = (
        draw(st.sets(st.sampled_from([rule.key for rule in rules.sign_offs]))) if rules.sign_offs else ()
    )
    return Dossier(
        plan=plan,
        considerations=[considered(test) for test in sorted(draw(st.sets(st.sampled_from(Test))))],
        evidence=draw(st.lists(st.builds(found, st.sampled_from([None, "5213"]), st.booleans()), max_size=2)),
        needs=draw(st.lists(st.builds(need, soc=st.sampled_from([None, "5213"])), max_size=2)),
        actions=draw(st.lists(st.builds(action, lead_id=st.sampled_from([None, "o"])), max_size=2)),
        authority_answers=draw(st.lists(replies, max_size=1)),
        sign_offs=[signed(draw(days), rule=key) for key in sorted(rules_signed)],
        settings=settings,
    ), rules  # fmt: skip


def keys(needed: list[Any]) -> set[str]:
    return {blocker.code for blocker in needed}


@given(real_plans())
def test_no_setting_hides_what_the_law_asks(real: tuple[Dossier, rb.Rulebook]) -> None:
    plan, rules = real
    bare = Dossier(**(vars(plan) | {"settings": ()}))
    law = {blocker for blocker in still_needed(bare, rules, TODAY) if blocker.strength is Strength.LAW}
    assert {b.text for b in law} <= {b.text for b in blockers(plan, rules, TODAY)}


@given(real_plans())
def test_going_on_from_everything_leaves_exactly_the_law(real: tuple[Dossier, rb.Rulebook]) -> None:
    plan, rules = real
    every = [
        ConditionSetting(plan_id="p", condition=c.key, accepted=True, reason="Because.")
        for c in rules.conditions
    ]
    accepted = Dossier(**(vars(plan) | {"settings": every}))
    assert {b.strength for b in blockers(accepted, rules, TODAY)} <= {Strength.LAW}
    assert keys(still_needed(accepted, rules, TODAY)) == keys(still_needed(plan, rules, TODAY))


@given(real_plans())
def test_raising_everything_makes_all_that_is_needed_refuse(real: tuple[Dossier, rb.Rulebook]) -> None:
    plan, rules = real
    every = [ConditionSetting(plan_id="p", condition=c.key, raised=True) for c in rules.conditions]
    raised = Dossier(**(vars(plan) | {"settings": every}))
    assert blockers(raised, rules, TODAY) == still_needed(raised, rules, TODAY)
    assert keys(blockers(plan, rules, TODAY)) <= keys(blockers(raised, rules, TODAY))


@given(real_plans(), st.sampled_from(["considerations", "evidence", "sign_offs", "documents"]))
def test_recording_more_of_what_is_asked_never_adds_to_what_is_needed(
    real: tuple[Dossier, rb.Rulebook], what: str
) -> None:
    plan, rules = real
    more: dict[str, list[Any]] = {
        "considerations": [considered(test) for test in Test],
        "evidence": [found("5213", True)],
        "sign_offs": [signed(rule=rule.key) for rule in rules.sign_offs],
        "documents": [document("plan"), document("progress_report")],
    }
    richer = Dossier(**(vars(plan) | {what: [*getattr(plan, what), *more[what]]}))
    assert keys(still_needed(richer, rules, TODAY)) <= keys(still_needed(plan, rules, TODAY))
