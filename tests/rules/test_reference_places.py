"""Areas and districts, on either side of the change of 1 October 2025."""

from datetime import date
from pathlib import Path

import pytest

from lsip_workflow.reference import Reference, UnknownReference

REFERENCE = Reference(Path(__file__).parents[2] / "config" / "reference")
BEFORE, AFTER = date(2025, 9, 30), date(2025, 10, 1)
NOW = date(2026, 8, 1)


@pytest.mark.parametrize(("on", "count"), [(date(2022, 9, 5), 38), (BEFORE, 38), (AFTER, 39), (NOW, 39)])
def test_the_areas_of_a_date_are_counted(on: date, count: int) -> None:
    areas = REFERENCE.areas(on)
    assert len(areas) == len({area.slug for area in areas}) == len({area.name for area in areas}) == count


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (BEFORE, {f"E690000{number:02}" for number in range(1, 39)}),
        (
            AFTER,
            {f"E690000{number:02}" for number in range(1, 52)}
            - {f"E690000{number:02}" for number in (9, 12, 13, 15, 20, 23, 24, 26, 34)},
        ),
    ],
)
def test_every_live_code_belongs_to_exactly_one_area(on: date, codes: set[str]) -> None:
    listed = [code for area in REFERENCE.areas(on) for code in area.codes]
    assert sorted(listed) == sorted(codes)


def test_greater_london_is_one_area_and_four_codes() -> None:
    assert REFERENCE.area("greater-london", BEFORE).codes == ("E69000013",)
    assert REFERENCE.area("Greater London", AFTER).codes == (
        "E69000039",
        "E69000044",
        "E69000047",
        "E69000050",
    )
    assert {REFERENCE.area(code, NOW).slug for code in REFERENCE.area("London", NOW).codes} == {
        "greater-london"
    }


@pytest.mark.parametrize(
    ("predecessor", "successors"),
    [
        ("heart-of-the-south-west", {"greater-devon", "somerset"}),
        ("enterprise-m3", {"surrey", "hampshire-and-solent"}),
        ("solent", {"hampshire-and-solent"}),
        ("west-midlands-and-warwickshire", {"warwickshire", "west-midlands"}),
        ("greater-lincolnshire-2023", {"greater-lincolnshire", "leicester-leicestershire-and-rutland"}),
        ("leicester-and-leicestershire", {"leicester-leicestershire-and-rutland"}),
        ("north-east-2023", {"north-east"}),
        ("north-of-tyne", {"north-east"}),
    ],
)
def test_an_area_that_ended_names_what_came_after_it(predecessor: str, successors: set[str]) -> None:
    area = REFERENCE.area(predecessor)
    assert area.ended == AFTER
    assert set(area.successors) == successors
    for slug in successors:
        assert predecessor in REFERENCE.area(slug).predecessors


def test_nine_areas_began_and_eight_ended_on_the_first_of_october_2025() -> None:
    before, after = ({area.slug for area in REFERENCE.areas(on)} for on in (BEFORE, AFTER))
    assert after - before == {area.slug for area in REFERENCE.areas(AFTER) if area.began == AFTER}
    assert (len(after - before), len(before - after)) == (9, 8)


@pytest.mark.parametrize(
    ("slug", "code", "old", "new"),
    [
        (
            "sussex-and-brighton",
            "E69000001",
            "Brighton and Hove, East Sussex, West Sussex",
            "Sussex and Brighton",
        ),
        ("east-midlands", "E69000007", "Derbyshire and Nottinghamshire", "East Midlands"),
        ("greater-essex", "E69000010", "Essex, Southend-on-Sea and Thurrock", "Greater Essex"),
        ("gloucestershire", "E69000011", "G First (Gloucestershire)", "Gloucestershire"),
        ("norfolk-and-suffolk", "E69000022", "New Anglia", "Norfolk and Suffolk"),
    ],
)
def test_a_renamed_area_is_one_area_with_dated_names(slug: str, code: str, old: str, new: str) -> None:
    assert (REFERENCE.area(slug, BEFORE).name, REFERENCE.area(slug, AFTER).name) == (old, new)
    assert REFERENCE.area(slug).name == new
    assert REFERENCE.area(old, BEFORE).slug == REFERENCE.area(code, BEFORE).slug == slug
    assert REFERENCE.area(new, AFTER).slug == REFERENCE.area(code, AFTER).slug == slug
    with pytest.raises(UnknownReference, match="was in use until 30 September 2025") as refused:
        REFERENCE.area(old, NOW)
    assert f"the area is {new} ({code})." in str(refused.value)
    with pytest.raises(UnknownReference, match="give a date too"):
        REFERENCE.area(code)


@pytest.mark.parametrize(
    ("spelling", "on", "slug"),
    [
        ("Hampshire and Solent", NOW, "hampshire-and-solent"),
        ("hampshire & the solent", NOW, "hampshire-and-solent"),
        ("South-east Midlands", NOW, "south-east-midlands"),
        ("South-East  Midlands ", BEFORE, "south-east-midlands"),
        ("Buckinghamshire ", NOW, "buckinghamshire"),
        ("Marches", NOW, "the-marches"),
        ("Heart of the South West", BEFORE, "heart-of-the-south-west"),
        ("Brighton & Hove; East Sussex; West Sussex", BEFORE, "sussex-and-brighton"),
        (
            "Somerset (comprised of part of the existing Heart of the South West LSIP)",
            NOW,
            "somerset",
        ),
        ("GFirst", BEFORE, "gloucestershire"),
        ("North East", BEFORE, "north-east-2023"),
        ("North East", NOW, "north-east"),
        ("Local London", NOW, "greater-london"),
        ("e69000018", NOW, "kent-and-medway"),
    ],
)
def test_other_spellings_find_the_area(spelling: str, on: date, slug: str) -> None:
    assert REFERENCE.area(spelling, on).slug == slug


@pytest.mark.parametrize(
    ("key", "on", "message"),
    [
        (
            "Kent & Medwy",
            NOW,
            "'Kent & Medwy' is not the name, slug or code of an LSIP area; the nearest is Kent and Medway.",
        ),
        (
            "Zanzibar",
            None,
            "'Zanzibar' is not the name, slug or code of an LSIP area.",
        ),
        (" ", None, "A blank is not the name, slug or code of an LSIP area."),
        (
            "North East",
            None,
            "'North East' has meant the area north-east-2023 until 30 September 2025, and the area "
            "north-east from 1 October 2025: give a date too.",
        ),
        (
            "E69000022",
            None,
            "'E69000022' has meant New Anglia until 30 September 2025, and Norfolk and Suffolk from "
            "1 October 2025: give a date too.",
        ),
        (
            "E69000013",
            AFTER,
            "'E69000013' was in use until 30 September 2025; on 1 October 2025 the area is Greater London "
            "(E69000039, E69000044, E69000047, E69000050).",
        ),
        (
            "E69000009",
            AFTER,
            "'E69000009' is Enterprise M3 (enterprise-m3), which ended on 1 October 2025; after it came "
            "Hampshire and Solent (hampshire-and-solent) and Surrey (surrey).",
        ),
        (
            "surrey",
            BEFORE,
            "'surrey' is Surrey (surrey), which begins on 1 October 2025; before it came "
            "Enterprise M3 (enterprise-m3).",
        ),
    ],
)
def test_an_area_that_does_not_match_is_refused_in_a_sentence(
    key: str, on: date | None, message: str
) -> None:
    with pytest.raises(UnknownReference) as refused:
        REFERENCE.area(key, on)
    assert str(refused.value) == message


@pytest.mark.parametrize("on", [date(2023, 4, 1), BEFORE, AFTER, date(2027, 3, 31)])
def test_296_districts_lie_in_exactly_one_area_each(on: date) -> None:
    codes = [row.code for area in REFERENCE.areas(on) for row in REFERENCE.districts_of(area.slug, on)]
    assert len(codes) == len(set(codes)) == 296
    for code in codes:
        assert REFERENCE.district(code, on).code == code


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("Rutland", "greater-lincolnshire-2023", "leicester-leicestershire-and-rutland"),
        ("Plymouth", "heart-of-the-south-west", "greater-devon"),
        ("Hart", "enterprise-m3", "hampshire-and-solent"),
        ("Woking", "enterprise-m3", "surrey"),
        ("Coventry", "west-midlands-and-warwickshire", "west-midlands"),
        ("Newcastle upon Tyne", "north-of-tyne", "north-east"),
        ("Hull", "hull-and-east-yorkshire", "hull-and-east-yorkshire"),
        ("Kings Lynn & West Norfolk", "norfolk-and-suffolk", "norfolk-and-suffolk"),
    ],
)
def test_a_district_is_in_its_area_of_the_date(name: str, before: str, after: str) -> None:
    assert (REFERENCE.district(name, BEFORE).area, REFERENCE.district(name, AFTER).area) == (before, after)


def test_barnsley_and_sheffield_keep_their_names_under_new_codes() -> None:
    for name, old, new in (
        ("Barnsley", "E08000016", "E08000038"),
        ("Sheffield", "E08000019", "E08000039"),
    ):
        assert REFERENCE.district(name, date(2025, 3, 31)).code == old
        assert REFERENCE.district(name, date(2025, 4, 1)).code == new


def test_surrey_has_eleven_districts_until_they_end_and_then_says_so() -> None:
    last, first_after = date(2027, 3, 31), date(2027, 4, 1)
    districts = REFERENCE.districts_of("surrey", last)
    assert len(districts) == 11
    for district in districts:
        assert district.ended == first_after
        assert REFERENCE.district(district.name, last).area == "surrey"
        with pytest.raises(UnknownReference, match=r"ended on 1 April 2027.*(East|West) Surrey\.$"):
            REFERENCE.district(district.name, first_after)
    with pytest.raises(UnknownReference) as refused:
        REFERENCE.districts_of("surrey", first_after)
    assert str(refused.value) == (
        "No district of Surrey is recorded on 1 April 2027: all 11 had ended. Add what follows "
        "(East Surrey and West Surrey) to districts.csv, with codes."
    )


@pytest.mark.parametrize(
    ("key", "on", "message"),
    [
        (
            "Cantebury",
            NOW,
            "'Cantebury' is not the name or code of a district in England; the nearest is Canterbury.",
        ),
        (
            "Dover",
            date(2022, 9, 5),
            "Districts are recorded from 1 April 2023; there is no list for 5 September 2022.",
        ),
        ("E08000038", BEFORE.replace(year=2024), "Barnsley (E08000038) begins on 1 April 2025, after "),
        (
            "E08000016",
            NOW,
            "Barnsley (E08000016) ended on 1 April 2025, so it has no area on 1 August 2026. "
            "What follows it: E08000038.",
        ),
    ],
)
def test_a_district_that_does_not_match_is_refused_in_a_sentence(key: str, on: date, message: str) -> None:
    with pytest.raises(UnknownReference) as refused:
        REFERENCE.district(key, on)
    assert str(refused.value).startswith(message)


def test_outlines_are_held_for_the_areas_of_2023_and_refused_for_those_of_2025() -> None:
    for area in REFERENCE.areas(BEFORE):
        assert REFERENCE.boundary(area.slug)["type"] in {"Polygon", "MultiPolygon"}
    for area in REFERENCE.areas(AFTER):
        if area.began == AFTER:
            with pytest.raises(UnknownReference, match="Use its districts"):
                REFERENCE.boundary(area.slug)
