"""The occupational map, occupations, standards, SOC 2020, SIC 2007 and sector subject areas."""

from pathlib import Path

import pytest

from lsip_workflow.reference import Reference, UnknownReference

REFERENCE = Reference(Path(__file__).parents[2] / "config" / "reference")


@pytest.mark.parametrize(
    ("listed", "count"),
    [
        ("routes", 15),
        ("pathways", 35),
        ("clusters", 172),
        ("occupations", 665),
        ("standards", 598),
        ("soc_units", 412),
        ("soc_groups", 139),
        ("subject_areas", 65),
        ("sic_entries", 381),
    ],
)
def test_the_lists_are_whole(listed: str, count: int) -> None:
    assert len(getattr(REFERENCE, listed)) == count


def test_sic_2007_has_its_21_sections_88_divisions_and_272_groups() -> None:
    levels = [entry.level for entry in REFERENCE.sic_entries.values()]
    assert [levels.count(level) for level in ("section", "division", "group")] == [21, 88, 272]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "9999",
            "SOC code 9999 is not in the list of 412 unit groups; "
            "the nearest is 9269 (Other elementary services occupations n.e.c.).",
        ),
        (
            "3221/01",
            "SOC code 3221/01 is an extension: store its unit group, 3221 (Youth and community workers).",
        ),
        (
            "322",
            "SOC code 322 (Welfare and housing associate professionals) is a wider group: give the four "
            "digits of a SOC 2020 unit group, such as 3221 (Youth and community workers).",
        ),
        ("0", "SOC code 0 means that no code is known for the occupation: leave it blank."),
        ("32210", "SOC code 32210 is not in the right form: the four digits of a SOC 2020 unit group."),
        (" ", "SOC code is blank: the four digits of a SOC 2020 unit group."),
    ],
)
def test_a_soc_code_that_is_not_a_unit_group_is_refused_in_a_sentence(code: str, message: str) -> None:
    with pytest.raises(UnknownReference) as refused:
        REFERENCE.soc(code)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "01110",
            "SIC code 01110 is finer than this list: use its group, 011 (Growing of non-perennial crops).",
        ),
        (
            "1",
            "SIC code 1 is not in the right form: a section letter A to U, two digits for a division or "
            "three for a group, zeros included.",
        ),
        (
            "04",
            "SIC code 04 is not in the list of 381 sections, divisions and groups; "
            "the nearest is 03 (Fishing and aquaculture).",
        ),
        (
            "V",
            "SIC code V is not in the right form: a section letter A to U, two digits for a division or "
            "three for a group, zeros included.",
        ),
    ],
)
def test_a_sic_code_that_does_not_match_is_refused_in_a_sentence(code: str, message: str) -> None:
    with pytest.raises(UnknownReference) as refused:
        REFERENCE.sic(code)
    assert str(refused.value) == message


@pytest.mark.parametrize("code", ["16", "0", "6.6", "6.10", "13.5", "six"])
def test_a_subject_area_that_is_not_listed_is_refused(code: str) -> None:
    with pytest.raises(UnknownReference, match=rf"^Sector subject area {code} is not in the "):
        REFERENCE.ssa(code)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "OCC12",
            "Occupation code OCC12 is not in the right form: OCC, four digits and, for some, a letter,",
        ),
        ("occ0038C", "Occupation code occ0038C is not in the right form:"),
        ("OCC9999", "Occupation code OCC9999 is not in the list of 665 occupations"),
    ],
)
def test_an_occupation_that_does_not_match_is_refused(code: str, message: str) -> None:
    with pytest.raises(UnknownReference) as refused:
        REFERENCE.occupation(code)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("ST52", "Standard ST52 is not in the right form: ST and four digits, such as ST0527."),
        ("ST9999", "Standard ST9999 is not in the list of 598 standards of 2020/21 and before"),
    ],
)
def test_a_standard_that_does_not_match_is_refused(ref: str, message: str) -> None:
    with pytest.raises(UnknownReference) as refused:
        REFERENCE.standard(ref)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    "key", ["5", 5, "Construction and the built environment", "construction & built ENVIRONMENT"]
)
def test_a_route_is_found_by_id_or_name(key: int | str) -> None:
    assert REFERENCE.route(key).id == "5"


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            "Construction",
            "'Construction' is not one of the 15 routes; "
            "the nearest is Construction and the built environment.",
        ),
        (16, "'16' is not one of the 15 routes."),
        ("", "A blank is not one of the 15 routes."),
    ],
)
def test_a_route_that_does_not_match_is_refused_in_a_sentence(key: int | str, message: str) -> None:
    with pytest.raises(UnknownReference) as refused:
        REFERENCE.route(key)
    assert str(refused.value) == message


def test_the_map_is_a_tree_from_cluster_to_route() -> None:
    for cluster in REFERENCE.clusters.values():
        pathway = REFERENCE.pathway(cluster.pathway)
        assert REFERENCE.route(pathway.route).id == pathway.route
    assert {pathway.route for pathway in REFERENCE.pathways.values()} == set(REFERENCE.routes)
    assert sorted(int(id) for id in REFERENCE.routes) == list(range(1, 16))
    with pytest.raises(UnknownReference, match="Cluster 999 is not in the list of 172 clusters"):
        REFERENCE.cluster(999)


def test_every_code_is_found_as_itself() -> None:
    assert all(REFERENCE.soc(code).code == code for code in REFERENCE.soc_units)
    assert all(REFERENCE.sic(code).code == code for code in REFERENCE.sic_entries)
    assert all(REFERENCE.ssa(code).code == code for code in REFERENCE.subject_areas)
    assert all(REFERENCE.occupation(code).code == code for code in REFERENCE.occupations)
    assert all(REFERENCE.standard(ref).ref == ref for ref in REFERENCE.standards)


def test_a_job_title_finds_its_unit_group() -> None:
    assert [unit.code for unit in REFERENCE.soc_matching("optician, dispensing")] == ["3211"]
    assert REFERENCE.soc_matching("  ") == ()
