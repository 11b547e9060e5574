"""Which edition of the guidance was in force on a day."""

from collections.abc import Mapping
from datetime import date

from lsip_workflow.rulebook import Rulebook


def edition_on(books: Mapping[str, Rulebook], day: date) -> Rulebook | None:
    """The edition under which a plan may begin on a day: the newest that had begun and had not ended."""
    return max(
        (book for book in books.values() if in_force(book, day)),
        key=lambda book: book.edition.began,
        default=None,
    )


def in_force(book: Rulebook, day: date) -> bool:
    """Whether a plan may begin under an edition on a day."""
    return book.edition.began <= day and (book.edition.ended is None or day <= book.edition.ended)
