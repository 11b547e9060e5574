"""Who was heard for a plan: the log, and its counts by district and kind."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from lsip_workflow.journeys import corrections, engagement
from lsip_workflow.model import Organisation, Plan
from lsip_workflow.reference import Reference
from lsip_workflow.rules.engagement import Counted, count
from lsip_workflow.web.views.plan_research import code_words
from lsip_workflow.web.views.plan_said import ENGAGEMENTS, PARTICIPANTS, SIZES

NO_DISTRICTS = (
    "The districts of this area are not known here: only those are listed from which somebody was heard."
)


@dataclass(frozen=True)
class HeardLine:
    """How many of a kind were invited and took part."""

    words: str
    invited: int
    took_part: int


@dataclass(frozen=True)
class EngagementSaid:
    """What an entry of the log says."""

    id: str
    kind: str
    on: date
    title: str
    place: str
    summary: str
    sent: int | None
    answered: int | None
    heard: tuple[HeardLine, ...]


@dataclass(frozen=True)
class EngagementLine:
    """An entry of the log, and what stood there until it was corrected, each with its last day."""

    now: EngagementSaid
    before: tuple[tuple[EngagementSaid, date | None], ...]


@dataclass(frozen=True)
class Summary:
    """Who was heard, counted: by kind of meeting, and by district and kind; nothing is called enough."""

    on: date
    engagements: tuple[tuple[str, int], ...]
    kinds: tuple[str, ...]
    districts: tuple[tuple[str, tuple[int, ...]], ...]
    note: str


def log(session: Session, plan: Plan, reference: Reference) -> tuple[EngagementLine, ...]:
    """The engagement log, newest first."""
    entries, _ = engagement.log_of(session, plan.id)
    heard = engagement.heard_of(session, plan.id)
    ids = {row.organisation_id for row in heard if row.organisation_id}
    known = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(ids))
    names = dict(session.exec(known).all())

    def line(row: Any, on: date) -> HeardLine:
        parts = [
            names.get(row.organisation_id or ""),
            SIZES[row.size_band] if row.size_band else None,
            code_words(reference.sic, row.sector),
            code_words(lambda code: reference.district(code, on).name, row.district),
        ]
        words = ", ".join([PARTICIPANTS[row.kind], *(part for part in parts if part)])
        return HeardLine(words, row.invited, row.took_part)

    def said(entry: Any) -> EngagementSaid:
        return EngagementSaid(
            **entry.model_dump(include={"id", "on", "title", "place", "summary", "sent", "answered"}),
            kind=ENGAGEMENTS[entry.kind],
            heard=tuple(line(row, entry.on) for row in heard if row.engagement_id == entry.id),
        )

    return tuple(
        EngagementLine(
            said(entry),
            tuple((said(one), one.withdrawn_on) for one in corrections.before(session, entry)),
        )
        for entry in entries
    )


def summary(session: Session, plan: Plan, reference: Reference, on: date) -> Summary:
    """The log counted by district and kind; the districts least heard from come first."""
    entries, heard = engagement.log_of(session, plan.id)
    counted = count(entries, heard, reference, plan.area_id, on)
    return Summary(
        on=counted.on,
        engagements=tuple((ENGAGEMENTS[kind], number) for kind, number in counted.engagements.items()),
        kinds=tuple(PARTICIPANTS.values()),
        districts=tuple((row.name, _row(counted, row.district)) for row in counted.districts),
        note=NO_DISTRICTS if counted.note else "",
    )


def _row(counted: Counted, district: str | None) -> tuple[int, ...]:
    of = {cell.kind: cell.took_part for cell in counted.cells if cell.district == district}
    return tuple(of.get(kind, 0) for kind in PARTICIPANTS)
