"""The rehearsal of the first round for all areas: that history, and nothing that a reminder must not do."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date

import pytest

from lsip_workflow.rehearsal import Course, load, rehearse
from lsip_workflow.rehearsal.listening import Told
from lsip_workflow.rehearsal.tell import NOT_A_RECORD, Wanted, as_json, as_text
from lsip_workflow.runtime import Runtime, shipped

FILE = shipped("config") / "scenarios" / "first-round.toml"
FIRST = "The first progress report"
ELECTION = date(2024, 6, 26)
CHANGED = date(2025, 10, 1)


@dataclass(frozen=True)
class Heard:
    """What the first round came to, in this process and in another one."""

    course: Course
    elsewhere: str

    @property
    def told(self) -> list[Told]:
        """Every message of all days."""
        return [told for day in self.course.days for told in day.told]

    @property
    def reminders(self) -> list[Told]:
        """Every message that reminds of dates."""
        return [told for told in self.told if told.dates]

    def followed(self, says: str) -> dict[date, set[str]]:
        """The areas in which something happened by itself, by day."""
        found: dict[date, set[str]] = {}
        for day in self.course.days:
            for each in day.followed:
                if each.says == says:
                    found.setdefault(day.day, set()).add(each.area)
        return found

    def done(self, act: str, on: date) -> set[str]:
        """The areas in which a line was done on a day."""
        days = [day for day in self.course.days if day.day == on]
        return {area for day in days for done in day.done if done.line.do == act for area in done.areas}


@pytest.fixture(scope="module")
def heard() -> Heard:
    """Rehearsed once here, and beside it once by the command in a process of its own."""
    command = [sys.executable, "-m", "lsip_workflow.cli", "rehearse", str(FILE), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        world = Runtime()
        course = rehearse(load(FILE, world.books, world.reference))
        printed, _ = other.communicate(timeout=600)
    return Heard(course, printed.decode())


def test_it_is_the_same_to_the_byte_in_two_processes(heard: Heard) -> None:
    assert heard.elsewhere == as_json(heard.course, Wanted())
    read = json.loads(heard.elsewhere)
    assert heard.elsewhere == json.dumps(read, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_every_line_was_done_everywhere(heard: Heard) -> None:
    assert [done.not_done for day in heard.course.days for done in day.done if done.not_done] == []


def test_37_of_38_areas_are_designated_and_the_last_one_later(heard: Heard) -> None:
    first = heard.done("designate", date(2022, 9, 5))
    assert (len(first), "cheshire-and-warrington" in first) == (37, False)
    assert heard.done("designate", date(2023, 1, 16)) == {"cheshire-and-warrington"}


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        (date(2023, 3, 31), "Roadmap"),
        (date(2023, 5, 31), "Approval by the Secretary of State"),
        (date(2023, 8, 31), "Progress reporting"),
    ],
)
def test_the_known_dates_of_2023_are_those_of_all_38_areas(heard: Heard, on: date, stage: str) -> None:
    went_on = heard.followed(f"The plan goes on to: {stage}")
    assert {day: len(areas) for day, areas in went_on.items()} == {on: 38}


def test_the_first_report_is_due_on_a_sunday_and_stays_there(heard: Heard) -> None:
    opened = heard.followed(f"A date is opened: {FIRST}, 30 June 2024")
    assert [len(areas) for areas in opened.values()] == [38]
    due = {each.day for told in heard.reminders for each in told.dates if each.title == FIRST}
    assert due == {"2024-06-30"}
    assert date(2024, 6, 30).weekday() == 6


def test_a_suspended_date_is_silent(heard: Heard) -> None:
    days = sorted(told.at.date() for told in heard.reminders if any(d.title == FIRST for d in told.dates))
    assert len(days) > 38  # it was reminded of before, and not on its day or after it
    assert days[-1] < ELECTION
    assert heard.done("suspend", ELECTION) == heard.done("reach", date(2023, 8, 31))


def test_only_lancashires_report_of_2024_has_a_date(heard: Heard) -> None:
    closed = heard.followed(f"A date is closed, what it was for is done: {FIRST}")
    before = {day: areas for day, areas in closed.items() if day < date(2025, 1, 1)}
    assert before == {date(2024, 9, 4): {"lancashire"}}


def test_reminders_go_on_working_days_only(heard: Heard) -> None:
    calendar = Runtime().calendar
    days = {told.at.date() for told in heard.reminders}
    assert len(days) > 10
    assert [day for day in sorted(days) if not calendar.is_working_day(day)] == []


def test_no_reminder_of_a_date_goes_to_anybody_twice(heard: Heard) -> None:
    gone = Counter(
        (each.area, told.role, told.organisation, each.title, each.day, each.number)
        for told in heard.reminders
        for each in told.dates
    )
    assert len(gone) > 100
    assert max(gone.values()) == 1


def test_nobody_has_two_messages_of_reminders_on_a_day(heard: Heard) -> None:
    gone = Counter((told.at.date(), told.role, told.organisation, told.areas) for told in heard.reminders)
    assert max(gone.values()) == 1


def test_each_message_says_what_it_is_and_why(heard: Heard) -> None:
    assert len(heard.told) > 1000
    assert [told for told in heard.told if not (told.why and (told.subject or told.not_sent))] == []
    assert {told.not_sent for told in heard.told} == {""}


def test_whoever_is_invented_or_not_named_says_so(heard: Heard) -> None:
    world = Runtime()
    known = set(world.reference.erb_names.values())
    others = {told.organisation for told in heard.told} - known
    assert {
        name for name in others if not name.startswith("Invented ") and "not named in a source" not in name
    } == set()


def test_the_areas_of_october_2025_are_taken_in(heard: Heard) -> None:
    assert len(heard.done("designate", CHANGED)) == 39
    ended = heard.followed("The area is one no longer from 2025-10-01")
    assert "heart-of-the-south-west" in ended[CHANGED]
    begun = heard.followed("The area is one from 2025-10-01")
    assert {"greater-devon", "somerset", "surrey", "north-east"} <= begun[CHANGED]


def test_the_text_says_at_its_head_what_it_is_and_how_each_line_is_known(heard: Heard) -> None:
    text = list(as_text(heard.course, Wanted()))
    assert text[1] == NOT_A_RECORD
    counts = heard.course.scenario.counts()
    assert text[2].startswith(f"Lines of the scenario: {counts['known']} known, {counts['assumed']} assumed")
    said = Counter(line.strip().split(":")[0] for line in text if line.startswith("         ["))
    assert {f"[{word}": count for word, count in counts.items()} == dict(said)


def test_one_area_is_told_alone(heard: Heard) -> None:
    text = "\n".join(as_text(heard.course, Wanted(area="lancashire", first=date(2024, 1, 1))))
    assert "Lancashire's progress report carries this date." in text
    assert "Oxfordshire" not in text
    assert "2023" not in text.split("\n\n")[1]
