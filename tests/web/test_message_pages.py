"""The pages of messages: what went, what waits for a person, what is to go; each team's its own."""

from datetime import date

import pytest
from sqlmodel import select

from lsip_workflow.journeys import deadlines, people, plans, requests
from lsip_workflow.model import (
    Area,
    Deadline,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Post,
    Request,
    Role,
)
from lsip_workflow.rules.permissions import TEAM
from lsip_workflow.runtime import Runtime
from tests import builders
from tests.builders import Scene
from tests.journeys.test_dates_and_sweep import on, swept
from tests.journeys.test_drafts import named
from tests.journeys.working import Working
from tests.web.page_scenes import Still
from tests.web.reading import read, words_of
from tests.web.signed import hidden, signed_in


@pytest.fixture
def at(small_world: Runtime) -> Working:
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    return working


def test_messages_say_to_whom_and_whether_they_went(full_world: tuple[Still, Scene]) -> None:
    world, _ = full_world
    client = signed_in(world, "mo@northshire.example")
    page = read(client, "/messages")
    to = "Pat Northshire, Northshire College (example) Who answers for the provider pat@northshire.example"
    assert f"Your part: by 23 November {to}" in page
    assert "Waiting for you to send (0)" in page
    with world.database.reading() as session:
        row = session.exec(select(OutboxRow).where(OutboxRow.status == OutboxStatus.SENT)).one()
    one = read(client, f"/messages/{row.id}")
    assert "Dear Pat, Thanks." in one
    assert "To Pat Northshire, Northshire College (example)" in one
    assert "There is no page 7." in read(client, "/messages?page=7")


def test_the_next_fourteen_days_are_told_by_name_with_their_why(at: Working) -> None:
    made = builders.scene(at.world)
    on(at, 2026, 11, 10)
    client = signed_in(at.world, "mo@northshire.example")
    page = read(client, "/messages/ahead")
    assert "Monday 16 November 2026: 1 message To About Why then Pat Northshire Northshire College" in page
    assert "The 1st reminder, 5 working days before the date" in page
    assert read(client, f"/messages/ahead?plan={made.plan}")
    assert client.get("/messages/ahead?plan=another").status_code == 404


def test_a_draft_is_read_and_then_sent_or_not_by_a_person(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    named(at, made.respondent, Post.PRINCIPAL)
    on(at, 2026, 11, 16)
    swept(at)
    client = signed_in(at.world, "mo@northshire.example")
    page = client.get("/messages/drafts").text
    assert "This is a note about one date." in words_of(page)
    (row,) = [row for row in at.all(OutboxRow) if row.status is OutboxStatus.DRAFT]
    stranger = signed_in(at.world, "pat@northshire.example")
    assert stranger.get("/messages/drafts").status_code == 403
    fields = hidden(page)
    assert "It goes within a minute." in client.post(f"/do/send-draft?draft_id={row.id}", data=fields).text
    fields = hidden(client.get("/messages").text) | {"once": "another"}
    again = client.post(f"/do/discard-draft?draft_id={row.id}", data=fields)
    assert "Somebody sent this message already" in words_of(again.text)
    at.rest()
    assert [row.status for row in at.all(OutboxRow) if row.template == "reminders"] == [OutboxStatus.SENT]


def test_a_draft_whose_date_is_done_still_says_to_whom_and_about_what_it_was(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    named(at, made.respondent, Post.PRINCIPAL)
    on(at, 2026, 11, 16)
    swept(at)
    with at.world.database.transaction() as session:
        asked = session.get_one(Request, made.request)
        requests.withdraw(session, builders.occasion(at.world, at.clock()), asked)
    at.rest()
    page = read(signed_in(at.world, "mo@northshire.example"), "/messages/drafts")
    assert "Reminders of dates: What you can offer To Pat Northshire, Northshire College (example) ·" in page
    assert "It would not go now:" in page


def about_two_bodies_plans(at: Working) -> tuple[Scene, OutboxRow]:
    """Pat answers in two bodies' areas, and has one message of reminders from both."""
    made, other = builders.scene(at.world), builders.scene(at.world, "southshire", 2)
    with at.world.database.transaction() as session:
        now = builders.occasion(at.world)
        pat, area = session.get_one(Person, made.respondent), session.get_one(Area, other.area)
        people.grant_role(session, now, pat, area, Role.PROVIDER_RESPONDENT, now.today)
        college, plan = session.get_one(Organisation, made.provider), session.get_one(Plan, other.plan)
        plans.add_provider(session, now, plan, college, reason="It teaches there too.")
        requests.ask(session, now, plan, college, title="Something else", due=date(2026, 11, 23))
    at.rest()
    on(at, 2026, 11, 16)
    swept(at)
    at.rest()
    (row,) = [
        row for row in at.all(OutboxRow) if row.template == "reminders" and row.person_id == made.respondent
    ]
    assert row.plan_id is None
    return made, row


def test_a_message_about_two_bodies_plans_shows_each_team_only_its_own_dates(at: Working) -> None:
    _, row = about_two_bodies_plans(at)
    north, south = (signed_in(at.world, f"mo@{name}.example") for name in ("northshire", "southshire"))
    page = read(north, f"/messages/{row.id}")
    assert "What you can offer, 23 November 2026" in page
    assert "Something else" not in page
    page = read(south, f"/messages/{row.id}")
    assert "Something else, 23 November 2026" in page
    assert "What you can offer" not in page
    assert "Something else" not in read(north, "/messages")


def test_an_administrator_finds_a_message_about_two_bodies_plans_that_could_not_be_delivered(
    at: Working,
) -> None:
    made, row = about_two_bodies_plans(at)
    with at.world.database.transaction() as session:
        session.get_one(OutboxRow, row.id).status = OutboxStatus.GIVEN_UP
        now = builders.occasion(at.world)
        erb, area = session.get_one(Organisation, made.erb), session.get_one(Area, made.area)
        keeper = builders.person(session, now, erb, "Op Erator", "op@northshire.example")
        people.grant_role(session, now, keeper, area, Role.ADMINISTRATOR, now.today)
    page = read(signed_in(at.world, "op@northshire.example"), "/operations?status=given_up")
    assert "Not taken by the mail server: 1" in page
    assert "Reminders of dates pat@northshire.example" in page
    assert row.subject
    assert row.subject not in page, "it tells of both plans"


def of_the_area(at: Working, made: Scene) -> Deadline:
    with at.world.database.transaction() as session:
        return deadlines.open_deadline(
            session, at.occasion("test"), session.get_one(Area, made.area), kind="terms", subject="t",
            title="The new terms", holder=Role.PROJECT_MANAGER, ladder="notice", due=date(2026, 11, 25),
        )  # fmt: skip


def test_a_draft_about_a_date_of_an_area_says_which_date_it_was(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    named(at, made.manager, Post.CHAIR)
    due = of_the_area(at, made)
    on(at, 2026, 11, 16)
    swept(at)
    with at.world.database.transaction() as session:
        deadlines.close(session, at.occasion("test"), session.get_one(Deadline, due.id))
    page = read(signed_in(at.world, "mo@northshire.example"), "/messages/drafts")
    assert "Reminders of dates: The new terms To Mo Northshire" in page


def test_a_message_about_an_area_and_a_plan_of_it_tells_both_dates(at: Working) -> None:
    made = builders.scene(at.world)
    of_the_area(at, made)
    with at.world.database.transaction() as session:
        deadlines.open_deadline(
            session, at.occasion("test"), session.get_one(Plan, made.plan), kind="rulebook", subject="x",
            title="The draft", holder=Role.PROJECT_MANAGER, ladder="notice", due=date(2026, 11, 25),
        )  # fmt: skip
    on(at, 2026, 11, 16)
    swept(at)
    (row,) = [row for row in at.all(OutboxRow) if row.template == "reminders" and row.role in TEAM]
    assert (row.plan_id, row.area_id) == (None, None)
    page = read(signed_in(at.world, "mo@northshire.example"), f"/messages/{row.id}")
    assert "The new terms, 25 November 2026" in page
    assert "The draft, 25 November 2026" in page


def test_anothers_messages_do_not_exist(at: Working) -> None:
    made = builders.scene(at.world)
    builders.scene(at.world, "southshire", 2)
    own = [row for row in at.all(OutboxRow) if row.plan_id == made.plan]
    theirs = signed_in(at.world, "mo@southshire.example")
    for row in own:
        assert theirs.get(f"/messages/{row.id}").status_code == 404
        assert row.id not in theirs.get("/messages").text
    assert theirs.get("/messages/%F0%9F%92%A3").status_code == 404
    assert signed_in(at.world, "pat@northshire.example").get("/messages").status_code == 403
