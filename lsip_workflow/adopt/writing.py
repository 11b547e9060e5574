"""Workbooks written: the template, a plan in the same shape, and the copy of a workbook that is kept."""

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lsip_workflow.adopt.lines import Extra
from lsip_workflow.adopt.opening import Grid, grids, unpacked
from lsip_workflow.adopt.reading import matched, unread
from lsip_workflow.adopt.sheets import CONTACTS, HOW, PLAN, SHEETS, Sheet

Row = tuple[Mapping[str, Any], Extra]
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def template() -> bytes:
    """An empty workbook with every sheet and heading, and a page that tells what belongs where."""
    book = _book()
    told = book.create_sheet(HOW)
    lines = [("Sheet", "Column", "Needed", "What belongs there")]
    for sheet in SHEETS:
        lines.append((sheet.name, "", "", sheet.tells))
        lines += [(sheet.name, c.heading, "yes" if c.needed else "", c.tells) for c in sheet.columns]
    lines.append(("Any sheet", "Your own columns", "", "Kept with their row, under their own heading."))
    for number, values in enumerate(lines, start=1):
        _row(told, number, values, bold=not values[1] or number == 1)
    _widths(told, (16, 30, 10, 90))
    for sheet in SHEETS:
        _sheet(book, sheet, [])
    return _bytes(book)


def write(rows: Mapping[str, Sequence[Row]], plan: Mapping[str, Any], kept: bytes | None = None) -> bytes:
    """A plan in the shape of the template, then the sheets of the kept workbook that nobody read."""
    book = _book()
    for sheet in SHEETS:
        _sheet(book, sheet, [(plan, ())] if sheet is PLAN else rows.get(sheet.name, ()))
    for grid in unread(grids(kept)) if kept else ():
        if grid.name not in book.sheetnames and grid.name != HOW:
            _as_it_came(book.create_sheet(grid.name), grid)
    return _bytes(book)


def without_contacts(content: bytes) -> bytes:
    """The same workbook without its contacts and without who last saved it.

    People are kept where they can be corrected and erased; a copy of their addresses in a file could not be.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(unpacked(content)), keep_links=False)
    for grid in matched(grids(content))[CONTACTS.name]:
        book.remove(book[grid.name])
    book.properties = DocumentProperties(creator="", created=book.properties.created)
    return _bytes(book)


def _book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties = DocumentProperties(creator="")
    return book


def _sheet(book: Workbook, sheet: Sheet, rows: Sequence[Row]) -> None:
    into = book.create_sheet(sheet.name)
    if sheet is PLAN:
        values = rows[0][0] if rows else {}
        for number, column in enumerate(sheet.columns, start=1):
            _row(into, number, (column.heading,), bold=True)
            _row(into, number, (None, values.get(column.field)))
        _widths(into, (32, 60))
        return
    others = _headings(rows)
    _row(into, 1, (*(column.heading for column in sheet.columns), *(name for name, _ in others)), bold=True)
    into.freeze_panes = "A2"
    for number, (values, extra) in enumerate(rows, start=2):
        kept = _numbered(extra)
        _row(
            into, number, (*(values.get(c.field) for c in sheet.columns), *(kept.get(key) for key in others))
        )
    _widths(into, [18] * (len(sheet.columns) + len(others)))


def _numbered(extra: Extra) -> dict[tuple[str, int], str]:
    """The columns of a row by heading; two under one heading stay two."""
    seen: dict[str, int] = {}
    numbered = {}
    for heading, text in extra:
        seen[heading] = seen.get(heading, 0) + 1
        numbered[heading, seen[heading]] = text
    return numbered


def _headings(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """The headings that nobody foresaw, in the order in which they came."""
    return list(dict.fromkeys(key for _, extra in rows for key in _numbered(extra)))


def _row(into: Worksheet, number: int, values: Sequence[Any], *, bold: bool = False) -> None:
    for at, value in enumerate(values, start=1):
        if value is None or value == "":
            continue
        cell = into.cell(number, at)
        _put(cell, value)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if bold:
            cell.font = Font(bold=True)


def _put(cell: Any, value: Any) -> None:
    """A value as what it is; text never as a formula, whatever it begins with."""
    if isinstance(value, date) and not isinstance(value, datetime):
        cell.value, cell.number_format = value, "dd/mm/yyyy"
    elif isinstance(value, str):
        cell.value, cell.data_type, cell.number_format = UNSEEN.sub("", value), "s", "@"
    else:
        cell.value = value


def _as_it_came(into: Worksheet, grid: Grid) -> None:
    for number, cells in grid.rows.items():
        for at, value in cells.items():
            if isinstance(value, str | int | float | date):
                _put(into.cell(number, at), value)


def _widths(into: Worksheet, widths: Sequence[int]) -> None:
    for at, width in enumerate(widths, start=1):
        into.column_dimensions[get_column_letter(at)].width = width


def _bytes(book: Workbook) -> bytes:
    if not book.sheetnames:
        book.create_sheet("Kept")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
