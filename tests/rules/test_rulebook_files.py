"""A rulebook's file: whole or broken, on its own or in its folder, whatever bytes it holds."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsip_workflow.events import TYPES
from lsip_workflow.rulebook_check import Fault, RulebookRefused, check, load, load_all
from lsip_workflow.runtime import templates

SHIPPED = Path(__file__).parents[2] / "config" / "rulebooks"
TEMPLATES = templates()
NAME = "2022-statutory.toml"
REAL = (SHIPPED / NAME).read_text("utf-8")


def faults_of(tmp_path: Path, content: str | bytes, name: str = NAME) -> list[Fault]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    book, faults = check(path, events=TYPES, templates=TEMPLATES)
    assert (book is None) == bool(faults)
    return faults


WHOLE_FILE = {
    "empty": (b"", "line 1", "The file is empty."),
    "blank": (b" \n\n", "line 1", "The file is empty."),
    "a broken line": (
        b'[edition]\nkey = "2022-statutory"\ntitle\n',
        "line 3",
        "This is not TOML: expected '=' after a key in a key/value pair.",
    ),
    "a key written twice": (
        b'[edition]\nkey = "a"\nkey = "b"\n',
        "line 3",
        "This key is written twice in the same table; keep one of the two.",
    ),
    "a header written twice": (
        b'[edition]\nkey = "a"\n[edition]\n',
        "line 3",
        "This header is written twice; keep one, or write a list as [[…]].",
    ),
    "a day that no calendar has": (
        b"[edition]\nbegan = 2023-02-30\n",
        "line 2",
        "This is not a date of the calendar; write it as 2026-06-30.",
    ),
    "an open quotation": (
        b'[edition]\nkey = "a',
        "the end of the file",
        "A quotation mark is missing at the end of this text.",
    ),
    "another encoding": (
        'a = 1\nb = "café"'.encode("latin-1"),
        "line 2",
        "A letter here is not UTF-8; save the file with that encoding.",
    ),
    "much too large": (
        b"#" * 1_000_001,
        "line 1",
        "The file is larger than 1,000,000 bytes; a rulebook is some 40,000.",
    ),
    "much too deep": (
        b"a = " + b"[" * 3000,
        "line 1",
        "This is not TOML: a value is too long or too deep to read.",
    ),
}


@pytest.mark.parametrize(("content", "place", "text"), WHOLE_FILE.values(), ids=WHOLE_FILE.keys())
def test_a_file_that_cannot_be_read_as_a_rulebook_says_why(
    content: bytes, place: str, text: str, tmp_path: Path
) -> None:
    assert faults_of(tmp_path, content) == [Fault(place, text)]


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    book, faults = check(tmp_path / "none.toml", events=TYPES, templates=TEMPLATES)
    assert book is None
    assert faults == [Fault("line 1", "The file cannot be read: No such file or directory.")]


def test_the_line_endings_and_mark_of_other_editors_are_accepted(tmp_path: Path) -> None:
    assert faults_of(tmp_path, b"\xef\xbb\xbf" + REAL.replace("\n", "\r\n").encode()) == []


def test_the_file_is_named_after_its_edition(tmp_path: Path) -> None:
    assert faults_of(tmp_path, REAL, "mine.toml") == [
        Fault(
            "line 5, edition, key",
            'The edition and its file have one name: call it "2022-statutory.toml", or change the key.',
        )
    ]


def test_single_and_double_brackets_are_told_apart(tmp_path: Path) -> None:
    text = "[[edition]]" + REAL.partition("[edition]")[2].partition("[[unknowns]]")[0] + "[unknowns]\n"
    assert [(fault.place, fault.text) for fault in faults_of(tmp_path, text)] == [
        ("line 1, edition", "There is one edition: write it under a single header [edition]."),
        (
            f"line {text.count(chr(10))}, unknowns",
            "Write each entry of unknowns under a header [[unknowns]] of its own.",
        ),
    ]


def test_a_mistyped_section_is_told_with_the_nearest(tmp_path: Path) -> None:
    text = REAL.replace("[[unknowns]]", "[[unknown]]")
    assert [fault.text for fault in faults_of(tmp_path, text)] == [
        '"unknown" is not known here; did you mean "unknowns"?'
    ]


def test_loading_gives_the_rulebook_or_refuses_it_with_every_fault(tmp_path: Path) -> None:
    assert load(SHIPPED / NAME, events=TYPES, templates=TEMPLATES).edition.key == "2022-statutory"
    faults_of(tmp_path, REAL.replace("ladder = ", "lader = "))
    with pytest.raises(
        RulebookRefused, match=r"^2022-statutory.toml cannot be used yet, 16 faults:\nline "
    ) as told:
        load(tmp_path / NAME, events=TYPES, templates=TEMPLATES)
    assert len(told.value.faults) == 16


def test_a_folder_is_loaded_by_edition() -> None:
    books = load_all(SHIPPED, events=TYPES, templates=TEMPLATES)
    assert list(books) == ["2021-trailblazer", "2022-statutory", "2025-joint-ownership"]
    assert all(book.edition.key == key for key, book in books.items())


def test_a_folder_is_refused_with_the_faults_of_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"")
    (tmp_path / "b.toml").write_bytes(b"x")
    with pytest.raises(RulebookRefused) as told:
        load_all(tmp_path, events=TYPES, templates=TEMPLATES)
    assert [fault.place for fault in told.value.faults] == ["a.toml, line 1", "b.toml, the end of the file"]


def test_a_folder_without_rulebooks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookRefused, match=r"There is no rulebook here"):
        load_all(tmp_path, events=TYPES, templates=TEMPLATES)


LINES = REAL.split("\n")
ODD = (
    *('""', '"x"', "1", "-1", "true", "[]", "[1]", "[[]]", '["x", 1]', "{}", '[{ key = "a" }]', "nan"),
    *("2023-01-01", "2023-01-01T00:00:00Z", "12:00:00", "0x7f", '"\\u2028"', "[{}, {}]"),
)


CHANGE = st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(ODD))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rulebooks") / NAME


def nothing_raised(path: Path, content: bytes) -> list[Fault]:
    """What check() says of some bytes; each fault is a sentence with a place, and nobody else's words."""
    path.write_bytes(content)
    book, faults = check(path, events=TYPES, templates=TEMPLATES)
    assert (book is None) == bool(faults)
    for fault in faults:
        assert fault.place.startswith(("line ", "the end of the file"))
        assert fault.text.endswith((".", "?", ")."))
        assert "\n" not in fault.place + fault.text
        assert not re.search(r"[Ii]nput should|validat|pydantic|union|NoneType", fault.text)
    return faults


@given(content=st.binary(max_size=200))
def test_no_bytes_make_the_check_raise(scratch: Path, content: bytes) -> None:
    nothing_raised(scratch, content)


@given(content=st.text(alphabet="[]{}=\"'#.,\n ab1-:T\\stage", max_size=60))
def test_no_near_toml_makes_the_check_raise(scratch: Path, content: str) -> None:
    nothing_raised(scratch, content.encode())


@settings(max_examples=40)
@given(
    changes=st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(ODD)), min_size=1, max_size=4)
)
def test_no_odd_value_makes_the_check_raise(scratch: Path, changes: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for number, value in changes:
        key, equals, _ = lines[number].partition(" = ")
        lines[number] = f"{key}{equals}{value}" if equals else ""
    nothing_raised(scratch, "\n".join(lines).encode())
