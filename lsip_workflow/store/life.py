"""Named reads about who holds an area and who is known there, submissions, and what was released to whom."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from lsip_workflow.model import (
    AuthorityAnswer,
    Deadline,
    Designation,
    DesignationTerms,
    FeedbackPoint,
    Organisation,
    OrganisationKind,
    OrganisationOfArea,
    Person,
    PersonOfArea,
    Plan,
    PlanProvider,
    Release,
    RoleHeld,
    Submission,
)


def area_deadline(session: Session, area_id: str, kind: str, subject: str) -> Deadline | None:
    """The one date of that kind and subject in an area."""
    query = select(Deadline).where(
        Deadline.area_id == area_id, Deadline.kind == kind, Deadline.subject == subject
    )
    return session.exec(query).one_or_none()


def area_deadlines(session: Session, area_id: str) -> Sequence[Deadline]:
    """The dates of an area itself, the next one first."""
    query = select(Deadline).where(Deadline.area_id == area_id)
    return session.exec(query.order_by(col(Deadline.due), col(Deadline.id))).all()


def designations(session: Session, area_id: str) -> Sequence[Designation]:
    """Who held an area since when and until when, in order."""
    query = select(Designation).where(Designation.area_id == area_id)
    return session.exec(query.order_by(col(Designation.began), col(Designation.id))).all()


def designated(session: Session, area_id: str, on: date) -> Designation | None:
    """The designation in force in an area on a day."""
    return next((row for row in designations(session, area_id) if _holds(row, on)), None)


def body_of(session: Session, area_id: str, on: date) -> Organisation | None:
    """The body that an area has: by its designation, or else by the newest plan of it that is kept here."""
    holder = designated(session, area_id, on)
    kept = select(Plan.erb_id).where(Plan.area_id == area_id, col(Plan.undone_on).is_(None))
    erb_id = holder.erb_id if holder else session.exec(kept.order_by(col(Plan.cycle).desc())).first()
    return session.get_one(Organisation, erb_id) if erb_id else None


def areas_held(session: Session, erb_id: str, on: date) -> tuple[frozenset[str], frozenset[str]]:
    """The areas that are a body's on a day, by designation or a plan of its own; and those no longer.

    An area is no longer a body's when its designation was removed, or when another body is designated there.
    """
    rows = session.exec(select(Designation).where(Designation.erb_id == erb_id)).all()
    held = {row.area_id for row in rows if _holds(row, on)}
    over = {row.area_id for row in rows if row.until is not None and row.until <= on} - held
    own = set(session.exec(select(Plan.area_id).where(Plan.erb_id == erb_id, col(Plan.undone_on).is_(None))))
    theirs = select(Designation).where(col(Designation.area_id).in_(own - held))
    over |= {row.area_id for row in session.exec(theirs) if _holds(row, on)}
    return frozenset((held | own) - over), frozenset(over)


def _holds(row: Designation, on: date) -> bool:
    return row.began <= on and (row.until is None or on < row.until)


def terms_of(session: Session, area_id: str) -> Sequence[DesignationTerms]:
    """The changed terms that came for an area, the newest first."""
    query = select(DesignationTerms).where(DesignationTerms.area_id == area_id)
    return session.exec(query.order_by(col(DesignationTerms.received_on).desc())).all()


def organisations_of(session: Session, area_id: str) -> Sequence[Organisation]:
    """The organisations that an area knows: written down there, in one of its plans, or holding it."""
    plans = select(Plan.id).where(Plan.area_id == area_id)
    answers = select(AuthorityAnswer.organisation_id).where(col(AuthorityAnswer.plan_id).in_(plans))
    known = or_(
        col(Organisation.id).in_(
            select(OrganisationOfArea.organisation_id).where(OrganisationOfArea.area_id == area_id)
        ),
        col(Organisation.id).in_(
            select(PlanProvider.provider_id).where(col(PlanProvider.plan_id).in_(plans))
        ),
        col(Organisation.id).in_(answers),
        col(Organisation.id).in_(select(Plan.erb_id).where(Plan.area_id == area_id)),
        col(Organisation.id).in_(select(Designation.erb_id).where(Designation.area_id == area_id)),
    )
    return session.exec(select(Organisation).where(known).order_by(Organisation.name)).all()


def organisation_of(session: Session, area_id: str, key: str) -> Organisation | None:
    """An organisation that an area knows, by its id."""
    return next((row for row in organisations_of(session, area_id) if row.id == key), None)


def known_elsewhere(session: Session, area_id: str, organisation_id: str) -> bool:
    """Whether another area knows an organisation as well, or it holds one."""
    listed = select(OrganisationOfArea.area_id).where(
        OrganisationOfArea.organisation_id == organisation_id, OrganisationOfArea.area_id != area_id
    )
    plans = select(PlanProvider.plan_id).join(Plan, col(Plan.id) == PlanProvider.plan_id)
    asked = plans.where(PlanProvider.provider_id == organisation_id, Plan.area_id != area_id)
    holds = select(Designation.id).where(Designation.erb_id == organisation_id)
    return any(session.exec(query).first() is not None for query in (listed, asked, holds))


def people_of(session: Session, area_id: str) -> Sequence[Person]:
    """The people whom an area may see: written down there, or with a role there, now or before."""
    query = select(Person).where(_seen_in(area_id))
    return session.exec(query.order_by(col(Person.name), col(Person.id))).all()


def of_another_body(bodies: Collection[str]) -> ColumnElement[bool]:
    """That a person is of another employer representative body: of the one that held the area before."""
    others = select(Organisation.id).where(
        Organisation.kind == OrganisationKind.ERB, col(Organisation.id).not_in(bodies)
    )
    return col(Person.organisation_id).in_(others)


def knows(session: Session, area_id: str, person_id: str) -> bool:
    """Whether an area may see a person."""
    return (
        session.exec(select(Person.id).where(Person.id == person_id, _seen_in(area_id))).first() is not None
    )


def _seen_in(area_id: str) -> ColumnElement[bool]:
    return or_(
        col(Person.id).in_(select(PersonOfArea.person_id).where(PersonOfArea.area_id == area_id)),
        col(Person.id).in_(select(RoleHeld.person_id).where(RoleHeld.area_id == area_id)),
    )


def roles_in(session: Session, area_id: str) -> Sequence[RoleHeld]:
    """Every role that is or was held in an area, the newest first."""
    query = select(RoleHeld).where(RoleHeld.area_id == area_id)
    return session.exec(query.order_by(col(RoleHeld.since).desc(), col(RoleHeld.id))).all()


def submissions(session: Session, plan_id: str) -> Sequence[Submission]:
    """What was submitted of a plan, the newest last."""
    query = select(Submission).where(Submission.plan_id == plan_id)
    return session.exec(query.order_by(col(Submission.made_on), col(Submission.status).desc())).all()


def points(session: Session, feedback_id: str) -> Sequence[FeedbackPoint]:
    """The points of a letter, in order."""
    query = select(FeedbackPoint).where(FeedbackPoint.feedback_id == feedback_id)
    return session.exec(query.order_by(col(FeedbackPoint.number))).all()


def releases(session: Session, plan_id: str | None = None) -> Sequence[Release]:
    """What was released, of one plan or of all, the newest first."""
    query = select(Release).order_by(col(Release.released_on).desc(), col(Release.id))
    return session.exec(query if plan_id is None else query.where(Release.plan_id == plan_id)).all()


def roles_of_body(session: Session, area_id: str, organisation_id: str, on: date) -> Sequence[RoleHeld]:
    """The roles that the people of a body hold in an area after a day, as far as anybody has said."""
    query = select(RoleHeld).join(Person, col(Person.id) == RoleHeld.person_id)
    here = query.where(RoleHeld.area_id == area_id, Person.organisation_id == organisation_id)
    goes_on = or_(col(RoleHeld.until).is_(None), col(RoleHeld.until) > on)
    return session.exec(here.where(goes_on).order_by(RoleHeld.id)).all()
