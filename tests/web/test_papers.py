"""The board page, what is held about people, the operators' pages, and what anybody may read."""

import json
import re
import sys
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow.documents.pdf import LACKING, as_pdf
from lsip_workflow.journeys import bounces, people, plans, progress_word
from lsip_workflow.model import (
    Area,
    Bounce,
    Colour,
    CorrectionAsk,
    Handling,
    HandlingStatus,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Role,
)
from lsip_workflow.runtime import Settings
from lsip_workflow.store import chain
from lsip_workflow.store.personal import pointing_at_people
from lsip_workflow.web.app import create
from lsip_workflow.web.views import notices, operations
from tests import builders
from tests.builders import Scene
from tests.web import page_scenes
from tests.web.page_scenes import HOSTILE, LATER, Still
from tests.web.reading import read, words_of
from tests.web.signed import sent, signed_in

MO, PAT, OP, OTHER = (
    "mo@northshire.example",
    "pat@northshire.example",
    "op@x.example",
    "mo@southshire.example",
)


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Still, Scene]]:
    """A full plan with an administrator, mail that came back, an event that waits, and another area."""
    world = page_scenes.still(tmp_path_factory.mktemp("papers"))
    made = page_scenes.full(world)
    page_scenes.set_aside(world, made.plan)
    builders.scene(world, "southshire", 7)
    with world.database.transaction() as session:
        when = builders.occasion(world, LATER)
        erb, area = session.get_one(Organisation, made.erb), session.get_one(Area, made.area)
        keeper = builders.person(session, when, erb, "Op Erator", OP)
        people.grant_role(session, when, keeper, area, Role.ADMINISTRATOR, date(2026, 1, 1))
        bounces.record_bounce(session, when, session.get_one(Person, made.respondent), "No such mailbox")
    yield world, made
    world.database.close()


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has; its tree of pages may be compressed."""
    texts = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            texts.append(zlib.decompress(packed))
        except zlib.error:
            continue
    counts = [int(n) for text in texts for n in re.findall(rb"/Type /Pages[^>]*?/Count (\d+)", text)]
    counts += [int(n) for text in texts for n in re.findall(rb"/Count (\d+)[^>]*?/Type /Pages", text)]
    return max(counts)


def crowd(world: Still, made: Scene, actions: int) -> None:
    """A plan as full as plans get: many actions with long words, each with a colour, a sentence, a step."""
    with world.database.transaction() as session:
        when = builders.occasion(world, LATER)
        plan, words = session.get_one(Plan, made.plan), list(Colour)
        for number in range(actions):
            row = builders.action(plan, f"B{number}", made.provider)
            row.title = f"{'Open a very long course with very many words ' * 4}{number}"
            plans.record_action(session, when, row)
            progress_word.say(
                session,
                when,
                plan,
                row,
                word=words[number % 3],
                sentence="It goes on, and there is much to say about it. " * 6,
                next_step="Somebody meets somebody about it, and then says so. " * 4,
            )


def test_the_board_page_fits_two_sides_however_full_the_plan_is(tmp_path: Path) -> None:
    world = page_scenes.still(tmp_path)
    made = page_scenes.full(world)
    client = signed_in(world, MO)
    for more in (0, 30):
        crowd(world, made, more)
        answer = client.get(f"/plans/{made.plan}/board-page.pdf")
        assert answer.headers["content-type"] == "application/pdf"
        assert "attachment" in answer.headers["content-disposition"]
        assert 1 <= pages_of(answer.content) <= 2
    shown = read(client, f"/plans/{made.plan}/board-page")
    assert "and 2 more, in the plan itself" in shown
    world.database.close()


def test_the_board_page_has_numbers_of_providers_and_no_name(there: tuple[Still, Scene]) -> None:
    world, made = there
    shown = read(signed_in(world, MO), f"/plans/{made.plan}/board-page")
    main = shown[shown.index("Where it stands") : shown.rindex("members say which interests")]
    assert "Replies from providers: 1 awaited" in main
    assert "The board or a board member" in main
    assert "No progress recorded yet 3" in main
    with world.database.reading() as session:
        for name in session.exec(select(Organisation.name).where(Organisation.kind == "provider")):
            assert name not in main
    assert "<script>alert" not in signed_in(world, MO).get(f"/plans/{made.plan}/board-page").text


def test_without_its_library_the_page_says_what_to_install(
    there: tuple[Still, Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, made = there

    class Lacking:
        """As the package behaves where the system has no Pango."""

        def __getattr__(self, name: str) -> object:
            raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setitem(sys.modules, "weasyprint", Lacking())
    answer = signed_in(world, MO).get(f"/plans/{made.plan}/board-page.pdf")
    assert answer.status_code == 503
    assert words_of(LACKING) in words_of(answer.text)
    assert "Decisions needed" in answer.text, "the page itself is still there"


def test_a_document_fetches_nothing_from_the_network_and_nothing_from_here(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    picture = tmp_path / "x.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    wanted = ("http://127.0.0.1:9/x.png", picture.as_uri())
    said = "".join(f'<img src="{address}" alt="x">' for address in wanted)
    assert as_pdf(lambda _: f"<title>x</title>{said}").startswith(b"%PDF")
    assert all(address in caplog.text for address in wanted), "both were refused, and it says so"


def test_an_administrator_sees_their_areas_and_tries_again_what_waits(there: tuple[Still, Scene]) -> None:
    world, made = there
    client = signed_in(world, OP)
    shown = read(client, "/operations")
    assert "1 arrival that could not be processed" in shown
    assert "TypeError: <b>no</b>" in shown
    assert "1 person: nothing goes to them" in shown
    assert "nothing leaves this machine" in shown
    assert "southshire" not in shown.lower()
    assert "Southshire" not in client.get("/operations?status=owed").text
    assert read(client, "/operations?status=nonsense&page=99999999")
    retry = re.search(r'href="(/areas/[^"]*do/retry[^"]*)"', client.get("/operations").text)
    assert retry
    address = retry[1].replace("&amp;", "&")
    assert "as if it had just arrived" in words_of(sent(client, address).text)
    with world.database.reading() as session:
        statuses = session.exec(select(Handling.status).where(Handling.stream == f"plan:{made.plan}")).all()
    assert HandlingStatus.SET_ASIDE not in statuses
    assert signed_in(world, OTHER).get(address).status_code == 404


def test_what_ran_is_shown_to_the_team_as_far_as_it_is_of_its_plans(there: tuple[Still, Scene]) -> None:
    world, _ = there
    team = signed_in(world, MO)
    assert 'href="http://127.0.0.1:4242/runs/flow-run/11111111-2222' in team.get("/runs").text
    shown = read(team, "/runs")
    assert "matched to 2 actions" in shown
    assert "its stage could not be looked at, 2 times so far" in shown
    assert "Try it again" not in shown, "that is for administrators"
    assert "matched to 2 actions" not in read(signed_in(world, OTHER), "/runs")


def test_an_administrator_tries_the_channel_with_their_own_address(there: tuple[Still, Scene]) -> None:
    world, made = there
    client = signed_in(world, OP)
    assert "on its way" in words_of(sent(client, f"/areas/{made.area}/do/try-channel").text)
    twice = sent(client, f"/areas/{made.area}/do/try-channel")
    assert (twice.status_code, "look again in a minute" in twice.text) == (422, True)
    with world.database.reading() as session:
        (row,) = session.exec(select(OutboxRow).where(OutboxRow.template == "channel_test")).all()
        assert session.get_one(Person, row.person_id).email == OP


@pytest.mark.parametrize(
    ("address", "who", "status"),
    [
        ("/operations", MO, 403),
        ("/operations", PAT, 403),
        ("/came-back", PAT, 403),
        ("/runs", PAT, 403),
        ("/data-protection", OP, 403),
        ("/data-protection/people/{respondent}", MO, 200),
        ("/data-protection/people/{respondent}", OTHER, 404),
        ("/data-protection/people/{respondent}/data.json", OTHER, 404),
        ("/data-protection/people/{respondent}", PAT, 404),
        ("/data-protection/people/..%2f..", MO, 404),
        ("/plans/{plan}/board-page", OTHER, 404),
        ("/plans/{plan}/board-page.pdf", PAT, 403),
        ("/areas/{area}/do/try-channel", MO, 403),
        ("/areas/{area}/do/erase-person?person_id={respondent}", OTHER, 404),
        ("/privacy/{provider}", MO, 404),
    ],
)
def test_who_comes_in(there: tuple[Still, Scene], address: str, who: str, status: int) -> None:
    world, made = there
    assert signed_in(world, who).get(address.format(**vars(made))).status_code == status


def test_mail_that_came_back_goes_to_the_new_address(tmp_path: Path) -> None:
    world = page_scenes.still(tmp_path)
    made = builders.scene(world)
    client = signed_in(world, MO)
    about = f"person_id={made.respondent}"
    sent(client, f"/areas/{made.area}/do/record-bounce?{about}", words="550 no such user")
    assert "Pat Northshire, Northshire College" in read(client, "/came-back")
    new = {"name": "Pat Northshire", "email": "pat@new.example"}
    sent(client, f"/areas/{made.area}/do/correct-person?{about}", **new)
    assert "No address is waiting" in read(client, "/came-back")
    with world.database.reading() as session:
        assert session.exec(select(Bounce)).one().settled_how == "new_address"
    world.database.close()


def test_somebody_reads_what_is_held_asks_and_is_answered_and_then_is_erased(tmp_path: Path) -> None:
    world = page_scenes.still(tmp_path)
    made = builders.scene(world)
    team, pat = signed_in(world, MO), signed_in(world, PAT)
    assert "pat@northshire.example" in read(pat, "/you/data")
    held = json.loads(pat.get("/you/data.json").text)
    assert held[0]["person"]["name"] == "Pat Northshire"
    assert "salt" not in pat.get("/you/data.json").text
    with world.database.transaction() as session:
        message = session.exec(select(OutboxRow).where(OutboxRow.person_id == made.respondent)).first()
        assert message is not None
        message.owed_since = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert "2 July 2026" in read(pat, "/you/data"), "the day as it was in London"
    empty = sent(pat, "/do/ask-correction", words=" ")
    assert empty.status_code == 422
    sent(pat, "/do/ask-correction", words=HOSTILE)
    page = team.get("/data-protection").text
    assert "<script>alert" not in page
    link = re.search(r'href="(/areas/[^"]*answer-correction[^"]*)"', page)
    assert link
    sent(team, link[1], outcome="put_right", reply="Done, with thanks.")
    assert "It was put right" in read(pat, "/you/data")
    person = f"/areas/{made.area}/do/erase-person?person_id={made.respondent}"
    warned = read(team, person)
    assert "address and number go, with the text of 1 message. It cannot be undone." in warned
    assert "of 0 " not in warned
    assert sent(team, person).status_code == 422, "a reason is asked for"
    assert "under an id that names nobody" in words_of(sent(team, person, because="wish").text)
    assert pat.get("/you/data", follow_redirects=False).status_code == 303, "their session ended with it"
    with world.database.reading() as session:
        assert session.get_one(Person, made.respondent).name is None
        assert session.exec(select(CorrectionAsk)).one().words is None
        assert chain.verify(session).faults == []
    world.database.close()


def test_what_is_due_is_looked_at_and_erased_from_the_page(tmp_path: Path) -> None:
    world = page_scenes.still(tmp_path)
    made = builders.scene(world)
    with world.database.transaction() as session:
        row = session.exec(select(OutboxRow).where(OutboxRow.plan_id == made.plan)).first()
        assert row is not None
        row.status, row.sent_at = OutboxStatus.SENT, builders.NOW.replace(year=2020)
        row.body = "Dear Pat"
    client = signed_in(world, MO)
    link = re.search(r'href="(/areas/[^"]*erase-due[^"]*)"', client.get("/data-protection").text)
    assert link
    assert "1 due" in read(client, link[1])
    assert sent(client, link[1], number="4").status_code == 422
    cut = words_of(sent(client, link[1].partition("?")[0]).text)
    assert "Go back, and open the form" in cut
    assert "Input should" not in cut
    assert "Erased" in words_of(sent(client, link[1]).text)
    assert "erase-due" not in client.get("/data-protection").text
    world.database.close()


def test_the_statements_are_for_anybody_and_say_what_is_so(there: tuple[Still, Scene]) -> None:
    world, made = there
    anybody = TestClient(create(world))
    assert "No person who uses assistive technology has tried them yet" in read(anybody, "/accessibility")
    set_by_us = anybody.get("/cookies")
    names = set(set_by_us.cookies) | {"lsip"}
    assert names <= set(re.findall(r"<code>([^<]+)</code>", set_by_us.text))
    assert "Northshire Chamber" in read(anybody, "/privacy")
    notice = read(anybody, f"/privacy/{made.erb}")
    assert "This is a template" in notice
    assert "24 months" in notice
    headings = ("About you", "Messages", "What you said", "What was decided and signed", "To make the pages")
    assert re.findall("|".join(headings), notice)[:5] == list(headings), "the kinds of record are in groups"
    assert read(anybody, f"/privacy/{made.provider}", 404) == read(anybody, "/privacy/nobody", 404)


def test_every_table_that_points_at_a_person_has_its_words() -> None:
    assert {table.name for table, _ in pointing_at_people()} <= set(notices.PLACES)


def test_prefect_is_named_on_this_machine_or_as_it_is_set(tmp_path: Path) -> None:
    def named(**said: str) -> str:
        return Settings(data_dir=tmp_path, **said).prefect_pages  # type: ignore[arg-type]

    assert named() == "http://127.0.0.1:4200"
    assert named(public_url="https://lsip.example") == ""
    assert named(host="0.0.0.0") == ""
    assert (
        named(public_url="https://lsip.example", prefect_ui_url="https://p.example/") == "https://p.example"
    )


def test_no_password_of_a_channel_is_shown(tmp_path: Path) -> None:
    said = Settings(data_dir=tmp_path, channel_url="smtps://user:secret@mail.example:465")
    assert (
        operations.channel(said) == "Messages go by SMTP over TLS to the mail server mail.example, port 465."
    )


def test_an_administrator_is_led_nowhere_that_is_for_the_team_alone(there: tuple[Still, Scene]) -> None:
    world, _ = there
    keeper = signed_in(world, OP)
    for address in ("/operations", "/runs"):
        page = keeper.get(address).text
        assert "Northshire" in page
        led = set(re.findall(r'href="(/(?:plans|messages)/[^"]+)"', page))
        assert {place for place in led if keeper.get(place).status_code != 200} == set()
    assert f'href="/plans/{there[1].plan}"' in signed_in(world, MO).get("/runs").text
