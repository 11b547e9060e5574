"""A workbook opened with care: bounded in every direction, read as values, nothing evaluated."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from lsip_workflow.adopt.cells import NoValue

MOST_BYTES = 10_000_000
MOST_UNPACKED = 60_000_000
MOST_PARTS = 2_000
MOST_SHEETS = 60
LAST_ROW = 5_000
LAST_COLUMN = 100
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Rows = dict[int, dict[int, Any]]


class NotAWorkbook(ValueError):
    """What was handed in cannot be read as a workbook; the sentence says why and what to do."""


@dataclass
class Grid:
    """One sheet: what stands in which row and column, counted from 1; blanks are not there."""

    name: str
    rows: Rows = field(default_factory=dict)
    beyond: bool = False
    """Whether something stands further down, or further right, than is read."""
    formulas: int = 0
    filled: list[str] = field(default_factory=list)
    """Merged cells whose words were taken for each of their rows."""


def grids(content: bytes) -> list[Grid]:
    """The sheets of a workbook, in order. Raises NotAWorkbook."""
    _bounded(content)
    try:
        content = unpacked(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, about styles and extensions that do not matter here
            return list(_grids(content))
    except NotAWorkbook:
        raise
    except Exception as error:  # whatever a broken or hostile file makes of the reader is the file's fault
        raise NotAWorkbook(
            "this workbook is damaged and cannot be read; open it in your spreadsheet program, save it anew "
            "as .xlsx and try again."
        ) from error


def _bounded(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise NotAWorkbook(
            f"this is larger than {MOST_BYTES // 1_000_000} MB; take pictures and old sheets out of it."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise NotAWorkbook(
            "this is not an Excel workbook (.xlsx); save it as one in your spreadsheet program."
        ) from None
    # No more than this is ever unpacked: see `unpacked`.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NotAWorkbook(
            "unpacked, this workbook is far larger than a plan; copy its sheets into a new one."
        )
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise NotAWorkbook(
            "this is not an Excel workbook (.xlsx); save it as one in your spreadsheet program."
        )


def unpacked(content: bytes) -> bytes:
    """The same workbook, of each part no more than the size that it states: some hide what they unpack to."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(made, "w") as plain:
        for part in packed.infolist():
            with packed.open(part) as opened:
                plain.writestr(part.filename, opened.read(part.file_size))
    return made.getvalue()


def _grids(content: bytes) -> Iterator[Grid]:
    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    merged = _merged(content)
    try:
        if len(values.worksheets) > MOST_SHEETS:
            raise NotAWorkbook(
                f"it has more than {MOST_SHEETS} sheets; take out those that are not of the plan."
            )
        for valued, written in zip(values.worksheets, formulas.worksheets, strict=True):
            valued.reset_dimensions()  # what a file states about its own size is not always so
            written.reset_dimensions()
            grid = Grid(valued.title)
            _fill(grid, valued.iter_rows(values_only=True), written.iter_rows())
            _fill_down(grid, merged.get(valued.title, ()))
            yield grid
    finally:
        values.close()
        formulas.close()


def _fill(grid: Grid, values: Iterable[tuple[Any, ...]], formulas: Iterable[tuple[Any, ...]]) -> None:
    for number, (row, written) in enumerate(zip_longest(values, formulas, fillvalue=()), start=1):
        if not any(value is not None for value in row) and not any(cell.value for cell in written):
            continue
        for column, (value, cell) in enumerate(zip_longest(row, written), start=1):
            if cell is not None and cell.data_type == "f":
                grid.formulas += 1
                found: Any = NoValue() if value is None else value
            else:
                found = value
            if found is None or (isinstance(found, str) and not found.strip()):
                continue
            if number > LAST_ROW or column > LAST_COLUMN:
                grid.beyond = True
                break
            grid.rows.setdefault(number, {})[column] = found


def _fill_down(grid: Grid, merged: Iterable[str]) -> None:
    """What is merged down several rows is meant for each of them; rows that are otherwise blank stay so."""
    for reference in merged:
        left, top, right, bottom = range_boundaries(reference)
        if left is None or top is None or bottom is None or left != right or top == bottom:
            continue
        if (value := grid.rows.get(top, {}).get(left)) is None:
            continue
        for number in [row for row in grid.rows if top < row <= bottom]:
            grid.rows[number].setdefault(left, value)
        grid.filled.append(reference)


def _merged(content: bytes) -> dict[str, list[str]]:
    """The merged ranges of each sheet, by its name; reading row by row does not tell of them."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
        links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
        target = {link.get("Id"): str(link.get("Target")) for link in links}
        found = {}
        for sheet in book.iter():
            if not sheet.tag.endswith("}sheet"):
                continue
            part = target.get(sheet.get(RELATION), "").lstrip("/").removeprefix("xl/")
            if f"xl/{part}" in packed.namelist():
                text = packed.read(f"xl/{part}").decode("utf-8", "replace")
                found[str(sheet.get("name"))] = re.findall(r'<mergeCell ref="([A-Z0-9:]{2,20})"', text)[
                    :5_000
                ]
        return found
