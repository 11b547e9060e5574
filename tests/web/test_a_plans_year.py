"""The page “A plan's year” says what its commands print: all of them, in order, on a real installation."""

from pathlib import Path

import pytest

from lsip_workflow.runtime import PACKAGE, Runtime
from tests.playing import Played, Step, steady, steps

PAGE = (PACKAGE.parent / "docs" / "a-plans-year.md").read_text(encoding="utf-8")
STEPS = steps(PAGE)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each block of the page prints, from an empty folder and on one day: after midnight, once more."""
    world = Runtime()
    began = world.today()
    whole = play(tmp_path_factory.mktemp("year"))
    return whole if world.today() == began else play(tmp_path_factory.mktemp("year"))


def play(folder: Path) -> list[str]:
    played = Played(folder, "var/practice")
    try:
        return [played.play(step.run) for step in STEPS]
    finally:
        played.stop()


def test_every_block_prints_what_the_page_says(printed: list[str]) -> None:
    differing = [
        f"{step.run}\nsays:\n{steady(step.told)}\nprints:\n{steady(got)}"
        for step, got in zip(STEPS, printed, strict=True)
        if steady(step.told) != steady(got)
    ]
    assert differing == [], "Look at it, then: python -m tests.playing docs/a-plans-year.md"


def test_the_year_passes_every_stage_that_waits_for_something(printed: list[str]) -> None:
    whole = "\n".join(printed)
    for stage in ("Designation", "Research", "Submission", "Progress reporting", "Review"):
        assert f"Stage: {stage}\n" in whole
    assert "Traceback" not in whole


def test_what_differs_from_run_to_run_is_left_out_and_nothing_else() -> None:
    one = "Key: lsip key issue aa9e9654ac0f30154a3968a977e97690, from 2026-11-21 (MS22-Y0TM) in 60 days"
    other = "Key: lsip key issue 859c25c33e5baf75851377f73337832d, from 2027-02-28 (3839-BRVM) in 60 days"
    assert steady(one) == steady(other)
    assert steady(one) != steady(other.replace("60", "61"))
    assert steady("on Monday 1 March 2027") == "on DAY"


def test_only_blocks_of_the_shell_are_run_and_what_is_under_them_is_theirs() -> None:
    run = "```sh\na\n```\n\n```text\nA\n```\n\n    lsip up\n\n```\nc\n```\n\n"
    page = f"{run}```sh\nb\n```\n\nWords.\n\n```text\nB\n```\n"
    assert steps(page) == [Step("a\n", "A\n"), Step("b\n", "")]
