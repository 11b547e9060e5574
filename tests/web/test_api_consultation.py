"""The JSON API, consultations: a party sees its own, speaks with its own key, reads what became of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.journeys import authorities, files, people
from lsip_workflow.model import AuthorityAnswer, Deadline, DeadlineStatus, Organisation
from lsip_workflow.web import access, admitting
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import Scene
from tests.journeys import researching
from tests.journeys.researching import now, proved
from tests.journeys.working import Working
from tests.web.erb_client import send

COLLEGE = builders.ukprn(1)
FORM: dict[str, Any] = {"title": "The roadmap", "ask": "Is it right?", "until": "2026-11-30"}


@pytest.fixture
def at(small_world: Any) -> Working:
    """A world whose clock stands still, for the API as well."""
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    return working


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


@pytest.fixture
def client(at: Working) -> Iterator[TestClient]:
    with TestClient(create(at.world)) as client:
        yield client


@pytest.fixture
def mayor(at: Working, made: Scene) -> tuple[str, str]:
    """A strategic authority of the plan: its id, and its key."""
    with at.world.database.transaction() as session:
        row = researching.organisation(session, at)
        plan = researching.plan(session, made)
        authorities.note(session, now(at), plan, row)
        return row.id, people.issue_key(session, now(at), session.get_one(Organisation, row.id))


@pytest.fixture
def opened(client: TestClient, made: Scene, mayor: tuple[str, str]) -> str:
    """A round with the college and the authority; its id."""
    answer = send(client, made.erb_key, here(made), FORM | {"parties": [COLLEGE, mayor[0]]})
    assert answer.status_code == 201, answer.text
    assert len(answer.json()["version"]) == 64
    return str(answer.json()["id"])


def here(made: Scene, rest: str = "") -> str:
    return f"plans/{made.plan}/consultations{rest}"


def read(client: TestClient, key: str, made: Scene) -> Any:
    answer = send(client, key, here(made), act="GET")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_party_sees_the_version_that_was_shared_and_its_own_comments_only(
    at: Working, client: TestClient, made: Scene, mayor: tuple[str, str], opened: str
) -> None:
    _, mayors_key = mayor
    for key, text in ((made.provider_key, "Tutors are few."), (mayors_key, "Buses are few.")):
        body = {"section": "needs", "text": text}
        sent = send(client, key, here(made, f"/{opened}/own-comments"), body)
        assert (sent.status_code, sent.json()["late"]) == (201, False)
    (whole,) = read(client, made.erb_key, made)
    assert {one["text"] for one in whole["comments"]} == {"Tutors are few.", "Buses are few."}
    assert len(whole["parties"]) == 2
    for key, party, text in (
        (made.provider_key, "Northshire College (example)", "Tutors are few."),
        (mayors_key, "An invented strategic_authority", "Buses are few."),
    ):
        (seen,) = read(client, key, made)
        assert seen["parties"] == [party]
        (comment,) = seen["comments"]
        assert (comment["party"], comment["text"], comment["section_title"]) == (
            party,
            text,
            "Local skill needs",
        )
        assert seen["version"] == whole["version"]
        assert list(seen["content"]["actions"]) == ["A1", "A2"]
    proved(at)


def test_nobody_else_has_a_consultation_there(
    at: Working, client: TestClient, made: Scene, mayor: tuple[str, str], opened: str
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    comments, own = here(made, f"/{opened}/comments"), here(made, f"/{opened}/own-comments")
    for key in (other.erb_key, other.provider_key):
        for address, body in ((comments, {"party": "erb", "text": "x"}), (own, {"text": "x"})):
            answer = send(client, key, address, body)
            assert (answer.status_code, answer.json()) == (404, {"detail": access.CALM})
        assert send(client, key, here(made), act="GET").status_code == 404
    assert send(client, made.erb_key, own, {"text": "x"}).status_code == 404, "the ERB is no party to it"
    theirs = send(client, mayor[1], here(other, f"/{opened}/own-comments"), {"text": "x"})
    assert theirs.status_code == 404
    for address in (comments, here(made), here(made, f"/{opened}/close")):
        answer = send(client, made.provider_key, address, {})
        assert (answer.status_code, answer.json()) == (403, {"detail": admitting.ONLY_THE_ERB})
    assert send(client, mayor[1], f"plans/{made.plan}", act="GET").status_code == 404, "nothing but the round"


def test_a_provider_of_the_plan_that_is_no_party_sees_none(client: TestClient, made: Scene) -> None:
    assert send(client, made.erb_key, here(made), FORM | {"parties": ["erb"]}).status_code == 201
    assert read(client, made.provider_key, made) == []


def test_a_round_is_commented_on_answered_and_closed(
    at: Working, client: TestClient, made: Scene, opened: str
) -> None:
    body = {"party": COLLEGE, "section": "The foreword", "text": "Thank the employers."}
    said = send(client, made.erb_key, here(made, f"/{opened}/comments"), body).json()["id"]
    answer = f"plans/{made.plan}/comments/{said}/answer"
    changed = {"outcome": "changed", "text": "They are thanked on page 3."}
    assert send(client, made.erb_key, answer, changed).status_code == 201
    (seen,) = read(client, made.provider_key, made)
    (comment,) = seen["comments"]
    assert (comment["outcome"], comment["answer"]) == ("changed", "They are thanked on page 3.")
    assert (comment["section"], comment["section_title"]) == (None, "The foreword")
    assert seen["until"] == "2026-11-30"
    close = here(made, f"/{opened}/close")
    assert send(client, made.erb_key, close, {}).status_code == 201
    again = send(client, made.erb_key, close, {})
    assert (again.status_code, again.json()["reasons"][0]["code"]) == (409, "consultation_closed")
    late = send(client, made.provider_key, here(made, f"/{opened}/own-comments"), {"text": "And us?"})
    assert (late.status_code, late.json()["late"]) == (201, True)
    assert at.one(Deadline, Deadline.subject == opened).status is DeadlineStatus.MET
    proved(at)


def test_what_is_wrong_is_told_all_at_once_and_nothing_is_stored(
    at: Working, client: TestClient, made: Scene, opened: str
) -> None:
    before = len(at.events())
    form = FORM | {"parties": ["erb", builders.ukprn(7), "erb"], "until": "2026-11-02", "file": "none"}
    assert send(client, made.erb_key, here(made), form).json()["faults"] == [
        f"parties.1: UKPRN {builders.ukprn(7)} is set aside for the invented providers of the demonstration; "
        "it belongs to no provider.",
        "parties.2: Northshire Chamber (example) is named twice.",
        "file: there is no such file in this plan; hand it in first, then name its id here.",
        "until: give the parties time; write a day to come.",
    ]
    empty = send(client, made.erb_key, here(made), {"parties": [], "title": "x", "until": "2026-11-30"})
    assert empty.json()["faults"] == ["parties: name at least one organisation."]
    stranger = send(client, made.erb_key, here(made, f"/{opened}/comments"), {"party": "erb", "text": "x"})
    assert stranger.json()["faults"] == [
        "party: this version was not shared with them; name a party of the round."
    ]
    blank = send(client, made.provider_key, here(made, f"/{opened}/own-comments"), {"text": " ", "x": 1})
    assert blank.status_code == 422
    nothing = send(client, made.erb_key, here(made, f"/{'0' * 32}/close"), {})
    assert nothing.status_code == 404
    assert len(at.events()) == before


def test_the_answer_of_an_authority_and_its_comments_are_two_things(
    at: Working, client: TestClient, made: Scene, mayor: tuple[str, str], opened: str
) -> None:
    send(client, mayor[1], here(made, f"/{opened}/own-comments"), {"text": "We agree."})
    assert at.one(AuthorityAnswer).answer == "not_asked", "a comment is no agreement"


def test_the_history_tells_a_consultation_in_sentences(client: TestClient, made: Scene, opened: str) -> None:
    send(client, made.provider_key, here(made, f"/{opened}/own-comments"), {"text": "Yes."})
    send(client, made.erb_key, here(made, f"/{opened}/close"), {})
    events = send(client, made.erb_key, f"plans/{made.plan}/events", act="GET").json()
    told = [one["sentence"] for one in events]
    assert told[:3] == [
        "A date was closed: done (Comments: The roadmap)",
        "A consultation was closed on 2 November 2026",
        "A comment of Northshire College (example) came in",
    ]


def test_the_file_of_a_round_is_for_its_parties_and_a_providers_own_file_is_not_shared(
    at: Working, client: TestClient, made: Scene, mayor: tuple[str, str]
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    with at.world.database.transaction() as session:
        plan = researching.plan(session, made)
        ours, theirs = (
            files.keep(
                session,
                now(at),
                plan,
                name="a.txt",
                media_type="text/plain",
                content=b"A draft.",
                organisation_id=whose,
            ).id
            for whose in (None, made.provider)
        )
    form = FORM | {"parties": [mayor[0]]}
    assert send(client, made.erb_key, here(made), form | {"file": theirs}).json()["faults"] == [
        "file: a provider handed this in; it is theirs to share. Name a file of the team's own."
    ]
    opened = send(client, made.erb_key, here(made), form | {"file": ours}).json()["id"]
    bare = send(client, made.erb_key, here(made), form).json()["id"]
    for key, status in ((mayor[1], 200), (made.erb_key, 200), (made.provider_key, 404), (other.erb_key, 404)):
        answer = send(client, key, here(made, f"/{opened}/file"), act="GET")
        assert answer.status_code == status
        assert (answer.content == b"A draft.") is (status == 200)
    assert send(client, mayor[1], here(made, f"/{bare}/file"), act="GET").status_code == 404
