"""Mail that came back, corrections that people asked for, and words that were erased."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import Fact, Rows
from lsip_workflow.model import Bounce, CorrectionAsk


class BounceRecorded(Fact):
    """Mail to a person came back; nothing more goes to that address until it is settled."""

    type: Literal["bounce.recorded"] = "bounce.recorded"
    says: ClassVar[str] = "Mail to a person came back; nothing more goes to that address for now"
    bounce: str
    person: str
    how: Literal["server", "person"]
    code: int | None = None
    message: str = ""
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Bounce, self.bounce)
        row.person_id, row.how, row.code = self.person, self.how, self.code
        row.message, row.seen_on = self.message, self.on


class BounceSettled(Fact):
    """What came back was looked into: there is a new address, or the old one is right after all."""

    type: Literal["bounce.settled"] = "bounce.settled"
    says: ClassVar[str] = "Mail goes to a person again: there is a new address, or the old one is right"
    bounce: str
    person: str
    how: Literal["new_address", "address_right"]
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Bounce, self.bounce)
        row.settled_on, row.settled_how = self.on, self.how


class CorrectionAsked(Fact):
    """A person asked for something about them to be put right."""

    type: Literal["correction.asked"] = "correction.asked"
    says: ClassVar[str] = "A person asked for something about them to be put right"
    ask: str
    person: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(CorrectionAsk, self.ask)
        row.person_id, row.asked_on = self.person, self.on


class CorrectionAnswered(Fact):
    """What a person asked to be put right was put right, or they were told why not."""

    type: Literal["correction.answered"] = "correction.answered"
    says: ClassVar[str] = "What a person asked to be put right was answered"
    ask: str
    person: str
    outcome: Literal["put_right", "left_as_it_is"]
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(CorrectionAsk, self.ask)
        row.answered_on, row.outcome = self.on, self.outcome


class WordsErased(Fact):
    """A person erased words: at somebody's wish, or because the time for keeping them was over."""

    type: Literal["words.erased"] = "words.erased"
    says: ClassVar[str] = "A person erased words; that they were there, and when, stays"
    plan: str | None = None
    area: str | None = None
    because: str
    """`wish`, `not_needed`, or the class of record whose time was over."""
    rows: tuple[str, ...]
    """Each as its table and id."""


class EntriesDeleted(Fact):
    """Entries of the engine's own were deleted, because the time for keeping them was over."""

    type: Literal["entries.deleted"] = "entries.deleted"
    says: ClassVar[str] = "A person deleted {number} entries of the engine's own"
    because: str
    number: int
    until: date
    """The last day that they were of."""
