"""Text as a document can hold it."""

import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """Without the characters that no XML can hold."""
    return _NOT_XML.sub("", text)
