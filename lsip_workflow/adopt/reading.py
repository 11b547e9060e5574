"""A workbook read: each sheet and column that is known, what nobody foresaw, and all that is wrong."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from lsip_workflow.adopt import crossing
from lsip_workflow.adopt.cells import Wrong, line, words
from lsip_workflow.adopt.lines import Adoption, Extra, Fault, Line, PlanLine, Reading
from lsip_workflow.adopt.opening import LAST_COLUMN, LAST_ROW, Grid, NotAWorkbook, grids
from lsip_workflow.adopt.sheets import HOW, PLAN, SHEETS, Column, Sheet
from lsip_workflow.reference.reading import nearest, normalised

HEADINGS_WITHIN = 20


@dataclass
class Found:
    """What has been read so far."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def read(content: bytes) -> Reading:
    """Read a workbook as far as it goes; every fault comes with its sheet and cell."""
    try:
        sheets = grids(content)
    except NotAWorkbook as error:
        return Reading(Adoption(), (Fault("The file", 0, "", str(error)),))
    found = Found()
    there = _sheets(sheets, found)
    said: dict[str, Any] = {}
    for sheet in SHEETS:
        if (grid := there.get(sheet.name)) is None:
            continue
        _tell(grid, found)
        said[sheet.key] = _plan(grid, found) if sheet is PLAN else tuple(_lines(sheet, grid, found))
    adoption = Adoption(fingerprint=hashlib.sha256(content).hexdigest(), **said)
    reading = Reading(adoption, tuple(found.faults), tuple(found.notes), found.columns)
    faults = [*found.faults, *crossing.faults(reading)]
    return Reading(adoption, tuple(in_order(faults)), tuple(found.notes), found.columns)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults by sheet, row and column, each once."""
    sheets = [sheet.name for sheet in SHEETS]

    def place(fault: Fault) -> tuple[int, int, int, str]:
        known = sheets.index(fault.sheet) if fault.sheet in sheets else len(sheets)
        return known, fault.row, len(fault.column), fault.column

    return sorted(dict.fromkeys(faults), key=place)


def matched(there: list[Grid]) -> dict[str, list[Grid]]:
    """The sheets of a workbook that look like each of ours; the first is the one that is read."""
    taken: dict[str, list[Grid]] = {}
    for sheet in SHEETS:
        exact = [grid for grid in there if normalised(grid.name) == normalised(sheet.name)]
        left = [grid for grid in there if not any(grid in grids for grids in taken.values())]
        taken[sheet.name] = exact or [g for g in left if _is_called(g.name, sheet) and _headings(sheet, g)[1]]
    return taken


def unread(there: list[Grid]) -> list[Grid]:
    """The sheets of a workbook that are none of ours."""
    read = [grids[0].name for grids in matched(there).values() if grids]
    return [grid for grid in there if grid.name not in read]


def _sheets(there: list[Grid], found: Found) -> dict[str, Grid]:
    """Which sheet of the workbook is which of ours; all others are kept with the file, and said."""
    others = unread(there)
    ours = matched(there)
    for name, candidates in ours.items():
        if len(candidates) > 1:
            both = " and ".join(f"“{grid.name}”" for grid in candidates)
            text = f"{both} both look like this sheet; give one of them another name."
            found.faults.append(Fault(name, 0, "", text))
        if not candidates:
            close = nearest(name, [grid.name for grid in others]).removeprefix("; the nearest is ")
            hint = f" (is it “{close}”? Name it so)" if close else ""
            text = f"this sheet is missing{hint}; where there is nothing to say, leave its headings only."
            found.faults.append(Fault(name, 0, "", text))
    if kept := [f"“{grid.name}”" for grid in others if grid.rows and grid.name != HOW]:
        found.notes.append(f"Kept with the file, not read: {', '.join(kept)}.")
    return {name: grids[0] for name, grids in ours.items() if grids}


def _is_called(name: str, sheet: Sheet) -> bool:
    """Whether a sheet's name is one of ours, with or without "Annex B -" before it."""
    bare = re.sub(r"^annex [a-z]?\d?\s*[-–—:.]\s*", "", name.strip(), flags=re.I)
    return {normalised(name), normalised(bare)} & {
        normalised(text) for text in (sheet.name, *sheet.also)
    } != set()


def _tell(grid: Grid, found: Found) -> None:
    if grid.beyond:
        text = f"{LAST_ROW:,} rows and {LAST_COLUMN} columns are read, and there is more; take out the rest."
        found.faults.append(Fault(grid.name, 0, "", text))
    if grid.formulas:
        found.notes.append(f"{grid.name}: formulas count by the value that was last saved ({grid.formulas}).")
    if grid.filled:
        found.notes.append(
            f"{grid.name}: merged cells count for each of their rows ({', '.join(grid.filled)})."
        )


def _plan(grid: Grid, found: Found) -> PlanLine:
    """The sheet with one thing on each line, its name on the left."""
    values: dict[str, Any] = {}
    unknown = []
    for number, cells in sorted(grid.rows.items()):
        name = normalised(_heading(cells.get(1)))
        column = next((c for c in PLAN.columns if name in _names(c)), None)
        if column is None or column.field in values:
            unknown.append(_heading(cells.get(1)) or f"row {number}")
            continue
        found.columns["Plan", column.field] = f"B{number}"
        values[column.field] = None
        if 2 in cells:
            values[column.field] = _value("Plan", number, "B", column, cells[2], found)
        elif column.needed:
            found.faults.append(Fault("Plan", number, "B", f"“{column.heading}” is not filled in."))
    for column in PLAN.columns:
        if column.needed and column.field not in values:
            found.faults.append(Fault("Plan", 0, "", f"the line “{column.heading}” is missing."))
    if unknown := [text for text in unknown if text not in ("Plan", "")]:
        found.notes.append(f"Plan: kept with the file, not read: {', '.join(unknown)}.")
    return PlanLine(**{name: value for name, value in values.items() if value is not None})


def _lines(sheet: Sheet, grid: Grid, found: Found) -> Iterator[Line]:
    """The lines below the headings; a blank one between two is no end."""
    top, _ = _headings(sheet, grid)
    if top is None:
        expected = ", ".join(column.heading for column in sheet.columns if column.needed)
        text = f"there are no headings in its first {HEADINGS_WITHIN} rows; write {expected} and the others."
        found.faults.append(Fault(sheet.name, 0, "", text))
        return
    known = _placed(sheet, grid.rows[top])
    for column in sheet.columns:
        if column.needed and column not in known.values():
            text = f"there is no column “{column.heading}”; add it, with something in each row."
            found.faults.append(Fault(sheet.name, top, "", text))
    found.columns |= {(sheet.name, column.field): get_column_letter(at) for at, column in known.items()}
    below = {number: cells for number, cells in sorted(grid.rows.items()) if number > top}
    others = _others(grid.rows[top], below, known)
    if others:
        found.notes.append(f"{sheet.name}: columns kept as they came: {', '.join(others.values())}.")
    for number, cells in below.items():
        yield _line(sheet, number, cells, known, others, found)


def _line(
    sheet: Sheet,
    number: int,
    cells: dict[int, Any],
    known: dict[int, Column],
    others: dict[int, str],
    found: Found,
) -> Line:
    values: dict[str, Any] = {}
    for at, column in known.items():
        letter = get_column_letter(at)
        if at in cells:
            values[column.field] = _value(sheet.name, number, letter, column, cells[at], found)
        elif column.needed:
            found.faults.append(Fault(sheet.name, number, letter, f"“{column.heading}” is not filled in."))
    extra: list[tuple[str, str]] = []
    for at, heading in others.items():
        try:
            extra.append((heading, words(cells[at]) if at in cells else ""))
        except Wrong as wrong:
            found.faults.append(Fault(sheet.name, number, get_column_letter(at), str(wrong)))
    kept: Extra = tuple(extra)
    return sheet.line(row=number, extra=kept, **{name: v for name, v in values.items() if v is not None})


def _value(sheet: str, number: int, letter: str, column: Column, cell: Any, found: Found) -> Any:
    try:
        return column.read(cell)
    except Wrong as wrong:
        found.faults.append(Fault(sheet, number, letter, str(wrong)))
        return None


def _headings(sheet: Sheet, grid: Grid) -> tuple[int | None, bool]:
    """The row with the headings, and whether all that is needed is there: titles may stand above it."""
    best: tuple[int | None, int, bool] = (None, 0, False)
    for number in sorted(grid.rows)[:HEADINGS_WITHIN]:
        known = _placed(sheet, grid.rows[number]).values()
        whole = all(column in known for column in sheet.columns if column.needed)
        if (whole, len(known)) > (best[2], best[1]):
            best = (number, len(known), whole)
    return best[0], best[2]


def _placed(sheet: Sheet, headings: dict[int, Any]) -> dict[int, Column]:
    """Which column stands where: by our heading first, else by another for the same; a second is not ours."""
    placed: dict[int, Column] = {}
    names = {at: normalised(_heading(cell)) for at, cell in sorted(headings.items())}
    for column in sheet.columns:
        for name in _names(column):
            at = next((at for at, given in names.items() if given == name and at not in placed), None)
            if at is not None:
                placed[at] = column
                break
    return dict(sorted(placed.items()))


def _others(
    headings: dict[int, Any], below: dict[int, dict[int, Any]], known: dict[int, Column]
) -> dict[int, str]:
    """The columns that nobody foresaw, by place: under their own heading, or else their letter."""
    filled = {at for cells in below.values() for at in cells}
    places = sorted((set(headings) | filled) - set(known))
    return {at: _heading(headings.get(at)) or f"Column {get_column_letter(at)}" for at in places}


def _names(column: Column) -> list[str]:
    return [normalised(text) for text in (column.heading, *column.also)]


def _heading(cell: Any) -> str:
    try:
        return line(cell) if cell is not None else ""
    except Wrong:
        return ""
