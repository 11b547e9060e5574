"""A message in words: from its template, the event or date that it is about, and whom to telephone."""

import json
from dataclasses import dataclass
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
    DeadlineStatus,
    EventRow,
    Organisation,
    OutboxRow,
    Person,
    Plan,
    Request,
    Role,
)
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.deadlines import when
from lsip_workflow.store import queries
from lsip_workflow.store.owe import holders
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


@cache
def _templates() -> Environment:
    # Plain text to a mail programme: nothing here is HTML, so nothing is escaped as HTML.
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, undefined=StrictUndefined, autoescape=False, trim_blocks=True)


def render(session: Session, occasion: Occasion, row: OutboxRow, pages: str) -> Message | str:
    """The message as it will arrive, or the sentence that says why it is not sent."""
    person = session.get(Person, row.person_id) if row.person_id else None
    if person is None or person.erased_at is not None:
        return "The person is no longer in our records."
    if not person.email:
        return "We have no address for this person."
    if not _is_one_address(person.email):
        return "The address that we have for this person is not one that mail can go to."
    plan = session.get(Plan, row.plan_id) if row.plan_id else None
    if row.deadline_id and session.get_one(Deadline, row.deadline_id).status is not DeadlineStatus.OPEN:
        return "What the reminder was about was done, or put off, before it was sent."
    words: dict[str, Any] = {"pages": pages, "why": row.why}
    if plan is not None:
        words |= _words(session, occasion, row, plan) | {"plan": plan.id}
    subject = _templates().get_template(f"{row.template}/subject.txt").render(words)
    body = _templates().get_template(f"{row.template}/body.txt").render(words)
    if plan is not None and plan.example:
        subject, body = f"[Demonstration] {subject}", f"{DEMONSTRATION}\n\n{body}"
    return Message(
        row.id,
        row.owed_since,
        person.email,
        " ".join((person.name or "").split()),
        " ".join(subject.split()),
        body.strip() + "\n",
    )


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
    return fact | {
        "area": session.get_one(Area, plan.area_id).name,
        "erb": _name(session, plan.erb_id),
        "provider": _name(session, fact.get("provider")),
        "title": deadline.title if deadline else _title(session, book, fact),
        "due": when(deadline) if deadline and deadline.due else "",
        "stage_title": book.stage(fact["stage"]).title if fact.get("stage") else "",
        "contact": _contact(session, occasion, plan),
    }


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


def _contact(session: Session, occasion: Occasion, plan: Plan) -> str:
    """Whom to ask: the project manager by name and telephone, as the tone of our messages wants."""
    for person in holders(session, plan.area_id, Role.PROJECT_MANAGER, None, occasion.today):
        if person.phone:
            return f"Questions? {person.name} is glad to help: {person.phone}."
    return f"Questions? The team at {_name(session, plan.erb_id)} is glad to help."
