"""A workbook given back with its faults in place: each cell marked, each with a note, and a list in front."""

import io
import warnings
from collections import defaultdict
from collections.abc import Sequence

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from lsip_workflow.adopt.lines import Fault
from lsip_workflow.adopt.opening import grids, unpacked
from lsip_workflow.adopt.reading import matched
from lsip_workflow.adopt.writing import _bytes, _row, _widths

LIST = "To put right"
AUTHOR = "lsip-workflow"
MARK = PatternFill("solid", fgColor="FFF4CCCC")
MOST_IN_A_NOTE = 1_500


def annotated(content: bytes, faults: Sequence[Fault]) -> bytes:
    """The same workbook with each fault as a note at its cell, and all of them in a sheet in front.

    Raises NotAWorkbook. Pictures and charts of the original are not in the copy.
    """
    names = {ours: there[0].name for ours, there in matched(grids(content)).items() if there}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(unpacked(content)), keep_links=False)
    by_cell: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for fault in faults:
        if fault.row and fault.column:
            by_cell[names.get(fault.sheet, fault.sheet), f"{fault.column}{fault.row}"].append(fault.text)
    for (sheet, place), texts in by_cell.items():
        if sheet in book.sheetnames:
            _mark(book[sheet][place], " ".join(texts))
    _list(book, faults)
    return _bytes(book)


def _mark(cell: object, text: str) -> None:
    """A note and a colour; a cell that is merged into another cannot bear one."""
    if isinstance(cell, Cell):
        cell.comment = Comment(text[:MOST_IN_A_NOTE], AUTHOR, height=160, width=320)
        cell.fill = MARK


def _list(book: Workbook, faults: Sequence[Fault]) -> None:
    if LIST in book.sheetnames:  # of a copy that was handed in again
        book.remove(book[LIST])
    told = book.create_sheet(LIST, 0)
    _row(told, 1, ("Sheet", "Cell", "What to do"), bold=True)
    for number, fault in enumerate(faults, start=2):
        place = f"{fault.column}{fault.row or ''}"
        _row(told, number, (fault.sheet, place, fault.text[:1].upper() + fault.text[1:]))
    _widths(told, (16, 10, 110))
    book.active = 0
