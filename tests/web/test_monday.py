"""The first page of a team: what needs it today, with what can be done in place, scoped and in few reads."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlmodel import Session, select

from lsip_workflow.journeys import deadlines, people, plans, requests, sign_offs
from lsip_workflow.model import (
    Area,
    Contact,
    Deadline,
    Evidence,
    Organisation,
    OrganisationKind,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Post,
    Request,
    Role,
    RoleHeld,
    SkillsNeed,
)
from lsip_workflow.rules.lifecycle import still_needed
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import gates, queries
from tests import builders
from tests.builders import Scene
from tests.journeys.test_dates_and_sweep import swept
from tests.journeys.test_drafts import named
from tests.journeys.working import Working
from tests.web.page_scenes import Still
from tests.web.reading import read, words_of
from tests.web.signed import signed_in

TOKENS = re.compile(r'name="(from_our_page|once)" value="([^"]+)"')


@pytest.fixture
def at(small_world: Runtime) -> Working:
    """A world whose clock the pages look at too."""
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    return working


def press(client: TestClient, page: str, address: str, **fields: Any) -> str:
    """A form of that page's own, sent as a browser without scripts sends it; what is read afterwards."""
    form = page[page.index(address.replace("&", "&amp;")) :]
    data = dict(reversed(TOKENS.findall(form)[:2])) | fields
    return client.post(address, data=data).text


def day(at: Working, year: int, month: int, number: int) -> None:
    at.clock.now = datetime(year, month, number, 8, 45, tzinfo=UTC)


def test_the_week_is_told_on_one_page(full_world: tuple[Still, Scene]) -> None:
    world, scene = full_world
    page = read(signed_in(world, "mo@northshire.example"), "/")
    for said in (
        "This week Wednesday 2 December 2026",
        "Southfield Institute (example): Your offer Awaiting reply: was due 20 November 2026, 8 working days",
        "1 arrival: could not be processed; a person is looking Since 2 November 2026; nothing is lost",
        "Where your plans stand Northshire (example) 2026-29 Roadmap Ready to go on",
        "No date falls due and no message goes.",
        "1 reply awaited , 1 of them past the date Southfield Institute (example)",
        "its stage could not be looked at the last time; it is tried again by itself.",
    ):
        assert said in page, said
    assert scene.plan in signed_in(world, "mo@northshire.example").get("/").text


def test_when_all_is_well_it_says_so(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    page = read(signed_in(at.world, "mo@northshire.example"), "/")
    assert "All is well: nothing needs you today, and nothing waits to be processed." in page
    assert "Nothing needs you today." in page
    assert made.plan


def test_when_nothing_is_due_that_is_said_once_and_only_a_bank_holiday_has_a_line(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        asked = session.get_one(Request, made.request)
        requests.withdraw(session, builders.occasion(at.world), asked)
    at.rest()
    day(at, 2026, 12, 20)
    page = read(signed_in(at.world, "mo@northshire.example"), "/")
    assert page.count("No date falls due and no message goes.") == 1
    days = "Fri 25 Dec bank holiday Mon 28 Dec bank holiday Fri 1 Jan bank holiday"
    assert f"No date falls due and no message goes. {days} Every message of these days" in page


def test_a_plan_that_waits_for_its_managers_own_word_alone_says_so_and_leads_there(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        plan.stage = "research"
        now = builders.occasion(at.world)
        row = Evidence(plan_id=plan.id, title="Survey", source="The ERB", finding="Posts stay open.")
        plans.record_evidence(session, now, row)
    at.rest()
    client = signed_in(at.world, "mo@northshire.example")
    waits = "Research done The plan waits for nothing else. For the project manager or the ERB lead to say"
    page = client.get("/").text
    assert waits in words_of(page)
    link = f"/plans/{made.plan}/do/ask-for-sign-off?rule=research"
    assert f'href="{link}"' in page
    assert client.get(link).status_code == 200
    with at.world.database.transaction() as session:
        asked = sign_offs.ask(session, now, session.get_one(Plan, made.plan), "research")
    page = client.get("/").text
    assert "Read and sign : Research done" in words_of(page)
    assert f"/sign-offs/{asked.id}" in client.get("/sign-offs").text
    with at.world.database.transaction() as session:
        plans.record_need(session, now, SkillsNeed(plan_id=made.plan, occupation="Nurse"), at.world.reference)
        session.get_one(Plan, made.plan).stage = "priorities"
    assert waits not in read(client, "/"), (
        "what others decide, and what is still to be written, is no word of theirs"
    )


def test_a_provider_whom_no_message_can_reach_is_named_with_where_to_add_a_contact(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        held = select(RoleHeld).where(RoleHeld.person_id == made.respondent)
        session.exec(held).one().until = date(2026, 11, 2)
    at.rest()
    client = signed_in(at.world, "mo@northshire.example")
    page = client.get("/").text
    assert "No message reaches Northshire College (example): nobody with an address" in words_of(page)
    link = f"/areas/{made.area}/do/add-person?organisation={made.provider}"
    assert f'href="{link}"' in page
    assert client.get(link).status_code == 200
    with at.world.database.transaction() as session:
        _more(session, builders.occasion(at.world), at.world, made, 2)
    page = read(client, "/")
    assert "No message reaches 0 of shire2 (example) and 2 other providers: nobody" in page
    with at.world.database.transaction() as session:
        session.exec(held).one().until = None
    assert "Northshire College (example)" not in read(client, "/").partition("Who has not replied")[0]


def test_a_reply_by_phone_from_mondays_row_stops_tomorrows_reminder_and_the_provider_gets_a_copy(
    at: Working,
) -> None:
    made = builders.scene(at.world)  # due on 23 November: the first reminder is on Monday the 16th
    at.rest()
    day(at, 2026, 11, 22)
    client = signed_in(at.world, "mo@northshire.example")
    page = client.get("/").text
    assert "1 message to Pat Northshire: What you can offer" in words_of(page)
    assert "Sat 28 Nov weekend Sun 29 Nov weekend" in words_of(page)
    record = f"/plans/{made.plan}/do/record-heard?back=monday&request_id={made.request}"
    again = press(client, page, record, what="reply", heard_how="telephone", said=" ")
    assert "What did they say? Write something here." in words_of(again)
    after = press(client, page, record, what="reply", heard_how="telephone", said="Yes, from “September” <b>")
    assert "Saved. They get a copy" in words_of(after)
    assert "message to Pat Northshire" not in words_of(after)
    assert "Northshire College (example) answered, as you recorded: What you can offer" in words_of(after)
    at.rest()
    day(at, 2026, 11, 23)
    assert swept(at) == []
    (copy,) = [row for row in at.all(OutboxRow) if row.template == "response_received"]
    assert (copy.person_id, copy.status) == (made.respondent, OutboxStatus.SENT)
    assert "Yes, from “September” <b>" in (copy.body or "")


def test_a_call_ends_nothing_a_hold_takes_the_row_away_and_a_reminder_goes_at_once_only_once(
    at: Working,
) -> None:
    made = builders.scene(at.world)
    at.rest()
    day(at, 2026, 11, 22)
    client = signed_in(at.world, "mo@northshire.example")
    page = client.get("/").text
    record = f"/plans/{made.plan}/do/record-heard?back=monday&request_id={made.request}"
    assert 'name="with_whom" value="Pat Northshire"' in page
    call = {"what": "call", "heard_how": "telephone", "with_whom": "Sam at the desk"}
    after = press(client, page, record, **call, said="Will call back.")
    assert at.one(Contact).with_whom == "Sam at the desk"
    assert "Northshire College (example): What you can offer" in words_of(after)
    assert "A telephone call today with Sam at the desk." in words_of(after), "a colleague need not ring"
    row = at.one(Deadline)
    send = f"/plans/{made.plan}/do/send-reminder?deadline_id={row.id}&back=monday"
    assert "Send now to Pat Northshire" in words_of(after)
    assert "It goes today to Pat Northshire." in words_of(client.get(send).text)
    assert "not a second time by itself" in press(client, after, send)
    assert "A reminder of it is about to go." in words_of(press(client, client.get("/").text, send))
    hold = f"/plans/{made.plan}/do/hold-reminders?back=monday&deadline_id={row.id}"
    wrong = press(client, client.get("/").text, hold, until="2026-02-30", reason="promised")
    assert "Until which day? Write a day of the calendar" in words_of(wrong)
    held = words_of(press(client, client.get("/").text, hold, until="2026-11-30", reason="promised"))
    assert "On hold: nobody is reminded of it until that day." in held
    assert "Nothing needs you today." in held
    assert "1 reply awaited" in held


def test_the_mark_is_moved_by_the_persons_own_button_only(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    client = signed_in(at.world, "mo@northshire.example")
    page = client.get("/").text
    assert client.get("/").text.count("1 request went to a provider") == 1  # looking moves nothing
    seen = re.search(r'name="at" value="([^"]+)"', page)
    assert seen
    assert "Nothing has changed." in words_of(press(client, page, "/do/mark-seen", at=seen[1]))
    with at.world.database.transaction() as session:
        college = session.get_one(Organisation, made.provider)
        later = builders.occasion(at.world, at.clock() + timedelta(minutes=1))
        builders.ask(session, later, session.get_one(Plan, made.plan), college, title="One more thing")
    assert "1 request went to a provider" in words_of(client.get("/").text)


@pytest.mark.parametrize(
    ("role", "leads"),
    [
        (Role.PROVIDER_RESPONDENT, "/asked"),
        (Role.BOARD_MEMBER, "/sign-offs"),
        (Role.ADMINISTRATOR, "/operations"),
        (Role.AUDITOR, "/plans"),
    ],
)
def test_whoever_is_of_no_team_is_led_to_what_is_theirs(at: Working, role: Role, leads: str) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        now = builders.occasion(at.world)
        erb = session.get_one(Organisation, made.erb if role != Role.PROVIDER_RESPONDENT else made.provider)
        who = builders.person(session, now, erb, "Ann Other", "ann@other.example")
        people.grant_role(session, now, who, session.get_one(Area, made.area), role, date(2026, 1, 1))
    answer = signed_in(at.world, "ann@other.example").get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, leads)


def test_a_date_of_the_area_itself_leads_to_its_page(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        when, area = at.occasion("test"), session.get_one(Area, made.area)
        deadlines.open_deadline(
            session, when, area, kind="terms", subject="t", title="The new terms",
            holder=Role.PROJECT_MANAGER, ladder="", due=when.today + timedelta(days=2),
        )  # fmt: skip
    client = signed_in(at.world, "mo@northshire.example")
    links = re.findall(r'href="(/areas/[^"#]*)"', client.get("/").text)
    assert links
    assert {client.get(link).status_code for link in links} == {200}


def test_another_erbs_week_is_another(at: Working) -> None:
    builders.scene(at.world)
    builders.scene(at.world, "southshire", 2)
    day(at, 2026, 11, 22)
    page = signed_in(at.world, "mo@southshire.example").get("/").text
    assert "Southshire College" in page
    assert "Northshire" not in page
    assert "northshire" not in page


def test_messages_to_read_stand_among_what_needs_a_person(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    named(at, made.respondent, Post.PRINCIPAL)
    day(at, 2026, 11, 16)
    swept(at)
    page = read(signed_in(at.world, "mo@northshire.example"), "/")
    assert "1 message waits for you to read and send The oldest since 16 November 2026" in page


@pytest.fixture
def counted(at: Working) -> Iterator[list[str]]:
    """The statements that are sent to the database."""
    found: list[str] = []
    engine = at.world.database.reader

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_the_number_of_reads_does_not_grow_with_plans_and_providers(at: Working, counted: list[str]) -> None:
    made = builders.scene(at.world)
    day(at, 2026, 11, 22)
    client = signed_in(at.world, "mo@northshire.example")
    with at.world.database.transaction() as session:
        _more(session, builders.occasion(at.world), at.world, made, 2)
    counted.clear()
    client.get("/")
    two_areas = len(counted)
    with at.world.database.transaction() as session:
        for number in range(3, 6):
            _more(session, builders.occasion(at.world), at.world, made, number)
    counted.clear()
    assert "Shire5" in client.get("/").text
    assert len(counted) == two_areas


def _more(session: Session, now: Any, world: Runtime, made: Scene, number: int) -> None:
    """Another area of the same body, with its plan and three providers who have not replied."""
    other = builders.build(session, now, world, f"shire{number}", number)
    area, plan = session.get_one(Area, other.area), session.get_one(Plan, other.plan)
    plan.erb_id = made.erb
    mo = session.get_one(Person, made.manager)
    people.grant_role(session, now, mo, area, Role.PROJECT_MANAGER, date(2026, 1, 1))
    for each in range(3):
        college = builders._organisation(
            session, now, world, OrganisationKind.PROVIDER, f"{each} of {area.id} (example)", None
        )
        plans.add_provider(session, now, plan, college, reason="Invented.")
        requests.ask(session, now, plan, college, title="Your offer", due=date(2026, 11, 23 + each))


def test_what_gates_ask_is_the_same_from_few_rows_as_from_whole_dossiers(
    full_world: tuple[Still, Scene],
) -> None:
    world, scene = full_world
    with world.database.reading() as session:
        plan = session.get_one(Plan, scene.plan)
        whole = queries.dossier(session, plan)
        for book in world.books.values():
            for stage in book.stages:
                here = plan.model_copy(update={"stage": stage.key, "edition": book.edition.key})
                few = gates.dossiers(session, [here], world.books)[here.id]
                object.__setattr__(whole, "plan", here)
                assert still_needed(few, book, world.today()) == still_needed(whole, book, world.today())
