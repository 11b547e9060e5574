"""Workbooks for tests: a plan of forty actions and sixty contacts, and one in the published shape."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.builders import ukprn

Change = Callable[[Workbook], None]


def workbook(*changes: Change, area: str = "Kent and Medway", cycle: str = "2025-28") -> bytes:
    """A plan that lacks nothing, with forty actions and sixty contacts, changed as a test wants it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _plan(book, area, cycle)
    _before(book)
    _sheet(
        book,
        "Needs",
        ["Code", "Occupation or skill", "SOC", "SIC", "Level", "When", "Status"],
        [
            ["N1", "Software developers", 2134, "620", 4, "Current", "Live"],
            ["N2", "Care workers", "6135", "881", 2, "Emerging", "Under review"],
            ["N3", "Heat pump installers", None, None, 3, "within three years", None],
        ],
    )
    _sheet(
        book,
        "Priorities",
        ["Code", "Priority", "Kind", "Needs", "Status"],
        [
            ["P1", "Digital", "Sector", "N1", "Agreed"],
            ["P2", "Care", "Sector", "N2; Heat pump installers", None],
            ["P3", "Employability", "Cross-cutting", None, None],
        ],
    )
    _sheet(book, "Actions", ACTIONS, [_action(number) for number in range(1, 41)])
    colleges = [[f"College {number}", "Provider", ukprn(number), None] for number in range(1, 21)]
    bodies = [["Kent Invicta Chamber of Commerce", "ERB", None, "https://chamber.example"]]
    others = [["Weald Employers Forum", "Other", None, None]]
    _sheet(book, "Organisations", ["Name", "Kind", "UKPRN", "Web address"], bodies + colleges + others)
    _sheet(book, "Contacts", CONTACTS, [_contact(number) for number in range(1, 61)])
    for change in changes:
        change(book)
    return saved(book)


ACTIONS = [
    *("Code", "Action", "Priority", "Lead", "Date", "Measure", "Delivery route", "Status"),
    *("Last progress", "Progress as at", "Still to do"),
]
CONTACTS = ["Name", "E-mail", "Telephone", "Organisation", "Role", "Post"]


def _plan(book: Workbook, area: str, cycle: str) -> None:
    sheet = book.create_sheet("Plan")
    for line in (
        ("Area", area),
        ("Employer representative body", "Kent Invicta Chamber of Commerce"),
        ("Cycle", cycle),
        ("Edition of the guidance", "2025-joint-ownership"),
        ("Stage today", "Roadmap"),
        ("In this stage since", date(2026, 9, 1)),
        ("Pages of the main body", 28),
        ("Told by", "Jo Weald, who kept the plan until now"),
    ):
        sheet.append(line)


def _before(book: Workbook) -> None:
    rows: list[list[Any]] = [
        ["Designated", date(2025, 10, 1), "Designation", "Notice of 10 July 2026", None, None, None],
        [
            "Board agreed the priorities",
            "summer 2026",
            "Priorities",
            "Minute 12",
            None,
            "Minutes.pdf",
            "A. Clerk",
        ],
        ["Employers were surveyed", "June 2026", None, None, "https://survey.example/2026", None, None],
    ]
    heads = ["What happened", "Date", "Stage", "Reference", "Web address", "Document", "Told by"]
    _sheet(book, "Before", heads, rows)


def _action(number: int) -> list[Any]:
    progress = ["Two meetings held", date(2026, 10, 1), "Sign the agreement"] if number % 2 else [None] * 3
    lead = f"College {(number - 1) % 20 + 1}"
    return [
        f"A{number}",
        f"Open course {number}",
        f"P{number % 3 + 1}",
        lead,
        date(2027, 9, 1),
        "Learners started",
        "both",
        "Ongoing/research" if number % 2 else "Not begun",
        *progress,
    ]


def _contact(number: int) -> list[Any]:
    erb = number <= 3
    role = {1: "Project manager", 2: "ERB lead", 3: "Board member"}.get(number)
    place = "Kent Invicta Chamber of Commerce" if erb else f"College {(number - 4) % 20 + 1}"
    role = role or ("Provider contact" if number < 24 else "Deputy" if number < 44 else None)
    post = "Principal" if number == 44 else None
    return [f"Person {number}", f"person{number}@place.example", f"01632 960{number:03}", place, role, post]


def published() -> bytes:
    """The shape of published plans: local codes, own words, annexes A to C, a roadmap of 120 rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _plan(book, "Greater Manchester", "2025–2028")
    plan = book["Plan"]
    plan["B2"], plan["B4"] = "Greater Manchester Chamber of Commerce", "2025-joint-ownership"
    _before(book)
    _sheet(
        book,
        "Annex A - Skills needs",
        ["Skills need", "SOC 2020", "Level", "Status", "Mean salary", "Source of the need"],
        [
            [f"Occupation {n}", None, n % 8, "Current/emerging", 21_000 + n, f"Survey {n}"]
            for n in range(1, 31)
        ],
        title="Annex A: local skills needs by occupation",
    )
    codes = [("OP1", "Overarching"), *((f"C{n}", "Sector") for n in range(1, 7)), ("DT1", "System priority")]
    _sheet(
        book,
        "Priorities",
        ["Ref", "Title", "Category", "Owner group"],
        [[code, f"Priority {code}", kind, "Skills board"] for code, kind in codes],
    )
    _sheet(book, "Annex B – Action plan", ROADMAP, [_roadmap(number, codes) for number in range(1, 121)])
    _sheet(book, "Annex C", ["Theme", "Evidence"], [["Survey", "412 employers"], ["Interviews", 37]])
    _sheet(book, "Organisations", ["Organisation", "Type"], [["Rochdale Academy Trust", "other"]])
    _sheet(book, "Contacts", ["Name", "Email", "Organisation"], [])
    return saved(book)


ROADMAP = [
    *("Ref", "Action", "Priority", "Owner", "Timescale", "Status", "RAG", "Funding £", "Employers involved"),
    *("Risk", "Risk", None, "Links to other plans"),
]


def _roadmap(number: int, codes: Sequence[tuple[str, str]]) -> list[Any]:
    code = codes[number % len(codes)][0]
    return [
        f"{code}.{number}",
        f"Action {number} for {code}",
        code,
        "Rochdale Academy Trust" if number % 3 else None,
        "by summer 2027",
        "Ongoing/research",
        "Amber",
        1000 * number,
        f"{number} employers",
        "Capacity",
        "Funding",
        "a note under no heading" if number == 7 else None,
        "Local Get Britain Working Plan",
    ]


def _sheet(
    book: Workbook, name: str, headings: Sequence[Any], rows: Sequence[Sequence[Any]], title: str = ""
) -> Worksheet:
    sheet: Worksheet = book.create_sheet(name)
    if title:
        sheet.append([title])
        sheet.append([])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    return sheet


def put(sheet: str, cell: str, value: Any) -> Change:
    """Write into one cell."""

    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def saved(book: Workbook) -> bytes:
    """A workbook as the bytes of its file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(content: bytes) -> Workbook:
    """A workbook from its bytes."""
    return load_workbook(io.BytesIO(content))


def table(content: bytes, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings; a heading that is there twice counts by its first."""
    rows: list[tuple[Any, ...]] = list(opened(content)[sheet].iter_rows(values_only=True))
    return [dict(reversed(list(zip(rows[0], row, strict=True)))) for row in rows[1:]]
