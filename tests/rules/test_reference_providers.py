"""Providers by UKPRN, and suggestions that inform a person and decide nothing."""

from datetime import date
from pathlib import Path

import pytest

from lsip_workflow.reference import Reference, UnknownReference

FOLDER = Path(__file__).parents[2] / "config" / "reference"
REFERENCE = Reference(FOLDER)
NOW = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("ukprn", "message"),
    [
        ("2001234", "UKPRN 2001234 is not in the right form: eight digits, the first a 1."),
        ("20012345", "UKPRN 20012345 is not in the right form: eight digits, the first a 1."),
        ("100000200", "UKPRN 100000200 is not in the right form: eight digits, the first a 1."),
        ("１0000020", "UKPRN １0000020 is not in the right form: eight digits, the first a 1."),
        ("", "UKPRN is blank: eight digits, the first a 1."),
        (
            "10000021",
            "UKPRN 10000021 is not among the 2,824 providers held. Check it against the UK Register of "
            "Learning Providers: the list lacks most sixth-form colleges.",
        ),
        (
            "19990060",
            "UKPRN 19990060 is set aside for the invented providers of the demonstration; "
            "it belongs to no provider.",
        ),
    ],
)
def test_a_ukprn_that_is_not_a_provider_is_refused_in_a_sentence(ukprn: str, message: str) -> None:
    with pytest.raises(UnknownReference) as refused:
        REFERENCE.provider(ukprn)
    assert str(refused.value) == message


def test_a_provider_carries_the_published_words_and_no_legal_class() -> None:
    provider = REFERENCE.provider(" 10000055 ")
    assert (provider.name, provider.published_class) == (
        "Abingdon And Witney College",
        "General FE College incl Tertiary",
    )
    assert provider.main_area == "oxfordshire"


def test_sixty_numbers_are_set_aside_and_belong_to_nobody() -> None:
    assert len(REFERENCE.example_ukprns) == 60
    assert not REFERENCE.example_ukprns & REFERENCE.providers.keys()
    assert REFERENCE.is_example("19990001 ")
    assert not REFERENCE.is_example("19990061")
    assert not any(ukprn.startswith("1999") for ukprn in REFERENCE.providers)


def test_every_area_of_today_has_suggestions_with_source_year_volume_and_reason() -> None:
    for area in REFERENCE.areas(NOW):
        suggestions = REFERENCE.suggestions(area.slug, NOW)
        assert len(suggestions) >= 100
        assert len({found.ukprn for found in suggestions}) == len(suggestions)
        for found in suggestions:
            assert found.academic_year == "2024/25"
            assert found.source.startswith("Department for Education")
            assert f"{found.enrolments:,} apprenticeship enrolments" in found.reason
            assert "in 2024/25 (rounded to 10)." in found.reason
            assert found.reason.endswith("Whether it is a relevant provider is for a person to decide.")
            assert not REFERENCE.is_example(found.ukprn)


def test_suggestions_come_by_volume_and_then_by_name() -> None:
    found = REFERENCE.suggestions("greater-london", NOW)
    assert [(-one.enrolments, one.name.casefold()) for one in found] == sorted(
        (-one.enrolments, one.name.casefold()) for one in found
    )


def test_the_minimum_leaves_out_the_smaller() -> None:
    every, large = (REFERENCE.suggestions("cumbria", NOW, minimum) for minimum in (0, 100))
    assert large == [found for found in every if found.enrolments >= 100]
    assert 0 < len(large) < len(every)


@pytest.mark.parametrize(
    ("published_class", "caution"),
    [
        ("", "Its class is not known."),
        ("Private Sector Public Funded", "employers that train only their own staff"),
        ("Other", "NHS trusts, police and fire services and other employers"),
    ],
)
def test_a_class_that_may_hide_an_employer_is_cautioned(published_class: str, caution: str) -> None:
    found = [
        one
        for area in REFERENCE.areas(NOW)
        for one in REFERENCE.suggestions(area.slug, NOW, minimum=0)
        if one.published_class == published_class and not REFERENCE.provider(one.ukprn).noted
    ]
    assert all(caution in one.reason for one in found)
    # Class is blank only for providers without delivery data, so none of those is suggested today.
    assert bool(found) == bool(published_class)


def test_an_unknown_class_is_cautioned_when_delivery_data_show_it(tmp_path: Path) -> None:
    copy_with(tmp_path, "providers.csv", "10000055,Abingdon And Witney College,,,,,\n")
    copy_with(tmp_path, "provider_delivery.csv", "10000055,E69000025,2024/25,20,30,0\n")
    (found,) = Reference(tmp_path).suggestions("oxfordshire")
    assert "Its class is not known." in found.reason


def test_the_armed_forces_are_named_as_such() -> None:
    noted = {provider.name for provider in REFERENCE.providers.values() if provider.noted}
    assert {name.casefold() for name in noted} == {"royal navy", "british army", "royal air force"}
    reasons = [one.reason for one in REFERENCE.suggestions("hampshire-and-solent", NOW) if one.name in noted]
    assert len(reasons) == 3
    assert all("It is part of the armed forces." in reason for reason in reasons)


def test_greater_london_sums_its_four_codes(tmp_path: Path) -> None:
    rows = "".join(f"10000055,E690000{code},2024/25,10,20,0\n" for code in (39, 44, 47, 50))
    copy_with(tmp_path, "provider_delivery.csv", rows)
    (found,) = Reference(tmp_path).suggestions("greater-london")
    assert (found.starts, found.enrolments) == (40, 80)


def test_data_are_not_used_before_their_year_is_over_and_the_latest_year_is_used(tmp_path: Path) -> None:
    copy_with(
        tmp_path,
        "provider_delivery.csv",
        "10000055,E69000018,2023/24,0,50,0\n10000055,E69000018,2024/25,0,70,0\n",
    )
    reference = Reference(tmp_path)
    found = {
        on: [one.enrolments for one in reference.suggestions("kent-and-medway", on)]
        for on in (date(2024, 7, 31), date(2025, 7, 31), date(2025, 8, 1), None)
    }
    assert list(found.values()) == [[], [50], [70], [70]]


def test_an_area_that_ended_has_no_delivery_data_and_an_unknown_one_is_refused() -> None:
    assert REFERENCE.suggestions("enterprise-m3") == []
    with pytest.raises(UnknownReference):
        REFERENCE.suggestions("enterprise-m4")


def copy_with(folder: Path, file: str, rows: str) -> None:
    """Link every file that is not yet in the folder, and give one of them other rows under its heading."""
    for source in FOLDER.glob("*.csv"):
        if not (folder / source.name).exists():
            (folder / source.name).symlink_to(source)
    heading = (FOLDER / file).read_text(encoding="utf-8").splitlines()[0]
    (folder / file).unlink()
    (folder / file).write_text(f"{heading}\n{rows}", encoding="utf-8")
