"""What addresses name, in a world that has something of everything."""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from lsip_workflow import model
from lsip_workflow.journeys import sign_offs
from lsip_workflow.model import Person, Plan
from tests import builders
from tests.builders import Scene
from tests.journeys.everything import now
from tests.journeys.working import Working

PARTS: dict[str, type[SQLModel]] = {
    "request_id": model.Request,
    "consideration_id": model.Consideration,
    "evidence_id": model.Evidence,
    "engagement_id": model.Engagement,
    "need_id": model.SkillsNeed,
    "finding_id": model.Finding,
    "barrier_id": model.Barrier,
    "ask_id": model.BarrierAsk,
    "round_id": model.ConsultationRound,
    "comment_id": model.ConsultationComment,
    "deadline_id": model.Deadline,
    "answer_id": model.AuthorityAnswer,
    "file_id": model.File,
    "response_id": model.Response,
    "question_id": model.Question,
    "act_id": model.DutyAct,
    "terms_id": model.DesignationTerms,
    "point_id": model.FeedbackPoint,
    "release_id": model.Release,
    "sign_off_id": model.SignOff,
    "delegation_id": model.Delegation,
    "section_comment_id": model.SectionComment,
    "interest_id": model.Interest,
    "meeting_id": model.Meeting,
    "notice_id": model.ConflictNotice,
    "part_id": model.CarryOverPart,
    "report_id": model.ProgressReport,
    "role_id": model.RoleHeld,
    "correction_id": model.CorrectionAsk,
    "event_id": model.EventRow,
    "draft_id": model.OutboxRow,
}


def ids(at: Working, made: Scene) -> dict[str, str]:
    """What the addresses name: of the plan and of its area where there is one, or else any."""
    with at.world.database.transaction() as session:
        asked = sign_offs.ask(
            session, now(at), session.get_one(Plan, made.plan), "priorities", authors=[made.manager]
        ).id
    with at.world.database.reading() as session:
        found = {name: _of(session, kind, made) for name, kind in PARTS.items()}
        of_area = session.exec(select(model.Deadline).where(model.Deadline.area_id == made.area)).all()
        date_id = next((row for row in of_area if row.status is model.DeadlineStatus.OPEN), of_area[0]).id
        listed = session.exec(select(Person).where(Person.email == "di@south.example")).one()
    return found | {
        "plan_id": made.plan,
        "area_id": made.area,
        "person_id": listed.id,
        "date_id": date_id,
        "organisation_id": made.erb,
        "workbook_id": "0" * 32,
        "word": "0" * 40,
        "asked": asked,
        "code": "A1",
        "key": "submission-signed",
        "ukprn": builders.ukprn(3),
        "edition": builders.EDITION,
    }


def _of(session: Session, kind: Any, made: Scene) -> str:
    rows = session.exec(select(kind).order_by(text("rowid"))).all()  # as they were written, not by chance
    own = [row for row in rows if made.plan == getattr(row, "plan_id", None)]
    here = [row for row in rows if made.area == getattr(row, "area_id", None)]
    found = own or here or rows
    return str(next((row for row in found if _telling(row)), found[0]).id)


def _telling(row: Any) -> bool:
    """Of several, the one of which most can be seen or done."""
    match row:
        case model.Release():
            return bool(row.audience == "department")
        case model.OutboxRow():
            return row.status is model.OutboxStatus.DRAFT
        case model.File():
            return row.organisation_id is not None
        case model.Deadline():
            return row.status is model.DeadlineStatus.OPEN
        case model.EventRow():
            return bool(row.stream == "plan:southshire-2026")
        case model.SignOff():
            return bool(row.status == "decided")
    return True
