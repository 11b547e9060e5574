"""Whose page it is, for the bar on top: the body of whoever looks, or the body that a page names."""

from sqlmodel import Session

from lsip_workflow.journeys import branding


def brand_of(session: Session, organisation_id: str) -> dict[str, str]:
    """How a body is shown, as `Brand` takes it: on a page for a provider, that of the plan's body."""
    found = branding.of(session, organisation_id)
    sheet = f"/brand/{organisation_id}/colour.css?of={found.colour[1:]}" if found.colour else ""
    return {
        "name": found.name,
        "stylesheet": sheet,
        "logo": logo_address(found),
        "telephone": found.telephone,
        "email": found.email,
    }


def logo_address(found: branding.Branded) -> str:
    """Where a body's logo is, by its fingerprint so that it may be kept; empty where it has none."""
    return f"/brand/{found.organisation_id}/logo?of={found.logo[:12]}" if found.logo else ""
