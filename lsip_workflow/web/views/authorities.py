"""The strategic authorities of a plan: noted, asked, what each answered, and their comments by section."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from lsip_workflow.journeys import section_comments
from lsip_workflow.model import AuthorityAnswer, Organisation, Plan
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import queries
from lsip_workflow.web import saying
from lsip_workflow.web.views.releases import CommentShown, comment


@dataclass(frozen=True)
class AuthorityShown:
    """One authority as this plan knows it."""

    id: str
    name: str
    since: date | None
    ended_on: date | None
    districts: int
    asked_on: date | None
    due: date | None
    number: int | None
    answer: str
    answered_on: date | None
    its_reasons: str
    our_reasons: str
    may_be_asked: bool


@dataclass(frozen=True)
class Authorities:
    """The authorities of a plan, and what their officers said about what was released to them."""

    rows: tuple[AuthorityShown, ...]
    comments: tuple[CommentShown, ...]


def authorities(session: Session, plan: Plan) -> Authorities:
    """All authorities that were noted, those that have ended as well."""
    numbers = decided.version_numbers(session, plan.id)
    query = select(AuthorityAnswer).where(AuthorityAnswer.plan_id == plan.id)
    rows = [_shown(session, plan, row, numbers) for row in session.exec(query)]
    said = section_comments.of_plan(session, plan.id)
    return Authorities(
        rows=tuple(sorted(rows, key=lambda row: (row.ended_on is not None, row.name))),
        comments=tuple(comment(session, row) for row in said),
    )


def _shown(session: Session, plan: Plan, row: AuthorityAnswer, numbers: dict[str, int]) -> AuthorityShown:
    due = queries.deadline_of(session, plan.id, "authority", row.id)
    waits = row.answer in ("not_asked", "asked")
    return AuthorityShown(
        id=row.id,
        name=session.get_one(Organisation, row.organisation_id).name,
        since=row.since,
        ended_on=row.ended_on,
        districts=len(row.districts),
        asked_on=row.asked_on,
        due=due.due if due and waits else None,
        number=numbers.get(row.version),
        answer=saying.ANSWERS[row.answer],
        answered_on=row.answered_on,
        its_reasons=row.its_reasons or "",
        our_reasons=row.our_reasons or "",
        may_be_asked=row.answer == "not_asked" and row.ended_on is None,
    )
