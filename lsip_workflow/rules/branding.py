"""What a body may show of itself: a colour that can be read, a logo that is one, a number to ring."""

import re
import struct
from collections.abc import Iterator

from lsip_workflow.rules.files import kind_of
from lsip_workflow.rules.mail import is_address

LEAST_CONTRAST = 4.5
CONTRAST_CITE = "Web Content Accessibility Guidelines 2.2, success criterion 1.4.3"
MOST_BYTES = 200_000
MOST_PIXELS = 2_000
LONGEST_NAME = 80
LOGOS = ("image/png", "image/jpeg")


def contrast(colour: str) -> float:
    """The contrast of a colour such as #0b4f4a with white, from 1 to 21, as WCAG 2.2 measures it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def faults(*, display_name: str, colour: str, telephone: str, email: str) -> list[str]:
    """What cannot be shown, each with its place; whatever is blank is not shown."""
    found = []
    if len(display_name) > LONGEST_NAME:
        found.append(f"display_name: write at most {LONGEST_NAME} characters; it stands on top of each page.")
    found += _colour_faults(colour)
    if telephone and (
        not re.fullmatch(r"[0-9+() .,a-z-]{5,40}", telephone) or len(re.findall(r"\d", telephone)) < 5
    ):
        found.append("telephone: write a number such as 01632 960001, with an extension if there is one.")
    if email and not is_address(email):
        found.append("email: write one e-mail address, such as team@chamber.example.")
    return found


def _colour_faults(colour: str) -> Iterator[str]:
    if not colour:
        return
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        yield "colour: write it as # and six digits or letters from a to f, such as #0b4f4a."
    elif (ratio := contrast(colour)) < LEAST_CONTRAST:
        # Cut and not rounded: 4.499 is not told as 4.5.
        yield (
            f"colour: its contrast with white is {int(ratio * 100) / 100:.2f} to 1, and text in it can be "
            f"read from {LEAST_CONTRAST} to 1; choose a darker one ({CONTRAST_CITE})."
        )


def logo_faults(content: bytes) -> list[str]:
    """Why a file cannot be the logo, by its content and never by its name."""
    if not content:
        return ["logo: it is empty; choose the file again."]
    if len(content) > MOST_BYTES:
        return [f"logo: it has {len(content) // 1000:,} kB; send one of at most {MOST_BYTES // 1000} kB."]
    kind = kind_of(content, "")
    size = (_png_size if kind == "image/png" else _jpeg_size)(content) if kind in LOGOS else None
    if size is None:
        return ["logo: this is not a PNG or JPEG picture; save it as one of the two and choose it again."]
    if not 1 <= min(size) <= max(size) <= MOST_PIXELS:
        width, height = size
        return [f"logo: it measures {width:,} by {height:,}; send one of at most {MOST_PIXELS:,} each way."]
    return []


def _png_size(content: bytes) -> tuple[int, int] | None:
    """The width and height that the first chunk of a PNG states."""
    if (
        len(content) < 33
        or content[12:16] != b"IHDR"
        or not content.rstrip(b"\0").endswith(b"IEND\xaeB`\x82")
    ):
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """The width and height that the frame of a JPEG states, found from segment to segment."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return None
