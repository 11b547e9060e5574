"""Files are kept as they came when their bytes are of a kind that is taken; a name is never believed."""

import hashlib
import io
import tracemalloc
import zipfile
import zlib

import pytest

from lsip_workflow.journeys import files
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import File, Plan
from lsip_workflow.rules.files import ENDINGS, MOST_BYTES, SHEET_OFFICE, WORDS_OFFICE, harmless, kind_of
from lsip_workflow.store import chain
from tests import builders
from tests.journeys.working import Working


def packed(*parts: str, mimetype: str = "") -> bytes:
    """A packed document with these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        if mimetype:
            box.writestr("mimetype", mimetype)
        for part in parts:
            box.writestr(part, "<x/>")
    return made.getvalue()


TYPES = "[Content_Types].xml"
ODT, ODS = (f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet"))
TAKEN = [
    (b"%PDF-1.7\n...", "minutes.pdf", "application/pdf"),
    (b"%PDF-1.7\n...", "minutes.exe", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n...", "a.png", "image/png"),
    (b"\xff\xd8\xff\xe0...", "a.jpeg", "image/jpeg"),
    (packed(TYPES, "word/document.xml"), "letter.docx", WORDS_OFFICE),
    (packed(TYPES, "word/document2.xml"), "letter.docx", WORDS_OFFICE),
    (packed(TYPES, "xl/workbook.xml"), "plan.xlsx", SHEET_OFFICE),
    (packed("content.xml", mimetype=ODT), "letter.odt", ODT),
    (packed("content.xml", mimetype=ODS), "plan.ods", ODS),
    ("Café, agreed.\n".encode(), "note.txt", "text/plain"),
    ("Café, agreed.\r\n".encode("cp1252"), "note", "text/plain"),
    ("Café\n".encode("utf-16"), "note.txt", "text/plain"),
    (b"a,b\n1,2\n", "table.CSV", "text/csv"),
    (b"From: a@b.example\nSubject: x\n\nYes.", "mail.eml", "message/rfc822"),
    (b"Yes.", "mail.eml", "text/plain"),
    (b"<html><script>1</script>", "page.html", "text/plain"),
]
NOT_TAKEN = [
    (b"MZ\x90\x00\x03", "minutes.pdf"),
    (b"\x7fELF\x02\x01", "a.txt"),
    (packed("a.txt"), "letter.docx"),
    (packed(TYPES, "xl/workbook.bin"), "plan.xlsx"),
    (packed(TYPES, "xl/workbook.xml", "xl/vbaProject.bin"), "plan.xlsx"),
    (packed("content.xml", mimetype="application/epub+zip"), "book.odt"),
    (packed("content.xml", mimetype="application/pdf"), "book.pdf"),
    (b"PK\x03\x04 and no more", "letter.docx"),
    (b"GIF89a\x01\x00", "a.png"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.doc"),
    (b"a\x00b", "a.csv"),
]


@pytest.mark.parametrize(("content", "name", "kind"), TAKEN, ids=lambda value: str(value)[:30])
def test_a_file_is_what_its_bytes_say(content: bytes, name: str, kind: str) -> None:
    assert kind_of(content, name) == kind


@pytest.mark.parametrize(("content", "name"), NOT_TAKEN, ids=lambda value: str(value)[:30])
def test_what_is_not_on_the_list_is_not_taken_whatever_its_name_says(content: bytes, name: str) -> None:
    assert kind_of(content, name) is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Minutes of May.pdf", "Minutes of May.pdf"),
        ("C:\\Users\\Mo\\Minutes.PDF", "Minutes.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..", "file.pdf"),
        ("", "file.pdf"),
        ("minutes.exe", "minutes.exe.pdf"),
        ('a"b;c\r\nX-Header: 1.pdf', "a b c X-Header 1.pdf"),
        ("gpj.\u202efdp.pdf", "gpj. fdp.pdf"),
        ("é" * 400 + ".pdf", "é" * 115 + ".pdf"),
    ],
)
def test_a_name_is_kept_short_and_harmless(name: str, kept: str) -> None:
    assert harmless(name, "application/pdf") == kept


def test_every_kind_that_is_taken_has_an_ending() -> None:
    assert all(endings and all(end.startswith(".") for end in endings) for endings in ENDINGS.values())
    assert {kind for _, _, kind in TAKEN} == ENDINGS.keys()


def keep(at: Working, plan_id: str, content: bytes, name: str = "Minute of Mo Brown.pdf") -> str:
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, plan_id)
        when = builders.occasion(at.world, at.clock())
        return files.keep(session, when, plan, name=name, media_type="", content=content).id


def faults(at: Working) -> list[str]:
    with at.world.database.reading() as session:
        return chain.verify(session).faults


def test_a_file_is_kept_whole_with_its_fingerprint_and_its_name_stays_out_of_the_chain(at: Working) -> None:
    made = builders.scene(at.world)
    content = b"%PDF-1.7\n" + bytes(range(256)) * 100
    keep(at, made.plan, content)
    row = at.one(File)
    assert (row.content, row.size, row.media_type) == (content, len(content), "application/pdf")
    assert row.fingerprint == hashlib.sha256(content).hexdigest()
    assert at.events(f"plan:{made.plan}")[-1] == "file.kept"
    assert faults(at) == []
    with at.world.database.transaction() as session:
        session.get_one(File, row.id).name = "Another.pdf"
    assert faults(at) == [f"file:{row.id}: its words are not those that were sealed."]


def test_a_file_whose_bytes_were_changed_by_hand_is_found(at: Working) -> None:
    made = builders.scene(at.world)
    kept = keep(at, made.plan, b"Agreed.")
    with at.world.database.transaction() as session:
        session.get_one(File, kept).content = b"Not agreed."
    assert faults(at) == [f"file {kept}: its content is not that of its fingerprint."]


@pytest.mark.parametrize(
    ("content", "begins"),
    [
        (b"", "file: it is empty"),
        (b"%PDF-" + b"1" * (MOST_BYTES - 4), "file: it is larger than 25 MB"),
        (b"MZ\x90\x00", "file: this is not of a kind that we take."),
    ],
    ids=["empty", "large", "program"],
)
def test_what_is_not_taken_is_said_in_a_sentence_and_nothing_is_kept(
    at_sqlite: Working, content: bytes, begins: str
) -> None:
    made = builders.scene(at_sqlite.world)
    before = at_sqlite.events()
    with pytest.raises(Faulty, match=begins):
        keep(at_sqlite, made.plan, content)
    assert at_sqlite.all(File) == []
    assert at_sqlite.events() == before


def test_the_largest_file_is_taken(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    keep(at_sqlite, made.plan, b"%PDF-" + b"1" * (MOST_BYTES - 5))
    assert at_sqlite.one(File).size == MOST_BYTES


def test_a_file_of_another_plan_or_of_another_provider_is_not_there(at: Working) -> None:
    made, other = builders.scene(at.world), builders.scene(at.world, "southmere", 2)
    kept = keep(at, made.plan, b"Agreed.")
    with at.world.database.reading() as session:
        here, there = session.get_one(Plan, made.plan), session.get_one(Plan, other.plan)
        assert files.of_plan(session, here, kept).id == kept
        for plan, owner in ((there, None), (here, made.provider)):
            with pytest.raises(Faulty, match="file: there is no such file in this plan"):
                files.of_plan(session, plan, kept, organisation_id=owner)
        with pytest.raises(Faulty, match="file: there is no such file"):
            files.of_plan(session, here, "0" * 32)


def hiding(size: int) -> bytes:
    """A packed document that states a short type and unpacks to far more."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("mimetype", ODT + " " * size)
        stated = box.getinfo("mimetype")
        stated.file_size, stated.CRC = len(ODT), zlib.crc32(ODT.encode())
    return made.getvalue()


def test_a_packed_file_that_hides_its_size_is_never_unpacked_beyond_it() -> None:
    content = hiding(30_000_000)
    tracemalloc.start()
    try:
        kind_of(content, "letter.odt")
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_a_packed_file_whose_type_cannot_be_unpacked_is_not_taken() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("mimetype", ODT * 2)
    content = bytearray(made.getvalue())
    content[38:44] = b"\xff" * 6  # just behind the header and the name: where what was packed begins
    assert kind_of(bytes(content), "letter.odt") is None
