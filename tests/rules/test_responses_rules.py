"""A provider's answer: what its form refuses, its reference, its versions and its actions."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lsip_workflow.model import Action, Request, RequestStatus
from lsip_workflow.rules.responses import (
    ALPHABET,
    ResponseForm,
    commitments_in,
    next_version,
    reference,
    unknown_actions,
    why_not,
)

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FIRM = {"action": "A1", "commitment": "firm"}
DECLINED = {"action": "A1", "commitment": "declined"}


def places(form: dict[str, Any]) -> list[tuple[str, str]]:
    """Where each fault is, and its kind."""
    with pytest.raises(ValidationError) as refused:
        ResponseForm.model_validate(form)
    return [(".".join(map(str, error["loc"])), error["type"]) for error in refused.value.errors()]


@pytest.mark.parametrize(
    "form",
    [
        {"answers": [FIRM]},
        {"comment": "We will telephone."},
        {"current_provision": "Level 3", "planned_changes": "Level 4"},
        {"answers": [DECLINED | {"alternative": "Evenings."}]},
        {"answers": [DECLINED | {"risk": "No course in the north."}]},
        {"comment": "First line.\nSecond line,\twith a tab. Zoë’s “plan” 🙂 שלום"},
    ],
    ids="-".join,
)
def test_an_answer_that_says_something_is_taken(form: dict[str, Any]) -> None:
    assert ResponseForm.model_validate(form)


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        ({}, [("", "value_error")]),
        ({"comment": " \n "}, [("", "value_error")]),
        ({"answers": [DECLINED]}, [("answers.0", "value_error")]),
        ({"answers": [DECLINED | {"risk": "  "}]}, [("answers.0", "value_error")]),
        ({"answers": [FIRM, FIRM]}, [("", "value_error")]),
        ({"answers": [FIRM], "coment": "x"}, [("coment", "extra_forbidden")]),
        ({"answers": [FIRM | {"commitment": "maybe"}]}, [("answers.0.commitment", "literal_error")]),
        ({"answers": [FIRM | {"action": " "}]}, [("answers.0.action", "string_too_short")]),
        ({"answers": [FIRM | {"action": "A" * 41}]}, [("answers.0.action", "string_too_long")]),
        ({"comment": "x" * 4001}, [("comment", "string_too_long")]),
        ({"comment": 7}, [("comment", "string_type")]),
        ({"answers": "A1"}, [("answers", "tuple_type")]),
        (
            {"answers": [{"action": f"A{n}", "commitment": "firm"} for n in range(201)]},
            [("answers", "too_long")],
        ),
        (
            {"answers": [{"commitment": "firm"}, {"action": "A1"}], "other": 1},
            [
                ("answers.0.action", "missing"),
                ("answers.1.commitment", "missing"),
                ("other", "extra_forbidden"),
            ],
        ),
    ],
    ids=lambda value: "",
)
def test_a_form_is_refused_with_every_fault_in_its_place(
    form: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    assert places(form) == faults


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"], ids=ascii)
@pytest.mark.parametrize("field", ["comment", "current_provision", "planned_changes"])
def test_characters_that_no_keyboard_writes_are_refused(field: str, character: str) -> None:
    assert [place for place, _ in places({field: f"before{character}after"})] == [field]
    assert places({"answers": [FIRM | {"comment": f"x{character}x"}]})[0][0] == "answers.0.comment"
    assert places({"answers": [FIRM | {"action": f"A{character}1"}]})[0][0] == "answers.0.action"


def test_lines_as_browsers_send_them_are_kept_as_plain_lines() -> None:
    assert ResponseForm.model_validate({"comment": "one\r\ntwo\rthree"}).comment == "one\ntwo\nthree"


@given(st.text())
def test_a_reference_can_be_read_out_over_the_telephone(identity: str) -> None:
    said = reference(identity.encode(errors="replace").decode())
    assert len(said) == 9
    assert said[4] == "-"
    assert set(said.replace("-", "")) <= set(ALPHABET)
    assert not set(said) & set("ILOU")


def test_the_letters_of_references_are_thirty_two_and_none_looks_like_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 32
    assert not {"I", "L", "O"} & set(ALPHABET)


@given(st.sets(st.text(st.characters(codec="ascii")), min_size=2, max_size=50))
def test_two_answers_do_not_share_a_reference(identities: set[str]) -> None:
    assert len({reference(identity) for identity in identities}) == len(identities)


@pytest.mark.parametrize("status", [RequestStatus.OPEN, RequestStatus.ANSWERED])
def test_a_request_takes_answers_also_after_the_first(status: RequestStatus) -> None:
    assert why_not(request(status)) == []


def test_a_request_that_is_not_needed_any_more_says_so() -> None:
    (reason,) = why_not(request(RequestStatus.NOT_NEEDED))
    assert reason.refuses
    assert "not needed any more" in reason.text


def test_each_version_follows_the_one_before_and_all_differ() -> None:
    form = ResponseForm.model_validate({"answers": [FIRM]})
    first = next_version(request(), None, form, NOW)
    second = next_version(request(), first, form, NOW)
    assert (first.version, first.follows_id) == (1, None)
    assert (second.version, second.follows_id) == (2, first.id)
    assert first.reference != second.reference
    assert ResponseForm.model_validate_json(second.content or "") == form


def test_actions_that_the_plan_does_not_have_are_named_with_their_places() -> None:
    answers = [{"action": code, "commitment": "firm"} for code in ("A1", "A8", "A2", "A9")]
    form = ResponseForm.model_validate({"answers": answers})
    assert unknown_actions(form, frozenset({"A1", "A2"})) == [
        "answers.1.action: “A8” is not an action of this plan.",
        "answers.3.action: “A9” is not an action of this plan.",
    ]
    assert unknown_actions(form, frozenset({"A1", "A2", "A8", "A9"})) == []


def test_an_action_that_is_gone_meanwhile_is_passed_over() -> None:
    form = ResponseForm.model_validate({"answers": [FIRM, {"action": "A2", "commitment": "in_principle"}]})
    left = Action(plan_id="p", code="A2", title="T")
    assert [(row.code, answer.commitment) for row, answer in commitments_in(form, {"A2": left})] == [
        ("A2", "in_principle")
    ]


def request(status: RequestStatus = RequestStatus.OPEN) -> Request:
    return Request(id="r", plan_id="p", provider_id="o", title="What you can offer", status=status)
