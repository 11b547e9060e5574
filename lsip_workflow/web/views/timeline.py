"""The history of a plan: one sentence for each event, with names for ids and words for codes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.events.research import ENTRIES
from lsip_workflow.model import Area, Deadline, EventRow, Plan
from lsip_workflow.rulebook import Entry, Rulebook
from lsip_workflow.rules.answer_kinds import DID
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.store import listings
from lsip_workflow.web import saying
from lsip_workflow.web.views.paging import Paged

SIZE = 50

# Fields of events that hold a key of the rulebook, and fields that hold a code word.
TITLED: Mapping[str, Callable[[Rulebook], Sequence[Entry]]] = {
    "stage": lambda book: book.stages,
    "came_from": lambda book: book.stages,
    "rule": lambda book: book.sign_offs,
    "condition": lambda book: book.conditions,
}
WORDS: Mapping[str, Mapping[Any, str]] = {
    "test": saying.TESTS,
    "of_kind": {**saying.COMMITMENTS, **saying.PRIORITIES},
    "reason": saying.MOVED | saying.HELD,
    "outcome": saying.OUTCOMES,
    "answer": {**saying.ANSWERS, **saying.POINT_ANSWERS},
    "audience": saying.AUDIENCES,
    "answer_kind": DID,
    "document_kind": saying.DOCUMENTS,
    "act": saying.ACTS,
}


@dataclass(frozen=True)
class Happened:
    """One event: when, what happened, who did it, why if they said, and its document reference."""

    number: int
    at: datetime
    says: str
    who: str
    reference: str
    why: str = ""


@dataclass(frozen=True)
class Timeline(Paged):
    """A page of entries, newest first."""

    size: ClassVar[int] = SIZE

    entries: tuple[Happened, ...]


@dataclass(frozen=True)
class Named:
    """What ids and codes in a plan's events stand for."""

    dossier: Dossier
    books: Mapping[str, Rulebook]
    plans: Mapping[str, str]
    """The plans before and after it, by their ids."""

    @property
    def book(self) -> Rulebook:
        """The edition of the plan."""
        return self.books[self.dossier.plan.edition]


@dataclass(frozen=True)
class Filters:
    """What a history can be kept to: (what is sent, what is read) of the kinds, and of who acted."""

    kinds: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]

    def choices(self, about: str) -> list[dict[str, Any]]:
        """The kinds as a list to select from takes them."""
        return [{"value": key, "text": said, "selected": key == about} for key, said in self.kinds]

    def people_choices(self, by: str) -> list[dict[str, Any]]:
        """Whoever acted, as a list to select from takes them."""
        return [{"value": key, "text": said, "selected": key == by} for key, said in self.people]


# What is said of things by another word than the one that the record has for them.
KINDS = {
    "adoption": "Taking over from a workbook",
    "authority": "Strategic authority",
    "carry_over": "What becomes of actions",
    "contact": "Calls and letters",
    "deadline": "Date",
    "document": "Publication",
    "duty_act": "Duties",
    "feedback": "Letters of the department",
    "need": "Skills need",
    "pages": "How long the plan is",
    "question": "Question about an answer",
    "response": "Answer",
    "section_comment": "Comment on a section",
    "sign_off": "Sign-off",
}


def _kind(noun: str) -> str:
    return KINDS.get(noun) or saying.sentence(saying.spoken(noun))


def filters(session: Session, plan_id: str) -> Filters:
    """The kinds of events that a plan's history has, and whoever acted in it."""
    types, actors = listings.acted_in(session, f"plan:{plan_id}")
    names = listings.actors(session, actors)
    nouns = sorted({kind.partition(".")[0] for kind in types})
    return Filters(
        kinds=tuple(sorted(((noun, _kind(noun)) for noun in nouns), key=lambda one: one[1])),
        people=tuple(sorted(((actor, who(actor, names)) for actor in actors), key=lambda one: one[1])),
    )


def timeline(
    session: Session,
    dossier: Dossier,
    books: Mapping[str, Rulebook],
    page: int,
    *,
    size: int = SIZE,
    about: str = "",
    actor: str = "",
) -> Timeline:
    """One page of a plan's history, newest first, or of what is about one thing or by one actor."""
    rows, total = listings.events_page(
        session, f"plan:{dossier.plan.id}", page, size, about=about, actor=actor
    )
    actors = listings.actors(session, {row.actor for row in rows})
    named, taken_out = Named(dossier, books, plan_titles(session)), _taken_out(session, rows)
    return Timeline(total, page, tuple(_entry(row, named, actors, taken_out) for row in rows))


def plan_titles(session: Session) -> dict[str, str]:
    """What plans are called, by their ids: events hold the id only."""
    query = select(Plan.id, Area.name, Plan.cycle).join(Area, col(Area.id) == Plan.area_id)
    return {key: f"{area}, {cycle}" for key, area, cycle in session.exec(query)}


def _entry(
    row: EventRow, named: Named, actors: Mapping[str, str], taken_out: Mapping[int | None, str]
) -> Happened:
    because = why(row, named.dossier) or taken_out.get(row.id, "")
    return Happened(row.seq, row.at, sentence(row, named), who(row.actor, actors), row.hash[:12], because)


def why(row: EventRow, dossier: Dossier) -> str:
    """The reason that a person gave, where it is still held."""
    match _read(row):
        case events.ConditionAccepted(setting=key):
            return next((each.reason or "" for each in dossier.settings if each.id == key), "")
        case events.ProviderAdded(provider=key):
            return next((each.reason for each in dossier.providers if each.provider_id == key), "")
        case events.ProviderRemoved(provider=key):
            gone = (each.removed_because for each in dossier.providers if each.provider_id == key)
            return next(gone, None) or ""
    return ""


def _taken_out(session: Session, rows: Sequence[EventRow]) -> dict[int | None, str]:
    """The reasons for what was taken out, by the ids of the events that say so."""
    found = {row.id: fact for row in rows if isinstance(fact := _read(row), events.EntryWithdrawn)}
    entries = {key: session.get(ENTRIES[fact.entry_kind], fact.entry) for key, fact in found.items()}
    return {key: getattr(entry, "withdrawn_because", None) or "" for key, entry in entries.items()}


def _read(row: EventRow) -> events.Fact | None:
    try:
        return events.read(json.loads(row.payload))
    except ValueError:
        return None


def sentence(row: EventRow, named: Named) -> str:
    """What happened, for people to read."""
    try:
        fact = events.read(json.loads(row.payload))
        return fact.sentence(_names(fact, named))
    except ValueError:  # changed by hand since it was written: the check of the records says so, loudly
        return "This entry cannot be read. Please tell the administrator."


def _names(fact: events.Fact, named: Named) -> dict[str, str]:
    """The phrases for the values of one event: the same key can name a stage here and a sign-off there."""
    names: dict[str, str] = {}
    for field, value in fact.model_dump().items():
        if f"{{{field}}}" not in fact.says:  # what the sentence does not name would only name something else
            continue
        said = _said(field, value, named, fact)
        if said is not None:
            names.setdefault(str(value), said)
    return names


def _said(field: str, value: Any, named: Named, fact: events.Fact) -> str | None:
    match field, fact:
        case (("due" | "deadline_kind"), events.DeadlineOpened()):
            opened = _as_opened(fact, named)
            return when(opened) if field == "due" else opened.title
        case (
            ("outcome" | "reason"),
            events.DeadlineMet()
            | events.DeadlineMoved()
            | events.DeadlineSuspended()
            | events.DeadlineSilenced(),
        ):
            return f"{WORDS[field].get(value, value)} ({_called(fact.deadline, named)})"
        case "deadline", events.ReminderSent():
            return _called(fact.deadline, named)
        case "due", events.DeadlineResumed():
            return f"{saying.day(value)} ({_called(fact.deadline, named)})"
        case (("provider" | "organisation" | "successor"), _):
            return named.dossier.name(value)
        case (("replaced" | "into" | "came_from"), _) if value in named.plans:
            return named.plans[value]
        case "content", events.VersionKept():
            return str(value)[:12]
        case "edition", _:
            return f"“{named.books[value].edition.title}”" if value in named.books else None
    if value is None:
        return saying.NOT_KNOWN
    if isinstance(value, date):
        return saying.day(value)
    return _title(TITLED[field](named.book), value) if field in TITLED else WORDS.get(field, {}).get(value)


def _as_opened(fact: events.DeadlineOpened, named: Named) -> Deadline:
    """The date as it was when it was opened; what it is called and why it is vague are on its row."""
    row = next((row for row in named.dossier.deadlines if row.id == fact.deadline), None)
    return Deadline(
        kind=fact.deadline_kind,
        subject=fact.subject,
        holder=fact.holder,
        ladder="",
        opened_on=date.min,
        basis=fact.basis,
        title=row.title if row else saying.spoken(fact.deadline_kind),
        says=row.says if row else "",
        due=fact.due,
        due_at=fact.due_at,
        precision=fact.precision,
    )


def _called(deadline_id: str, named: Named) -> str:
    """What a date is called; events hold its id only."""
    row = next((row for row in named.dossier.deadlines if row.id == deadline_id), None)
    return row.title if row else "a date that is no longer held"


def _title(entries: Sequence[Entry], key: str) -> str | None:
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
