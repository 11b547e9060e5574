"""The JSON API of a provider: an answer sent once, its faults all at once, and bodies that are no answer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow.journeys import requests
from lsip_workflow.model import (
    IdempotencyKey,
    Request,
)
from lsip_workflow.model import Response as Answer
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import ANSWER, Scene
from tests.web.api_calls import bearer, faults, post, post_raw, stored


@pytest.fixture
def client(small_world: Runtime) -> Iterator[TestClient]:
    """The application in this process; what goes wrong inside is answered, as it would be outside."""
    with TestClient(create(small_world), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def made(small_world: Runtime) -> Scene:
    return builders.scene(small_world)


@pytest.fixture
def other(small_world: Runtime, made: Scene) -> Scene:
    return builders.scene(small_world, "southshire", 2)


def test_an_answer_gets_a_receipt_and_then_the_same_bytes_again(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    first, again = post(client, made), post(client, made)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    told = first.json()
    assert (told["version"], told["request"], told["plan"]) == (1, made.request, made.plan)
    assert len(told["reference"]) == 9
    assert stored(small_world) == 1
    shown = client.get(f"/api/v1/plans/{made.plan}", headers=bearer(made.provider_key)).json()
    assert shown["requests"][0]["current_reference"] == told["reference"]
    assert shown["requests"][0]["status"] == "answered"


def test_the_same_body_written_otherwise_is_the_same_body(client: TestClient, made: Scene) -> None:
    first = post_raw(client, made, b'{"comment": "Yes", "answers": []}')
    again = post_raw(client, made, b'{ "answers":[],\n "comment":"  Yes  ", "planned_changes": ""}')
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_same_key_with_another_body_is_409_and_nothing_is_stored(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    post(client, made)
    answer = post(client, made, {"comment": "Something else."})
    assert answer.status_code == 409
    assert "was used before with another body" in answer.json()["detail"]
    assert stored(small_world) == 1


def test_a_hundred_at_once_under_one_key_are_one_answer_and_a_hundred_equal_receipts(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: post(client, made), range(100)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert stored(small_world) == 1


def test_a_withdrawn_request_is_409_with_its_reason(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    with small_world.database.transaction() as session:
        requests.withdraw(session, builders.occasion(small_world), session.get_one(Request, made.request))
    answer = post(client, made)
    assert answer.status_code == 409
    (reason,) = answer.json()["reasons"]
    assert reason["code"] == "request_not_needed"
    assert reason["text"].endswith("Nothing was stored.")
    assert stored(small_world) == 0


def test_every_fault_is_told_at_once_with_its_place(client: TestClient, made: Scene) -> None:
    body = {
        "answers": [
            {"action": "A1", "commitment": "perhaps"},
            {"commitment": "firm", "note": "x"},
            {"action": "A2", "commitment": "declined"},
        ],
        "comment": "x" * 4001,
        "coment": "spelt wrong",
        "planned_changes": 7,
    }
    assert faults(post(client, made, body)) == [
        "answers.0.commitment: write one of 'firm', 'in_principle' or 'declined'.",
        "answers.1.action: this is needed.",
        "answers.1.note: this field is not known here; take it out or look at its spelling.",
        "answers.2: A declined action needs an alternative, or the risk that it leaves: fill in one.",
        "planned_changes: Input should be a valid string.",
        "comment: write at most 4000 characters.",
        "coment: this field is not known here; take it out or look at its spelling.",
    ]


KINDS: dict[str, dict[str, str]] = {
    "more_time": {"until": "2026-12-14", "because": "Our governors meet then."},
    "not_for_me": {"pass_to": "The head of engineering"},
    "does_not_apply": {"because": "We teach no engineering."},
    "answered_elsewhere": {"link": "https://college.example/statement"},
    "will_not_commit": {"because": "No workshop.", "what_would_help": "A shared workshop."},
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_of_another_kind_gets_its_receipt_and_then_the_same_bytes_again(
    client: TestClient, made: Scene, small_world: Runtime, kind: str
) -> None:
    small_world.__dict__["now"] = lambda: builders.NOW
    body = {"kind": kind, **KINDS[kind]}
    first, again = post(client, made, body), post(client, made, body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert stored(small_world) == 1
    shown = client.get(f"/api/v1/plans/{made.plan}", headers=bearer(made.provider_key)).json()
    (asked,) = shown["requests"]
    assert asked["current_reference"] == first.json()["reference"]
    assert asked["status"] == ("open" if kind == "more_time" else "answered")
    assert asked["due"]["due"] == ("2026-12-14" if kind == "more_time" else "2026-11-23")


KNOWN = "'answer', 'more_time', 'not_for_me', 'does_not_apply', 'answered_elsewhere' or 'will_not_commit'"
UNKNOWN_FIELD = "this field is not known here; take it out or look at its spelling."
KIND_FAULTS: list[tuple[dict[str, Any], list[str]]] = [
    ({"kind": "perhaps", "coment": 1}, [f"kind: write one of {KNOWN}."]),
    ({"kind": 7}, [f"kind: write one of {KNOWN}."]),
    (
        {"kind": "more_time", "until": "soon", "comment": "x"},
        [
            "until: write a day of the calendar as year-month-day, such as 2027-01-31.",
            "because: this is needed.",
            f"comment: {UNKNOWN_FIELD}",
        ],
    ),
    (
        {"kind": "more_time", "until": "2026-11-01", "because": "x", "heard_how": "letter"},
        [
            "until: name a day after today.",
            "heard_how: this is for whoever records an answer for you; take it out of your own.",
        ],
    ),
    ({"kind": "not_for_me", "pass_to": " "}, ["pass_to: this may not be empty."]),
    ({"kind": "does_not_apply", "because": "x" * 4001}, ["because: write at most 4000 characters."]),
    (
        {"kind": "answered_elsewhere", "link": "college.example"},
        ["link: write the whole address of a page; it begins with https:// or http://."],
    ),
    (
        {"kind": "will_not_commit", "heard_how": "rumour", "alternative": "x"},
        [
            "heard_how: write one of 'telephone', 'meeting', 'email' or 'letter'.",
            "because: this is needed.",
            "what_would_help: this is needed.",
            f"alternative: {UNKNOWN_FIELD}",
        ],
    ),
]


@pytest.mark.parametrize(("body", "told"), KIND_FAULTS, ids=lambda value: "")
def test_every_fault_of_another_kind_is_told_at_once_with_its_place(
    client: TestClient, made: Scene, small_world: Runtime, body: dict[str, Any], told: list[str]
) -> None:
    small_world.__dict__["now"] = lambda: builders.NOW
    assert faults(post(client, made, body)) == told
    assert stored(small_world) == 0


def test_the_team_records_an_answer_for_the_provider_and_says_how_it_heard_it(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    body = {"answers": [{"action": "X9", "commitment": "firm"}], "comment": "Told over the telephone."}
    assert faults(post(client, made, body, by=made.erb_key)) == [
        "answers.0.action: “X9” is not an action of this plan.",
        "heard_how: you record this for the provider, so say how you heard it: "
        "telephone, meeting, email, letter.",
    ]
    assert stored(small_world) == 0
    heard = {"comment": "Told over the telephone.", "heard_how": "telephone"}
    assert post(client, made, heard, by=made.erb_key).status_code == 201
    with small_world.database.reading() as session:
        assert session.exec(select(Answer.heard_how)).one() == "telephone"


def test_actions_that_the_plan_does_not_have_are_told_with_their_places(
    client: TestClient, made: Scene
) -> None:
    answers = [{"action": code, "commitment": "firm"} for code in ("A1", "X7", "X8")]
    assert faults(post(client, made, {"answers": answers})) == [
        "answers.1.action: “X7” is not an action of this plan.",
        "answers.2.action: “X8” is not an action of this plan.",
    ]


BODIES = {
    "nothing": b"",
    "no JSON": b"hello",
    "half of it": b'{"comment": "x"',
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "an empty answer": b"{}",
    "NUL": b'{"comment": "a\\u0000b"}',
    "a bell": b'{"answers": [{"action": "A1", "commitment": "firm", "comment": "x\\u0007x"}]}',
    "half a character": b'{"comment": "a\\ud800"}',
    "half a character as a field": b'{"\\ud800": 1}',
    "half a character as an action": b'{"answers": [{"action": "\\udfff", "commitment": "firm"}]}',
    "a number for words": b'{"comment": 12345678901234567890123456789012345678901234567890}',
    "a number beyond numbers": b'{"comment": 1e999}',
    "nested": b'{"comment": ' + b"[" * 900 + b"]" * 900 + b"}",
    "true for a list": b'{"answers": true}',
    "too many actions": b'{"answers": [' + b",".join([b'{"action":"A1","commitment":"firm"}'] * 201) + b"]}",
}


@pytest.mark.parametrize("content", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_is_no_answer_is_422_with_its_fault_and_nothing_is_stored(
    client: TestClient, made: Scene, small_world: Runtime, content: bytes
) -> None:
    assert faults(post_raw(client, made, content))
    assert stored(small_world) == 0


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"comment": ' + b"9" * 5000 + b"}", b'{"comment": "\xff"}'],
    ids=["nested without end", "a number without end", "no text at all"],
)
def test_a_body_that_cannot_even_be_read_is_refused_without_a_fault_of_ours(
    client: TestClient, made: Scene, small_world: Runtime, content: bytes
) -> None:
    assert post_raw(client, made, content).status_code in (400, 422)
    assert stored(small_world) == 0


def test_a_form_is_not_json(client: TestClient, made: Scene) -> None:
    answer = post_raw(client, made, b"comment=x", **{"Content-Type": "application/x-www-form-urlencoded"})
    assert faults(answer)


@pytest.mark.parametrize("over", [0, 1])
def test_a_body_over_the_limit_is_413_by_its_header_alone(
    client: TestClient, made: Scene, small_world: Runtime, over: int
) -> None:
    body = b'{"comment": "x"}'
    content = body + b" " * (1_000_000 - len(body) + over)
    answer = post_raw(client, made, content)
    assert answer.status_code == (413 if over else 201)
    assert stored(small_world) == 1 - over
    if over:
        assert answer.json() == {"detail": "The body is larger than 1,000,000 bytes. Nothing was stored."}


def test_a_body_over_the_limit_that_does_not_say_so_is_413_as_well(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"comment": "x"}'
        for _ in range(20):
            yield b" " * 100_000

    answer = post_raw(client, made, pieces())
    assert answer.status_code == 413
    assert stored(small_world) == 0


KEYS: dict[str, bytes | None] = {
    "missing": None,
    "empty": b"",
    "too long": b"k" * 201,
    "a space": b"a b",
    "letters beyond ASCII": "clé".encode(),
    "bytes": b"\xff\xfe",
    "a tab": b"a\tb",
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_a_key_for_the_submission_is_needed_and_of_plain_letters(
    client: TestClient, made: Scene, small_world: Runtime, key: bytes | None
) -> None:
    headers: list[tuple[bytes, bytes]] = [(b"Authorization", f"Bearer {made.provider_key}".encode())]
    if key is not None:
        headers.append((b"Idempotency-Key", key))
    answer = client.post(f"/api/v1/requests/{made.request}/responses", json=ANSWER, headers=headers)
    assert [fault.partition(":")[0] for fault in faults(answer)] == ["idempotency-key"]
    assert stored(small_world) == 0


def test_a_key_of_two_hundred_letters_is_taken_and_kept(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    assert post(client, made, key="~" * 200).status_code == 201
    with small_world.database.reading() as session:
        assert session.exec(select(IdempotencyKey.key)).one() == "~" * 200


def test_a_late_answer_is_taken(client: TestClient, made: Scene, small_world: Runtime) -> None:
    small_world.__dict__["now"] = lambda: builders.NOW + timedelta(days=400)
    answer = post(client, made)
    assert answer.status_code == 201
    assert answer.json()["received_at"].startswith("2027-12-07")


def test_the_description_of_the_api_tells_each_kind_of_answer(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    door = described["paths"]["/api/v1/requests/{request_id}/responses"]["post"]
    forms = door["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    schemas = described["components"]["schemas"]
    kinds = {
        schemas[name]["properties"]["kind"]["const"]: set(schemas[name].get("required", ()))
        for name in (form["$ref"].rpartition("/")[2] for form in forms)
    }
    assert kinds == {"answer": set()} | {kind: {"kind", *fields} for kind, fields in KINDS.items()}
