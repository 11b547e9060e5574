"""Whether two names may be of one organisation: a question for a person, never an answer."""

import re
from difflib import SequenceMatcher

from lsip_workflow.reference import normalised

LIKE = 0.9
FORM = {"ltd", "limited", "plc", "llp", "cic", "corporation"}


def alike(one: str, other: str) -> bool:
    """Names that differ by a slip or by their legal form; a different number is a different name."""
    first, second = _bare(one), _bare(other)
    if not first or not second or re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False
    if first == second:
        return True
    match = SequenceMatcher(None, first, second, autojunk=False)
    # The quick ones are upper bounds: most pairs need no more.
    return match.real_quick_ratio() >= LIKE and match.quick_ratio() >= LIKE and match.ratio() >= LIKE


def _bare(name: str) -> str:
    return " ".join(word for word in normalised(name).split() if word not in FORM)
