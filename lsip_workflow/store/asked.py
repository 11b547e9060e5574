"""What is asked of providers, over all areas in which somebody speaks for them; never anybody else's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, false
from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from lsip_workflow.model import (
    AnswerKind,
    Area,
    Deadline,
    HandedPart,
    Organisation,
    Person,
    Plan,
    Question,
    QuestionStatus,
    ReportUpdate,
    Request,
    Response,
    SavedAnswer,
    SavedPart,
)
from lsip_workflow.rules.permissions import Actor


def is_update(session: Session, request_id: str) -> bool:
    """Whether an update for a progress report is asked for, and not what a provider can take on."""
    query = select(ReportUpdate.request_id).where(ReportUpdate.request_id == request_id)
    return session.exec(query).first() is not None


@dataclass(frozen=True)
class AskedSeen:
    """Something asked, with all that a list of it shows."""

    request: Request
    plan: Plan
    area: Area
    erb: Organisation
    provider: Organisation
    deadline: Deadline | None
    answer: Response | None
    begun: bool = False
    questions: Sequence[Question] = ()


@dataclass(frozen=True)
class Handed:
    """A part of an answer that a colleague asked somebody to fill in."""

    part: HandedPart
    request: Request
    plan: Plan
    area: Area
    erb: Organisation
    provider: Organisation
    by: str
    deadline: Deadline | None
    filled_in: bool = False
    """Whether they have written something there."""


@dataclass
class Speaking:
    """For which providers somebody speaks, in which areas: several hats may be of one provider."""

    areas: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def its_own(self) -> ColumnElement[bool]:
        """The requests of plans that are theirs; nothing for who speaks for nobody."""
        each = [
            and_(col(Request.provider_id) == provider, col(Plan.area_id).in_(areas))
            for provider, areas in self.areas.items()
            if areas
        ]
        return or_(*each) if each else false()


def speaking(hats: Iterable[Actor]) -> Speaking:
    """For whom these hats speak."""
    found = Speaking()
    for hat in hats:
        if hat.organisation_kind == "provider" and hat.organisation_id:
            found.areas[hat.organisation_id] |= hat.areas
    return found


def all_asked(session: Session, whom: Speaking) -> list[AskedSeen]:
    """Everything that is asked of them, the next date first; five reads, however many areas."""
    query = (
        select(Request, Plan, Area, Deadline)
        .join(Plan, col(Plan.id) == Request.plan_id)
        .join(Area, col(Area.id) == Plan.area_id)
        .outerjoin(Deadline, (col(Deadline.subject) == Request.id) & (col(Deadline.kind) == "request"))
        .where(whom.its_own(), col(Plan.undone_on).is_(None))
        .order_by(col(Deadline.due).is_(None), col(Deadline.due), col(Request.sent_at).desc(), Request.id)
    )
    rows = session.exec(query).all()
    bodies = _bodies(session, {key for row in rows for key in (row[1].erb_id, row[0].provider_id)})
    mine = select(Request.id).join(Plan, col(Plan.id) == Request.plan_id).where(whom.its_own())
    begun = set(session.exec(select(SavedAnswer.request_id).where(col(SavedAnswer.request_id).in_(mine))))
    current = select(Response).join(Request, col(Request.current_response_id) == Response.id)
    answers = {row.request_id: row for row in session.exec(current.where(col(Request.id).in_(mine)))}
    waiting = defaultdict[str, list[Question]](list)
    open_ones = select(Question).where(Question.status == QuestionStatus.OPEN)
    for question in session.exec(open_ones.where(col(Question.request_id).in_(mine))):
        waiting[question.request_id].append(question)
    return [
        AskedSeen(
            request=request,
            plan=plan,
            area=area,
            erb=bodies[plan.erb_id],
            provider=bodies[request.provider_id],
            deadline=deadline,
            answer=answers.get(request.id),
            begun=request.id in begun,
            questions=waiting[request.id],
        )
        for request, plan, area, deadline in rows
    ]


def _bodies(session: Session, ids: set[str]) -> dict[str, Organisation]:
    return {row.id: row for row in session.exec(select(Organisation).where(col(Organisation.id).in_(ids)))}


def earlier_answers(session: Session, whom: Speaking, request: Request, most: int = 4) -> list[AskedSeen]:
    """What a provider answered before, to this body or another, the newest first: to begin from."""
    found = [
        (seen.answer.submitted_at, seen)
        for seen in all_asked(session, whom)
        if seen.request.provider_id == request.provider_id
        and seen.request.id != request.id
        and seen.answer is not None
        and seen.answer.kind is AnswerKind.ANSWER
        and seen.answer.content is not None
    ]
    return [seen for _, seen in sorted(found, key=lambda one: one[0], reverse=True)][:most]


def handed(session: Session, hats: Iterable[Actor]) -> list[Handed]:
    """What was handed to these hats where they still have a role, and is not sent yet."""
    theirs = [
        (col(HandedPart.person_id) == hat.person_id) & col(Plan.area_id).in_({area for area, _ in hat.held})
        for hat in hats
    ]
    query = (
        columns(HandedPart, Request, Plan, Deadline, col(SavedPart.person_id))
        .join(Request, col(Request.id) == HandedPart.request_id)
        .join(Plan, col(Plan.id) == Request.plan_id)
        .outerjoin(Deadline, (col(Deadline.subject) == Request.id) & (col(Deadline.kind) == "request"))
        .outerjoin(
            SavedPart,
            (col(SavedPart.request_id) == HandedPart.request_id) & (col(SavedPart.part) == HandedPart.part),
        )
        .where(or_(false(), *theirs), col(Plan.undone_on).is_(None))
        .order_by(col(HandedPart.handed_at).desc(), col(HandedPart.part))
    )
    rows = session.execute(query).all()
    bodies = _bodies(session, {key for row in rows for key in (row[2].erb_id, row[1].provider_id)})
    areas = {
        row.id: row
        for row in session.exec(select(Area).where(col(Area.id).in_({row[2].area_id for row in rows})))
    }
    names = names_of(session, [row[0].handed_by for row in rows])
    return [
        Handed(
            part=part,
            request=request,
            plan=plan,
            area=areas[plan.area_id],
            erb=bodies[plan.erb_id],
            provider=bodies[request.provider_id],
            by=names.get(part.handed_by or "", ""),
            deadline=deadline,
            filled_in=writer == part.person_id,
        )
        for part, request, plan, deadline, writer in rows
    ]


def names_of(session: Session, ids: Iterable[str | None]) -> Mapping[str, str]:
    """The names of people by their ids, of those whose names are still here."""
    wanted = {key for key in ids if key}
    rows = session.exec(select(Person).where(col(Person.id).in_(wanted)))
    return {row.id: row.name for row in rows if row.name}
