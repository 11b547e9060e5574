"""Organisations as forms name them: “erb”, a provider by its UKPRN, another by its id in the area."""

import re
from collections.abc import Callable, Sequence

from sqlmodel import select

from lsip_workflow.model import (
    AuthorityAnswer,
    Organisation,
    OrganisationKind,
    OrganisationOfArea,
    PartnerKind,
)
from lsip_workflow.reference import UnknownReference
from lsip_workflow.store import queries
from lsip_workflow.web.once import At

PARTNER_KINDS = {
    OrganisationKind.ERB: PartnerKind.EMPLOYER_BODY,
    OrganisationKind.PROVIDER: PartnerKind.PROVIDER,
    OrganisationKind.STRATEGIC_AUTHORITY: PartnerKind.AUTHORITY,
    OrganisationKind.DEPARTMENT: PartnerKind.DEPARTMENT,
    OrganisationKind.OTHER: PartnerKind.OTHER,
}


def party(at: At, place: str, key: str, faults: list[str]) -> Organisation | None:
    """The ERB itself, a provider of the plan, or an organisation of its area; None, with the fault told."""
    if key == "erb":
        return at.session.get_one(Organisation, at.plan.erb_id)
    if re.fullmatch("[0-9a-f]{32}", key) or at.session.get(Organisation, key) is not None:
        return _by_id(at, place, key, faults)
    found = by_ukprn(at, key)
    if found is not None and found.id in queries.providers_asked(at.session, at.plan.id):
        return found
    unknown = None if found else fault_of(at.reference.provider, key)
    faults.append(f"{place}: {unknown or f'{key} is not a provider of this plan; add it first.'}")
    return None


def several(at: At, place: str, keys: Sequence[str], faults: list[str]) -> list[Organisation]:
    """The organisations of a list; every one that is not known, or named twice, is told with its place."""
    found: list[Organisation] = []
    for number, key in enumerate(keys):
        one = party(at, f"{place}.{number}", key, faults)
        if one is not None and one in found:
            faults.append(f"{place}.{number}: {one.name} is named twice.")
        elif one is not None:
            found.append(one)
    return found


def _by_id(at: At, place: str, key: str, faults: list[str]) -> Organisation | None:
    here = {at.plan.erb_id, *queries.providers_asked(at.session, at.plan.id)}
    authorities = select(AuthorityAnswer.organisation_id).where(AuthorityAnswer.plan_id == at.plan.id)
    recorded = select(OrganisationOfArea.organisation_id).where(OrganisationOfArea.area_id == at.plan.area_id)
    if key in here | set(at.session.exec(authorities)) | set(at.session.exec(recorded)):
        return at.session.get_one(Organisation, key)
    faults.append(f"{place}: “{key}” is not an organisation of this area; record it there first.")
    return None


def by_ukprn(at: At, ukprn: str) -> Organisation | None:
    """The provider with that number that is here."""
    query = select(Organisation).where(
        Organisation.ukprn == ukprn, Organisation.kind == OrganisationKind.PROVIDER
    )
    return at.session.exec(query).one_or_none()


def fault_of(look: Callable[[str], object], code: str) -> str | None:
    """Why the reference data do not know a code; None when they do."""
    try:
        look(code)
    except UnknownReference as unknown:
        return str(unknown)
    return None
