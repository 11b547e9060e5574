"""Names are compared without what people write differently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsip_workflow.reference import normalised


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(
    st.lists(st.from_regex(r"[A-Za-z0-9]+", fullmatch=True), max_size=5),
    st.sampled_from([" ", "  ", "-", ", "]),
)
def test_normalising_is_blind_to_case_spacing_and_punctuation(words: list[str], gap: str) -> None:
    assert normalised(gap.join(words).upper() + gap) == normalised(" ".join(words).lower())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Marches", "marches"),
        ("Norfolk & Suffolk", "Norfolk and Suffolk"),
        ("King’s Lynn", "kings lynn"),
        ("St. Helens", "st helens"),
        ("Café Côte", "cafe cote"),
    ],
)
def test_names_that_mean_the_same_are_equal_when_normalised(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_names_that_differ_stay_different_when_normalised() -> None:
    assert normalised("North Tyneside") != normalised("South Tyneside")
