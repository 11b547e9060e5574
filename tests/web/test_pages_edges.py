"""Pages at their edges: hostile and very long text, bare plans, changed events, faults, and the banners."""

import re
from datetime import date
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow.journeys import deadlines, plans, stages
from lsip_workflow.model import (
    Action,
    Area,
    Deadline,
    EventRow,
    Organisation,
    OrganisationKind,
    OutboxRow,
    Plan,
    Priority,
    RunPlan,
)
from lsip_workflow.web import pages
from lsip_workflow.web.app import create
from tests import builders
from tests.web import page_scenes
from tests.web.page_scenes import HOSTILE, Still
from tests.web.reading import read, words_of

PLAN = "/plans/northshire-2026"


def bare_plan(world: Still, name: str = "bare", stage: str = "submission") -> str:
    """A plan of a real area in which nobody has recorded anything; the address of its page."""
    with world.database.transaction() as session:
        at = builders.occasion(world)
        area = Area(id=name, name=name.title())
        erb = Organisation(kind=OrganisationKind.ERB, name=f"The body of {name}")
        session.add_all([area, erb])
        plan = plans.open_plan(
            session,
            at,
            plan_id=f"{name}-2026",
            area=area,
            erb=erb,
            cycle="2026-29",
            edition=builders.EDITION,
            stage=stage,
            on=date(2026, 7, 1),
        )
        stages.work(session, at, plan.id, world.calendar)
    return f"/plans/{name}-2026"


def test_a_plan_without_anything_in_it_has_a_calm_page(still_world: Still, still_pages: TestClient) -> None:
    page = read(still_pages, bare_plan(still_world))
    for said in (
        "The plan is submitted to the Secretary of State The days for draft and final plans in 2026 were not "
        "found Open",
        "Nothing was asked of a provider yet.",
        "No provider was added yet.",
        "Nothing was signed or decided yet.",
        "Nothing ran for this plan yet.",
    ):
        assert said in page


def test_what_the_act_asks_is_for_the_secretary_of_state_to_judge(
    still_world: Still, still_pages: TestClient
) -> None:
    page = read(still_pages, bare_plan(still_world))
    law = page[page.index("What the Act asks for") : page.index("What the guidance expects")]
    assert "Whether it suffices is for the Secretary of State to judge." in law
    assert "Skills for net zero, climate adaptation and other environmental goals: nothing is recorded" in law
    assert "Skills and Post-16 Education Act 2022, s.1" in law
    assert law.count("From the ERB team") == 4


def test_a_plan_in_its_last_stage_needs_nothing_and_waits_for_nobody(
    still_world: Still, still_pages: TestClient
) -> None:
    bare_plan(still_world, stage="replaced")
    assert "Nothing is needed now Nobody" in read(still_pages, "/")


def test_real_areas_get_suggestions_with_their_caution(still_world: Still, still_pages: TestClient) -> None:
    page = read(still_pages, bare_plan(still_world, "kent-and-medway"))
    assert "Suggested by delivery data The 10 with the most delivery in this area" in page
    assert "A suggestion adds nobody: a person does, with a reason." in page
    assert "Source: Department for Education apprenticeship data" in page
    assert page.count("Whether it is a relevant provider is for a person to decide.") == 10


def test_real_records_carry_no_word_of_a_demonstration(still_world: Still, still_pages: TestClient) -> None:
    address = bare_plan(still_world)
    for page in (read(still_pages, "/"), read(still_pages, address)):
        assert "demonstration" not in page.lower()
        assert "public facts only" not in page


def test_hostile_text_is_only_text(still_world: Still, still_pages: TestClient) -> None:
    page_scenes.full(still_world)
    with still_world.database.transaction() as session:
        for kind, fields in (
            (Area, ("name",)),
            (Organisation, ("name",)),
            (Action, ("title", "measure", "done")),
            (Priority, ("title",)),
            (RunPlan, ("says",)),
            (OutboxRow, ("recipient", "subject", "body", "skipped_because")),
        ):
            for row in session.exec(select(kind)):
                for field in fields:
                    setattr(row, field, HOSTILE)
    for address in ("/", PLAN, f"{PLAN}/timeline", f"{PLAN}/runs", "/runs", "/messages"):
        page = still_pages.get(address).text
        assert "<script" not in page
        assert HOSTILE in words_of(page)


def test_only_addresses_of_the_web_become_links(still_world: Still, still_pages: TestClient) -> None:
    bare_plan(still_world)
    with still_world.database.transaction() as session:
        at, plan = builders.occasion(still_world), session.get_one(Plan, "bare-2026")
        for url in ("javascript:alert(1)", "https://example.org/<b>"):
            plans.publish(session, at, plan, "plan", url, "e" * 64, at.today)
    page = still_pages.get("/plans/bare-2026").text
    assert re.findall(r'href="([^"]*)" rel="noreferrer"', page) == ["https://example.org/&lt;b&gt;"]
    assert "published 2 November 2026: javascript:alert(1)" in words_of(page)


def test_an_entry_that_cannot_be_read_leaves_the_rest_of_the_page_whole(
    still_world: Still, still_pages: TestClient
) -> None:
    address = bare_plan(still_world)
    with still_world.database.transaction() as session:
        entry = EventRow(
            stream="plan:bare-2026",
            seq=1000,
            type="plan.imagined",
            version=9,
            actor="nobody",
            at=still_world.now(),
            payload='{"type":"plan.imagined"}',
            previous="",
            hash="f" * 64,
        )
        session.add(entry)
    page = read(still_pages, address)
    assert "This entry cannot be read. Please tell the administrator. 2 December 2026, 9:00am" in page
    assert "A date was opened: The plan is submitted to the Secretary of State" in page


def test_what_happened_to_a_date_is_told_with_what_the_date_is_for(
    still_world: Still, still_pages: TestClient
) -> None:
    address = bare_plan(still_world)
    with still_world.database.transaction() as session:
        at = builders.occasion(still_world)
        row = session.exec(select(Deadline).where(Deadline.plan_id == "bare-2026")).one()
        deadlines.move(session, at, row, date(2026, 12, 8), "department_moved_it")
        deadlines.suspend(session, at, row, "pre_election_period")
        deadlines.resume(session, at, row, date(2027, 1, 12))
    page = read(still_pages, f"{address}/timeline")
    title = "The plan is submitted to the Secretary of State"
    for said in (
        f"A date was moved from not known yet to 8 December 2026: the department moved it ({title})",
        f"A date was suspended: a pre-election period ({title})",
        f"A date counts again: 12 January 2027 ({title})",
    ):
        assert said in page


def test_the_page_for_a_fault_of_ours_shows_nothing_of_the_inside(still_world: Still) -> None:
    app = create(still_world)
    answer = pages.wrong(Request({"type": "http", "app": app, "headers": []}))
    page = words_of(bytes(answer.body).decode())
    assert answer.status_code == 500
    assert "Something went wrong on our side Nothing was changed. Please try again in a moment" in page


@pytest.mark.parametrize(
    ("states", "says"),
    [
        ({"web": "up", "prefect": "up", "worker": "up", "demonstration": "done"}, ["All parts are working."]),
        (
            {"prefect": "restarting", "worker": "up"},
            ["Working, with delay: Prefect is being started again. Answers are taken in as ever"],
        ),
        (
            {"prefect": "left", "worker": "starting"},
            [
                "Working, with delay: Prefect could not be kept going and wants a person.",
                "Working, with delay: the worker is starting. Answers are taken in and kept",
            ],
        ),
        ({}, ["nobody keeps watch over them on this machine"]),
    ],
)
def test_the_first_page_says_how_the_installation_stands(
    still_world: Still, still_pages: TestClient, states: dict[str, str], says: list[str]
) -> None:
    page_scenes.standing(still_world.settings.data_dir, **states)
    page = read(still_pages, "/")
    assert [sentence for sentence in says if sentence not in page] == []
    assert ("Working, with delay" in page) == any("delay" in sentence for sentence in says)


@pytest.mark.parametrize(
    ("state", "line", "says"),
    [
        ("starting", None, "It has just begun."),
        ("up", "12 of 44 plans are loaded.\nmore", "12 of 44 plans are loaded. This page looks again"),
        ("up", "", "It has just begun."),
        ("done", "44 of 44", None),
        ("left", "3 of 44", None),
    ],
)
def test_while_the_demonstration_loads_the_first_page_says_how_far_it_is(
    still_world: Still, still_pages: TestClient, state: str, line: str | None, says: str | None
) -> None:
    folder: Path = still_world.settings.data_dir
    page_scenes.standing(folder, prefect="up", worker="up", demonstration=state)
    if line is not None:
        (folder / "demonstration.txt").write_text(line)
    page = still_pages.get("/").text
    assert ('<meta http-equiv="refresh" content="5">' in page) == (says is not None)
    assert ("The demonstration is still being loaded" in page) == (says is not None)
    assert says is None or says in words_of(page)
