"""Pages at their edges: hostile and very long text, bare plans, changed events, faults, and the banners."""

from pathlib import Path

import pytest
from fastapi import Request

from lsip_workflow.web.app import create
from lsip_workflow.web.showing import page
from tests import builders
from tests.web import page_scenes
from tests.web.page_scenes import Still
from tests.web.reading import read, words_of
from tests.web.signed import signed_in


def test_real_records_carry_no_word_of_a_demonstration(still_world: Still) -> None:
    made = builders.scene(still_world)
    client = signed_in(still_world, "mo@northshire.example")
    for address in ("/", f"/plans/{made.plan}"):
        assert "demonstration" not in read(client, address).lower()


def test_the_page_for_a_fault_of_ours_shows_nothing_of_the_inside(still_world: Still) -> None:
    request = Request(
        {"type": "http", "app": create(still_world), "headers": [], "query_string": b"", "path": "/"}
    )
    answer = page(request, "wrong.html", 500)
    words = words_of(bytes(answer.body).decode())
    assert answer.status_code == 500
    assert "Something went wrong on our side Nothing was changed. Please try again in a moment" in words


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
    still_world: Still, states: dict[str, str], says: list[str]
) -> None:
    builders.scene(still_world)
    page_scenes.standing(still_world.settings.data_dir, **states)
    page = read(signed_in(still_world, "mo@northshire.example"), "/")
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
    still_world: Still, state: str, line: str | None, says: str | None
) -> None:
    builders.scene(still_world)
    folder: Path = still_world.settings.data_dir
    page_scenes.standing(folder, prefect="up", worker="up", demonstration=state)
    if line is not None:
        (folder / "demonstration.txt").write_text(line)
    page = signed_in(still_world, "mo@northshire.example").get("/").text
    assert ('<meta http-equiv="refresh" content="5">' in page) == (says is not None)
    assert ("The demonstration is still being loaded" in page) == (says is not None)
    assert says is None or says in words_of(page)
