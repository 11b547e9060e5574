"""The JSON API: who gets in, what each key sees, and a door that takes an answer once or says why not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from lsip_workflow.journeys import people, plans, requests
from lsip_workflow.model import (
    Area,
    Credential,
    IdempotencyKey,
    Organisation,
    OrganisationKind,
    Plan,
    Request,
)
from lsip_workflow.model import Response as Answer
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web import access, addresses
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import ANSWER, Scene

UNKNOWN = "f" * 32
CALM = {"detail": access.CALM}
FAULTS = "Some things need another look."


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


def bearer(key: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", **more}


def post(client: TestClient, made: Scene, body: Any = ANSWER, key: str = "k1", by: str = "") -> Response:
    headers = bearer(by or made.provider_key, **{"Idempotency-Key": key})
    return client.post(f"/api/v1/requests/{made.request}/responses", json=body, headers=headers)


def post_raw(client: TestClient, made: Scene, content: Any, **headers: str) -> Response:
    whole = bearer(made.provider_key, **{"Idempotency-Key": "k1", "Content-Type": "application/json"})
    address = f"/api/v1/requests/{made.request}/responses"
    return client.post(address, content=content, headers=whole | headers)


def stored(world: Runtime) -> int:
    with world.database.reading() as session:
        assert chain.verify(session).faults == []
        return len(session.exec(select(Answer)).all())


def faults(answer: Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    told = answer.json()
    assert told["detail"] == FAULTS
    return list(told["faults"])


ADDRESSES = ["/api/v1/plans", "/api/v1/plans/northshire-2026", f"/api/v1/plans/{UNKNOWN}"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer short",
        "Basic {key}",
        "bearer {key}",
        "Bearer {key}x",
        "Bearer {key} {key}",
    ],
)
def test_without_a_key_that_opens_something_the_answer_is_401(
    client: TestClient, made: Scene, address: str, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header.format(key=made.provider_key)}
    answer = client.get(address, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json() == {
        "detail": "Send the key that you were given in the header: Authorization: Bearer …"
    }


def test_a_key_that_was_revoked_opens_nothing_any_more(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    assert client.get(ADDRESSES[0], headers=bearer(made.provider_key)).status_code == 200
    with small_world.database.transaction() as session:
        held = session.exec(select(Credential).where(Credential.organisation_id == made.provider)).one()
        people.revoke_key(session, builders.occasion(small_world), held)
    assert client.get(ADDRESSES[0], headers=bearer(made.provider_key)).status_code == 401
    assert post(client, made).status_code == 401
    assert client.get(ADDRESSES[0], headers=bearer(made.erb_key)).status_code == 200


def test_what_is_not_there_and_what_is_not_yours_are_told_in_the_same_bytes(
    client: TestClient, made: Scene, other: Scene
) -> None:
    mine = bearer(other.provider_key)
    answers = [
        client.get(f"/api/v1/plans/{made.plan}", headers=mine),
        client.get("/api/v1/plans/nowhere-2026", headers=mine),
        client.get("/api/v1/nothing", headers=mine),
        post(client, made, by=other.provider_key),
        post(client, made, by=other.erb_key),
        post(client, Scene(**(vars(made) | {"request": UNKNOWN}))),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json() == CALM
    headers = {tuple(sorted(answer.headers.items())) for answer in answers}
    assert len(headers) == 1


def listed(client: TestClient, key: str) -> list[str]:
    answer = client.get("/api/v1/plans", headers=bearer(key))
    assert answer.status_code == 200
    return [plan["id"] for plan in answer.json()]


def test_each_key_sees_the_plans_of_its_scope_and_no_other(
    client: TestClient, made: Scene, other: Scene, small_world: Runtime
) -> None:
    with small_world.database.transaction() as session:
        when = builders.occasion(small_world)
        stranger = Organisation(kind=OrganisationKind.ERB, name="Elsewhere Chamber", example=True)
        people.record_organisation(session, when, stranger, small_world.reference, demonstration=True)
        nothing = people.issue_key(session, when, stranger)
        in_area = people.issue_key(session, when, stranger, session.get_one(Area, made.area))
        everywhere = people.issue_key(session, when, session.get_one(Organisation, made.erb))
    assert listed(client, made.provider_key) == [made.plan]
    assert listed(client, made.erb_key) == [made.plan]
    assert listed(client, everywhere) == [made.plan]
    assert listed(client, other.provider_key) == [other.plan]
    assert listed(client, nothing) == []
    assert listed(client, in_area) == [], "the key of another ERB for the same area sees nothing of this plan"


def test_a_plan_shows_what_is_still_needed_and_a_provider_only_its_own_requests(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    with small_world.database.transaction() as session:
        when = builders.occasion(small_world)
        plan = session.get_one(Plan, made.plan)
        second = Organisation(
            kind=OrganisationKind.PROVIDER, name="Zed College", ukprn=builders.ukprn(9), example=True
        )
        people.record_organisation(session, when, second, small_world.reference, demonstration=True)
        plans.add_provider(session, when, plan, second, reason="A person added it.")
        builders.ask(session, when, plan, second, "Another question")
    as_provider = client.get(f"/api/v1/plans/{made.plan}", headers=bearer(made.provider_key)).json()
    as_erb = client.get(f"/api/v1/plans/{made.plan}", headers=bearer(made.erb_key)).json()
    assert [request["title"] for request in as_provider["requests"]] == ["What you can offer"]
    assert [request["title"] for request in as_erb["requests"]] == ["What you can offer", "Another question"]
    assert as_provider["still_needed"] == [], "it may name what another provider answered"
    (needed,) = [need for need in as_erb["still_needed"] if need["refuses"]]
    assert (needed["code"], needed["strength"]) == ("roadmap-decided", "guidance")
    assert as_erb["next_deadline"]["words"] == "23 November 2026"
    assert as_erb["example"] is True


def test_the_next_date_that_a_provider_sees_is_never_another_providers(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    with small_world.database.transaction() as session:
        at, plan = builders.occasion(small_world), session.get_one(Plan, made.plan)
        rival = Organisation(
            kind=OrganisationKind.PROVIDER,
            name="Rival College (example)",
            ukprn=builders.ukprn(9),
            example=True,
        )
        people.record_organisation(session, at, rival, small_world.reference, demonstration=True)
        plans.add_provider(session, at, plan, rival, reason="A person added it.")
        sooner = at.today + timedelta(days=2)
        requests.ask(session, at, plan, rival, title="Only for the rival", due=sooner)
        session.flush()
    for path in ("/api/v1/plans", f"/api/v1/plans/{made.plan}"):
        seen = client.get(path, headers=bearer(made.provider_key))
        assert "Only for the rival" not in seen.text
        assert "Only for the rival" in client.get(path, headers=bearer(made.erb_key)).text


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


@pytest.mark.parametrize("address", ["UPPER", "a" * 81, "a%00b", "a%0A", "..%2Fplans", "é"])
def test_an_address_that_cannot_be_is_never_a_fault_of_ours(
    client: TestClient, made: Scene, address: str
) -> None:
    answer = client.get(f"/api/v1/plans/{address}", headers=bearer(made.provider_key))
    assert answer.status_code in (404, 422)


def test_an_answer_of_the_api_is_for_nobody_to_keep(client: TestClient, made: Scene) -> None:
    for answer in (client.get("/api/v1/plans", headers=bearer(made.erb_key)), post(client, made)):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_breaks_on_our_side_says_so_and_stores_nothing(
    client: TestClient, made: Scene, small_world: Runtime
) -> None:
    sound = small_world.books
    small_world.__dict__["books"] = {}
    answer = post(client, made)
    assert answer.status_code == 500
    assert "our side" in answer.json()["detail"]
    assert "KeyError" not in answer.text
    small_world.__dict__["books"] = sound
    assert stored(small_world) == 0
    assert post(client, made).status_code == 201


def test_a_late_answer_is_taken(client: TestClient, made: Scene, small_world: Runtime) -> None:
    small_world.__dict__["now"] = lambda: builders.NOW + timedelta(days=400)
    answer = post(client, made)
    assert answer.status_code == 201
    assert answer.json()["received_at"].startswith("2027-12-07")


def test_the_description_of_the_api_names_every_address(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    routes = [route for router, _ in addresses.API for route in router.routes if isinstance(route, APIRoute)]
    assert {(path, act) for path, acts in described["paths"].items() for act in acts} == {
        (route.path, act.lower()) for route in routes for act in route.methods or ()
    }
    assert described["paths"].keys() >= {"/api/v1/plans", "/api/v1/requests/{request_id}/responses"}
    door = described["paths"]["/api/v1/requests/{request_id}/responses"]["post"]
    (key,) = [one for one in door["parameters"] if one["name"] == "idempotency-key"]
    assert (key["in"], key["required"], key["schema"]["maxLength"]) == ("header", True, 200)
    assert set(described["components"]["schemas"]) >= {"ResponseForm", "ReceiptOut", "PlanWhole"}


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
