"""A provider's answer: what its forms refuse, its reference, its versions and its actions."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lsip_workflow.model import Action, AnswerKind, Request, RequestStatus
from lsip_workflow.rules.answer_kinds import ACTS, DID, NEXT
from lsip_workflow.rules.responses import (
    ALPHABET,
    FORMS,
    ResponseForm,
    commitments_in,
    next_version,
    read,
    read_kept,
    reference,
    unknown_actions,
    why_not,
)

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FIRM = {"action": "A1", "commitment": "firm"}
DECLINED = {"action": "A1", "commitment": "declined"}
MORE_TIME = {"kind": "more_time", "until": "2026-12-14", "because": "Our governors meet then."}
NOT_FOR_ME = {"kind": "not_for_me", "pass_to": "sam@college.example"}
DOES_NOT_APPLY = {"kind": "does_not_apply", "because": "We teach no engineering."}
ELSEWHERE = {"kind": "answered_elsewhere", "link": "https://college.example/statement?year=2026#skills"}
WILL_NOT = {"kind": "will_not_commit", "because": "No workshop.", "what_would_help": "A workshop."}


def places(form: dict[str, Any]) -> list[tuple[str, str]]:
    """Where each fault is, and its kind."""
    with pytest.raises(ValidationError) as refused:
        read(form)
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


@pytest.mark.parametrize("form", [MORE_TIME, NOT_FOR_ME, DOES_NOT_APPLY, ELSEWHERE, WILL_NOT])
def test_each_kind_of_answer_is_read_by_its_kind_and_kept_as_it_was(form: dict[str, Any]) -> None:
    taken = read(form | {"heard_how": "letter"})
    assert type(taken) is FORMS[AnswerKind(form["kind"])]
    assert taken.model_dump(mode="json") == form | {"heard_how": "letter"}
    assert read_kept(taken.model_dump_json()) == taken == read(taken)
    kept = next_version(request(), None, taken, NOW)
    assert (kept.kind, kept.heard_how) == (form["kind"], "letter")


def test_without_a_kind_it_is_the_answer_itself() -> None:
    assert read({"comment": "Yes"}) == read({"kind": "answer", "comment": "Yes"})
    assert isinstance(read({"comment": "Yes"}), ResponseForm)


@pytest.mark.parametrize("said", [DID, NEXT, FORMS], ids=["phrase", "what happens next", "form"])
def test_every_kind_has_its_words_and_its_form(said: Any) -> None:
    assert set(said) == set(AnswerKind) > ACTS


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        ({"kind": "perhaps"}, [("kind", "literal_error")]),
        ({"kind": ""}, [("kind", "literal_error")]),
        ({"kind": None}, [("kind", "literal_error")]),
        ({"kind": ["more_time"]}, [("kind", "literal_error")]),
        (
            {"kind": "more_time"},
            [("until", "missing"), ("because", "missing")],
        ),
        ({"kind": "more_time", "until": 7, "because": ""}, [("until", ""), ("because", "string_too_short")]),
        (MORE_TIME | {"because": " \n "}, [("because", "string_too_short")]),
        (MORE_TIME | {"because": "x" * 4001}, [("because", "string_too_long")]),
        (MORE_TIME | {"because": "a\x00b"}, [("because", "value_error")]),
        (MORE_TIME | {"comment": "x"}, [("comment", "extra_forbidden")]),
        (NOT_FOR_ME | {"pass_to": "x" * 201}, [("pass_to", "string_too_long")]),
        (NOT_FOR_ME | {"pass_to": "  "}, [("pass_to", "string_too_short")]),
        (NOT_FOR_ME | {"because": "x"}, [("because", "extra_forbidden")]),
        (DOES_NOT_APPLY | {"heard_how": "rumour"}, [("heard_how", "literal_error")]),
        (DOES_NOT_APPLY | {"answers": []}, [("answers", "extra_forbidden")]),
        ({"kind": "will_not_commit", "because": "x"}, [("what_would_help", "missing")]),
        ({"comment": "x", "because": "y"}, [("because", "extra_forbidden")]),
        ({"kind": "answer"}, [("", "value_error")]),
    ],
    ids=lambda value: "",
)
def test_another_kind_is_refused_with_every_fault_in_its_place(
    form: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    assert [place for place, _ in places(form)] == [place for place, _ in faults]
    assert {kind for _, kind in faults if kind} <= {kind for _, kind in places(form)}


@pytest.mark.parametrize(
    "until",
    ["", "14.12.2026", "2026-12-14T00:00", "20261214", "2026-W50-1", "2026-02-30", "٢٠٢٦-12-14", 1797206400],
)
def test_a_day_is_written_in_one_way(until: object) -> None:
    assert places(MORE_TIME | {"until": until}) == [("until", "value_error")]


def test_a_day_may_be_a_day_already_and_no_instant() -> None:
    assert read(MORE_TIME | {"until": date(2026, 12, 14)}) == read(MORE_TIME)
    assert places(MORE_TIME | {"until": NOW}) == [("until", "value_error")]


@pytest.mark.parametrize(
    "link",
    [
        *("college.example", "ftp://college.example", "javascript:alert(1)", "https://", "https:///page"),
        *("https://[college", "https://college.example/a page", "mailto:sam@college.example", "http:\n//a.b"),
    ],
)
def test_a_link_is_the_whole_address_of_a_page(link: str) -> None:
    assert places(ELSEWHERE | {"link": link}) == [("link", "value_error")]


def test_a_link_is_not_longer_than_an_address_is() -> None:
    assert places(ELSEWHERE | {"link": "https://a.b/" + "x" * 2000}) == [("link", "string_too_long")]


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
    assert unknown_actions(read(MORE_TIME), frozenset()) == []


def test_an_action_that_is_gone_meanwhile_is_passed_over() -> None:
    form = ResponseForm.model_validate({"answers": [FIRM, {"action": "A2", "commitment": "in_principle"}]})
    left = Action(plan_id="p", code="A2", title="T")
    assert [(row.code, answer.commitment) for row, answer in commitments_in(form, {"A2": left})] == [
        ("A2", "in_principle")
    ]


def request(status: RequestStatus = RequestStatus.OPEN) -> Request:
    return Request(id="r", plan_id="p", provider_id="o", title="What you can offer", status=status)
