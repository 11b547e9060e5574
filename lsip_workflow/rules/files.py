"""What a file is, by its first bytes and never by its name; and a name that harms nobody."""

import io
import lzma
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

MOST_BYTES = 25_000_000
LONGEST_NAME = 120
WORDS_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Each kind that is taken, with the endings that its names have: the first is given where there is none.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    WORDS_OFFICE: (".docx",),
    SHEET_OFFICE: (".xlsx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "text/plain": (".txt",),
    "text/csv": (".csv",),
    "message/rfc822": (".eml",),
}
TAKEN = (
    "PDF, Word (docx), Excel (xlsx), OpenDocument (odt, ods), PNG, JPEG, plain text, CSV or an e-mail (eml)"
)
FIRST_BYTES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
INSIDE = {r"word/document\d*\.xml": WORDS_OFFICE, r"xl/workbook\d*\.xml": SHEET_OFFICE}
LONGEST_TYPE = 100
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError),
    *(RuntimeError, OSError, ValueError, EOFError),
)
HEADER = re.compile(
    r"(?:Received|Return-Path|Delivered-To|From|To|Date|Subject|Message-ID|MIME-Version|X-[\w-]+): ?\S", re.I
)


def faults_of(content: bytes, name: str) -> list[str]:
    """Why a file is not taken, as sentences with their place; an empty list means that it is."""
    if not content:
        return ["file: it is empty; choose the file again."]
    if len(content) > MOST_BYTES:
        return [f"file: it is larger than {MOST_BYTES // 1_000_000} MB; send a smaller one, or link to it."]
    if kind_of(content, name) is None:
        return [f"file: this is not of a kind that we take. Send one of {TAKEN}, without macros."]
    return []


def kind_of(content: bytes, name: str) -> str | None:
    """The media type that the bytes show, of those that we take; None for any other.

    Only among texts, which look alike, does the name's ending choose.
    """
    for start, kind in FIRST_BYTES.items():
        if content.startswith(start):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    text = _text(content)
    if text is None:
        return None
    ending = PurePosixPath(name.lower()).suffix
    if ending == ".eml" and HEADER.match(text.removeprefix("\ufeff")):
        return "message/rfc822"
    return "text/csv" if ending == ".csv" else "text/plain"


def _office(content: bytes) -> str | None:
    """The kind of a packed document, by the list of its parts; of what they hold only a type is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = set(packed.namelist())
            if any(part.lower().endswith("vbaproject.bin") for part in parts):
                return None
            if "mimetype" in parts:
                with packed.open("mimetype") as part:
                    stated = part.read(LONGEST_TYPE).decode("ascii", "replace")  # whatever size it claims
                return stated if stated in ENDINGS and "opendocument" in stated else None
    except DAMAGED:
        return None
    if "[Content_Types].xml" not in parts:
        return None
    return next((kind for like, kind in INSIDE.items() if any(re.fullmatch(like, p) for p in parts)), None)


def _text(content: bytes) -> str | None:
    """The words of a plain text; None where it has what no text has."""
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    odd = any(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n\f" for letter in set(text))
    return None if odd or "\ufffd" in text else text


def harmless(name: str, kind: str) -> str:
    """A name to keep and to send again: no folders, nothing unseen, short, and with the kind's own ending."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in bare)
    plain = " ".join(re.sub(r'[<>:"|?*;%]', " ", seen).split()).strip(". ")
    ending = next((end for end in ENDINGS[kind] if plain.lower().endswith(end)), "")
    stem = plain[: len(plain) - len(ending)].strip(". ") or "file"
    return stem[: LONGEST_NAME - 5].strip() + (ending or ENDINGS[kind][0])
