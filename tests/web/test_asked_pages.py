"""The provider's door: from a link in an e-mail to a receipt, one thing on a page, nothing lost."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from lsip_workflow.journeys.people import export_person
from lsip_workflow.model import Person, Request, SavedPart
from lsip_workflow.model import Response as Answer
from lsip_workflow.store import queries
from lsip_workflow.store.personal import Team
from lsip_workflow.web.views.asked import due_in_words
from tests import builders
from tests.builders import Scene
from tests.web import provider_scenes
from tests.web.page_scenes import HOSTILE, Still
from tests.web.provider_scenes import action_id, in_two_areas, press, words_of
from tests.web.signed import signed_in

PAT = "pat@northshire.example"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Still]:
    """The provider's door, with nothing asked yet."""
    yield from provider_scenes.a_door(tmp_path)


@pytest.fixture
def made(door: Still) -> Scene:
    return builders.scene(door)


@pytest.fixture
def pat(door: Still, made: Scene) -> Iterator[TestClient]:
    with signed_in(door, PAT) as client:
        yield client


def answers(world: Still) -> list[Answer]:
    with world.database.reading() as session:
        return list(session.exec(select(Answer).order_by(Answer.submitted_at)))  # type: ignore[arg-type]


def begin(client: TestClient, request: str, **fields: str) -> Response:
    return press(client, client.get(f"/asked/{request}"), "/begin", **fields)


def walk(client: TestClient, world: Still, made: Scene, request: str) -> Response:
    """Fill in every part with the keyboard only, without a script, until the whole is to be checked."""
    one = action_id(world, made.plan, "A2")
    here = begin(client, request)
    here = press(client, here, "/part/kind", kind="answer")
    here = press(client, here, "/part/actions", actions=[one])
    here = press(client, here, f"/part/action-{one}", commitment="declined", alternative="We could host it.")
    here = press(client, here, "/part/current_provision", words="Level 3 engineering.")
    here = press(client, here, "/part/planned_changes", words="")
    here = press(client, here, "/part/comment", words=HOSTILE)
    return press(client, here, "/part/files")


def test_from_the_link_to_a_receipt_one_thing_on_a_page(pat: TestClient, door: Still, made: Scene) -> None:
    first = words_of(pat.get(f"/asked/{made.request}").text)
    for told in (
        "Northshire Chamber (example) asks Northshire College (example)",
        "The law asks the relevant providers of an area to co-operate in developing the plan",
        "Skills and Post-16 Education Act 2022, s.1(3)",
        "If you think this does not apply to you, tell us",
        "about ten minutes",
        "Mo Northshire, 01632 960001",
        "Not sent yet; was due 23 November 2026",
    ):
        assert told in first
    check = walk(pat, door, made, made.request)
    assert "Check your answer" in check.text
    assert "We could host it." in check.text
    assert "<script>alert" not in check.text
    assert HOSTILE.split()[-1] in words_of(check.text)
    assert answers(door) == []
    receipt = press(pat, check, "/check")
    (answer,) = answers(door)
    assert answer.reference in words_of(receipt.text)
    assert "Your answer was sent" in receipt.text
    assert "What happens next" in receipt.text
    assert press(pat, check, "/check").url == receipt.url  # the button pressed twice, or in a second window
    assert len(answers(door)) == 1
    assert "Answered" in words_of(pat.get("/asked").text)


def test_every_fault_comes_back_with_what_was_typed_and_leads_to_its_box(
    pat: TestClient, door: Still, made: Scene
) -> None:
    one = action_id(door, made.plan, "A1")
    here = begin(pat, made.request)
    nothing = press(pat, here, "/part/kind")
    assert nothing.status_code == 422
    assert 'href="#kind"' in nothing.text
    assert "Choose how you would like to answer." in nothing.text
    here = press(pat, press(pat, here, "/part/kind", kind="answer"), "/part/actions", actions=[one, "else"])
    bare = press(pat, here, f"/part/action-{one}", commitment="declined", comment="As I said")
    assert bare.status_code == 422
    assert "what is at risk without it: fill in one." in bare.text
    assert 'href="#alternative"' in bare.text
    assert "As I said" in bare.text
    press(pat, pat.get(f"/asked/{made.request}/part/kind"), "/part/kind", kind="more_time")
    time = pat.get(f"/asked/{made.request}/part/more_time")
    wrong = press(pat, time, "/part/more_time", until__day="31", until__month="2", until__year="2027")
    assert wrong.status_code == 422
    assert 'href="#until-day"' in wrong.text
    assert 'href="#because"' in wrong.text
    assert 'value="31"' in wrong.text
    right = press(
        pat, time, "/part/more_time", until__day="1", until__month="11", until__year="2026", because="Busy"
    )
    late = press(pat, press(pat, right, "/part/files"), "/check")
    assert late.status_code == 422
    assert "Name a day after today." in late.text
    assert answers(door) == []


def test_come_back_later_and_nothing_is_lost(pat: TestClient, door: Still, made: Scene) -> None:
    here = press(pat, begin(pat, made.request), "/part/kind", kind="will_not_commit")
    saved = press(
        pat,
        here,
        "/part/will_not_commit",
        because="No workshop.",
        what_would_help="A shared one.",
        later="yes",
    )
    assert "Saved." in saved.text
    assert "In progress" in pat.get("/asked").text
    again = pat.get(f"/asked/{made.request}/part/will_not_commit")
    assert "A shared one." in again.text
    done = press(pat, pat.get(f"/asked/{made.request}/check"), "/check")
    assert "Your answer was sent" in done.text


def test_it_does_not_apply_takes_one_sentence(pat: TestClient, door: Still, made: Scene) -> None:
    page = pat.get(f"/asked/{made.request}")
    form = page.text[page.text.index('name="kind" value="does_not_apply"') - 400 :]
    here = pat.post(f"/asked/{made.request}/begin", data={"kind": "does_not_apply"} | _hidden(form))
    check = press(pat, press(pat, here, "/part/does_not_apply", because="We teach none."), "/part/files")
    assert "Your answer was sent" in press(pat, check, "/check").text
    assert answers(door)[0].kind == "does_not_apply"


def _hidden(form: str) -> dict[str, str]:
    from tests.web.signed import hidden

    return hidden(form)


def test_a_date_says_by_when_and_how_far_off_it_is(door: Still) -> None:
    north, *_ = in_two_areas(door)
    with door.database.reading() as session:
        row = queries.deadline_of(session, north.plan, "request", north.request)
    said = [due_in_words(row, date(2026, 11, day), door.calendar) for day in (2, 23)]
    assert said == ["by 23 November 2026, in 15 working days", "by today, 23 November 2026"]


def test_one_contact_answers_two_bodies_in_one_sitting(door: Still) -> None:
    north, south, second = in_two_areas(door)
    with signed_in(door, PAT) as client:
        everything = words_of(client.get("/asked").text)
        assert "2 things are asked of you, by 2 bodies." in everything
        one = client.get(f"/asked/{north.request}").text
        assert 'href="tel:01632960001"' in one, "one tap to whom one may phone"
        assert client.get(f"/asked/{south.request}").status_code == 404  # the southern college's own
        first = press(client, walk(client, door, north, north.request), "/check")
        assert "Also asked of you" in first.text
        assert "Your part in the south" in first.text
        (answer,) = answers(door)
        start = client.get(f"/asked/{second}")
        assert "as you told Northshire Chamber (example)" in start.text
        here = press(client, start, "/begin", source=answer.id)
        assert "Taken from your answer to Northshire Chamber" in words_of(here.text)
        check = client.get(f"/asked/{second}/check")
        assert "Level 3 engineering." in check.text
        assert "We could host it." not in check.text  # an action of the other plan
        assert "Your answer was sent" in press(client, check, "/check").text
        assert "Nothing is asked of you now." in client.get("/asked").text
    assert {row.plan_id for row in answers(door)} == {north.plan, south.plan}


def test_what_is_saved_is_nobody_elses(pat: TestClient, door: Still, made: Scene) -> None:
    press(pat, begin(pat, made.request), "/part/kind", kind="answer")
    for address in ("", "/check", "/part/kind", "/part/comment/hand", "/blank-copy", "/sent/x"):
        for who in ("mo@northshire.example",):
            with signed_in(door, who) as stranger:
                assert stranger.get(f"/asked/{made.request}{address}").status_code == 404
    with door.database.reading() as session:
        assert session.exec(select(SavedPart)).one().part == "kind"
        pat_row = session.exec(select(Person).where(Person.email == PAT)).one()
        assert "saved_part" in json.dumps(export_person(session, pat_row))
        assert "saved_part" not in json.dumps(export_person(session, pat_row, Team({made.area})))
    for odd in ("x" * 90, "%00", "../../etc", made.request.upper()):
        assert pat.get(f"/asked/{odd}").status_code == 404
    for part in ("nothing", "action-x", "will_not_commit", "kind%20"):
        assert pat.get(f"/asked/{made.request}/part/{part}").status_code == 404
    assert pat.get(f"/asked/{made.request}/part/comment").status_code == 200


def test_a_form_of_another_site_saves_nothing(pat: TestClient, door: Still, made: Scene) -> None:
    begin(pat, made.request)
    assert pat.post(f"/asked/{made.request}/part/kind", data={"kind": "answer"}).status_code == 403
    with door.database.reading() as session:
        assert session.exec(select(SavedPart)).all() == []
        assert session.get_one(Request, made.request).current_response_id is None
