"""A blank copy of what is asked, with the very same questions, to pass round before somebody answers."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document

from lsip_workflow.documents.characters import plain


@dataclass(frozen=True)
class Sheet:
    """What stands on it: each question with its hint, and what there is to choose from."""

    title: str
    intro: Sequence[str]
    questions: Sequence[tuple[str, str, Sequence[str]]]


def blank_copy(sheet: Sheet) -> bytes:
    """The document, as the bytes of a DOCX file."""
    made = Document()
    made.core_properties.title, made.core_properties.author = plain(sheet.title), ""
    made.add_heading(plain(sheet.title), 0)
    for line in sheet.intro:
        made.add_paragraph(plain(line))
    for title, hint, choices in sheet.questions:
        made.add_heading(plain(title), 2)
        if hint:
            made.add_paragraph(plain(hint))
        for choice in choices:
            made.add_paragraph(f"☐ {plain(choice)}")
        made.add_paragraph("")
        made.add_paragraph("")
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()
