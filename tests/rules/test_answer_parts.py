"""An answer taken apart and put together again is the same answer, whatever its kind."""

import json
from typing import Any

import pytest

from lsip_workflow.model import AnswerKind
from lsip_workflow.rules import answer_parts
from lsip_workflow.rules.responses import read
from tests.journeys.test_kinds_of_answer import KINDS

IDS = {"A1": "id-1", "A2": "id-2", "A3": "id-3"}
CODES = {key: code for code, key in IDS.items()}


@pytest.mark.parametrize("said", KINDS, ids=lambda said: said.get("kind", "answer"))
def test_an_answer_goes_apart_and_together(said: dict[str, Any]) -> None:
    form = read(said | {"files": ("f1", "f2")})
    parts = answer_parts.apart(form, IDS)
    assert answer_parts.still_to_do(parts, CODES) == ()
    assert read(answer_parts.whole(parts, CODES)) == form
    for part, content in parts.items():
        model = answer_parts.model_of(part)
        assert model is not None
        model.model_validate_json(json.dumps(content))
        if part not in (answer_parts.ACTIONS, answer_parts.FILES):
            assert answer_parts.reads_as(part, content)


def test_an_answer_recorded_for_somebody_is_their_own_once_they_send_it_again() -> None:
    form = read({"comment": "As told by telephone.", "heard_how": "telephone", "files": ("theirs",)})
    parts = answer_parts.apart(form, IDS)
    assert "heard_how" not in answer_parts.whole(parts, CODES)
    lent = answer_parts.apart(form, IDS, elsewhere=True)
    assert set(lent) == {"kind", "comment"}


def test_actions_come_in_the_plans_order_and_only_those_that_are_there_and_chosen() -> None:
    said: dict[str, Any] = {
        "kind": {"kind": "answer"},
        "actions": {"actions": ["id-3", "gone", "id-1"]},
        "action-id-2": {"commitment": "firm", "alternative": "", "risk": "", "comment": ""},
    }
    order = answer_parts.parts(said, CODES)
    assert order[2:4] == ("action-id-1", "action-id-3")
    assert answer_parts.still_to_do(said, CODES) == ("action-id-1", "action-id-3")
    assert answer_parts.whole(said, CODES)["answers"] == []
    assert answer_parts.parts({}, CODES) == ("kind",)
    assert "actions" not in answer_parts.parts(said, {})


def test_every_kind_has_its_question_and_its_words() -> None:
    assert set(answer_parts.KINDS) == set(AnswerKind)
    for kind in AnswerKind:
        parts = answer_parts.parts({"kind": {"kind": kind}}, CODES)
        assert all(answer_parts.question(part).title for part in parts)
        assert parts[-1] == answer_parts.FILES
    assert answer_parts.model_of("nothing") is None
