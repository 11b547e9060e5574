"""The rows of the table as a file for a spreadsheet, in which no cell can become a formula."""

import csv
import io
from collections.abc import Iterable

from lsip_workflow.documents.provider_record import harmless
from lsip_workflow.web import saying
from lsip_workflow.web.views.plans import PlanLine

HEADINGS = (
    "Area",
    "Region",
    "Employer representative body",
    "Cycle",
    "Stage",
    "Next date",
    "Next date in words",
    "What it is for",
    "Progress",
    "Why",
    "Last change",
    "Published or released",
)


def as_csv(lines: Iterable[PlanLine]) -> bytes:
    """The same rows as on the page, in UTF-8 with the mark that spreadsheets look for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for line in lines:
        writer.writerow([harmless(cell) for cell in _cells(line)])
    return text.getvalue().encode("utf-8-sig")


def _cells(line: PlanLine) -> tuple[str, ...]:
    return (
        line.area,
        "; ".join(line.regions),
        line.erb,
        line.cycle,
        line.stage,
        line.next_day.isoformat() if line.next_day else "",
        line.next_date,
        line.next_title,
        line.word,
        line.sentence,
        saying.instant(line.changed) if line.changed else "",
        "; ".join(f"{each.title}, {saying.day(each.on)}: {each.address}" for each in line.public),
    )
