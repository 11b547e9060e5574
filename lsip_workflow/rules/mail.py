"""What counts as one e-mail address, wherever somebody writes one down."""

import re

_ONE = re.compile(r"[^@\s<>,;\"]{1,100}@[^@\s<>,;\"]{1,150}\.[^@\s<>,;\"]{1,50}")


def is_address(text: str) -> bool:
    """Whether a text is one address by its shape; whether mail arrives there only a message can tell."""
    return _ONE.fullmatch(text) is not None
