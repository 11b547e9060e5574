"""Named reads for the page of several plans: each one statement, however many plans, for whom it is."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, false, func, or_, select

from lsip_workflow.model import (
    Area,
    AuthorityAnswer,
    Deadline,
    DeadlineStatus,
    Designation,
    Document,
    EventRow,
    Handover,
    Organisation,
    Plan,
    PlanProvider,
    Release,
    Request,
    Sharing,
    Stream,
)

BEGINNINGS = ("plan.opened", "plan.stage_entered")


def plans(session: Session) -> Sequence[Any]:
    """What a published notice says of every plan, and no more: id, area_id, erb_id, cycle, example."""
    query = select(Plan.id, Plan.area_id, Plan.erb_id, Plan.cycle, Plan.example)  # type: ignore[call-overload]
    rows: Sequence[Any] = session.exec(query.where(col(Plan.undone_on).is_(None)).order_by(Plan.id)).all()
    return rows


def areas(session: Session, today: date) -> dict[str, str]:
    """The names of the areas that are areas today or have a plan, by id."""
    standing = or_(col(Area.ended).is_(None), col(Area.ended) > today, col(Area.id).in_(select(Plan.area_id)))
    return dict(session.exec(select(Area.id, Area.name).where(standing).order_by(Area.name)).all())


def holders(session: Session, today: date) -> dict[str, str]:
    """Who holds each area today by a published notice, or else runs a plan there: names by area."""
    name = select(Designation.area_id, Organisation.name).where(Designation.erb_id == Organisation.id)
    now = or_(col(Designation.until).is_(None), col(Designation.until) > today)
    return dict(session.exec(name.where(Designation.began <= today, now)).all())


def bodies(session: Session) -> dict[str, str]:
    """The names of the bodies that run plans, by their ids."""
    query = select(Organisation.id, Organisation.name)
    return dict(session.exec(query.where(col(Organisation.id).in_(select(Plan.erb_id)))).all())


def stages(session: Session, plan_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """The edition and the stage of these plans."""
    query = select(Plan.id, Plan.edition, Plan.stage).where(col(Plan.id).in_(plan_ids))
    return {plan: (edition, stage) for plan, edition, stage in session.exec(query)}


def asked_of(session: Session, places: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which providers are part of which plans, as (provider, plan); `places` are providers in their areas."""
    if not places:
        return set()
    added = select(PlanProvider.provider_id, PlanProvider.plan_id).where(PlanProvider.status == "added")
    found = set()
    for query, provider, plan in (
        (added, PlanProvider.provider_id, PlanProvider.plan_id),
        (select(Request.provider_id, Request.plan_id), Request.provider_id, Request.plan_id),
    ):
        theirs = [and_(col(provider) == who, Plan.area_id == area) for who, area in places]
        found |= set(session.exec(query.join(Plan, col(Plan.id) == col(plan)).where(or_(*theirs))))
    return found


def handovers(session: Session) -> Sequence[tuple[str, str, str]]:
    """Which plan was handed over for which area to which body."""
    return session.exec(select(Handover.plan_id, Handover.area_id, Handover.organisation_id)).all()


def next_dates(
    session: Session, whole: Collection[str], guidance: Collection[str], own: Collection[tuple[str, str]]
) -> dict[str, Deadline]:
    """The open date that comes next, by plan: the first of its `open_dates`, as far as it is seen.

    Of the plans in `whole` any date; in `guidance` those of the guidance only; of (provider, plan) in `own`
    those of the guidance and the provider's.
    """
    of_guidance = Deadline.kind == "rulebook"
    seen = [
        col(Deadline.plan_id).in_(whole),
        and_(col(Deadline.plan_id).in_(guidance), of_guidance),
        *[
            and_(col(Deadline.plan_id) == plan, or_(of_guidance, Deadline.organisation_id == who))
            for who, plan in own
        ],
    ]
    unknown = col(Deadline.due).is_(None)
    order = func.row_number().over(
        partition_by=col(Deadline.plan_id), order_by=[unknown, col(Deadline.due), col(Deadline.id)]
    )
    ranked = select(Deadline.id, order.label("place")).where(
        Deadline.status == DeadlineStatus.OPEN, or_(*seen)
    )
    first = ranked.subquery()
    query = select(Deadline).join(first, first.c.id == col(Deadline.id)).where(first.c.place == 1)
    return {row.plan_id or "": row for row in session.exec(query)}


def open_dates(session: Session, plan_id: str) -> Sequence[Deadline]:
    """The dates of a plan that are open, the next one first: those of the plan, and replies that it awaits.

    One that has gone by comes first, since it is still open; one that nobody knows comes last.
    """
    query = select(Deadline).where(Deadline.plan_id == plan_id, Deadline.status == DeadlineStatus.OPEN)
    return session.exec(query.order_by(col(Deadline.due).is_(None), col(Deadline.due), Deadline.id)).all()


def shared(session: Session, without: Collection[str]) -> list[Sharing]:
    """What ERBs share of their plans, but for plans that the reader reads whole anyway."""
    query = select(Sharing).where(col(Sharing.plan_id).not_in(without))
    return [row for row in session.exec(query) if row.shows]


def last_changes(session: Session, plan_ids: Collection[str]) -> dict[str, datetime]:
    """When something last happened in these plans."""
    query = select(EventRow.stream, EventRow.at).join(
        Stream, and_(col(Stream.name) == EventRow.stream, col(Stream.seq) == EventRow.seq)
    )
    names = [f"plan:{plan}" for plan in plan_ids]
    rows = session.exec(query.where(col(EventRow.stream).in_(names)))
    return {stream.removeprefix("plan:"): at for stream, at in rows}


def stage_days(session: Session, plan_ids: Collection[str]) -> Mapping[str, list[tuple[date, str]]]:
    """Since when these plans were in which stage, in order, as far as this record goes."""
    names = [f"plan:{plan}" for plan in plan_ids]
    query = (
        select(EventRow.stream, EventRow.payload)
        .where(col(EventRow.stream).in_(names), col(EventRow.type).in_(BEGINNINGS))
        .order_by(col(EventRow.stream), col(EventRow.seq))
    )
    found: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
    for stream, payload in session.exec(query):
        said = json.loads(payload)
        found[stream.removeprefix("plan:")].append((date.fromisoformat(said["on"]), said["stage"]))
    return found


def published(session: Session) -> dict[str, list[Document]]:
    """The published documents of every plan, the newest first: they are for everybody."""
    found: defaultdict[str, list[Document]] = defaultdict(list)
    newest = select(Document).order_by(col(Document.published_on).desc(), col(Document.id))
    for row in session.exec(newest):
        found[row.plan_id].append(row)
    return found


def released(
    session: Session,
    *,
    boards: Collection[str],
    departments: Collection[str],
    officers: Mapping[str, Collection[str]],
    own: Collection[tuple[str, str]],
    bodies: Mapping[str, Collection[str]],
) -> dict[str, list[Release]]:
    """What was released to a reader, by plan, the newest first: to everybody, to a role in an area, to a
    provider of a plan (`own`), or to their organisation. Officers and bodies are areas by organisation.
    """
    covers = [
        and_(
            col(Plan.area_id).in_(areas),
            col(Release.plan_id).in_(
                select(AuthorityAnswer.plan_id).where(
                    AuthorityAnswer.organisation_id == who,
                    or_(
                        col(AuthorityAnswer.ended_on).is_(None),
                        col(AuthorityAnswer.ended_on) > Release.released_on,
                    ),
                )
            ),
        )
        for who, areas in officers.items()
    ]
    reaches: list[ColumnElement[bool]] = [
        col(Release.audience) == "public",
        and_(col(Release.audience) == "board", col(Plan.area_id).in_(boards)),
        and_(col(Release.audience) == "department", col(Plan.area_id).in_(departments)),
        and_(col(Release.audience) == "authorities", or_(false(), *covers)),
        and_(col(Release.audience) == "parties", col(Release.plan_id).in_([plan for _, plan in own])),
        *[
            and_(
                col(Release.audience) == "organisation",
                col(Release.organisation_id) == who,
                col(Plan.area_id).in_(areas),
            )
            for who, areas in bodies.items()
        ],
    ]
    query = select(Release).join(Plan, col(Plan.id) == Release.plan_id)
    newest = query.order_by(col(Release.released_on).desc(), col(Release.id))
    found: defaultdict[str, list[Release]] = defaultdict(list)
    for row in session.exec(newest.where(col(Release.ended_on).is_(None), or_(*reaches))):
        found[row.plan_id].append(row)
    return found
