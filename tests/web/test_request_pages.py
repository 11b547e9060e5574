"""The ERB's side of a request on pages: read whole, recorded for the provider, and several asked at once."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.journeys import people
from lsip_workflow.model import (
    Area,
    Contact,
    Organisation,
    Plan,
    Question,
    QuestionStatus,
    Request,
    RequestStatus,
    Response,
    Role,
)
from lsip_workflow.runtime import Runtime
from tests import builders
from tests.builders import Scene
from tests.journeys.working import Working
from tests.web.page_scenes import Still
from tests.web.reading import read, words_of
from tests.web.signed import hidden, sent, signed_in

HOSTILE = "<script>alert(1)</script>\"'&\u202eesrever\u202c 🐎"


@pytest.fixture
def at(small_world: Runtime) -> Working:
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    return working


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


@pytest.fixture
def client(at: Working, made: Scene) -> TestClient:
    return signed_in(at.world, "mo@northshire.example")


def test_a_request_is_read_whole_with_its_versions_side_by_side(full_world: tuple[Still, Scene]) -> None:
    world, made = full_world
    client = signed_in(world, "mo@northshire.example")
    listed = read(client, f"/plans/{made.plan}/requests")
    assert "All requests (2) Awaiting a reply (1) Answered (1) Not needed (0)" in listed
    assert "Southfield Institute (example) Your offer , asked of Southfield" in listed
    assert "Awaiting reply: was due 20 November 2026 Not sent (Nobody answers for this provider" in listed
    assert "Southfield" not in read(client, f"/plans/{made.plan}/requests?show=answered")
    assert "All requests (2)" in read(client, f"/plans/{made.plan}/requests?show=<script>")
    page = read(client, f"/plans/{made.plan}/requests/{made.request}")
    for said in (
        "What you can offer Northshire College (example) Reply Answered",
        "Version 2 Stands now",
        "What changed since version 1",
        "Our first word. Our second word.",
        "The first version.",
        "Ask a question about it · Thank them: nothing more is asked",
    ):
        assert said in page, said


@pytest.mark.parametrize(
    ("key", "fields", "kind"),
    [
        (
            "answer",
            {"answers__0__action": "A1", "answers__0__commitment": "firm", "comment": HOSTILE},
            "answer",
        ),
        (
            "more-time",
            {"until-day": "1", "until-month": "12", "until-year": "2026", "because": HOSTILE},
            "more_time",
        ),
        ("not-for-me", {"pass_to": HOSTILE}, "not_for_me"),
        ("does-not-apply", {"because": HOSTILE}, "does_not_apply"),
        ("elsewhere", {"link": "https://college.example/offer"}, "answered_elsewhere"),
        ("will-not-commit", {"because": HOSTILE, "what_would_help": "Two trainers."}, "will_not_commit"),
    ],
)
def test_each_kind_of_answer_is_recorded_for_the_provider(
    at: Working, made: Scene, client: TestClient, key: str, fields: dict[str, Any], kind: str
) -> None:
    address = f"/plans/{made.plan}/do/record-{key}?request_id={made.request}"
    without = sent(client, address, **fields)
    assert without.status_code == 422
    assert "How did you hear it? You record this for the provider" in words_of(without.text)
    after = sent(client, address, heard_how="meeting", **fields)
    assert "Recorded. The provider gets a copy" in words_of(after.text)
    row = at.one(Response)
    assert (row.kind, row.heard_how) == (kind, "meeting")
    assert "<script>alert" not in after.text


def test_an_empty_asking_says_what_each_box_wants_in_the_order_of_the_page(
    made: Scene, client: TestClient
) -> None:
    no_day = {"due-day": "31", "due-month": "2", "due-year": "2026"}
    wrong = sent(client, f"/plans/{made.plan}/requests/ask", **no_day)
    said = words_of(wrong.text)
    told = said[said.index("Some things need another look") :]
    assert told.startswith(
        "Some things need another look In a few words: this may not be empty. What to ask: this may not be "
        "empty. By when: write a day of the calendar, such as 30 11 2026. Whom to ask: choose at least one."
    ), told[:400]


def test_what_goes_on_about_an_answer_is_done_from_its_page(
    at: Working, made: Scene, client: TestClient
) -> None:
    where = f"request_id={made.request}"
    on = {"on-day": "1", "on-month": "11", "on-year": "2026"}
    promised = sent(
        client,
        f"/plans/{made.plan}/do/note-call?{where}",
        how="telephone",
        with_whom="The principal",
        said="Next week.",
        **on,
    )
    assert "1 November 2026, a telephone call with The principal: Next week." in words_of(promised.text)
    assert at.one(Contact).promised_for is None
    sent(client, f"/plans/{made.plan}/do/record-heard?{where}", what="reply", heard_how="email", said="Yes.")
    answer = at.one(Response)
    asked = sent(
        client,
        f"/plans/{made.plan}/do/ask-about-answer?response_id={answer.id}&{where}",
        text="How many places?",
        **{"due-day": "20", "due-month": "11", "due-year": "2026"},
    )
    assert "How many places? Awaiting reply Record their reply · Not needed any more" in words_of(asked.text)
    question = at.one(Question)
    replied = sent(
        client,
        f"/plans/{made.plan}/do/record-reply?question_id={question.id}&{where}",
        reply="Sixteen.",
        heard_how="telephone",
    )
    assert "How many places? Answered: Sixteen. heard in a telephone call" in words_of(replied.text)
    assert at.one(Question).status is QuestionStatus.ANSWERED
    sent(client, f"/plans/{made.plan}/do/accept-answer?response_id={answer.id}&{where}")
    page = read(client, f"/plans/{made.plan}/requests/{made.request}")
    assert "accepted with thanks on 2 November 2026" in page
    assert "Ask a question about it" not in page


def test_an_answer_that_is_not_needed_ends_the_request(at: Working, made: Scene, client: TestClient) -> None:
    page = sent(client, f"/plans/{made.plan}/do/request-not-needed?request_id={made.request}")
    assert "Reply Not needed" in words_of(page.text)
    assert at.one(Request).status is RequestStatus.NOT_NEEDED


def test_several_are_asked_after_one_message_was_seen_as_it_will_arrive(
    at: Working, made: Scene, client: TestClient
) -> None:
    address = f"/plans/{made.plan}/requests/ask"
    wrong = sent(client, address, step="preview", title="", text="", providers="nobody")
    assert wrong.status_code == 422
    for said in ("In a few words: this may not be empty.", "What to ask:", "By when:"):
        assert said in words_of(wrong.text), said
    words = {"title": f"Places {HOSTILE}", "text": "How many?", "due-day": "1", "due-month": "12"}
    fields = words | {"due-year": "2026", "providers": made.provider}
    seen = sent(client, address, step="preview", **fields)
    assert "It goes to 1 provider: each gets a message of their own" in words_of(seen.text)
    assert "For Northshire College (example) To Pat Northshire, pat@northshire.example" in words_of(seen.text)
    assert "Dear Pat" in seen.text or "Thank you for working with Northshire Chamber" in seen.text
    assert "<script>alert" not in seen.text
    assert len(at.all(Request)) == 1  # nothing was asked yet
    back = client.post(address, data=hidden(seen.text) | {"step": "back"})
    assert 'value="Places &lt;script&gt;' in back.text
    once = hidden(seen.text) | {"step": "send"}
    receipt = client.post(address, data=once)
    assert "1 provider asked, and what became of each message" in words_of(receipt.text)
    assert "Waiting" in words_of(receipt.text)
    assert client.post(address, data=once).status_code == 200  # the button pressed twice asks once
    assert len(at.all(Request)) == 2
    other = client.post(address, data=once | {"title": "Other words"})
    assert (other.status_code, "This was sent before, with other words" in other.text) == (409, True)
    at.rest()
    assert "Sent to pat@northshire.example" in words_of(client.get(str(receipt.url)).text)


def test_the_pages_of_requests_are_the_teams_and_nobody_elses(at: Working, made: Scene) -> None:
    other = builders.scene(at.world, "southshire", 2)
    theirs = signed_in(at.world, "mo@southshire.example")
    provider = signed_in(at.world, "pat@northshire.example")
    own = signed_in(at.world, "mo@northshire.example")
    for path in ("requests", "requests/ask", f"requests/{made.request}", f"requests/asked/{made.request}"):
        assert theirs.get(f"/plans/{made.plan}/{path}").status_code == 404, path
        assert provider.get(f"/plans/{made.plan}/{path}").status_code == 403, path
    for missing in (other.request, "nothing", "%00", "a" * 90):
        assert own.get(f"/plans/{made.plan}/requests/{missing}").status_code == 404, missing
    assert own.get(f"/plans/{made.plan}/requests/{made.request}/files/nothing").status_code == 404
    assert re.search("Northshire", theirs.get("/").text) is None


def test_the_lead_lets_answers_wait_for_their_confirmation_and_the_team_reads_who_decides(
    client: TestClient, at: Working, made: Scene
) -> None:
    with at.world.database.transaction() as session:
        when, erb = builders.occasion(at.world), session.get_one(Organisation, made.erb)
        lead = builders.person(session, when, erb, "Li Lead", "li@northshire.example")
        people.grant_role(session, when, lead, session.get_one(Area, made.area), Role.ERB_LEAD, when.today)
    place = f"/plans/{made.plan}/do/confirm-answers"
    assert "An answer counts as soon as it is sent." in read(client, f"/plans/{made.plan}/requests")
    assert "The ERB lead decides this, in person." in read(client, place)
    of_a_form = hidden(client.get(f"/plans/{made.plan}/do/consider").text)
    assert client.post(place, data=of_a_form).status_code == 403
    theirs = signed_in(at.world, "li@northshire.example")
    done = words_of(sent(theirs, place, on="true").text)
    assert "An answer counts once somebody of the provider has confirmed it." in done
    assert at.one(Plan).provider_confirms is True
    assert 'value="true" checked' in theirs.get(place).text
    sent(theirs, place, on="")
    assert at.one(Plan).provider_confirms is False
