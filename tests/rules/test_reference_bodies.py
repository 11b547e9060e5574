"""Who stands behind an area on a date: its ERB and its strategic authorities."""

from datetime import date
from pathlib import Path

import pytest

from lsip_workflow.reference import Reference, UnknownReference

REFERENCE = Reference(Path(__file__).parents[2] / "config" / "reference")
BEFORE = date(2025, 9, 30)
NOW = date(2026, 8, 1)


def test_every_area_of_2026_has_an_erb_and_31_bodies_hold_them() -> None:
    held = [REFERENCE.erb_of(area.slug, NOW) for area in REFERENCE.areas(NOW)]
    assert len({erb.key for erb in held if erb}) == 31
    assert all(erb and erb.url.startswith("http") and erb.status == "sourced" for erb in held)
    assert [erb.area for erb in held if erb and erb.key == "business-west"] == [
        "gloucestershire",
        "somerset",
        "swindon-and-wiltshire",
        "west-of-england-and-north-somerset",
    ]


def test_an_erb_that_is_not_recorded_is_none_and_one_from_memory_is_marked() -> None:
    assert REFERENCE.erb_of("cheshire-and-warrington", date(2022, 9, 5)) is None
    remembered = REFERENCE.erb_of("north-of-tyne", date(2023, 1, 1))
    assert remembered
    assert (remembered.key, remembered.status) == ("north-east-england-chamber", "unverified")
    with pytest.raises(UnknownReference):
        REFERENCE.erb_of("surrey", BEFORE)


@pytest.mark.parametrize(
    ("area", "authority", "on", "coverage"),
    [
        ("greater-devon", "devon-and-torbay", NOW, (9, 10)),
        ("west-of-england-and-north-somerset", "west-of-england", NOW, (3, 4)),
        ("cornwall-and-the-isles-of-scilly", "cornwall", NOW, (1, 2)),
        ("greater-london", "greater-london", BEFORE, (33, 33)),
        ("south-yorkshire", "south-yorkshire", date(2024, 6, 1), (4, 4)),
        ("south-yorkshire", "south-yorkshire", NOW, (4, 4)),
        ("cumbria", "cumbria", date(2026, 2, 24), (2, 2)),
        ("east-midlands", "east-midlands", NOW, (17, 17)),
        ("north-of-tyne", "north-east", BEFORE, (3, 3)),
    ],
)
def test_an_authority_may_take_in_part_of_an_area(
    area: str, authority: str, on: date, coverage: tuple[int, int]
) -> None:
    assert [body.key for body in REFERENCE.authorities_of(area, on)] == [authority]
    assert REFERENCE.coverage(authority, area, on) == coverage


@pytest.mark.parametrize(
    ("area", "on"),
    [
        ("cumbria", date(2026, 2, 23)),
        ("cheshire-and-warrington", date(2026, 3, 31)),
        ("kent-and-medway", NOW),
        ("leicester-leicestershire-and-rutland", NOW),
        ("warwickshire", NOW),
    ],
)
def test_an_area_may_have_no_authority_on_a_date(area: str, on: date) -> None:
    assert REFERENCE.authorities_of(area, on) == ()


def test_cornwall_is_a_single_council_and_not_a_combined_authority() -> None:
    assert REFERENCE.authority("cornwall").kind == "single_council"
