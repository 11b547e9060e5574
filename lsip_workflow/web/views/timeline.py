"""The history of a plan: one sentence for each event, with names for ids and words for codes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.model import EventRow
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.store import listings, queries
from lsip_workflow.web import saying

SIZE = 50


@dataclass(frozen=True)
class Entry:
    """One event: when, what happened, who did it, and its document reference."""

    number: int
    at: datetime
    says: str
    who: str
    reference: str


@dataclass(frozen=True)
class Timeline:
    """A page of entries, newest first, of so many in all."""

    entries: tuple[Entry, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; one even when empty."""
        return max(1, -(-self.total // SIZE))


@dataclass(frozen=True)
class Named:
    """What ids and codes in a plan's events stand for."""

    dossier: Dossier
    books: Mapping[str, Rulebook]

    @property
    def book(self) -> Rulebook:
        """The edition of the plan."""
        return self.books[self.dossier.plan.edition]


def timeline(session: Session, dossier: Dossier, books: Mapping[str, Rulebook], page: int) -> Timeline:
    """One page of a plan's history, newest first; pages count from 1."""
    rows, total = queries.events_page(session, f"plan:{dossier.plan.id}", page, SIZE)
    actors = listings.actors(session, {row.actor for row in rows})
    named = Named(dossier, books)
    return Timeline(tuple(_entry(row, named, actors) for row in rows), total, page)


def _entry(row: EventRow, named: Named, actors: Mapping[str, str]) -> Entry:
    return Entry(row.seq, row.at, _sentence(row, named), who(row.actor, actors), row.hash[:12])


def _sentence(row: EventRow, named: Named) -> str:
    try:
        fact = events.read(json.loads(row.payload))
        return fact.sentence(_names(fact, named))
    except ValueError:  # changed by hand since it was written: the check of the records says so, loudly
        return "This entry cannot be read. Please tell the administrator."


def _names(fact: events.Fact, named: Named) -> dict[str, str]:
    """The phrases for the values of one event: the same key can name a stage here and a sign-off there."""
    told = {field: (value, _said(field, value, named, fact)) for field, value in fact.model_dump().items()}
    return {str(value): said for value, said in told.values() if said is not None}


def _said(field: str, value: Any, named: Named, fact: events.Fact) -> str | None:  # noqa: PLR0912
    if value is None:
        return saying.NOT_KNOWN
    if isinstance(value, date):
        return saying.day(value)
    match field:
        case "stage" | "came_from":
            return _title(named.book.stages, value)
        case "rule":
            return _title(named.book.sign_offs, value)
        case "condition":
            return _title(named.book.conditions, value)
        case "deadline_kind":
            return next((d.title for d in named.dossier.deadlines if d.id == getattr(fact, "deadline")), None)  # noqa: B009
        case "edition":
            return f"“{named.books[value].edition.title}”" if value in named.books else None
        case "provider" | "organisation":
            return named.dossier.name(value)
        case "test":
            return saying.TESTS.get(value)
        case "of_kind":
            return saying.COMMITMENTS.get(value) or saying.PRIORITIES.get(value)
        case "reason":
            return saying.MOVED.get(value)
        case "outcome":
            return saying.OUTCOMES.get(value)
        case "answer":
            return saying.ANSWERS.get(value)
        case "document_kind":
            return saying.DOCUMENTS.get(value)
        case "act":
            return f"an answer was {value}" if value == "received" else saying.spoken(value)
    return None


def _title(entries: tuple[Any, ...], key: str) -> str | None:
    return next((entry.title for entry in entries if entry.key == key), None)


def who(actor: str, names: Mapping[str, str]) -> str:
    """Whoever acted, in words: an organisation, a person, the program itself or the administrator."""
    kind, _, identity = actor.partition(":")
    match kind:
        case "credential":
            return f"{names.get(actor, 'an organisation')}, with its key"
        case "person":
            return names.get(actor, "a person whose name we no longer hold")
        case "flow":
            return f"by itself ({saying.FLOWS.get(identity, saying.spoken(identity)).lower()})"
        case "command":
            return "the administrator, at this machine"
    return saying.spoken(actor)
