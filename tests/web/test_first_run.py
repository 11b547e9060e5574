"""The first hour: the first person comes in by the printed link, takes a plan over and starts it."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from openpyxl import Workbook, load_workbook

from lsip_workflow.journeys import first_run, people
from lsip_workflow.model import Area, HandedWorkbook, Organisation, OrganisationKind, Plan, Role
from lsip_workflow.store.chain import verify
from lsip_workflow.store.migrate import claim_kind
from lsip_workflow.up import children, first_link
from lsip_workflow.web.app import create
from tests import builders, workbooks
from tests.web.page_scenes import Still
from tests.web.signed import hidden, signed_in
from tests.workbooks import put

KENT = {
    "area": "kent-and-medway",
    "body": "kent-invicta-chamber",
    "notice": "Notice of designated ERBs",
    "on-day": "1",
    "on-month": "10",
    "on-year": "2025",
    "name": "Sam <b>O’Brien</b>",
    "email": "Sam@Kent.example",
}


@pytest.fixture
def empty_pages(still_world: Still) -> TestClient:
    """The pages of an installation of real records on which nobody is on record."""
    with still_world.database.transaction() as session:
        claim_kind(session, demonstration=False, now=still_world.now())
    return TestClient(create(still_world), follow_redirects=True)


@pytest.fixture
def begun(empty_pages: TestClient, still_world: Still) -> TestClient:
    """The pages as the first person sees them."""
    assert come_in(empty_pages, still_world, KENT).status_code == 200
    return empty_pages


def link(world: Still) -> str:
    return f"/begin/{first_run.word(world.secret)}"


def come_in(client: TestClient, world: Still, said: dict[str, str]) -> Response:
    return post(client, link(world), said, page=f"{link(world)}?area=kent-and-medway")


def post(client: TestClient, address: str, data: dict[str, str], page: str = "", **more: Any) -> Response:
    """A form sent with what its page hides in it."""
    fields = hidden(client.get(page or address).text)
    return client.post(address, data=fields | data, **more)


def handed(client: TestClient, content: bytes, name: str = "plan.xlsx") -> Response:
    return post(client, "/adopt", {}, files={"file": (name, content)})


def real(*changes: workbooks.Change) -> bytes:
    """A workbook of real records: without the numbers of invented providers."""

    def without_numbers(book: Workbook) -> None:
        for row in book["Organisations"].iter_rows(min_row=2):
            row[2].value = None

    return workbooks.workbook(without_numbers, *changes)


def test_the_first_person_comes_in_by_the_printed_link_which_then_leads_nowhere(
    empty_pages: TestClient, still_world: Still
) -> None:
    printed = first_link(still_world)
    (web,) = [child for child in children(still_world.settings, printed) if child.name == "web"]
    assert printed.endswith(link(still_world))
    assert printed in web.up_sentence
    assert empty_pages.get("/begin/" + "0" * 40).status_code == 404
    asked = empty_pages.get(f"{link(still_world)}?area=kent-and-medway").text
    assert '<option value="kent-invicta-chamber" selected>' in asked
    wrong = come_in(empty_pages, still_world, KENT | {"email": "sam", "name": " ", "on-month": "13"})
    assert wrong.status_code == 422
    for words in ("Write your name.", "Write your e-mail address", "Write the day", 'value="Notice of'):
        assert words in wrong.text
    came_in = come_in(empty_pages, still_world, KENT)
    assert came_in.url.path == "/adopt"
    assert "Sam &lt;b&gt;O’Brien&lt;/b&gt;" in came_in.text
    assert "/areas/kent-and-medway/people" in came_in.text
    assert empty_pages.get(link(still_world)).status_code == 404
    assert empty_pages.post(link(still_world), data=KENT).status_code in (403, 404)
    assert first_link(still_world) == ""


def test_a_link_without_a_form_of_ours_begins_nothing(empty_pages: TestClient, still_world: Still) -> None:
    assert empty_pages.post(link(still_world), data=KENT).status_code == 403
    assert first_link(still_world)


def test_a_plan_is_taken_over_once_however_often_the_button_is_pressed(
    begun: TestClient, still_world: Still
) -> None:
    filled_in = begun.get("/adopt/template.xlsx")
    assert load_workbook(BytesIO(filled_in.content)).sheetnames[1] == "Plan"
    seen = handed(begun, real(), "Kent <script>.xlsx")
    assert "Kent script.xlsx" in seen.text
    assert "What would be recorded" in seen.text
    assert "Roadmap actions</dt><dd>40" in seen.text
    fields = hidden(seen.text)
    taken = begun.post(seen.url.path, data=fields)
    assert taken.url.path == "/plans/kent-and-medway-2025-28/first-messages"
    again = begun.post(seen.url.path, data=fields)
    assert again.url.path == taken.url.path
    with still_world.database.reading() as session:
        kept = session.get_one(HandedWorkbook, seen.url.path.rpartition("/")[2])
        assert (kept.content, kept.name, kept.plan_id) == (None, "", "kent-and-medway-2025-28")
        assert verify(session).faults == []
    changed = post(begun, taken.url.path, {"seen": "0" * 16})
    assert changed.status_code == 409
    assert "has changed since you looked" in changed.text
    started = post(begun, taken.url.path, {})
    assert "The messages of this plan go out" in started.text
    with still_world.database.reading() as session:
        assert not session.get_one(Plan, "kent-and-medway-2025-28").held


def test_an_undone_taking_over_leaves_the_cycle_free(begun: TestClient, still_world: Still) -> None:
    seen = handed(begun, real())
    post(begun, seen.url.path, {})
    undone = post(begun, "/plans/kent-and-medway-2025-28/do/undo-adoption", {})
    assert undone.url.path == "/adopt"
    assert "The taking over is undone" in undone.text
    assert begun.get("/plans/kent-and-medway-2025-28/first-messages").status_code == 404
    assert "What would be recorded" in handed(begun, real()).text


def test_every_fault_of_a_workbook_is_told_in_its_place_and_nothing_is_recorded(
    begun: TestClient, still_world: Still
) -> None:
    bad = real(put("Actions", "E3", "<i>someday</i>"), put("Contacts", "B4", "nobody"))
    seen = handed(begun, bad)
    assert "2 things to put right" in seen.text
    assert "“&lt;i&gt;someday&lt;/i&gt;” is not a day" in seen.text
    assert 'data-label="Cell">E3<' in seen.text
    assert "Take this plan over" not in seen.text
    pressed = begun.post(seen.url.path, data=hidden(begun.get("/adopt").text))
    assert pressed.status_code == 422
    back = begun.get(f"{seen.url.path}/faults.xlsx")
    note = load_workbook(BytesIO(back.content))["Contacts"]["B4"].comment
    assert note is not None
    assert "is not an e-mail address" in note.text
    with still_world.database.reading() as session:
        assert session.get(Plan, "kent-and-medway-2025-28") is None


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04broken", builders.picture()])
def test_what_is_no_workbook_is_said_beside_the_box(begun: TestClient, content: bytes) -> None:
    answer = handed(begun, content, "plan.xlsx")
    assert answer.status_code == 422
    assert 'href="#file"' in answer.text


def test_a_question_about_a_name_is_answered_on_the_page(begun: TestClient, still_world: Still) -> None:
    post(
        begun,
        "/areas/kent-and-medway/do/add-organisation",
        {"kind": "other", "name": "The Weald Employer Forum"},
    )
    seen = handed(begun, real())
    assert "Is “Weald Employers Forum” known already?" in seen.text
    assert "Yes, it is The Weald Employer Forum" in seen.text
    assert "--merge" not in seen.text
    left_open = post(begun, f"{seen.url.path}/answers", {}, page=seen.url.path)
    assert "Is “Weald Employers Forum” known already?" in left_open.text
    answered = post(begun, f"{seen.url.path}/answers", {"answer-0": "new"}, page=seen.url.path)
    assert "Take this plan over" in answered.text


def test_a_workbook_is_nobody_elses(begun: TestClient, still_world: Still, tmp_path: Path) -> None:
    seen = handed(begun, real())
    with still_world.database.transaction() as session:
        when = builders.occasion(still_world)
        body = session.get_one(Organisation, "kent-invicta-chamber")
        area = session.get_one(Area, "kent-and-medway")
        member = builders.person(session, when, body, "Bo Board", "bo@board.example")
        people.grant_role(session, when, member, area, Role.BOARD_MEMBER, when.today)
        colleague = builders.person(session, when, body, "Al Colleague", "al@kent.example")
        people.grant_role(session, when, colleague, area, Role.PROJECT_MANAGER, when.today)
        elsewhere = Organisation(kind=OrganisationKind.ERB, name="Essex Chamber")
        people.record_organisation(session, when, elsewhere, still_world.reference, demonstration=False)
    for address in ("al@kent.example", "bo@board.example"):
        client = signed_in(still_world, address)
        for path in (seen.url.path, f"{seen.url.path}/faults.xlsx"):
            assert client.get(path).status_code == 404
    assert signed_in(still_world, "bo@board.example").get("/adopt").status_code == 404
    assert signed_in(still_world, "al@kent.example").get("/adopt").status_code == 200
