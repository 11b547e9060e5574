"""The engagement log: meetings, interviews, waves of a survey, and who took part, by kind and district."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.events.research import Participation
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Engagement, EngagementParty, ParticipantKind, SizeBand
from lsip_workflow.reference import Reference
from lsip_workflow.rules import engagement
from lsip_workflow.store.record import Occasion, lock, record

SAID = ("kind", "on", "title", "place", "summary", "sent", "answered")


def record_engagement(
    session: Session,
    occasion: Occasion,
    row: Engagement,
    heard: Sequence[EngagementParty],
    reference: Reference,
    faults: Sequence[str] = (),
    *,
    replaces: Engagement | None = None,
) -> Engagement:
    """Record who was heard, with counts and never with names of persons. Raises Faulty, all at once.

    Districts are those of the day itself; an employer whose size nobody said is of unknown size. What is
    corrected (`replaces`) stands no longer, and keeps its words and counts.
    """
    lock(session, f"plan:{row.plan_id}")
    found = [*faults, *engagement.faults_of(row, occasion.today)]
    for place, party in enumerate(heard):
        found += engagement.party_faults(place, party, reference, row.on)
    if found:
        raise Faulty(found)
    for party in heard:
        if party.kind is ParticipantKind.EMPLOYER and party.size_band is None:
            party.size_band = SizeBand.UNKNOWN
    changed = _changed(session, row, heard, replaces) if replaces else ()
    if replaces is not None and not changed:
        return replaces
    fact = events.EngagementRecorded(
        plan=row.plan_id,
        engagement=row.id,
        engagement_kind=row.kind,
        on=row.on,
        sent=row.sent,
        answered=row.answered,
        heard=tuple(_said(party) for party in heard),
        replaces=replaces.id if replaces else None,
        replaced_on=occasion.today if replaces else None,
        edits=(replaces.version if replaces else 0) + 1,
        changed=changed,
    )
    session.add(row)
    session.flush()
    session.add_all(heard)
    record(session, occasion, fact, row)
    return row


def _changed(
    session: Session, row: Engagement, heard: Sequence[EngagementParty], before: Engagement
) -> tuple[str, ...]:
    """What a correction says otherwise, by the names of the fields."""
    query = select(EngagementParty).where(EngagementParty.engagement_id == before.id)
    with session.no_autoflush:
        there = [_said(party) for party in session.exec(query)]
    fields = tuple(name for name in SAID if getattr(row, name) != getattr(before, name))
    return fields + (("heard",) if _counts(there) != _counts([_said(party) for party in heard]) else ())


def _counts(heard: Sequence[Participation]) -> list[str]:
    return sorted(said.model_dump_json(exclude={"id"}) for said in heard)


def _said(party: EngagementParty) -> Participation:
    return Participation(
        id=party.id,
        kind=party.kind,
        organisation=party.organisation_id,
        size_band=party.size_band,
        sector=party.sector,
        district=party.district,
        invited=party.invited,
        took_part=party.took_part,
    )


def log_of(session: Session, plan_id: str) -> tuple[list[Engagement], list[EngagementParty]]:
    """The log of a plan, newest first, and who took part; without what was taken out."""
    query = select(Engagement).where(Engagement.plan_id == plan_id, col(Engagement.withdrawn_on).is_(None))
    log = list(session.exec(query.order_by(col(Engagement.on).desc(), col(Engagement.id))))
    there = {row.id for row in log}
    return log, [row for row in heard_of(session, plan_id) if row.engagement_id in there]


def heard_of(session: Session, plan_id: str) -> list[EngagementParty]:
    """Everybody who was heard for a plan, in what no longer stands as well."""
    return list(session.exec(select(EngagementParty).where(EngagementParty.plan_id == plan_id)))
