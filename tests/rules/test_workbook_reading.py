"""Reading a workbook: what is taken, what is said of what is not, and what a hostile file comes to."""

import io
import tracemalloc
import zipfile
import zlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from lsip_workflow.adopt import Reading, read, template, without_contacts
from lsip_workflow.adopt.cells import (
    NoValue,
    Wrong,
    address,
    code,
    email,
    horizon,
    plain,
    role,
    several,
    ukprn,
    whole,
    words,
    yes_no,
)
from lsip_workflow.adopt.days import day, rough_day
from lsip_workflow.adopt.opening import LAST_ROW, MOST_BYTES, MOST_SHEETS
from lsip_workflow.adopt.sheets import SHEETS
from lsip_workflow.model import Precision, Role
from lsip_workflow.rules.likeness import alike
from tests.workbooks import Change, opened, published, put, saved, workbook


def said(content: bytes) -> list[str]:
    return [str(fault) for fault in read(content).faults]


def reading(*changes: Change) -> Reading:
    return read(workbook(*changes))


def test_a_whole_workbook_has_no_fault() -> None:
    got = reading()
    assert got.faults == ()
    assert [len(part) for part in (got.adoption.actions, got.adoption.contacts)] == [40, 60]


def test_the_template_has_every_sheet_and_heading_and_says_what_is_not_filled_in() -> None:
    book = opened(template())
    assert book.sheetnames[1:] == [sheet.name for sheet in SHEETS]
    for sheet in SHEETS[1:]:
        headings = [cell.value for cell in book[sheet.name][1]]
        assert headings == [column.heading for column in sheet.columns]
    assert said(template()) == [
        f"Plan!B{row}: “{name}” is not filled in."
        for row, name in enumerate(
            (
                *("Area", "Employer representative body", "Cycle", "Edition of the guidance", "Stage today"),
                "In this stage since",
            ),
            start=1,
        )
    ]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (datetime(2026, 11, 30, tzinfo=UTC), date(2026, 11, 30)),
        (date(2026, 11, 30), date(2026, 11, 30)),
        ("2026-11-30", date(2026, 11, 30)),
        ("30/11/2026", date(2026, 11, 30)),
        (" 30 November 2026 ", date(2026, 11, 30)),
        ("30th Nov 2026", date(2026, 11, 30)),
        ("1.2.2027", date(2027, 2, 1)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_however_people_write_it(cell: Any, meant: date) -> None:
    assert day(cell) == meant


@pytest.mark.parametrize(
    ("read_as", "cell", "says"),
    [
        (day, "29/02/2027", "“29/02/2027” is not a day of the calendar"),
        (day, "31 April 2026", "not a day of the calendar"),
        (day, "summer 2026", "keep the words in a column of your own"),
        (day, 46000, "46000 is a number, not a day; format the cell as a date"),
        (day, date(1026, 1, 1), "1026 cannot be"),
        (day, NoValue(), "this is a formula, and its value is not in the workbook"),
        (rough_day, "a while ago", "is not a date that can be read; write 30 June 2025"),
        (rough_day, "31/04/2025", "is not a day of the calendar"),
        (rough_day, "Smarch 2026", "write 30 June 2025, June 2025, summer 2025, 2025 or “not known”"),
        (code, date(2026, 2, 1), "the spreadsheet made a date of this code"),
        (code, "x" * 41, "at most 40 characters"),
        (ukprn, "1000", "eight digits"),
        (ukprn, "20000020", "eight digits, the first a 1"),
        (whole(0, 8), "3-5", "one whole number, from 0 to 8"),
        (whole(0, 8), 2.5, "one whole number"),
        (email, "a@b", "is not an e-mail address"),
        (email, "a@b.uk; c@d.uk", "is not an e-mail address"),
        (address, "javascript:alert(1)", "is not the address of a web page"),
        (address, "ftp://x.example", "is not the address of a web page"),
        (words, "x" * 5_001, "5,001 characters"),
        (plain, "#REF!", "is a mistake in a formula"),
        (plain, "a\x07b", "cannot be seen"),
        (yes_no, "maybe", "is not one of yes, no"),
        (horizon, "2040", "current, emerging, within three years"),
        (role, "Overlord", "project manager, ERB lead"),
    ],
)
def test_what_a_cell_cannot_hold_is_said_with_what_to_write(read_as: Any, cell: Any, says: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read_as(cell)
    assert says in str(wrong.value)
    assert str(wrong.value).endswith(".")


@pytest.mark.parametrize(
    ("cell", "on", "precision"),
    [
        (datetime(2025, 6, 30, tzinfo=UTC), date(2025, 6, 30), Precision.DAY),
        ("June 2025", date(2025, 6, 30), Precision.MONTH),
        ("Feb 2028", date(2028, 2, 29), Precision.MONTH),
        ("Summer 2025", date(2025, 8, 31), Precision.SEASON),
        ("end of 2025", date(2025, 12, 31), Precision.YEAR),
        (2025, date(2025, 12, 31), Precision.YEAR),
        ("not known", None, Precision.UNKNOWN),
    ],
)
def test_what_happened_before_keeps_its_precision(cell: Any, on: date | None, precision: Precision) -> None:
    got = rough_day(cell)
    assert (got.on, got.precision) == (on, precision)


@pytest.mark.parametrize("cell", ["OP1", "C1", "DT1", "1.2a", "PCP 3", "3/4", "Ä-1"])
def test_a_local_code_is_never_renamed(cell: str) -> None:
    assert code(f" {cell} ") == cell


def test_numbers_as_text_and_text_as_numbers_are_what_they_mean() -> None:
    assert ukprn(10000020.0) == ukprn("10000020") == ukprn(" 1000 0020 ") == "10000020"
    assert code(7.0) == "7"
    assert whole(0, 8)("4") == whole(0, 8)(4.0) == 4
    assert several(role)("Project manager;\nDeputy ; project MANAGER") == (
        Role.PROJECT_MANAGER,
        Role.PROVIDER_DEPUTY,
    )


def rearranged(book: Workbook) -> None:
    """The same contacts, with headings in another order, case and spelling, a title and blank rows."""
    rows = list(book["Contacts"].iter_rows(values_only=True))
    book.remove(book["Contacts"])
    sheet = book.create_sheet(" CONTACTS ")
    sheet["A1"] = "Everyone we know"
    heads = [" telephone", "ROLE ", "Organisation name", "email", "Post", "FULL NAME"]
    others: list[list[Any]] = [
        [phone, given, org, mail, post, f" {name}  "] for name, mail, phone, org, given, post in rows[1:]
    ]
    for row, values in enumerate([heads, *others]):
        for column, value in enumerate(values, start=2):
            sheet.cell(3 + row * 2, column, value)


def test_headings_in_another_order_case_or_place_and_blank_rows_between_do_not_matter() -> None:
    got = reading(rearranged)
    assert got.faults == ()
    plainly = [(c.name, c.email, c.roles, c.post) for c in reading().adoption.contacts]
    assert [(c.name, c.email, c.roles, c.post) for c in got.adoption.contacts] == plainly
    assert got.adoption.contacts[1].row == 7


def formula(book: Workbook) -> None:
    book["Actions"]["E3"] = "=TODAY()"


def test_a_formula_without_a_value_is_a_fault_and_is_never_evaluated() -> None:
    got = reading(formula)
    assert [str(fault).partition(";")[0] for fault in got.faults] == [
        "Actions!E3: this is a formula, and its value is not in the workbook"
    ]
    assert "Actions: formulas count by the value that was last saved (1)." in got.notes


def merged(book: Workbook) -> None:
    sheet = book["Actions"]
    for row in (3, 4):
        sheet.cell(row, 3).value = None
    sheet.merge_cells("C2:C4")


def test_what_is_merged_down_counts_for_each_of_its_rows() -> None:
    got = reading(merged)
    assert got.faults == ()
    assert [action.priority for action in got.adoption.actions[:4]] == ["P2", "P2", "P2", "P2"]
    assert "Actions: merged cells count for each of their rows (C2:C4)." in got.notes


def without(*names: str) -> Change:
    def change(book: Workbook) -> None:
        for name in names:
            book.remove(book[name])

    return change


def renamed(book: Workbook) -> None:
    book["Actions"].title = "Actionz"


def test_a_missing_sheet_is_a_fault_that_names_the_nearest() -> None:
    assert said(workbook(without("Needs")))[0].startswith(
        "Needs: this sheet is missing; where there is nothing"
    )
    assert any("is it “Actionz”? Name it so" in line for line in said(workbook(renamed)))


def test_a_missing_heading_is_a_fault_at_the_row_of_the_headings() -> None:
    got = said(workbook(put("Actions", "A1", "Kode")))
    assert got[0] == "Actions!1: there is no column “Code”; add it, with something in each row."


def test_a_sheet_without_headings_is_a_fault() -> None:
    def bare(book: Workbook) -> None:
        book.remove(book["Before"])
        book.create_sheet("Before").append(["Nothing", "of", "ours"])

    assert said(workbook(bare))[0].startswith(
        "Before: there are no headings in its first 20 rows; write What"
    )


def test_two_sheets_for_the_same_are_a_fault() -> None:
    def twice(book: Workbook) -> None:
        book["Actions"].title = "Roadmap"
        copy = book.copy_worksheet(book["Roadmap"])
        copy.title = "Annex B"

    assert "“Roadmap” and “Annex B” both look like this sheet" in said(workbook(twice))[0]


def test_the_published_shape_is_read_with_its_own_columns_and_words() -> None:
    got = read(published())
    assert got.faults == ()
    assert len(got.adoption.actions) == 120
    first = got.adoption.actions[0]
    assert (first.code, first.priority, first.status) == ("C1.1", "C1", "Ongoing/research")
    assert [heading for heading, _ in first.extra].count("Risk") == 2
    kinds = [priority.kind.written for priority in got.adoption.priorities if priority.kind]
    assert kinds[0] == "Overarching"


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04 not a zip", b"\xd0\xcf\x11\xe0 an old workbook"]
)
def test_what_is_no_workbook_is_said_to_be_none(content: bytes) -> None:
    assert said(content) == [
        "The file: this is not an Excel workbook (.xlsx); save it as one in your spreadsheet program."
    ]


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zipped(**{"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 70_000_000})
    assert len(bomb) < 100_000
    assert said(bomb)[0].startswith("The file: unpacked, this workbook is far larger than a plan")


@pytest.mark.parametrize("unpack", [read, without_contacts])
def test_a_bomb_that_states_a_small_size_is_not_unpacked_beyond_it(unpack: Any) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        with zipfile.ZipFile(io.BytesIO(workbook())) as sound:
            for name in sound.namelist():
                part = sound.read(name)
                packed.writestr(name, part + (b" " * 80_000_000 if name == "xl/workbook.xml" else b""))
                if name == "xl/workbook.xml":
                    stated, size, check = packed.getinfo(name), len(part), zlib.crc32(part)
        stated.file_size, stated.CRC = size, check
    tracemalloc.start()
    try:
        assert unpack(out.getvalue())
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_a_file_that_is_too_large_is_not_looked_into() -> None:
    assert said(b"PK" + b"0" * MOST_BYTES)[0].startswith("The file: this is larger than 10 MB")


def test_a_broken_workbook_is_said_to_be_damaged() -> None:
    content = workbook()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    files["xl/worksheets/sheet5.xml"] = files["xl/worksheets/sheet5.xml"][:2000]
    assert said(zipped(**files))[0].startswith("The file: this workbook is damaged and cannot be read")


def test_entities_that_grow_are_not_expanded() -> None:
    content = workbook()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 100}">' for n in range(9))
    head = f'<?xml version="1.0"?><!DOCTYPE worksheet [{levels}]>'.encode()
    sheet = files["xl/worksheets/sheet1.xml"].replace(b"Kent and Medway", b"&e8;")
    files["xl/worksheets/sheet1.xml"] = head + sheet
    assert said(zipped(**files))[0].startswith("The file: this workbook is damaged and cannot be read")


def test_rows_without_end_and_sheets_without_number_are_faults() -> None:
    def far(book: Workbook) -> None:
        book["Actions"].cell(LAST_ROW + 1, 1, "A99")

    assert any("5,000 rows and 100 columns are read" in line for line in said(workbook(far)))
    book = Workbook()
    for number in range(MOST_SHEETS):
        book.create_sheet(f"S{number}")
    assert said(saved(book))[0].startswith(f"The file: it has more than {MOST_SHEETS} sheets")


def test_a_far_away_blank_row_is_no_fault() -> None:
    def styled(book: Workbook) -> None:
        book["Actions"].row_dimensions[900_000].height = 30
        book["Actions"].cell(900_000, 1).number_format = "@"

    assert said(workbook(styled)) == []


def test_the_copy_that_is_kept_has_no_contacts_and_all_else() -> None:
    kept = opened(without_contacts(published()))
    assert "Contacts" not in kept.sheetnames
    assert {"Annex A - Skills needs", "Annex B – Action plan", "Annex C"} <= set(kept.sheetnames)


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("Northshire College", "Northshire Colege", True),
        ("Northshire College", "The Northshire College Ltd", True),
        ("College 1", "College 2", False),
        ("Northshire College", "Midvale College", False),
        ("", "", False),
    ],
)
def test_names_are_alike_when_a_slip_parts_them(one: str, other: str, like: bool) -> None:
    assert alike(one, other) is like
