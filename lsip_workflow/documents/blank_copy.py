"""A blank copy of what is asked, with the very same questions, to pass round before somebody answers."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document


@dataclass(frozen=True)
class Sheet:
    """What stands on it: each question with its hint, and what there is to choose from."""

    title: str
    intro: Sequence[str]
    questions: Sequence[tuple[str, str, Sequence[str]]]


def blank_copy(sheet: Sheet) -> bytes:
    """The document, as the bytes of a DOCX file."""
    made = Document()
    made.core_properties.title, made.core_properties.author = sheet.title, ""
    made.add_heading(_plain(sheet.title), 0)
    for line in sheet.intro:
        made.add_paragraph(_plain(line))
    for title, hint, choices in sheet.questions:
        made.add_heading(_plain(title), 2)
        if hint:
            made.add_paragraph(_plain(hint))
        for choice in choices:
            made.add_paragraph(f"☐ {_plain(choice)}")
        made.add_paragraph("")
        made.add_paragraph("")
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _plain(text: str) -> str:
    """Without what a document cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
