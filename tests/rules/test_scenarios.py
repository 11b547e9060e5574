"""A scenario with mistakes says all of them, each with its line; those that ship have none."""

from pathlib import Path

import pytest

from lsip_workflow.rehearsal import Scenario, ScenarioRefused, load
from lsip_workflow.runtime import Runtime, shipped

HEAD = """
[scenario]
key = "try"
title = "A try"
starts = 2022-09-05
ends = 2023-12-31
providers = ["fe_college"]
"""
OPEN = """
[[lines]]
on = 2022-09-05
do = "open"
areas = "Dorset"
edition = "2022-statutory"
cycle = "2022-25"
known = "simulated"
"""


def line(**said: str) -> str:
    """A line of a scenario, as it is written; what is not said is a line about Dorset that has no fault."""
    words = {"on": "2022-10-03", "areas": '"Dorset"', "known": '"simulated"'} | said
    return "\n[[lines]]\n" + "\n".join(f"{name} = {value}" for name, value in words.items()) + "\n"


@pytest.fixture(scope="module")
def world() -> Runtime:
    """What a scenario is checked against: the rulebooks and reference data that ship."""
    return Runtime()


def read(world: Runtime, folder: Path, text: str) -> Scenario:
    """The scenario of a text."""
    file = folder / "try.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, world.books, world.reference)


def faults(world: Runtime, folder: Path, text: str) -> list[str]:
    """The faults of a text, each with its place; the test fails when there is none."""
    with pytest.raises(ScenarioRefused) as refused:
        read(world, folder, text)
    return [f"{fault.place}: {fault.text}" for fault in refused.value.faults]


@pytest.mark.parametrize("name", ["first-round", "second-round", "trailblazer", "devolution"])
def test_a_scenario_that_ships_has_no_fault(world: Runtime, name: str) -> None:
    scenario = load(shipped("config") / "scenarios" / f"{name}.toml", world.books, world.reference)
    assert scenario.scenario.key == name
    assert all(line.source for line in scenario.lines if line.known != "simulated")


def test_lines_are_taken_by_their_day_and_time_however_they_are_written(
    world: Runtime, tmp_path: Path
) -> None:
    later, first = line(on="2023-01-09", do='"reach"', stage='"research"'), OPEN
    scenario = read(world, tmp_path, HEAD + later + first)
    assert [each.do for each in scenario.in_order()] == ["open", "reach"]


def test_areas_are_meant_by_slug_name_or_all_but(world: Runtime, tmp_path: Path) -> None:
    text = HEAD + OPEN.replace('"Dorset"', '"all but Cheshire and Warrington, dorset"')
    assert read(world, tmp_path, text)


# One fault each: what is written, where it stands, and what is said about it.
MISTAKES = {
    "an unknown act": (line(do='"reech"', stage='"research"'), 'There is no act "reech"; did you mean'),
    "no act": (line(), "The act is missing"),
    "an unknown key": (line(do='"happens"', says='"X."', soure='"Y"'), '"soure" is not known here'),
    "a stage of another edition": (line(do='"reach"', stage='"authority_agreement"'), "has no stage"),
    "an unknown date": (line(do='"suspend"', date='"submision"', reason='"correction"'), "has no date"),
    "a reason not in the list": (line(do='"suspend"', date='"submission"', reason='"rain"'), "no reason"),
    "an unknown condition": (line(do='"go_on"', condition='"x"', reason='"Y."'), "has no condition"),
    "an unknown sign-off": (line(do='"decide"', sign_off='"x"', body='"Y"'), "has no sign-off"),
    "an unknown area": (
        line(do='"happens"', says='"X."', areas='"Dorsett"'),
        "is not the name, slug or code",
    ),
    "an area of another day": (
        line(do='"happens"', says='"X."', areas='"surrey"'),
        "begins on 1 October 2025",
    ),
    "an unknown edition": (
        OPEN.replace("2022-statutory", "2023-statutory").replace("Dorset", "Lancashire"),
        'There is no edition "2023-statutory"',
    ),
    "an unknown class of provider": (
        line(do='"ask"', providers='["school"]', title='"X"', due="2022-11-01"),
        "There is no providers",
    ),
    "a class that is not in the cast": (
        line(do='"ask"', providers='["higher_education"]', title='"X"', due="2022-11-01"),
        "is not among the `providers` of [scenario]",
    ),
    "an unknown body": (line(do='"designate"', erb='"nobody"'), "There is no body"),
    "an unknown authority": (line(do='"authority"', authority='"atlantis"'), "no strategic authority"),
    "an authority of elsewhere": (line(do='"authority"', authority='"tees-valley"'), "does not cover dorset"),
    "a day before the start": (
        line(do='"happens"', says='"X."', on="2022-09-04"),
        "before the scenario starts",
    ),
    "a day after the end": (line(do='"happens"', says='"X."', on="2024-01-01"), "after the scenario ends"),
    "a day as text": (line(do='"happens"', says='"X."', on='"2022-10-03"'), "`on` is a day"),
    "a due day gone by": (
        line(do='"ask"', providers='["fe_college"]', title='"X"', due="2022-10-02"),
        "This day lies before the line's own",
    ),
    "a known line without its source": (
        line(do='"happens"', says='"X."', known='"known"'),
        "source is missing",
    ),
    "an assumed line without its ground": (
        line(do='"happens"', says='"X."', known='"assumed"'),
        "say what that rests on",
    ),
    "an unknown way of knowing": (line(do='"happens"', says='"X."', known='"rumour"'), "There is no known"),
    "an act before its plan": (
        line(do='"reach"', stage='"research"', areas='"Cumbria"'),
        "No plan was opened before this in: Cumbria.",
    ),
    "an act of another cycle": (
        line(do='"reach"', stage='"research"', cycle='"2031-34"'),
        "No plan for 2031-34",
    ),
    "a plan opened twice": (OPEN, "dorset has its plan for 2022-25 already."),
    "an answer to nothing": (line(do='"answer"', providers='["fe_college"]'), "Nothing was asked of"),
    "more time until no day": (
        line(do='"ask"', providers='["fe_college"]', title='"X"', due="2022-11-01")
        + line(do='"answer"', on="2022-10-04", providers='["fe_college"]', kind='"more_time"'),
        "The day is named in `until`",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(world: Runtime, tmp_path: Path, mistake: str) -> None:
    written, said = MISTAKES[mistake]
    found = faults(world, tmp_path, HEAD + OPEN + written)
    assert len(found) == 1, found
    assert said in found[0]
    number = int(found[0].split(",")[0].removeprefix("line ").split(":")[0])
    assert number > (HEAD + OPEN).count("\n"), "the place is in the line that has the fault"


def test_every_mistake_of_a_file_is_told_at_once(world: Runtime, tmp_path: Path) -> None:
    # Two rest on what was asked, which other mistakes ask; all the others stand beside each other.
    together = [
        MISTAKES[name] for name in MISTAKES if name not in ("an answer to nothing", "more time until no day")
    ]
    found = faults(world, tmp_path, HEAD + OPEN + "".join(written for written, _ in together))
    assert len(found) == len(together)
    assert [said for _, said in together if not any(said in fault for fault in found)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no [scenario]"),
        (HEAD, "There are no lines"),
        (HEAD + OPEN.replace("2022-09-05", "2023-02-29"), "This is not a date of the calendar"),
        (HEAD + '\n[[lines]\ndo = "open"\n', "This is not TOML"),
        (HEAD.replace("2023-12-31", "2022-01-01") + OPEN, "The last day lies before the first."),
        (HEAD.replace("2022-09-05", "0001-01-01") + OPEN, "`starts` cannot be"),
        (HEAD.replace("2023-12-31", "9999-12-31") + OPEN, "`ends` cannot be"),
        (
            HEAD + OPEN + line(do='"ask"', providers='["fe_college"]', title='"X"', due="9999-12-31"),
            "`due` cannot be; write a day from 2000 to 2099.",
        ),
        (HEAD + OPEN + "\n[epilogue]\nx = 1\n", '"epilogue" is not known here'),
    ],
)
def test_a_file_that_is_no_scenario_says_so(world: Runtime, tmp_path: Path, text: str, said: str) -> None:
    assert any(said in fault for fault in faults(world, tmp_path, text))


def test_a_file_that_is_no_text_says_so(world: Runtime, tmp_path: Path) -> None:
    file = tmp_path / "try.toml"
    file.write_bytes(HEAD.encode() + b"\n# \xff\n")
    with pytest.raises(ScenarioRefused, match="not UTF-8"):
        load(file, world.books, world.reference)
