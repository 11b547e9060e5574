"""The changes of 1 October 2025 and of 1 April 2027, as these records take them in."""

from datetime import date, datetime

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from lsip_workflow.cli import app
from lsip_workflow.journeys import areas, plans
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import Area, AreaChange, Handover
from lsip_workflow.rules.areas import changes, districts_on, name_on, sentence
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain, queries
from tests.journeys import two_cycles
from tests.journeys.two_cycles import AFTER, BEFORE, CHANGED, at
from tests.journeys.working import Working

# The nine areas of the department's list, each with where it came from.
NINE = {
    "greater-devon": ["heart-of-the-south-west"],
    "greater-lincolnshire": ["greater-lincolnshire-2023"],
    "hampshire-and-solent": ["enterprise-m3", "solent"],
    "leicester-leicestershire-and-rutland": ["greater-lincolnshire-2023", "leicester-and-leicestershire"],
    "north-east": ["north-east-2023", "north-of-tyne"],
    "somerset": ["heart-of-the-south-west"],
    "surrey": ["enterprise-m3"],
    "warwickshire": ["west-midlands-and-warwickshire"],
    "west-midlands": ["west-midlands-and-warwickshire"],
}
# Each area that ended: what it went into, and whether it was split, merged or both.
ENDED = {
    "enterprise-m3": ({"hampshire-and-solent", "surrey"}, {"split", "merged"}),
    "greater-lincolnshire-2023": (
        {"greater-lincolnshire", "leicester-leicestershire-and-rutland"},
        {"split", "merged"},
    ),
    "heart-of-the-south-west": ({"greater-devon", "somerset"}, {"split"}),
    "leicester-and-leicestershire": ({"leicester-leicestershire-and-rutland"}, {"merged"}),
    "north-east-2023": ({"north-east"}, {"merged"}),
    "north-of-tyne": ({"north-east"}, {"merged"}),
    "solent": ({"hampshire-and-solent"}, {"merged"}),
    "west-midlands-and-warwickshire": ({"warwickshire", "west-midlands"}, {"split"}),
}


def test_the_reference_data_know_the_nine_areas_that_began_and_the_eight_that_ended(
    small_world: Runtime,
) -> None:
    found = changes(small_world.reference, CHANGED)
    assert {one.area: sorted(one.kin) for one in found if one.kind == "began"} == NINE
    assert {one.area: set(one.kin) for one in found if one.kind == "ended"} == {
        area: into for area, (into, _) in ENDED.items()
    }
    assert changes(small_world.reference, date(2025, 9, 30)) == ()


@pytest.mark.parametrize("area", sorted(ENDED))
def test_an_area_that_ended_is_taken_in_with_those_it_went_into(at_sqlite: Working, area: str) -> None:
    into, kinds = ENDED[area]
    world = at_sqlite.world
    with world.database.transaction() as session:
        two_cycles.old_plan(session, world, area, "old-chamber")
        two_cycles.take_in(session, world)
    with world.database.reading() as session:
        rows = session.exec(select(AreaChange)).all()
        assert {row.kind for row in rows if row.area_id == area} == kinds | {"ended"}
        assert session.get_one(Area, area).ended == CHANGED
        assert {row.area_id for row in rows if row.kind == "began"} == into
        assert all(session.get_one(Area, slug).began == CHANGED for slug in into)
        assert set(areas.successors_of(session, area)) == into
        assert chain.verify(session).faults == []
    recorded = at_sqlite.events(f"area:{area}")
    assert sorted(recorded) == sorted(f"area.{kind}" for kind in kinds | {"ended"})


def test_taking_in_twice_is_once_and_what_is_not_ours_is_left(at: Working) -> None:
    world = at.world
    with world.database.transaction() as session:
        two_cycles.old_plan(session, world, "solent", "hampshire-chamber")
        before = [one for one in areas.changes_seen(session, world.reference, CHANGED) if one.ours]
        two_cycles.take_in(session, world)
    assert {one.change.area for one in before} == {"solent", "hampshire-and-solent"}
    assert not any(one.taken_in for one in before)
    stored = at.events()
    with world.database.transaction() as session:
        assert areas.take_in(session, two_cycles.at(world), world.reference, CHANGED) == []
        seen = areas.changes_seen(session, world.reference, CHANGED)
    assert at.events() == stored
    assert all(
        one.taken_in == one.ours for one in seen if one.change.area in {"solent", "hampshire-and-solent"}
    )
    assert {row.id for row in at.all(Area)} == {"solent", "hampshire-and-solent"}


def test_a_renamed_area_keeps_its_row_and_its_names_are_dated(at_sqlite: Working) -> None:
    world = at_sqlite.world
    with world.database.transaction() as session:
        two_cycles.old_plan(session, world, "norfolk-and-suffolk", "norfolk-chambers")
        assert session.get_one(Area, "norfolk-and-suffolk").name == "New Anglia"
        (change,) = areas.take_in(session, at(world), world.reference, CHANGED)
    assert change.kind == "renamed"
    assert sentence(change, world.reference) == (
        "“New Anglia” is called “Norfolk and Suffolk”; its boundary stays."
    )
    assert at_sqlite.one(Area).name == "Norfolk and Suffolk"
    assert at_sqlite.one(Area).ended is None
    assert name_on(world.reference, "norfolk-and-suffolk", date(2024, 2, 29)) == "New Anglia"


@pytest.mark.parametrize(
    ("on", "now", "fault"),
    [
        (date(2027, 4, 1), AFTER, "on: 1 April 2027 is still to come; take its changes in when it is there."),
        (CHANGED, BEFORE, "on: 1 October 2025 is still to come; take its changes in when it is there."),
        (
            date(2024, 2, 29),
            AFTER,
            "on: no change of an area is known for 29 February 2024. There are changes for: 1 October 2025.",
        ),
    ],
)
def test_a_day_to_come_and_a_day_without_changes_are_said(
    small_world: Runtime, on: date, now: datetime, fault: str
) -> None:
    with small_world.database.transaction() as session, pytest.raises(Faulty) as said:
        areas.take_in(session, at(small_world, now), small_world.reference, on)
    assert said.value.faults == (fault,)


def test_an_area_that_ended_gets_no_new_plan_but_its_open_work_goes_on(at_sqlite: Working) -> None:
    world = at_sqlite.world
    with world.database.transaction() as session:
        old = two_cycles.old_plan(session, world, "heart-of-the-south-west", "devon-chamber")
        two_cycles.take_in(session, world)
        with pytest.raises(Refused) as said:
            two_cycles.new_plan(session, world, "heart-of-the-south-west", "devon-chamber", [])
        (reason,) = said.value.reasons
        assert reason.text.startswith("Heart of the South-West is an area no longer since 1 October 2025")
        assert "“greater-devon” and “somerset”" in reason.text
        assert reason.cite
        action = queries.action_codes(session, old.id)["A1"]
        plans.record_progress(session, at(world), action, done="The course began.")
    assert at_sqlite.events(f"plan:{old.id}")[-1] == "report.entry_recorded"


def test_the_districts_of_surrey_end_and_what_is_not_known_is_said(small_world: Runtime) -> None:
    reference = small_world.reference
    last, said = districts_on(reference, "surrey", date(2027, 3, 31))
    assert (len(last), said) == (11, "")
    assert all(row.live for row in last)
    gone, said = districts_on(reference, "surrey", date(2027, 4, 1))
    assert {row.code for row in gone} == {row.code for row in last}
    assert not any(row.live for row in gone)
    assert {row.successors for row in gone} == {("East Surrey",), ("West Surrey",)}
    assert "Add what follows (East Surrey and West Surrey)" in said
    assert gone[0].says == (
        "Elmbridge ended on 1 April 2027; East Surrey (its code is not known) followed it (unverified)."
    )


def test_a_district_recorded_by_its_code_keeps_it_and_is_read_with_what_followed(
    small_world: Runtime,
) -> None:
    on = date(2026, 2, 28)
    yorkshire, surrey = (
        {row.code: row for row in districts_on(small_world.reference, area, on)[0]}
        for area in ("south-yorkshire", "surrey")
    )
    assert not yorkshire["E08000016"].live
    assert "Barnsley (E08000038) followed it" in yorkshire["E08000016"].says
    assert surrey["E07000207"].live


def test_a_day_before_the_list_and_an_area_that_is_none_raise_nothing(small_world: Runtime) -> None:
    for area, on in (("dorset", date(2022, 4, 1)), ("enterprise-m3", date(2026, 1, 1)), ("nowhere", CHANGED)):
        rows, said = districts_on(small_world.reference, area, on)
        assert rows == ()
        assert said


def test_the_command_line_says_what_is_new_and_takes_it_in_once(at_sqlite: Working) -> None:
    world = at_sqlite.world
    with world.database.transaction() as session:
        two_cycles.old_plan(session, world, "solent", "hampshire-chamber")

    def lsip(*words: str) -> tuple[int, str]:
        ran = CliRunner().invoke(app, ["areas", *words, "--data-dir", str(world.settings.data_dir)])
        return ran.exit_code, ran.output

    code, said = lsip("changes")
    assert code == 0
    assert (
        "solent: “Solent” is an area no longer; after it comes “Hampshire and Solent”. [not taken in yet]"
        in said
    )
    assert "[not of these records]" in said
    assert said.endswith("Take in what is new: lsip areas take-in 2025-10-01\n")
    assert "Surrey" not in lsip("changes", "--as-of", "2025-09-30")[1]
    later = lsip("changes", "--as-of", "2027-04-01")[1]
    assert "2027-04-01  surrey: district E07000207: Elmbridge ended on 1 April 2027; East Surrey" in later
    assert lsip("take-in", "2025-10-01")[1].endswith("3 changes taken in.\n")
    assert lsip("take-in", "2025-10-01") == (0, "Nothing is new: these records have them all.\n")
    for wrong in ("2025-02-29", "1 October 2025", "2024-02-29", "2099-10-01"):
        code, said = lsip("take-in", wrong)
        assert code == 1
        assert "Traceback" not in said
    assert "[not taken in yet]" not in lsip("changes")[1]


def test_the_command_line_hands_a_plan_over_and_says_what_it_does_not_know(at_sqlite: Working) -> None:
    world = at_sqlite.world
    two_cycles.devon(world)
    where = ["--area", "somerset", "--on", "2025-10-01", "--data-dir", str(world.settings.data_dir)]

    def hand_over(plan: str, to: str) -> tuple[int, str]:
        ran = CliRunner().invoke(app, ["areas", "hand-over", plan, "--to", to, *where])
        return ran.exit_code, ran.output

    said = hand_over("heart-of-the-south-west-2023", "somerset-chamber")
    assert said == (
        0,
        "Somerset-Chamber (example) may read heart-of-the-south-west-2023 with its key for somerset.\n",
    )
    assert at_sqlite.one(Handover).organisation_id == "somerset-chamber"
    unknown = (1, "Name a plan, an area and a body that are in these records.\n")
    assert hand_over("nowhere-2023", "somerset-chamber") == unknown
    assert hand_over("heart-of-the-south-west-2023", "nobody") == unknown
    assert hand_over("heart-of-the-south-west-2023", "devon-chamber") == (
        1,
        "to: this plan is with that body already.\n",
    )
