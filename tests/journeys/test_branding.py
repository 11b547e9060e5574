"""How a body shows itself: what can be read is taken, what cannot is refused with its measure."""

import struct

import pytest

from lsip_workflow.journeys import branding
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Logo, Organisation
from lsip_workflow.rules import branding as rules
from lsip_workflow.store.chain import verify
from tests import builders
from tests.journeys.working import Working


def test_a_body_shows_its_own_name_until_it_chooses_and_then_what_it_chose(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        body, when = session.get_one(Organisation, made.erb), builders.occasion(at.world)
        assert branding.of(session, body.id) == branding.Branded(body.id, "Northshire Chamber (example)")
        said = {"display_name": " North  Skills ", "colour": " #0B4F4A ", "telephone": "01632 960001"}
        branding.change(session, when, body, **said)
        logo = branding.change_logo(session, when, body, builders.picture())
        found = branding.of(session, body.id)
        assert (found.name, found.colour, found.telephone) == ("North Skills", "#0b4f4a", "01632 960001")
        assert found.logo == logo.fingerprint
        assert branding.picture(session, body.id) == (builders.picture(), "image/png")
        branding.remove_logo(session, when, body)
        assert branding.picture(session, body.id) is None
        branding.change_logo(session, when, body, builders.picture(2, 2))
    with at.world.database.reading() as session:
        assert verify(session).faults == []
    with at.world.database.transaction() as session:
        session.get_one(Logo, made.erb).content = "AAAA"
    with at.world.database.reading() as session:
        assert verify(session).faults, "a logo that was put there by hand is found"


def test_all_that_cannot_be_shown_is_told_at_once(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    said = {"display_name": "x" * 81, "colour": "#767877", "telephone": "ring me", "email": "a b@c.example"}
    with at_sqlite.world.database.transaction() as session:
        body = session.get_one(Organisation, made.erb)
        with pytest.raises(Faulty) as caught:
            branding.change(session, builders.occasion(at_sqlite.world), body, **said)
    assert [fault.partition(":")[0] for fault in caught.value.faults] == [*said]
    assert (
        "its contrast with white is 4.44 to 1, and text in it can be read from 4.5" in caught.value.faults[1]
    )


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.47)]
)
def test_contrast_is_measured_as_the_guidelines_do(colour: str, ratio: float) -> None:
    assert int(rules.contrast(colour) * 100) / 100 == ratio
    fine = not rules.faults(display_name="", colour=colour, telephone="", email="")
    assert fine is (ratio >= 4.5)


@pytest.mark.parametrize(
    "colour", ["red", "#fff", "#00000g", "#000000; }", "url(//evil.example)", "#000000 "]
)
def test_a_colour_is_six_digits_and_nothing_else(colour: str) -> None:
    (fault,) = rules.faults(display_name="", colour=colour, telephone="", email="")
    assert fault.startswith("colour: write it as #")


JPEG = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 40, 60) + b"\x01\x01\x11\x00"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (builders.picture(), ""),
        (JPEG, ""),
        (b"", "it is empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n<html>", "not a PNG or JPEG"),
        (b"\xff\xd8\xff", "not a PNG or JPEG"),
        (builders.picture() + b"\0" * 200_001, "send one of at most 200 kB"),
        (builders.picture(2_001, 1), "it measures 2,001 by 1"),
    ],
)
def test_a_logo_is_a_small_picture_by_its_content(content: bytes, told: str) -> None:
    found = rules.logo_faults(content)
    assert told in " ".join(found)
    assert bool(found) is bool(told)
