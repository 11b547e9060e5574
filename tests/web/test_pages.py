"""What each page answers: for an empty database, for a full plan, and for what is not there."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow import words
from lsip_workflow.model import OutboxRow, OutboxStatus
from tests import builders
from tests.builders import Scene
from tests.web import page_scenes
from tests.web.page_scenes import Still
from tests.web.reading import read
from tests.web.signed import signed_in

PLAN = "/plans/northshire-2026"
EVERY = ("/", PLAN, f"{PLAN}/timeline", f"{PLAN}/runs", "/runs", "/messages", "/nothing-here")
DEMONSTRATION = "Demonstration: not a record of any real organisation"


@pytest.fixture
def own_pages(still_world: Still) -> TestClient:
    """The pages of a team that has a plan with little in it."""
    builders.scene(still_world)
    return signed_in(still_world, "mo@northshire.example")


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
def test_what_is_not_there_is_one_calm_page(own_pages: TestClient, address: str) -> None:
    assert "There is nothing here for you under that address" in read(own_pages, address, 404)


@pytest.mark.parametrize("address", EVERY)
def test_every_page_is_whole(full_pages: TestClient, address: str) -> None:
    answer = full_pages.get(address)
    page = answer.text
    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB" class="govuk-template">')
    assert len(re.findall(r"<h1\b", page)) == 1
    assert len(re.findall(r"<main\b", page)) == 1
    whose = r"(Northshire Chamber \(example\)|Local Skills Improvement Plans)"
    assert re.search(rf"<title>\s*\S.* – {whose}</title>", page)
    assert '<a class="skip" href="#main">' in page
    assert DEMONSTRATION in page
    assert "Contains public sector information licensed under the" in page
    assert 'href="/api/v1/openapi.json"' in page
    inline = r"<script(?! type=.module. src=)|<style|\sstyle=|\son\w+=|javascript:"
    assert not re.search(inline, page, re.IGNORECASE)
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


def test_one_message_is_shown_with_its_text(full_world: tuple[Still, Scene], full_pages: TestClient) -> None:
    with full_world[0].database.reading() as session:
        rows = {row.status: row for row in session.exec(select(OutboxRow))}
    sent, owed = rows[OutboxStatus.SENT], rows[OutboxStatus.OWED]
    assert "Dear Pat,\n\nThanks." in full_pages.get(f"/messages/{sent.id}").text
    assert "It has no text yet: it is written when it is sent." in read(full_pages, f"/messages/{owed.id}")


def test_a_message_that_was_erased_says_so(still_world: Still) -> None:
    page_scenes.full(still_world)
    with still_world.database.transaction() as session:
        row = session.exec(select(OutboxRow).where(OutboxRow.status == OutboxStatus.SENT)).one()
        row.erase(still_world.now())
    page = read(signed_in(still_world, "mo@northshire.example"), f"/messages/{row.id}")
    assert "What this message said was erased with the person it went to." in page
    assert "pat@" not in page


def test_messages_come_a_hundred_to_a_page(still_world: Still, own_pages: TestClient) -> None:
    with still_world.database.transaction() as session:
        there = len(session.exec(select(OutboxRow)).all())
        for number in range(205 - there):
            row = OutboxRow(key=f"k{number}", template="reminders", owed_since=still_world.now())
            row.plan_id = "northshire-2026"
            session.add(row)
    first, last = own_pages.get("/messages").text, own_pages.get("/messages?page=3").text
    rows = re.compile('scope="row"><a href="/messages/')
    assert (len(rows.findall(first)), len(rows.findall(last))) == (100, 5)
    assert 'rel="next" href="/messages?page=2"' in first
    assert 'rel="prev" href="/messages?page=2"' in last
    assert "There is no page 9." in read(own_pages, "/messages?page=9")
    assert "Page 1 of 3" in read(own_pages, "/messages?page=no")
