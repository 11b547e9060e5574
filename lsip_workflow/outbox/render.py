"""A message in words: from its template, the event or date that it is about, and whom to telephone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import Session

from lsip_workflow.model import (
    Area,
    Deadline,
    EventRow,
    Organisation,
    OutboxRow,
    Person,
    Plan,
    Request,
)
from lsip_workflow.outbox import copies, door
from lsip_workflow.outbox.reminders import UNDONE, contact_of, gather
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.deadlines import when
from lsip_workflow.store import bounces, queries
from lsip_workflow.store.owe import NOT_STARTED
from lsip_workflow.store.record import Occasion

DEMONSTRATION = "Demonstration: not a record of any real organisation."


@dataclass(frozen=True)
class Message:
    """What one person is sent."""

    id: str
    at: datetime
    to: str
    name: str
    subject: str
    body: str
    left_out: Mapping[str, str] = field(default_factory=dict)
    """What it goes without, by the item's id, and why."""
    unkept: str = ""
    """What stands in the message alone, and nowhere with us."""

    @property
    def kept(self) -> str:
        """What it says, as we keep it."""
        return self.body.replace(self.unkept, door.NOT_KEPT) if self.unkept else self.body


@cache
def _templates() -> Environment:
    # Plain text to a mail programme: nothing here is HTML, so nothing is escaped as HTML.
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, undefined=StrictUndefined, autoescape=False, trim_blocks=True)


def render(
    session: Session, occasion: Occasion, row: OutboxRow, pages: str, secret: bytes | None = None
) -> Message | str:
    """The message as it will arrive, or the sentence that says why it is not sent.

    A link to sign in stands in it only where the `secret` is given: as it goes, and for nobody else to read.
    """
    to = _to(session, row)
    if isinstance(to, str):
        return to
    plan = session.get(Plan, row.plan_id) if row.plan_id else None
    if plan is not None and (plan.held or plan.undone_on):
        return UNDONE if plan.undone_on else NOT_STARTED
    said = _reminders(session, occasion, row, pages) if row.template == "reminders" else None
    if row.template in (door.SIGN_IN, door.INVITATION) and said is None:
        said = _at_the_door(session, occasion, row, pages, secret)
    if said is None:
        said = _written(row, plan) or _of_template(session, occasion, row, plan, pages)
    if isinstance(said, str):
        return said
    subject, body = said.subject, said.body
    if said.example:
        subject, body = f"[Demonstration] {subject}", f"{DEMONSTRATION}\n\n{body}"
    subject = " ".join(subject.split())
    name = " ".join(to.name.split())
    body = body.strip() + "\n"
    return Message(row.id, row.owed_since, to.address, name, subject, body, said.left_out, said.unkept)


@dataclass(frozen=True)
class To:
    """Where a message goes."""

    address: str
    name: str


@dataclass(frozen=True)
class Said:
    """What a message says, before it is addressed."""

    subject: str
    body: str
    example: bool
    left_out: Mapping[str, str] = field(default_factory=dict)
    unkept: str = ""


def _to(session: Session, row: OutboxRow) -> To | str:
    """The one address that a message goes to, of a person or of an organisation; or why it cannot."""
    if row.organisation_id is not None and row.person_id is None:
        address, name = row.recipient, _name(session, row.organisation_id)
    else:
        person = session.get(Person, row.person_id) if row.person_id else None
        if person is None or person.erased_at is not None:
            return "The person is no longer in our records."
        # A link to sign in is asked for by whoever reads that mail: it may prove that mail arrives again.
        if row.template != door.SIGN_IN and (because := bounces.paused(session, person.id)):
            return because
        address, name = person.email, person.name or ""
    if not address:
        return f"We have no address for this {'person' if row.person_id else 'organisation'}."
    if not _is_one_address(address):
        return "The address that we have for this person is not one that mail can go to."
    return To(address, name)


def _reminders(session: Session, occasion: Occasion, row: OutboxRow, pages: str) -> Said | str:
    person = session.get_one(Person, row.person_id)
    found = gather(session, occasion, row, person)
    if found.nothing_left:
        return found.nothing_left
    subject, body = _filled("reminders", found.words | {"pages": pages})
    return Said(subject, body, found.example, found.left_out)


def _at_the_door(
    session: Session, occasion: Occasion, row: OutboxRow, pages: str, secret: bytes | None
) -> Said | str:
    words = door.about(session, occasion, row)
    if isinstance(words, str):
        return words
    link = door.address_of(row, pages, secret) if secret and row.template == door.SIGN_IN else ""
    subject, body = _filled(row.template, words | {"pages": pages, "link": link or door.NOT_KEPT})
    person = session.get_one(Person, row.person_id)
    return Said(subject, body, session.get_one(Organisation, person.organisation_id).example, unkept=link)


def _written(row: OutboxRow, plan: Plan | None) -> Said | None:
    """What a person wrote themselves, as they wrote it; a message that went is no such thing."""
    if not row.body or row.sent_at is not None:
        return None
    return Said(row.subject or "", row.body, plan is not None and plan.example)


def _of_template(
    session: Session, occasion: Occasion, row: OutboxRow, plan: Plan | None, pages: str
) -> Said | str:
    words: dict[str, Any] = {"pages": pages, "why": row.why}
    if plan is not None and (because := copies.not_needed(session, row, plan)):
        return because
    if plan is not None:
        words |= _words(session, occasion, row, plan) | {"plan": plan.id}
    subject, body = _filled(row.template, words)
    return Said(subject, body, plan is not None and plan.example)


def _filled(template: str, words: Mapping[str, Any]) -> tuple[str, str]:
    subject, body = (
        _templates().get_template(f"{template}/{part}.txt").render(words) for part in ("subject", "body")
    )
    return subject, body


def _is_one_address(text: str) -> bool:
    """Whether mail to it goes to one place: two in one line would tell a stranger."""
    try:
        return Address(addr_spec=text).addr_spec == text
    except (ValueError, HeaderParseError):
        return False


def _words(session: Session, occasion: Occasion, row: OutboxRow, plan: Plan) -> dict[str, Any]:
    book = occasion.book_of(plan)
    event = session.get(EventRow, row.event_id) if row.event_id else None
    fact: dict[str, Any] = json.loads(event.payload) if event else {}
    deadline = _deadline(session, row, fact, plan)
    return (
        fact
        | {
            "area": session.get_one(Area, plan.area_id).name,
            "erb": _name(session, plan.erb_id),
            "provider": _name(session, fact.get("provider")),
            "title": deadline.title if deadline else _title(session, book, fact),
            "due": when(deadline) if deadline and deadline.due else "",
            "stage_title": book.stage(fact["stage"]).title if fact.get("stage") else "",
            "contact": contact_of(session, occasion, plan.area_id, _name(session, plan.erb_id)),
        }
        | copies.words(session, book, row, plan, fact)
    )


def _deadline(session: Session, row: OutboxRow, fact: dict[str, Any], plan: Plan) -> Deadline | None:
    if row.deadline_id:
        return session.get(Deadline, row.deadline_id)
    if fact.get("request"):
        return queries.deadline_of(session, plan.id, "request", fact["request"])
    return None


def _title(session: Session, book: Rulebook, fact: dict[str, Any]) -> str:
    if fact.get("rule"):
        return book.sign_off(fact["rule"]).title
    request = session.get(Request, fact["request"]) if fact.get("request") else None
    return request.title if request else ""


def _name(session: Session, organisation_id: str | None) -> str:
    organisation = session.get(Organisation, organisation_id) if organisation_id else None
    return organisation.name if organisation else ""
