"""Pages at their edges: hostile and very long text, bare plans, changed events, faults, and the banners."""

from datetime import date
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from lsip_workflow.journeys import plans, stages
from lsip_workflow.model import (
    Area,
    Organisation,
    OrganisationKind,
)
from lsip_workflow.web import pages
from lsip_workflow.web.app import create
from tests import builders
from tests.web import page_scenes
from tests.web.page_scenes import Still
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


def test_a_plan_in_its_last_stage_needs_nothing_and_waits_for_nobody(
    still_world: Still, still_pages: TestClient
) -> None:
    bare_plan(still_world, stage="replaced")
    assert "Nothing is needed now Nobody" in read(still_pages, "/")


def test_real_records_carry_no_word_of_a_demonstration(still_world: Still, still_pages: TestClient) -> None:
    address = bare_plan(still_world)
    for page in (read(still_pages, "/"), read(still_pages, address)):
        assert "demonstration" not in page.lower()
        assert "public facts only" not in page


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
