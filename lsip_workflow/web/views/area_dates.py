"""The dates of an area as people read them, and what came of the terms that some of them are about."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow.journeys import terms as changed_terms
from lsip_workflow.model import Area, DesignationTerms
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import saying
from lsip_workflow.web.views import dates
from lsip_workflow.web.views.dates import DateLine

SAID = {
    "received": "Nothing has been said to them yet",
    "objected": "The department was told of an objection",
    "accepted": "They stand as they came",
}


@dataclass(frozen=True)
class TermsLine:
    """Changed terms of the designation, and what was said to them."""

    id: str
    title: str
    url: str
    received_on: date
    waits: bool
    says: str
    answered_on: date | None
    reasons: str


@dataclass(frozen=True)
class AreaDates:
    """The dates of one area; `writes` is whether whoever looks changes them."""

    id: str
    name: str
    writes: bool
    lines: tuple[DateLine, ...]
    terms: tuple[TermsLine, ...]


def page_of(session: Session, world: Runtime, area: Area, actor: Actor) -> AreaDates:
    """The dates of an area, and the terms that came to the body that looks, the newest first."""
    return AreaDates(
        id=area.id,
        name=area.name,
        writes=area.id not in actor.closed,
        lines=dates.dates(session, world, area),
        terms=tuple(_line(row) for row in changed_terms.terms_to(session, area.id, actor)),
    )


def _line(row: DesignationTerms) -> TermsLine:
    return TermsLine(
        id=row.id,
        title=row.title or saying.ERASED,
        url=row.url,
        received_on=row.received_on,
        waits=row.status == "received",
        says=SAID.get(row.status, saying.sentence(saying.spoken(row.status))),
        answered_on=row.answered_on,
        reasons=row.reasons or "",
    )
