"""A plan of each edition goes through all its stages by the API alone; each gate says what it waits for."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.model import Test
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web.app import create
from tests.journeys.working import Working
from tests.web.erb_client import AtTheApi, begun, send

PAPER: dict[str, Any] = {"url": "https://chamber.example/plan.pdf", "fingerprint": "0" * 64}
BEGAN = {
    "2021-trailblazer": datetime(2021, 9, 6, 9, tzinfo=UTC),
    "2022-statutory": datetime(2022, 10, 3, 9, tzinfo=UTC),
    "2025-joint-ownership": datetime(2025, 11, 24, 9, tzinfo=UTC),
}


@pytest.fixture
def at(small_world: Runtime) -> Working:
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    return working


@pytest.fixture
def client(at: Working) -> Iterator[TestClient]:
    with TestClient(create(at.world)) as client:
        yield client


def opened(at: Working, client: TestClient, edition: str) -> AtTheApi:
    """A plan of that edition, opened through the API on a day on which it could be."""
    at.clock.now = BEGAN[edition]
    selected = edition.startswith("2021")
    erb = begun(at, client, on=None if selected else date(2021, 1, 1))
    erb.colleague = erb.hire()
    erb.plan = erb.write(f"areas/{erb.area}/plans", {"cycle": "One", "edition": edition, "id": "north-1"})[
        "id"
    ]
    return erb


def day(at: Working) -> str:
    return at.occasion("test").today.isoformat()


def settle(erb: AtTheApi, code: str) -> None:
    """Give a gate what it asks for under that code, as a person would through the API."""
    decided = {each.key: each for each in erb.at.world.books[_edition(erb)].conditions}
    condition = decided[code]
    match condition.kind:
        case "decided":
            erb.decide(
                condition.sign_off, "The Secretary of State" if code == "approval-decided" else "The board"
            )
        case "considered":
            erb.to_plan("considerations", {"test": condition.test, "text": "Paper 7 says how."})
        case "evidence_recorded":
            erb.to_plan("evidence", {"title": "Survey", "source": "The chamber"})
        case "priorities_name_needs":
            need = erb.to_plan("needs", {"occupation": "Welders"})["id"]
            erb.to_plan("priorities", {"code": "P1", "title": "Metal", "kind": "sector", "needs": [need]})
        case "needs_classified":
            erb.to_plan("needs", {"occupation": "Welders", "soc": "5213", "sic": "25"})
        case "actions_identified":
            erb.to_plan("actions", {"code": "A1", "title": "A course", "lead": "erb"})
        case "authorities_answered":
            for one in erb.read(f"plans/{erb.plan}/authorities"):
                said = {"answer": "agreed_with_comments", "on": day(erb.at)}
                erb.to_plan(f"authorities/{one['id']}", said)
        case "published":
            erb.to_plan("documents", {"kind": condition.document, "on": day(erb.at), **PAPER})
        case "submitted":
            erb.to_plan("submissions", letter(erb))
        case other:
            raise AssertionError(f"{code} asks for {other}: say here how a person settles it")


def note_authority(erb: AtTheApi) -> str:
    """A strategic authority written down for the area, and noted for the plan: its agreement is a stage."""
    form = {"kind": "strategic_authority", "name": "Northshire Combined Authority (example)"}
    authority = str(erb.write(f"areas/{erb.area}/organisations", form)["id"])
    erb.to_plan("authorities", {"authority": authority})
    return authority


def letter(erb: AtTheApi) -> dict[str, Any]:
    return {"addressee": "Skills England", "on": day(erb.at), "reference": "Our letter 1"}


def _edition(erb: AtTheApi) -> str:
    return str(erb.read(f"plans/{erb.plan}")["edition"])


@pytest.mark.parametrize("edition", BEGAN)
def test_a_plan_goes_through_every_stage_of_its_edition(
    at: Working, client: TestClient, edition: str
) -> None:
    erb = opened(at, client, edition)
    book = at.world.books[edition]
    if edition.startswith("2025"):
        note_authority(erb)
    gone_through = [erb.stage()]
    while not book.stage(gone_through[-1]).final:
        here = gone_through[-1]
        asked = erb.needed()
        assert asked, f"{here} asks for nothing"
        # Whatever is missing, the stage stays; the submission comes last, as it is refused before.
        for code in sorted(asked, key=lambda code: (code == "submission-made", code)):
            assert erb.stage() == here
            settle(erb, code)
        at.clock.on(days=1)
        gone_through.append(erb.stage())
    assert gone_through == [stage.key for stage in book.stages]
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_the_edition_of_2021_has_no_approval_and_says_why(at: Working, client: TestClient) -> None:
    erb = opened(at, client, "2021-trailblazer")
    form = {"rule": "approval", "body": "The Secretary of State", "on": day(at), "reference": "L1"}
    form["outcome"] = "agreed"
    for address, body in (("decisions", form), ("submissions", letter(erb))):
        (reason,) = erb.to_plan(address, body, 409)["reasons"]
        assert reason["strength"] == "guidance"
        assert reason["code"] in ("approval", "submission")
        assert "2022" in reason["cite"]
    (reason,) = erb.to_plan("decisions", form, 409)["reasons"]
    assert reason["text"].startswith("The areas of 2021 were selected, not designated")
    report = {"kind": "progress_report", "on": day(at), **PAPER}
    (reason,) = erb.to_plan("documents", report, 409)["reasons"]
    assert reason["code"] == "progress-report"


def at_approval(at: Working, client: TestClient) -> AtTheApi:
    """A plan of 2022 that was submitted and waits for the Secretary of State."""
    erb = opened(at, client, "2022-statutory")
    while erb.stage() != "approval":
        for code in sorted(erb.needed(), key=lambda code: (code == "submission-made", code)):
            settle(erb, code)
    return erb


def test_a_submission_before_its_time_is_told_all_that_is_still_needed(
    at: Working, client: TestClient
) -> None:
    erb = opened(at, client, "2022-statutory")
    (reason,) = erb.to_plan("submissions", letter(erb), 409)["reasons"]
    assert reason["text"] == "The plan is in “Designation”; it is submitted in “Submission”."
    while erb.stage() != "submission":
        for code in erb.needed():
            settle(erb, code)
    asked = erb.needed() - {"submission-made"}
    reasons = erb.to_plan("submissions", letter(erb), 409)["reasons"]
    assert {one["code"] for one in reasons} == asked
    assert {one["strength"] for one in reasons} == {"law", "guidance"}
    assert all(one["cite"] for one in reasons)
    assert {test.value for test in Test} - {
        one["code"].removeprefix("test-").replace("-", "_") for one in reasons
    } == {
        "authority_views"  # there is none in this area
    }


def test_a_plan_that_is_given_back_is_sent_again_with_an_answer_to_each_point(
    at: Working, client: TestClient
) -> None:
    erb = at_approval(at, client)
    points = [{"section": "needs", "text": "Say more on care."}, {"text": "Fewer pages, please."}]
    given = {"reference": "DfE 7", "on": day(at), "points": points, "due": "2022-10-31"}
    back = erb.to_plan("feedback", given)
    assert (back["stage"], len(back["points"])) == ("submission", 2)
    dates = erb.read(f"plans/{erb.plan}/deadlines")
    assert [(one["due"], one["status"]) for one in dates if one["kind"] == "return"] == [
        ("2022-10-31", "open")
    ]
    assert erb.stage() == "submission"
    assert {"submission-made", "feedback-answered"} <= erb.needed()
    asked = [one["text"] for one in erb.read(f"plans/{erb.plan}")["still_needed"]]
    assert "Point 2 of DfE 7: what changed, or why nothing did." in asked
    first, second = back["points"]
    erb.to_plan(f"feedback-points/{first}/answer", {"answer": "changed", "words": "A page on care."})
    refused = erb.to_plan("submissions", letter(erb), 409)["reasons"]
    assert "feedback-answered" in {one["code"] for one in refused}
    erb.to_plan(f"feedback-points/{second}/answer", {"answer": "not_changed", "words": "The annexes count."})
    at.clock.on(days=1)
    for code in erb.needed() - {"submission-made"}:
        settle(erb, code)
    again = erb.to_plan("submissions", letter(erb) | {"reference": "Our letter 2"})
    assert again["warnings"] == ["This is the version that was submitted before: nothing in it has changed."]
    assert erb.stage() == "approval"
    assert [one["status"] for one in erb.read(f"plans/{erb.plan}/submissions")] == ["returned", "made"]
    dates = erb.read(f"plans/{erb.plan}/deadlines")
    assert [one["status"] for one in dates if one["kind"] == "return"] == ["met"]
    told = [line["sentence"] for line in erb.read(f"plans/{erb.plan}/events")]
    assert "The plan was submitted on 3 October 2022 (Our letter 1)" in told
    assert "Point 2 of the department's feedback was answered: not changed, with the reason" in told
    assert "The plan came back for changes: from Approval by the Secretary of State to Submission" in told
    form = {"answer": "changed", "words": "Too late."}
    faults = erb.to_plan(f"feedback-points/{first}/answer", form, 422)["faults"]
    assert faults == ["answer: it went to the department with the plan as it is; it stands."]
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_a_decision_that_does_not_agree_leaves_the_plan_with_the_department(
    at: Working, client: TestClient
) -> None:
    erb = at_approval(at, client)
    erb.decide("approval", "The Secretary of State", outcome="not_agreed")
    assert erb.stage() == "approval"
    assert erb.needed() == {"approval-decided"}
    erb.decide("approval", "The Secretary of State")
    assert erb.stage() == "publication"


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"addressee": " "}, ["addressee: this may not be empty."]),
        ({"on": "2022-02-29"}, ["on: write a day of the calendar, such as 2026-11-30."]),
        ({"on": "2022-10-30"}, ["on: this cannot lie in the future."]),
        (
            {"file": "nothere"},
            ["file: there is no such file in this plan; hand it in first, then name its id here."],
        ),
        ({"version": "abc"}, ["version: write the SHA-256 of the file: 64 characters, 0 to 9 and a to f."]),
        ({"sent": 1}, ["sent: this field is not known here; take it out or look at its spelling."]),
    ],
)
def test_faults_of_a_submission_are_told_and_nothing_is_stored(
    at: Working, client: TestClient, change: dict[str, Any], faults: list[str]
) -> None:
    erb = opened(at, client, "2022-statutory")
    assert erb.to_plan("submissions", letter(erb) | change, 422)["faults"] == faults
    assert erb.read(f"plans/{erb.plan}/submissions") == []


def test_a_plan_is_not_given_back_from_where_it_is_not_with_the_department(
    at: Working, client: TestClient
) -> None:
    erb = opened(at, client, "2022-statutory")
    given = {"reference": "DfE 7", "on": day(at), "points": [{"text": "More."}]}
    (reason,) = erb.to_plan("feedback", given, 409)["reasons"]
    assert (
        reason["text"] == "The plan is in “Designation”, so it is not with the department to be given back."
    )
    kept = erb.to_plan("feedback", given | {"gives_back": False})
    assert kept["stage"] == "designation"
    assert [one["reference"] for one in erb.read(f"plans/{erb.plan}/feedback")] == ["DfE 7"]
    wrong = given | {"due": "2022-09-01", "points": []}
    assert erb.to_plan("feedback", wrong, 422)["faults"] == [
        "points: write each thing that the department asks for as a point.",
        "due: name a day after the letter's, for a plan that is given back.",
    ]


def test_a_stale_version_is_not_submitted(at: Working, client: TestClient) -> None:
    erb = opened(at, client, "2022-statutory")
    while erb.needed() != {"submission-made"}:
        for code in erb.needed() - {"submission-made"}:
            settle(erb, code)
    (reason,) = erb.to_plan("submissions", letter(erb) | {"version": "0" * 64}, 409)["reasons"]
    now = reason["text"].rpartition(" ")[2].rstrip(".")
    made = erb.to_plan("submissions", letter(erb) | {"version": now})
    assert made["version"] == now
    assert send(client, erb.key, f"plans/{erb.plan}/submissions", letter(erb)).status_code == 409


def test_a_published_file_that_is_not_the_one_submitted_is_pointed_out_and_taken(
    at: Working, client: TestClient
) -> None:
    erb = opened(at, client, "2022-statutory")
    while erb.needed() != {"submission-made"}:
        for code in erb.needed() - {"submission-made"}:
            settle(erb, code)
    paper = {"file": ("plan.txt", b"The plan.", "text/plain")}
    headers = {"Authorization": f"Bearer {erb.key}", "Idempotency-Key": "file-1"}
    kept = client.post(f"/api/v1/plans/{erb.plan}/files", files=paper, headers=headers)
    assert kept.status_code == 201, kept.text
    sent = erb.to_plan("submissions", letter(erb) | {"file": kept.json()["id"]})
    erb.stage()
    erb.decide("approval", "The Secretary of State")
    assert erb.stage() == "publication"
    other = erb.to_plan("documents", {"kind": "plan", "on": day(at), **PAPER})
    assert other["version"] == sent["version"]
    assert len(other["warnings"]) == 1
    same = {"kind": "plan", "on": day(at), **PAPER, "fingerprint": kept.json()["fingerprint"]}
    assert erb.to_plan("documents", same)["warnings"] == []
