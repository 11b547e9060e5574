"""A released version as a Word document to work with: its sections, codes, page numbers, its reference.

It is made from words alone: whatever is not for the reader was left out before.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from lsip_workflow.documents.characters import plain


@dataclass(frozen=True)
class Item:
    """One thing of a section: its code and title, and what it says under each label."""

    heading: str
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Part:
    """One section, with its things, or its lines where it has none."""

    title: str
    items: tuple[Item, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """All that the document says."""

    title: str
    released: str
    """Such as: Draft, released on 2 November 2026 to the strategic authorities."""
    reference: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    made_at: datetime | None = None
    """When; the document says it of itself, and names no person."""


def docx(draft: Draft) -> bytes:
    """The document, as Word keeps it."""
    made = Document()
    _properties(made, draft)
    _frame(made, draft)
    made.add_heading(plain(draft.title), 0)
    for line in (draft.released, f"Document reference: {draft.reference}", *draft.notes):
        made.add_paragraph(plain(line))
    for part in draft.parts:
        _part(made, part)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _properties(made: Docx, draft: Draft) -> None:
    about = made.core_properties
    about.title, about.author, about.comments = plain(draft.title), "", plain(draft.released)
    about.language = "en-GB"
    if draft.made_at is not None:
        about.created = about.modified = draft.made_at.replace(tzinfo=None)


def _frame(made: Docx, draft: Draft) -> None:
    """On every page what it is, and which page."""
    section = made.sections[0]
    section.header.paragraphs[0].text = plain(draft.released)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    foot.add_run(f" · {draft.reference[:12]}")


def _field(line: Paragraph, name: str) -> None:
    """A number that Word counts itself."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        line.add_run()._r.append(element)


def _part(made: Docx, part: Part) -> None:
    made.add_heading(plain(part.title), 1)
    for line in part.lines:
        made.add_paragraph(plain(line), style="List Bullet")
    for item in part.items:
        made.add_heading(plain(item.heading), 2)
        for label, text in item.lines:
            said = made.add_paragraph()
            said.add_run(f"{plain(label)}: ").bold = True
            said.add_run(plain(text))


def file_name(words: Sequence[str]) -> str:
    """A name for the file, of letters, digits and dashes only."""
    return re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower()).strip("-")[:100] + ".docx"
