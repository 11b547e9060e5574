"""How a body shows itself on its pages and in its documents: chosen by its team, read by everybody."""

import base64
import hashlib
from dataclasses import dataclass

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Branding, Logo, Organisation
from lsip_workflow.rules import branding as rules
from lsip_workflow.rules.files import kind_of
from lsip_workflow.store.record import Occasion, lock, record


@dataclass(frozen=True)
class Branded:
    """A body as it is shown: `logo` is the fingerprint of its picture; what is blank is not shown."""

    organisation_id: str
    name: str
    colour: str = ""
    logo: str = ""
    telephone: str = ""
    email: str = ""


def of(session: Session, organisation_id: str) -> Branded:
    """How a body is shown: under its own name where it chose nothing else. Raises NoResultFound."""
    said, logo = chosen(session, organisation_id), _logo_of(session, organisation_id)
    return Branded(
        organisation_id=organisation_id,
        name=said.display_name or session.get_one(Organisation, organisation_id).name,
        colour=said.colour,
        logo=logo,
        telephone=said.telephone,
        email=said.email,
    )


def _logo_of(session: Session, organisation_id: str) -> str:
    """The fingerprint of a logo, without its picture."""
    query = select(Logo.fingerprint).where(Logo.organisation_id == organisation_id)
    return session.exec(query).first() or ""


def chosen(session: Session, organisation_id: str) -> Branding:
    """What a body chose, to be looked at; all blank where it chose nothing."""
    return session.get(Branding, organisation_id) or Branding(organisation_id=organisation_id)


def change(
    session: Session,
    occasion: Occasion,
    body: Organisation,
    *,
    display_name: str = "",
    colour: str = "",
    telephone: str = "",
    email: str = "",
) -> Branding:
    """Say what a body is called, its colour, and whom to phone. Raises Faulty with every fault."""
    said = {
        "display_name": " ".join(display_name.split()),
        "colour": colour.strip().lower(),
        "telephone": " ".join(telephone.split()),
        "email": email.strip(),
    }
    if faults := rules.faults(**said):
        raise Faulty(faults)
    lock(session, "system")
    row = session.get(Branding, body.id) or Branding(organisation_id=body.id)
    row.display_name, row.telephone, row.email = said["display_name"], said["telephone"], said["email"]
    fact = events.BrandingChanged(organisation=body.id, colour=said["colour"])
    record(session, occasion, fact, row)
    return row


def change_logo(session: Session, occasion: Occasion, body: Organisation, content: bytes) -> Logo:
    """Give a body's logo, a PNG or JPEG by its content. Raises Faulty."""
    if faults := rules.logo_faults(content):
        raise Faulty(faults)
    text = base64.b64encode(content).decode()
    return _logo(
        session, occasion, body, text, kind_of(content, "") or "", hashlib.sha256(content).hexdigest()
    )


def remove_logo(session: Session, occasion: Occasion, body: Organisation) -> Logo:
    """Take a body's logo away: its name stands alone."""
    return _logo(session, occasion, body, "", "", "")


def _logo(
    session: Session, occasion: Occasion, body: Organisation, content: str, kind: str, fingerprint: str
) -> Logo:
    lock(session, "system")
    row = session.get(Logo, body.id) or Logo(organisation_id=body.id)
    row.content = content
    fact = events.LogoChanged(organisation=body.id, media_type=kind, fingerprint=fingerprint)
    record(session, occasion, fact, row)
    return row


def picture(session: Session, organisation_id: str) -> tuple[bytes, str] | None:
    """The logo and what it is; None where a body has none."""
    row = session.get(Logo, organisation_id)
    return (base64.b64decode(row.content), row.media_type) if row and row.media_type else None
