"""The register of interests of an area, meetings with what was declared, and conflicts to tell of."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow.journeys.conflicts import CONFLICT
from lsip_workflow.journeys.interests import REVIEW
from lsip_workflow.model import (
    Area,
    ConflictNotice,
    DeadlineStatus,
    Declaration,
    Interest,
    Meeting,
    Organisation,
    Person,
    Plan,
)
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.interests import in_force
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import life, queries
from lsip_workflow.web import saying


@dataclass(frozen=True)
class InterestShown:
    """One interest in the register."""

    id: str
    name: str
    words: str
    organisation: str
    matters: tuple[str, ...]
    since: date
    until: date | None
    now: bool


@dataclass(frozen=True)
class Register:
    """The register of an area with its yearly reviews."""

    area: str
    area_id: str
    interests: tuple[InterestShown, ...]
    reviews: tuple[tuple[int, date, str], ...]
    review_due: date | None


@dataclass(frozen=True)
class DeclarationShown:
    """What somebody declared in a matter."""

    id: str
    name: str
    matter: str
    words: str
    left: bool


@dataclass(frozen=True)
class MeetingShown:
    """A meeting with its agenda and declarations."""

    id: str
    body: str
    on: date
    title: str
    agenda: tuple[str, ...]
    declarations: tuple[DeclarationShown, ...]


@dataclass(frozen=True)
class ConflictShown:
    """A conflict of which the department is told."""

    id: str
    seen_on: date
    told_on: date | None
    due: date | None
    words: str
    reference: str


def register(session: Session, world: Runtime, area: Area, body: str) -> Register:
    """The register of an area for its body: who has which interest, touching what."""
    named: dict[str, str] = {}
    for plan in queries.plans(session):
        if (plan.area_id, plan.erb_id) == (area.id, body):
            named |= matters(session, plan, world.books[plan.edition])
    due = [
        row.due
        for row in life.area_deadlines(session, area.id)
        if row.kind == REVIEW and row.status is DeadlineStatus.OPEN and row.due
    ]
    return Register(
        area=area.name,
        area_id=area.id,
        interests=tuple(
            _interest(session, row, named, world.today()) for row in decided.register(session, area.id, body)
        ),
        reviews=tuple(
            (row.year, row.reviewed_on, row.words or saying.ERASED)
            for row in reversed(decided.reviews(session, area.id, body, world.today()))
        ),
        review_due=min(due, default=None),
    )


def _interest(session: Session, row: Interest, named: dict[str, str], today: date) -> InterestShown:
    body = session.get(Organisation, row.organisation_id) if row.organisation_id else None
    return InterestShown(
        id=row.id,
        name=session.get_one(Person, row.person_id).name or saying.ERASED,
        words=row.words or saying.ERASED,
        organisation=body.name if body else "",
        matters=tuple(named.get(matter, "something that was taken out") for matter in row.matters),
        since=row.since,
        until=row.until,
        now=in_force(row, today),
    )


def matters(session: Session, plan: Plan, book: Rulebook) -> dict[str, str]:
    """What an interest can be about in a plan, in words, by `kind:id`."""
    dossier = queries.dossier(session, plan)
    found = {f"sign_off:{rule.key}": f"the decision “{rule.title}”" for rule in book.sign_offs}
    found |= {f"priority:{row.id}": f"priority {row.code} {row.title}" for row in dossier.priorities}
    found |= {f"action:{row.id}": f"action {row.code} {row.title}" for row in dossier.actions}
    found |= {f"request:{row.id}": f"the request “{row.title}”" for row in dossier.requests}
    return found | {f"organisation:{key}": row.name for key, row in dossier.organisations.items()}


def meetings(session: Session, world: Runtime, plan: Plan) -> tuple[MeetingShown, ...]:
    """The meetings at which a plan was or is to be a matter, the newest first."""
    named = matters(session, plan, world.books[plan.edition])
    query = select(Meeting).where(Meeting.plan_id == plan.id).order_by(col(Meeting.held_on).desc())
    return tuple(_meeting(session, row, named) for row in session.exec(query))


def _meeting(session: Session, row: Meeting, named: dict[str, str]) -> MeetingShown:
    said = select(Declaration).where(Declaration.meeting_id == row.id).order_by(col(Declaration.name))
    return MeetingShown(
        id=row.id,
        body=row.body,
        on=row.held_on,
        title=row.title or "",
        agenda=tuple(saying.sentence(named.get(matter, matter)) for matter in row.matters),
        declarations=tuple(
            DeclarationShown(
                each.id,
                each.name or saying.ERASED,
                saying.sentence(named.get(each.matter, each.matter)),
                each.words or saying.ERASED,
                each.left_room,
            )
            for each in session.exec(said)
        ),
    )


def conflicts(session: Session, plan: Plan) -> tuple[ConflictShown, ...]:
    """The conflicts of which the department is told, the newest first."""
    query = select(ConflictNotice).where(ConflictNotice.plan_id == plan.id)
    found = []
    for row in session.exec(query.order_by(col(ConflictNotice.seen_on).desc())):
        due = queries.deadline_of(session, plan.id, CONFLICT, row.id)
        found.append(
            ConflictShown(
                row.id,
                row.seen_on,
                row.told_on,
                due.due if due and row.told_on is None else None,
                row.words or saying.ERASED,
                row.reference or "",
            )
        )
    return tuple(found)
