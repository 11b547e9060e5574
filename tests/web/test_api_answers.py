"""Answers and duties through the API: each side sees and says its own, and every fault is told at once."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from lsip_workflow.journeys import plans
from lsip_workflow.model import DutyAct, EventRow, Organisation, Plan, Role
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import ANSWER, Scene
from tests.journeys.about_answers import WORDS, person_key
from tests.journeys.relaying import answer
from tests.journeys.working import Working

KEYS = count()
DAY = "2026-11-02"
CALL = {"how": "telephone", "on": DAY, "with_whom": "Sam", "said": "In two weeks."}
ASK = {"text": WORDS, "due": "2026-11-09"}
ACT = {"provider": builders.ukprn(1), "duty": "d3-have-regard", "act": "asked", "on": DAY, "about": "A paper"}
POSITION = {"duty": "d3-have-regard", "words": "We have had regard to it.", "url": "https://c.example/a"}


@pytest.fixture
def at(small_world: Runtime) -> Working:
    """A world whose clock stands still, for the API as well."""
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    return working


@pytest.fixture
def made(at: Working) -> Scene:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    return made


@pytest.fixture
def other(at: Working, made: Scene) -> Scene:
    return builders.scene(at.world, "southmere", 2)


@pytest.fixture
def client(at: Working) -> Iterator[TestClient]:
    with TestClient(create(at.world)) as client:
        yield client


def send(client: TestClient, key: str, plan: str, address: str, body: Any = None) -> Response:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"a-{next(KEYS)}"}
    return client.post(f"/api/v1/plans/{plan}/{address}", json=body, headers=headers)


def done(client: TestClient, key: str, plan: str, address: str, body: Any = None) -> Any:
    sent = send(client, key, plan, address, body)
    assert sent.status_code == 201, sent.text
    return sent.json()


def get(client: TestClient, key: str, plan: str, address: str) -> Response:
    return client.get(f"/api/v1/plans/{plan}/{address}", headers={"Authorization": f"Bearer {key}"})


def whole(client: TestClient, key: str, made: Scene) -> Any:
    found = get(client, key, made.plan, f"requests/{made.request}")
    assert found.status_code == 200
    return found.json()


def test_a_question_is_asked_answered_and_the_answer_accepted(client: TestClient, made: Scene) -> None:
    team, provider = made.erb_key, made.provider_key
    done(client, team, made.plan, f"requests/{made.request}/contacts", CALL | {"promised_for": "2026-11-12"})
    (version,) = whole(client, provider, made)["versions"]
    assert version["said"]["answers"][0]["action"] == "A1"
    asked = done(client, team, made.plan, f"responses/{version['id']}/questions", ASK)
    assert (asked["status"], asked["due"]) == ("open", "2026-11-09")
    (seen,) = whole(client, provider, made)["questions"]
    assert seen["ask"] == WORDS
    replied = done(client, provider, made.plan, f"questions/{asked['id']}/reply", {"reply": "Yes."})
    assert (replied["status"], replied["reply"]) == ("answered", "Yes.")
    assert done(client, team, made.plan, f"responses/{version['id']}/accept")["accepted_on"] == DAY
    shown = whole(client, team, made)
    assert shown == whole(client, provider, made)
    assert shown["contacts"][0]["promised_for"] == "2026-11-12"
    refused = send(client, team, made.plan, f"responses/{version['id']}/questions", ASK)
    assert refused.status_code == 409
    (reason,) = refused.json()["reasons"]
    assert (reason["code"], reason["strength"], reason["cite"]) == (
        "accepted",
        "good_practice",
        "Practice of this project.",
    )


def test_what_is_for_the_team_is_not_for_a_provider_and_says_why(client: TestClient, made: Scene) -> None:
    version = whole(client, made.provider_key, made)["versions"][0]["id"]
    for address, body in (
        (f"requests/{made.request}/contacts", CALL),
        (f"responses/{version}/questions", ASK),
        (f"responses/{version}/accept", None),
        ("duties", ACT),
        ("confirmation", {"on": True}),
    ):
        refused = send(client, made.provider_key, made.plan, address, body)
        assert refused.status_code == 403
        assert "for the employer representative body" in refused.json()["detail"]
    assert get(client, made.provider_key, made.plan, "duties/export").status_code == 403


def test_what_a_provider_says_of_itself_the_team_cannot(client: TestClient, at: Working, made: Scene) -> None:
    act = done(client, made.erb_key, made.plan, "duties", ACT)["id"]
    for address, body in (
        ("duties/seen", {"acts": [act]}),
        (f"duties/{act}/account", {"words": "Yes."}),
        ("positions", POSITION),
    ):
        refused = send(client, made.erb_key, made.plan, address, body)
        assert refused.status_code == 403
        assert "for a provider to say about itself" in refused.json()["detail"]
    assert at.one(DutyAct).seen_on is None


def test_another_area_finds_nothing_here(client: TestClient, made: Scene, other: Scene) -> None:
    version = whole(client, made.erb_key, made)["versions"][0]["id"]
    question = done(client, made.erb_key, made.plan, f"responses/{version}/questions", ASK)["id"]
    calm = get(client, other.erb_key, "nowhere-2026", "duties").content
    for key in (other.erb_key, other.provider_key):
        for address in ("duties", "duties/export", f"requests/{made.request}"):
            found = get(client, key, made.plan, address)
            assert (found.status_code, found.content) == (404, calm)
    for address, body in (
        (f"requests/{made.request}/contacts", CALL),
        (f"responses/{version}/accept", None),
        (f"questions/{question}/withdraw", None),
        (f"questions/{question}/reply", {"reply": "x", "heard_how": "letter"}),
    ):
        assert send(client, other.erb_key, other.plan, address, body).status_code == 404
    assert get(client, other.erb_key, other.plan, f"requests/{made.request}").status_code == 404


def test_a_provider_beside_another_in_the_same_plan_sees_its_own_only(
    client: TestClient, at: Working, made: Scene, other: Scene
) -> None:
    beside(at, made, other)
    done(client, made.erb_key, made.plan, "duties", ACT)
    done(client, made.provider_key, made.plan, "positions", POSITION)
    version = whole(client, made.erb_key, made)["versions"][0]["id"]
    question = done(client, made.erb_key, made.plan, f"responses/{version}/questions", ASK)["id"]
    seen = get(client, other.provider_key, made.plan, "duties").json()
    assert (seen["lines"], seen["positions"]) == ([], [])
    assert get(client, other.provider_key, made.plan, f"requests/{made.request}").status_code == 404
    for address, body in (
        (f"questions/{question}/reply", {"reply": "x"}),
        (f"responses/{version}/confirm", None),
    ):
        assert send(client, other.provider_key, made.plan, address, body).status_code == 404


def beside(at: Working, made: Scene, other: Scene) -> None:
    """Let the provider of one plan be asked in another."""
    with at.world.database.transaction() as session:
        plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, other.provider)
        plans.add_provider(
            session, builders.occasion(at.world), plan, provider, reason="It teaches here too."
        )


def test_the_register_shows_both_sides_and_reading_it_marks_nothing_as_seen(
    client: TestClient, at: Working, made: Scene
) -> None:
    act = done(client, made.erb_key, made.plan, "duties", ACT)["id"]
    before = len(at.all(EventRow))
    register = get(client, made.provider_key, made.plan, "duties").json()
    assert "nothing about whether a duty is met" in register["says"]
    (line,) = register["lines"]
    assert (line["act"], line["seen_on"], line["may_leave"]) == ("asked", None, False)
    assert line["held_because"].startswith("The provider has not been shown this yet.")
    assert len(at.all(EventRow)) == before
    done(client, made.provider_key, made.plan, f"duties/{act}/account", {"words": "We sent it in May."})
    done(client, made.provider_key, made.plan, "positions", POSITION)
    register = get(client, made.erb_key, made.plan, "duties").json()
    (line,) = register["lines"]
    assert (line["seen_on"], line["account"]["words"]) == (DAY, "We sent it in May.")
    (position,) = register["positions"]
    assert (position["provider"], position["version"]) == ("Northshire College (example)", 1)
    assert "comply" not in str(register).lower()


def test_the_export_has_what_may_leave_and_says_what_is_held_back_and_until_when(
    client: TestClient, at: Working, made: Scene
) -> None:
    first = done(client, made.erb_key, made.plan, "duties", ACT)["id"]
    second = done(client, made.erb_key, made.plan, "duties", ACT | {"act": "discussed"})["id"]
    done(client, made.provider_key, made.plan, "duties/seen", {"acts": [first]})
    at.rest()  # its answer is a line as well
    export = get(client, made.erb_key, made.plan, "duties/export").json()
    assert [line["id"] for line in export["lines"]] == [first]
    assert [line["until"] for line in export["held_back"]] == [None, None]
    assert second in {line["id"] for line in export["held_back"]}
    at.clock.on(days=1)
    at.rest()
    held_back = get(client, made.erb_key, made.plan, "duties/export").json()["held_back"]
    assert [line["until"] for line in held_back] == ["2026-11-17", "2026-11-17"]
    at.clock.on(days=15)
    export = get(client, made.erb_key, made.plan, "duties/export").json()
    assert export["held_back"] == []


def test_the_lead_switches_confirmation_on_and_the_heading_says_what_it_is_not(
    client: TestClient, at: Working, made: Scene
) -> None:
    refused = send(client, made.erb_key, made.plan, "confirmation", {"on": True})
    assert (refused.status_code, "The ERB lead decides" in refused.json()["detail"]) == (403, True)
    lead = person_key(at, made, made.erb, "Lee Lead", Role.ERB_LEAD)
    switched = done(client, lead, made.plan, "confirmation", {"on": True})
    assert switched["on"] is True
    assert "no statutory form" in switched["heading"]
    answer(at, made, "k2", **(ANSWER | {"comment": "More."}))
    latest = whole(client, made.provider_key, made)["versions"][-1]
    assert latest["confirmation"] == "sent"
    said = done(client, made.provider_key, made.plan, f"responses/{latest['id']}/confirm")
    assert (said["confirmation"], said["heading"]) == ("confirmed", switched["heading"])


WRONG: list[tuple[str, dict[str, Any], list[str]]] = [
    ("requests/{request}/contacts", {}, ["how", "on", "with_whom", "said"]),
    ("requests/{request}/contacts", CALL | {"how": "pigeon", "x": 1}, ["how", "x"]),
    ("responses/{response}/questions", {"text": "", "due": 7}, ["text", "due"]),
    ("responses/{response}/accept", {"because": "x"}, ["because"]),
    ("duties", {}, ["provider", "duty", "act", "on", "about"]),
    ("duties", ACT | {"act": "complied", "url": "javascript:x"}, ["act", "url"]),
    ("duties", ACT | {"provider": "19999999"}, ["provider"]),
    (
        "duties",
        ACT | {"provider": "19999999", "on": "2027-01-01", "act": "published"},
        ["provider", "on", "url"],
    ),
    ("confirmation", {"on": "yes"}, ["on"]),
]


@pytest.mark.parametrize(("address", "body", "places"), WRONG, ids=lambda value: str(value)[:40])
def test_every_fault_is_told_at_once_and_nothing_is_stored(
    client: TestClient, at: Working, made: Scene, address: str, body: dict[str, Any], places: list[str]
) -> None:
    version = whole(client, made.erb_key, made)["versions"][0]["id"]
    before = len(at.all(EventRow))
    filled = address.format(request=made.request, response=version)
    refused = send(client, made.erb_key, made.plan, filled, body)
    assert refused.status_code == 422, refused.text
    assert [fault.partition(":")[0] for fault in refused.json()["faults"]] == places
    assert len(at.all(EventRow)) == before


@pytest.mark.parametrize(
    ("address", "body", "places"),
    [
        ("duties/seen", {"acts": []}, ["acts"]),
        ("duties/seen", {"acts": ["0" * 32]}, ["acts.0"]),
        ("duties/" + "0" * 32 + "/account", {"words": "x"}, ["act"]),
        ("positions", {"duty": "d7-plan", "words": "x", "file": "0" * 32}, ["duty", "file"]),
    ],
)
def test_a_providers_faults_are_told_at_once_as_well(
    client: TestClient, at: Working, made: Scene, address: str, body: dict[str, Any], places: list[str]
) -> None:
    before = len(at.all(EventRow))
    refused = send(client, made.provider_key, made.plan, address, body)
    assert refused.status_code == 422, refused.text
    assert [fault.partition(":")[0] for fault in refused.json()["faults"]] == places
    assert len(at.all(EventRow)) == before
