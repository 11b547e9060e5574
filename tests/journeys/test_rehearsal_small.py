"""Small rehearsals: what is left out changes nothing, what is not done says why, and nothing stays behind."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lsip_workflow.cli import app
from lsip_workflow.rehearsal import Course, load, rehearse
from lsip_workflow.rehearsal.tell import Wanted, as_json, as_text
from lsip_workflow.runtime import Runtime, shipped

SCENARIOS = shipped("config") / "scenarios"
GOLDEN = Path(__file__).parent.parent / "golden"
ROUND = """
[scenario]
key = "small"
title = "Two areas until after the election of 2024"
starts = 2023-08-28
ends = 2024-12-31
providers = ["fe_college"]

[[lines]]
on = 2023-08-31
do = "open"
areas = ["dorset", "lancashire"]
edition = "2022-statutory"
cycle = "2022-25"
stage = "progress_reporting"
known = "simulated"

[[lines]]
on = 2024-05-04  # a Saturday before a bank holiday
do = "move"
areas = "dorset"
date = "first-progress-report"
due = 2024-06-12
reason = "agreed_with_erb"
known = "simulated"

[[lines]]
on = 2024-06-26
do = "suspend"
areas = "lancashire"
date = "first-progress-report"
reason = "pre_election_period"
known = "simulated"
"""


def rehearsed(folder: Path, text: str, *, every_day: bool = False) -> Course:
    """A scenario of this text, rehearsed."""
    file = folder / "small.toml"
    file.write_text(text, encoding="utf-8")
    world = Runtime()
    return rehearse(load(file, world.books, world.reference), every_day=every_day)


def test_mornings_left_out_change_nothing(tmp_path: Path) -> None:
    some, every = rehearsed(tmp_path, ROUND), rehearsed(tmp_path, ROUND, every_day=True)
    assert as_json(some, Wanted(words=True)) == as_json(every, Wanted(words=True))
    assert sum(len(day.told) for day in some.days) == 5


def test_a_date_that_is_put_off_stands_without_a_day(tmp_path: Path) -> None:
    course = rehearsed(tmp_path, ROUND)
    (lancashire,) = [plan for plan in course.standing if plan.area == "lancashire"]
    assert ("The first progress report", "not dated", "put off, with no new day") in lancashire.dates
    days = {told.at.date() for day in course.days for told in day.told if "lancashire" in told.areas}
    assert max(days) < date(2024, 6, 26)


def test_what_the_journeys_do_not_let_happen_is_told_with_its_reason(tmp_path: Path) -> None:
    line = """
[[lines]]
on = 2024-07-01
do = "resume"
areas = "dorset"
date = "first-progress-report"
due = 2024-09-04
known = "simulated"
"""
    course = rehearsed(tmp_path, ROUND + line)
    (day,) = [day for day in course.days if day.day == date(2024, 7, 1)]
    (done,) = day.done
    assert done.areas == ()
    assert "is open, so this cannot be done" in done.not_done[0][1][0]
    assert "not done in Dorset" in "\n".join(as_text(course, Wanted()))


def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "temporary"
    empty.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(empty))
    rehearsed(tmp_path, ROUND)
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("name", ["trailblazer", "devolution"])
def test_a_small_scenario_tells_what_it_told_before(name: str) -> None:
    assert told(name) == (GOLDEN / f"rehearsal_{name}.txt").read_text(encoding="utf-8")


def told(name: str) -> str:
    """What a scenario that ships tells, in full."""
    world = Runtime()
    course = rehearse(load(SCENARIOS / f"{name}.toml", world.books, world.reference))
    return "\n".join(as_text(course, Wanted())) + "\n"


def test_the_command_says_calmly_that_there_is_no_such_file() -> None:
    result = CliRunner().invoke(app, ["rehearse", "nowhere.toml"])
    assert result.exit_code == 2
    assert (
        result.stderr == "There is no file nowhere.toml. The scenarios that ship are in config/scenarios.\n"
    )


def test_the_command_tells_every_fault_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text(ROUND.replace('"dorset"', '"dorsett"').replace('"pre_election_period"', '"rain"'))
    result = CliRunner().invoke(app, ["rehearse", str(file)])
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) >= 3
    assert all(line.startswith("line ") for line in lines)
    assert result.stdout == ""


def test_the_command_tells_a_part(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(ROUND)
    part = ["--area", "dorset", "--from", "2024-05-01", "--to", "2024-06-30", "--words"]
    result = CliRunner().invoke(app, ["rehearse", str(file), *part])
    assert result.exit_code == 0, result.stderr
    assert "Saturday 4 May 2024" in result.stdout
    assert "Lancashire" not in result.stdout
    assert "| Thank you for your work on the Dorset Local Skills Improvement Plan." in result.stdout
    unknown = CliRunner().invoke(app, ["rehearse", str(file), "--area", "kent-and-medway"])
    assert (unknown.exit_code, "is not an area of this scenario" in unknown.stderr) == (2, True)


def write() -> None:
    """Write what the small scenarios tell now; the difference is there to be read."""
    for name in ("trailblazer", "devolution"):
        (GOLDEN / f"rehearsal_{name}.txt").write_text(told(name), encoding="utf-8")


if __name__ == "__main__":
    write()
