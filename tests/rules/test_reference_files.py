"""The files themselves: keys known, dates and codes in form, nobody's details, nothing read early."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from lsip_workflow.reference import Reference

FOLDER = Path(__file__).parents[2] / "config" / "reference"
REFERENCE = Reference(FOLDER)
FILES = sorted(path.name for path in FOLDER.glob("*.csv"))


def rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def values(file: str, column: str) -> set[str]:
    return {part for row in rows(file) for part in row[column].split("|") if part}


@pytest.mark.parametrize(
    ("file", "column", "known_file", "known_column"),
    [
        ("areas.csv", "predecessors", "areas.csv", "slug"),
        ("areas.csv", "successors", "areas.csv", "slug"),
        ("area_names.csv", "slug", "areas.csv", "slug"),
        ("area_codes.csv", "slug", "areas.csv", "slug"),
        ("districts.csv", "area", "areas.csv", "slug"),
        ("designations.csv", "area", "areas.csv", "slug"),
        ("designations.csv", "erb", "erbs.csv", "key"),
        ("erbs.csv", "key", "designations.csv", "erb"),
        ("strategic_authorities.csv", "areas", "areas.csv", "slug"),
        ("strategic_authorities.csv", "districts", "districts.csv", "code"),
        ("providers.csv", "main_area", "areas.csv", "slug"),
        ("provider_delivery.csv", "ukprn", "providers.csv", "ukprn"),
        ("provider_delivery.csv", "code", "area_codes.csv", "code"),
        ("provider_ssa.csv", "ukprn", "providers.csv", "ukprn"),
        ("provider_ssa.csv", "ssa", "ssa.csv", "code"),
        ("occupations.csv", "route_id", "occupational_map.csv", "route_id"),
        ("occupations.csv", "standard", "standards.csv", "ref"),
        ("standards.csv", "route_id", "occupational_map.csv", "route_id"),
        ("soc2020.csv", "parent", "soc2020.csv", "code"),
        ("soc2020_job_titles.csv", "code", "soc2020.csv", "code"),
        ("sic2007.csv", "parent", "sic2007.csv", "code"),
        ("ssa.csv", "parent", "ssa.csv", "code"),
    ],
)
def test_every_key_that_a_file_names_is_known(
    file: str, column: str, known_file: str, known_column: str
) -> None:
    assert values(file, column) <= values(known_file, known_column)


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("areas.csv", ["slug"]),
        ("area_names.csv", ["slug", "name", "from"]),
        ("area_codes.csv", ["code", "from"]),
        ("districts.csv", ["code", "from"]),
        ("erbs.csv", ["key"]),
        ("designations.csv", ["area", "from"]),
        ("strategic_authorities.csv", ["key"]),
        ("providers.csv", ["ukprn"]),
        ("provider_delivery.csv", ["ukprn", "code", "academic_year"]),
        ("provider_ssa.csv", ["ukprn", "ssa", "academic_year"]),
        ("example_ukprns.csv", ["ukprn"]),
        ("occupational_map.csv", ["cluster_id"]),
        ("occupations.csv", ["code"]),
        ("standards.csv", ["ref"]),
        ("soc2020.csv", ["code"]),
        ("soc2020_job_titles.csv", ["code", "title"]),
        ("sic2007.csv", ["code"]),
        ("ssa.csv", ["code"]),
    ],
)
def test_no_row_is_there_twice(file: str, key: list[str]) -> None:
    keys = [tuple(row[column] for column in key) for row in rows(file)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("file", "column", "form"),
    [
        ("areas.csv", "slug", r"[a-z0-9-]+"),
        ("erbs.csv", "key", r"[a-z0-9-]+"),
        ("strategic_authorities.csv", "key", r"[a-z0-9-]+"),
        ("area_codes.csv", "code", r"E69\d{6}"),
        ("districts.csv", "code", r"E0[6-9]\d{6}"),
        ("strategic_authorities.csv", "code", r"E47\d{6}|E61\d{6}"),
        ("designations.csv", "status", r"sourced|unverified"),
        ("districts.csv", "status", r"sourced|unverified"),
        ("strategic_authorities.csv", "status", r"sourced|unverified"),
        (
            "strategic_authorities.csv",
            "kind",
            r"combined_(county_)?authority|greater_london_authority|single_council",
        ),
        ("area_names.csv", "kind", r"official|alias|part"),
        ("providers.csv", "ukprn", r"1\d{7}"),
        ("example_ukprns.csv", "ukprn", r"1999\d{4}"),
        ("provider_delivery.csv", "academic_year", r"20\d\d/\d\d"),
        ("provider_delivery.csv", "enrolments", r"\d*0"),
        ("occupations.csv", "code", r"OCC\d{4}[A-Z]?"),
        ("standards.csv", "ref", r"ST\d{4}"),
        ("ssa.csv", "code", r"(1[0-5]|[1-9])(\.[1-5])?"),
        ("sic2007.csv", "basis", r"published|completed"),
    ],
)
def test_every_value_has_its_form(file: str, column: str, form: str) -> None:
    found = values(file, column)
    assert found
    assert [value for value in found if not re.fullmatch(form, value)] == []


@pytest.mark.parametrize("file", FILES)
def test_cells_are_trimmed_dates_are_in_order_and_nobodys_details_are_in_them(file: str) -> None:
    for row in rows(file):
        for value in row.values():
            assert value == " ".join(value.split())
            assert not re.search(r"\S@\S+\.\w", value)
            assert not re.search(r"\b0\d{9,10}\b|\+44", value)
        if row.get("from") and row.get("until"):
            assert date.fromisoformat(row["from"]) < date.fromisoformat(row["until"])


@pytest.mark.parametrize("file", FILES)
def test_the_readme_describes_the_file_and_its_rows(file: str) -> None:
    heading = f"### `{file}`: {len(rows(file)):,} rows"
    assert heading in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()


def test_nothing_in_the_folder_is_left_undescribed() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.iterdir():
        assert path.name == "README.md" or f"`{path.name}`" in readme


def test_no_name_or_code_means_two_areas_on_one_day() -> None:
    for on in (date(2022, 9, 5), date(2025, 9, 30), date(2025, 10, 1), date(2026, 8, 1)):
        for area in REFERENCE.areas(on):
            for key in (area.name, *area.codes):
                assert REFERENCE.area(key, on) == area


def test_every_area_has_one_official_name_on_each_day_of_its_life() -> None:
    for row in rows("areas.csv"):
        first = date.fromisoformat(row["from"]) if row["from"] else date(2022, 9, 5)
        last = date.fromisoformat(row["until"]) - timedelta(days=1) if row["until"] else date(2030, 1, 1)
        for on in (first, last):
            current = [
                named
                for named in rows("area_names.csv")
                if named["slug"] == row["slug"]
                and named["kind"] == "official"
                and (named["from"] or "0") <= on.isoformat() < (named["until"] or "9")
            ]
            assert len(current) == 1


def test_an_authoritys_areas_are_those_that_its_districts_have_been_in() -> None:
    for body in REFERENCE.authorities.values():
        touched = {row.area for row in REFERENCE.all_districts if row.code in body.districts}
        assert set(body.areas) == touched


def test_every_district_lies_in_a_region_of_its_area() -> None:
    for district in REFERENCE.all_districts:
        assert district.region in REFERENCE.area(district.area).regions


def test_asking_for_areas_reads_no_providers(tmp_path: Path) -> None:
    for file in ("areas.csv", "area_names.csv", "area_codes.csv"):
        (tmp_path / file).symlink_to(FOLDER / file)
    assert len(Reference(tmp_path).areas(date(2026, 8, 1))) == 39
