"""Refusals are data: reasons, many at once, that an edge turns into a page, a status or a line."""

from collections.abc import Sequence

from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.lifecycle import Blocker


class Refused(Exception):
    """The journey may not happen now; each reason says why, with its citation and strength."""

    def __init__(self, reasons: Sequence[Blocker]) -> None:
        super().__init__(" ".join(reason.text for reason in reasons))
        self.reasons = tuple(reasons)


def refuse_absent(book: Rulebook, key: str) -> None:
    """Raise Refused, with the reason and its source, for what this edition says that it does not have."""
    if rule := book.lacks(key):
        raise Refused([Blocker(code=rule.key, text=rule.because, cite=rule.cite, strength=rule.strength)])


class Faulty(ValueError):
    """What was handed in has faults; all of them, each with its place."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


class KeyReused(Exception):
    """The idempotency key was used before, with another body."""
