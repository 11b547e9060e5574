"""Messages at the door: a link to sign in, which is made only as the message goes, and an invitation."""

import hmac
import re
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from lsip_workflow.model import Area, Organisation, OrganisationKind, OutboxRow, Person, SignInLink
from lsip_workflow.outbox.reminders import because_of, contact_of
from lsip_workflow.reference.reading import o_clock
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.store import life, queries
from lsip_workflow.store.record import Occasion

SIGN_IN, INVITATION = "sign_in", "invitation"
TOO_LATE = "The link had run out, was used, or a newer one was asked for, before it was sent."
NOT_KEPT = "(the link stood only in the message itself)"
# 16 hexadecimal digits can only be tried here, where tries are counted; and a link stays on one line of mail.
_TOKEN = re.compile(r"([0-9a-f]{32})([0-9a-f]{16})")


def token(secret: bytes, link_id: str) -> str:
    """What stands in a link: the id of its row, and what only this installation can add to it."""
    return link_id + hmac.new(secret, f"sign-in|{link_id}".encode(), sha256).hexdigest()[:16]


def link_of(secret: bytes, text: str) -> str | None:
    """The id of the link that this is the token of; None where it was cut or made up."""
    match = _TOKEN.fullmatch(text)
    if match is None or not hmac.compare_digest(token(secret, match[1]), text):
        return None
    return match[1]


def about(session: Session, occasion: Occasion, row: OutboxRow) -> dict[str, Any] | str:
    """What a message at the door says, but for the link; or why it does not go."""
    return (
        _invitation(session, occasion, row)
        if row.template == INVITATION
        else _sign_in(session, occasion, row)
    )


def address_of(row: OutboxRow, pages: str, secret: bytes) -> str:
    """The link in full, for the message alone."""
    return f"{pages}/sign-in/{token(secret, row.key.split(':')[1])}"


def _sign_in(session: Session, occasion: Occasion, row: OutboxRow) -> dict[str, Any] | str:
    link = session.get(SignInLink, row.key.split(":")[1])
    if link is None or link.used_at is not None or link.expires_at <= occasion.now:
        return TOO_LATE
    return {"until": clock(link.expires_at)}


def _invitation(session: Session, occasion: Occasion, row: OutboxRow) -> dict[str, Any] | str:
    person, area = session.get_one(Person, row.person_id), session.get_one(Area, row.area_id)
    held = [
        each.role for each in queries.roles_of(session, person.id, occasion.today) if each.area_id == area.id
    ]
    if not held:
        return "The person holds no role in the area any more."
    own = session.get_one(Organisation, person.organisation_id)
    body = life.body_of(session, area.id, occasion.today)
    erb = body.name if body else "the employer representative body"
    return {
        "area": area.name,
        "erb": erb,
        "because": list(dict.fromkeys(because_of(role, own) for role in held)),
        "provider": own.kind is OrganisationKind.PROVIDER,
        "address": person.email or "",
        "contact": contact_of(session, occasion, area.id, erb, besides=person),
    }


def clock(at: datetime) -> str:
    """A time of day in London, as people say it: 2:05pm."""
    return o_clock(at.astimezone(LONDON))
