"""Every fault of a rulebook is found, with its place and a sentence, however many there are."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lsip_workflow.events import TYPES
from lsip_workflow.rulebook_check import Fault, check
from lsip_workflow.runtime import templates

SHIPPED = Path(__file__).parents[2] / "config" / "rulebooks"
TEMPLATES = templates()
NAME = "2022-statutory.toml"
REAL = (SHIPPED / NAME).read_text("utf-8")
MISTAKES = tomllib.loads((Path(__file__).parent / "rulebooks" / "mistakes.toml").read_text("utf-8"))[
    "mistakes"
]

# Two stages that only lead to each other.
ROUND = """
[[stages]]
key = "to"
title = "To"
cite = "Nowhere"
status = "unverified"
flow = "review"
next = ["fro"]

[[stages]]
key = "fro"
title = "Fro"
cite = "Nowhere"
status = "unverified"
flow = "review"
next = ["to"]

[[gates]]
key = "there"
title = "There"
cite = "Nowhere"
status = "unverified"
leaves = "to"

[[gates]]
key = "back"
title = "Back"
cite = "Nowhere"
status = "unverified"
leaves = "fro"
"""


def entry(section: str, key: str) -> str:
    """The text of one entry of the real rulebook, header included."""
    found = re.search(rf'\[+{section}\]+\nkey = "{key}"\n(?:[^\n]+\n)*', REAL)
    assert found, (section, key)
    return found[0]


def changed(section: str, key: str, old: str, new: str) -> str:
    """The real rulebook with one change inside one entry."""
    before = entry(section, key)
    assert old in before, (before, old)
    return REAL.replace(before, before.replace(old, new, 1), 1)


def faults_of(tmp_path: Path, text: str | bytes, name: str = NAME) -> list[Fault]:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    book, faults = check(path, events=TYPES, templates=TEMPLATES)
    assert (book is None) == bool(faults)
    return faults


def named(faults: list[Fault]) -> list[tuple[str, str]]:
    """Places without their lines, and sentences."""
    return [(fault.place.partition(", ")[2], fault.text) for fault in faults]


def in_line(text: str, words: str, after: str) -> str:
    """The place 'line N' of the first line with these words after those."""
    start = text.index(after)
    return f"line {text.count(chr(10), 0, text.index(words, start)) + 1}"


@pytest.mark.parametrize("name", [path.name for path in sorted(SHIPPED.glob("*.toml"))])
def test_each_shipped_rulebook_has_no_fault(name: str) -> None:
    book, faults = check(SHIPPED / name, events=TYPES, templates=TEMPLATES)
    assert faults == []
    assert book is not None


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake["name"] for mistake in MISTAKES])
def test_one_mistake_is_one_fault_with_its_place(mistake: dict[str, Any], tmp_path: Path) -> None:
    section, key = mistake["entry"]
    faults = faults_of(tmp_path, changed(section, key, mistake["old"], mistake["new"]))
    assert named(faults) == [(mistake["place"], mistake["says"])]


def test_the_line_is_that_of_the_key_and_of_the_rung(tmp_path: Path) -> None:
    text = changed("ladders", "request", "days = 0", "days = -6")
    text = text.replace('ladder = "plan"\nprecision = "season"', 'ladder = "plans"\nprecision = "season"')
    due, rung = in_line(text, 'ladder = "plans"', "[[deadlines]]"), in_line(text, "days = -6", "[[ladders]]")
    assert [fault.place for fault in faults_of(tmp_path, text)] == [
        f'{due}, deadlines "replacement", ladder',
        f'{rung}, ladders "request", rungs 2, days',
    ]


def test_a_fault_of_shape_hides_no_other(tmp_path: Path) -> None:
    text = REAL.replace("began = 2022-08-01", 'began = "August"')
    text = text.replace('key = "approve"', 'key = "submit"', 1)
    text = text.replace('sign_off = "roadmap"', 'sign_off = "road"', 1)
    text = text.replace("commenced = 2022-06-28\nbegins = 2022-09-05", "begins = 2022-09-05", 1)
    text = text.replace('on = "response.submitted"', 'on = "response.submited"', 1)
    text = text.replace('section = "s.1(5)"\n', "", 1)
    assert named(faults_of(tmp_path, text)) == [
        ("edition, began", "This is a day: write it as 2026-06-30, without quotation marks or a time."),
        ('gates "submit", key', 'The key "submit" is used above; give each entry a key of its own.'),
        ('conditions "roadmap-decided", sign_off', 'There is no sign-off "road"; did you mean "roadmap"?'),
        (
            'conditions "approval-decided", gate',
            'There is no gate "approve"; known: accept-designation, evidence-ready, open-review, '
            "priorities-agreed, publish, replace, roadmap-agreed, submit.",
        ),
        ('duties "d4-guidance", section', "This is missing: add `section`."),
        (
            'notifications "response-received", on',
            'There is no event "response.submited"; did you mean "response.submitted"?',
        ),
    ]


def test_a_misspelt_key_is_told_with_the_key_that_it_leaves_missing(tmp_path: Path) -> None:
    text = changed("deadlines", "submission", "ladder =", "lader =")
    assert [fault.text for fault in faults_of(tmp_path, text)] == [
        "This is missing: add `ladder`.",
        '"lader" is not known here; did you mean "ladder"?',
    ]


def test_a_stage_out_of_reach_is_told_and_not_all_that_follow_it(tmp_path: Path) -> None:
    text = changed("stages", "designation", '["research"]', '["reserch"]')
    assert named(faults_of(tmp_path, text)) == [
        ('stages "designation", next', 'There is no stage "reserch"; did you mean "research"?'),
        (
            'stages "research"',
            'No plan can come here from the first stage: name "research" in some stage\'s `next`.',
        ),
    ]


def test_a_round_without_an_end_is_told_at_each_of_its_stages(tmp_path: Path) -> None:
    text = REAL.replace("\n[[gates]]", ROUND + "\n[[gates]]", 1)
    text = text.replace('next = ["research"]', 'next = ["research", "to"]', 1)
    sentence = "From this stage no final stage can be reached; give the round a way to a final stage."
    assert named(faults_of(tmp_path, text)) == [
        ('stages "to", next', sentence),
        ('stages "fro", next', sentence),
    ]


def test_a_stage_that_no_gate_leaves_is_told(tmp_path: Path) -> None:
    text = REAL.replace(entry("gates", "publish"), "").replace(entry("conditions", "plan-published"), "")
    sentence = 'No gate leaves this stage, so a plan would stay: add one that leaves "publication".'
    assert named(faults_of(tmp_path, text)) == [('stages "publication"', sentence)]


def test_a_round_with_an_end_is_no_fault(tmp_path: Path) -> None:
    text = changed("stages", "approval", '["publication"]', '["publication", "submission"]')
    assert faults_of(tmp_path, text) == []


def test_more_than_three_reminders_to_a_provider_are_refused(tmp_path: Path) -> None:
    ladder = entry("ladders", "plan")
    text = REAL.replace(ladder, ladder.replace("project_manager", "provider_respondent"))
    assert named(faults_of(tmp_path, text)) == [
        ('ladders "plan", rungs', "4 reminders would go to a provider by themselves; at most 3 do."),
    ]


@pytest.mark.parametrize("key", ["research", "priorities", "roadmap"])
def test_every_edition_needs_its_three_working_stages(key: str, tmp_path: Path) -> None:
    text = re.sub(rf'"{key}"', f'"other-{key}"', REAL)
    faults = faults_of(tmp_path, text)
    sentence = f'The stage "{key}" is missing; every edition has research, priorities and roadmap.'
    assert [fault.text for fault in faults if "missing" in fault.text] == [sentence]


def test_no_stages_is_told_once(tmp_path: Path) -> None:
    text = REAL[: REAL.index("[[stages]]")]
    assert faults_of(tmp_path, text) == [
        Fault("line 1, stages", "There are no stages; a plan begins at the first [[stages]] entry.")
    ]
