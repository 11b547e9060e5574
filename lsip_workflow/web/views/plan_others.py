"""A plan for somebody who is not of its team: what it is, what of it was released to them, what is theirs.

Nothing else of the plan is loaded here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow.journeys import consultation, releases
from lsip_workflow.model import Area, Document, Organisation, Plan, RequestStatus
from lsip_workflow.rules.deadlines import is_past, when
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries
from lsip_workflow.web import admitting, saying
from lsip_workflow.web.views import waiting
from lsip_workflow.words import outside


@dataclass(frozen=True)
class Asked:
    """Something that the plan asked of the organisation of whoever looks."""

    id: str
    title: str
    status: str
    open: bool


@dataclass(frozen=True)
class Released:
    """Something of the plan that they may read."""

    id: str
    title: str
    on: date


@dataclass(frozen=True)
class Published:
    """A document that everybody can read on the web."""

    kind: str
    url: str
    on: date


@dataclass(frozen=True)
class PlanForOthers:
    """What a plan is, and what of it is there for whoever looks."""

    id: str
    area: str
    cycle: str
    erb: str
    stage: str
    edition: str
    example: bool
    asked: tuple[Asked, ...]
    released: tuple[Released, ...]
    consulted: tuple[tuple[str, str], ...]
    published: tuple[Published, ...]


def plan_for_others(session: Session, world: Runtime, hats: Sequence[Actor], plan_id: str) -> PlanForOthers:
    """What there is of a plan for these hats together. Raises NotYours when there is nothing."""
    plan = queries.plan(session, plan_id)
    if plan is None:
        raise NotYours
    providers = [hat for hat in hats if _is_provider_of(session, hat, plan)]
    released = _released(session, hats, plan)
    consulted = {row.id: row.title for hat in hats for row in consultation.shared_with(session, hat, plan.id)}
    if not providers and not released and not consulted:
        raise NotYours
    book = world.books[plan.edition]
    return PlanForOthers(
        id=plan.id,
        area=session.get_one(Area, plan.area_id).name,
        cycle=plan.cycle,
        erb=session.get_one(Organisation, plan.erb_id).name,
        stage=book.stage(plan.stage).title if providers else "",
        edition=book.edition.title,
        example=plan.example,
        asked=tuple(line for hat in providers for line in _asked(session, hat, plan, world.today())),
        released=released,
        consulted=tuple(consulted.items()),
        published=_published(session, plan),
    )


def _published(session: Session, plan: Plan) -> tuple[Published, ...]:
    query = select(Document).where(Document.plan_id == plan.id).order_by(col(Document.published_on).desc())
    return tuple(
        Published(saying.DOCUMENTS.get(row.kind, saying.spoken(row.kind)), row.url, row.published_on)
        for row in session.exec(query)
        if row.url.startswith(("https://", "http://"))
    )


def _is_provider_of(session: Session, hat: Actor, plan: Plan) -> bool:
    try:
        admitting.as_provider(session, hat, plan.id)
    except (NotYours, PermissionError):
        return False
    return True


def _released(session: Session, hats: Sequence[Actor], plan: Plan) -> tuple[Released, ...]:
    found = {
        row.id: Released(row.id, row.title, row.released_on)
        for hat in hats
        for row in releases.to_me(session, hat)
        if row.plan_id == plan.id
    }
    return tuple(sorted(found.values(), key=lambda one: (one.on, one.title), reverse=True))


def _asked(session: Session, hat: Actor, plan: Plan, today: date) -> list[Asked]:
    lines = []
    for seen in queries.requests_of(session, plan.id, hat.organisation_id):
        is_open = seen.request.status is RequestStatus.OPEN
        if is_open:
            late = seen.deadline if seen.deadline and is_past(seen.deadline, today) else None
            status = (
                outside("overdue of yours", due=when(late))
                if late
                else f"To answer: {waiting.due_words(seen.deadline, today)}"
            )
        elif seen.request.status is RequestStatus.ANSWERED:
            status = "Answered, thank you"
        else:
            status = outside("excused")
        lines.append(Asked(seen.request.id, seen.request.title, status, is_open))
    return sorted(lines, key=lambda line: not line.open)
