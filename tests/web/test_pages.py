"""What each page answers: for an empty database, for a full plan, and for what is not there."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow import words
from lsip_workflow.model import OutboxRow, OutboxStatus
from lsip_workflow.store import listings
from tests import builders
from tests.builders import Scene
from tests.web import page_scenes
from tests.web.page_scenes import Still
from tests.web.reading import read, words_of

PLAN = "/plans/northshire-2026"
EVERY = ("/", PLAN, f"{PLAN}/timeline", f"{PLAN}/runs", "/runs", "/messages", "/nothing-here")
DEMONSTRATION = "Demonstration: not a record of any real organisation"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/", "No plan of an area is here yet."),
        ("/runs", "Nothing ran yet."),
        ("/messages", "No message was written yet."),
        ("/messages?page=7", "No message was written yet."),
    ],
)
def test_an_empty_database_has_calm_pages(still_pages: TestClient, address: str, says: str) -> None:
    assert says in read(still_pages, address)


@pytest.mark.parametrize(
    "address",
    [
        "/nothing-here",
        "/plans/unknown",
        "/plans/unknown/runs",
        "/plans/unknown/timeline",
        "/plans/%00",
        "/plans/..%2f..%2fetc",
        "/plans/" + "x" * 5000,
        "/messages/unknown",
        "/messages/%F0%9F%92%A3",
        "/static/none.css",
    ],
)
def test_what_is_not_there_is_one_calm_page(still_pages: TestClient, address: str) -> None:
    assert "There is nothing here for you under that address" in read(still_pages, address, 404)


@pytest.mark.parametrize("address", EVERY)
def test_every_page_is_whole(full_pages: TestClient, address: str) -> None:
    answer = full_pages.get(address)
    page = answer.text
    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert len(re.findall(r"<h1\b", page)) == 1
    assert len(re.findall(r"<main\b", page)) == 1
    assert re.search(r"<title>\s*\S.* – Local Skills Improvement Plans</title>", page)
    assert '<a class="skip" href="#main">' in page
    assert DEMONSTRATION in page
    assert "Contains public sector information licensed under the" in page
    assert 'href="/api/v1/openapi.json"' in page
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page, re.IGNORECASE)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize("address", EVERY)
def test_every_page_has_its_security_headers(full_pages: TestClient, address: str) -> None:
    headers = full_pages.get(address).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"] == "text/html; charset=utf-8"


def test_titles_tell_the_pages_apart(full_pages: TestClient) -> None:
    titles = [re.findall(r"<title>(.*?)</title>", full_pages.get(address).text)[0] for address in EVERY]
    assert len(set(titles)) == len(EVERY)


@pytest.mark.parametrize("address", EVERY)
def test_no_inside_word_is_read_on_a_page(full_pages: TestClient, address: str) -> None:
    assert words.inside_in(read(full_pages, address, 404 if "nothing" in address else 200)) == []


def test_the_sheet_and_the_icon_are_served(still_pages: TestClient) -> None:
    assert still_pages.get("/static/pages.css").headers["content-type"].startswith("text/css")
    assert still_pages.get("/static/favicon.svg").headers["content-type"].startswith("image/svg")


def test_the_first_page_tells_of_an_example_where_it_is_what_is_next_and_whom_it_awaits(
    full_pages: TestClient,
) -> None:
    page = read(full_pages, "/")
    card = page[page.index("Worked examples: invented organisations") : page.index("The areas of England")]
    for said in (
        "Northshire (example) 2026-29",
        "Stage Roadmap since 2 November 2026",
        "Next date A vague date: was due Summer 2026",
        "Still needed Ready to go on",
        "Good practice: Action A3 has no lead, date, measure, delivery route yet.",
        "Waits for Southfield Institute (example) (was due 20 November 2026)",
    ):
        assert said in card
    assert "1 arrival: could not be processed; a person is looking" in page


def test_a_plan_page_tells_everything(full_pages: TestClient) -> None:
    page = read(full_pages, PLAN)
    for said in (
        "Northshire Chamber (example)",
        "Guidance of November 2025, with joint ownership by strategic authorities",
        "Gone on without, with a reason",
        "Reason: The board meets after the summer.",
        "A warning only: the plan may go on without these",
        "A plain date 30 June 2027 Ahead The project manager Source read A notice",
        "A vague date Summer 2026 Open: the date has gone by The project manager Not verified yet A notice",
        "A unknown date Date not known yet Open",
        "Awaiting reply: was due 20 November 2026 Nothing yet",
        "version 2 2 November 2026, 9:00am",
        "version 1 (an earlier one)",
        "Action A2 Cannot take part. Instead: We could host it.",
        "Northshire College (example): firm commitment",
        "Southfield Institute (example): asked for a commitment",
        "P1 Retrofit (sector): serves Heat pump installer",
        "Heat pump installer 5315 Not chosen yet Not chosen yet 3 Now",
        "Priorities Decision recorded The board 2 November 2026 Minute 4/26",
        "Roadmap Asked for; no answer yet The board or a board member Not yet",
        "Northshire Authority (example) No reply recorded 2 November 2026 Its reasons: It wants more",
        "The plan, published 2 November 2026: https://example.org/plan.pdf Document reference dddddddddddd",
        "Westfield Institute (example) No longer part of this plan",
        "Answers taken in 2 November 2026, 9:00am · with Prefect · See it in Prefect",
        "without Prefect Could not be processed; a person is looking",
    ):
        assert said in page, said


def test_the_stage_bar_says_where_the_plan_is(full_pages: TestClient) -> None:
    page = full_pages.get(PLAN).text
    here = re.findall(r'<li class="step[^"]*" aria-current="step">(.*?)</li>', page)
    assert [words_of(step) for step in here] == ["Roadmap Now"]
    assert len(re.findall(r'<li class="step ', page)) == 11


def test_the_timeline_is_told_newest_first_in_sentences(full_pages: TestClient) -> None:
    page = read(full_pages, f"{PLAN}/timeline")
    told = [
        "A date was opened: A unknown date, date not known yet",
        "A date was opened: A vague date, Summer 2026",
        "Northshire Authority (example): No reply recorded",
        "A commitment of Southfield Institute (example) was recorded: asked for a commitment",
        "The answer of Northshire College (example) was matched to 2 of the actions",
        "A date was closed: done (What you can offer)",
        "A skills need was recorded (SOC 5315, SIC not known yet)",
        "Northshire College (example) was asked",
        "The plan for 2026-29 was opened under the edition “Guidance of November 2025",
    ]
    places = [page.index(said) for said in told]
    assert places == sorted(places)
    assert "the administrator, at this machine · Document reference" in page


def test_every_event_of_a_plan_is_shown_with_its_document_reference(
    full_world: tuple[Still, Scene], full_pages: TestClient
) -> None:
    world, scene = full_world
    with world.database.reading() as session:
        hashes = [row.hash[:12] for row in listings.events_page(session, f"plan:{scene.plan}", 1, 50)[0]]
    page = read(full_pages, PLAN)
    assert len(hashes) > 20
    assert [reference for reference in hashes if f"Document reference {reference}" not in page] == []


def test_what_ran_links_to_prefect_and_shows_what_was_left_for_a_person(full_pages: TestClient) -> None:
    assert 'href="http://127.0.0.1:4242/runs/flow-run/11111111-2222' in full_pages.get("/runs").text
    page = read(full_pages, "/runs")
    assert (
        "Response submitted for: answers taken in Northshire (example) 2 November 2026, 9:00am 3 times"
        in page
    )
    assert "TypeError: <b>no</b>" in page
    assert (
        "its stage could not be looked at, 2 times so far. What the program said: TimeoutError: slow" in page
    )
    assert "Your part: by 23 November , to who answers for the provider: sent" in page


def test_what_ran_for_one_plan_leaves_the_others_out(still_world: Still, still_pages: TestClient) -> None:
    page_scenes.full(still_world)
    builders.scene(still_world, "elsewhere", 2)
    assert "1 handled" in read(still_pages, f"{PLAN}/runs")
    assert "Nothing ran yet." in read(still_pages, "/plans/elsewhere-2026/runs")


def test_messages_say_to_whom_and_whether_they_went(full_pages: TestClient) -> None:
    page = read(full_pages, "/messages")
    assert "Your part: by 23 November Who answers for the provider pat@northshire.example" in page
    assert "Not sent Nobody holds the role board member here yet." in page
    assert "The project manager Northshire (example) Waiting" in page


def test_one_message_is_shown_with_its_text(full_world: tuple[Still, Scene], full_pages: TestClient) -> None:
    with full_world[0].database.reading() as session:
        rows = {row.status: row for row in session.exec(select(OutboxRow))}
    sent, owed = rows[OutboxStatus.SENT], rows[OutboxStatus.OWED]
    assert "Dear Pat,\n\nThanks." in full_pages.get(f"/messages/{sent.id}").text
    assert "It has no text yet: it is written when it is sent." in read(full_pages, f"/messages/{owed.id}")


def test_a_message_that_was_erased_says_so(still_world: Still, still_pages: TestClient) -> None:
    page_scenes.full(still_world)
    with still_world.database.transaction() as session:
        row = session.exec(select(OutboxRow).where(OutboxRow.status == OutboxStatus.SENT)).one()
        row.erase(still_world.now())
    page = read(still_pages, f"/messages/{row.id}")
    assert "What this message said was erased with the person it went to." in page
    assert "pat@" not in page


def test_messages_come_a_hundred_to_a_page(still_world: Still, still_pages: TestClient) -> None:
    with still_world.database.transaction() as session:
        for number in range(205):
            session.add(OutboxRow(key=f"k{number}", template="reminders", owed_since=still_world.now()))
    first, last = still_pages.get("/messages").text, still_pages.get("/messages?page=3").text
    assert (first.count('href="/messages/'), last.count('href="/messages/')) == (100, 5)
    assert 'rel="next" href="/messages?page=2"' in first
    assert 'rel="prev" href="/messages?page=2"' in last
    assert "There is no page 9." in read(still_pages, "/messages?page=9")
    assert still_pages.get("/messages?page=no").text == first
