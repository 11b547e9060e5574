"""A plan's way to the department and to publication: submitted, commented on, answered, published."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow.journeys import submission as journey
from lsip_workflow.journeys import versions
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import Document, Feedback, FeedbackPoint, File, Plan, Submission
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import life, queries
from lsip_workflow.web import faults, saying


@dataclass(frozen=True)
class SubmissionShown:
    """One submission: to whom, when, which version and file."""

    id: str
    addressee: str
    on: date
    reference: str
    version: str
    number: int | None
    file: str
    note: str
    came_back: bool


@dataclass(frozen=True)
class PointShown:
    """One point of a letter, and what became of it."""

    id: str
    number: int
    section: str
    text: str
    became: str
    words: str


@dataclass(frozen=True)
class LetterShown:
    """A letter of the department, point by point."""

    id: str
    reference: str
    on: date
    due: date | None
    file: str
    points: tuple[PointShown, ...]


@dataclass(frozen=True)
class Published:
    """A published document."""

    id: str
    kind: str
    url: str
    fingerprint: str
    on: date
    number: int | None
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class WayOut:
    """All of it; `why_none` where the plan's edition of the guidance has no submission."""

    stage: str
    now: bool
    why_none: str
    submissions: tuple[SubmissionShown, ...]
    letters: tuple[LetterShown, ...]
    published: tuple[Published, ...]
    number: int
    changed: bool
    """Whether the plan says something else now than what was submitted last."""


def way_out(session: Session, world: Runtime, plan: Plan) -> WayOut:
    """Submissions, letters and publications of a plan."""
    numbers = decided.version_numbers(session, plan.id)
    stage, why_none, now = _stage(world, plan)
    sent = life.submissions(session, plan.id)
    version = versions.version_of(session, plan)
    letters = select(Feedback).where(Feedback.plan_id == plan.id).order_by(col(Feedback.received_on).desc())
    papers = select(Document).where(Document.plan_id == plan.id).order_by(col(Document.published_on).desc())
    return WayOut(
        stage=stage,
        now=now,
        why_none=why_none,
        submissions=tuple(_submission(session, row, numbers) for row in reversed(sent)),
        letters=tuple(_letter(session, row) for row in session.exec(letters)),
        published=tuple(_published(session, plan, row, numbers) for row in session.exec(papers)),
        number=numbers.get(version, len(numbers) + 1),
        changed=bool(sent) and sent[-1].version != version,
    )


def _stage(world: Runtime, plan: Plan) -> tuple[str, str, bool]:
    """The stage in which the plan is submitted, or why there is none, and whether it is there now."""
    try:
        stage = journey.submission_stage(world.books[plan.edition])
    except Refused as refused:
        return "", " ".join(reason.text for reason in refused.reasons), False
    except Faulty as faulty:
        return "", " ".join(map(faults.told, faulty.faults)), False
    return stage.title, "", plan.stage == stage.key


def _submission(session: Session, row: Submission, numbers: dict[str, int]) -> SubmissionShown:
    return SubmissionShown(
        id=row.id,
        addressee=row.addressee or saying.ERASED,
        on=row.made_on,
        reference=row.reference,
        version=row.version,
        number=numbers.get(row.version),
        file=_file(session, row.file_id),
        note=row.note or "",
        came_back=row.status != "made",
    )


def _letter(session: Session, row: Feedback) -> LetterShown:
    due = queries.deadline_of(session, row.plan_id, "return", row.id)
    return LetterShown(
        id=row.id,
        reference=row.reference,
        on=row.received_on,
        due=due.due if due else None,
        file=_file(session, row.file_id),
        points=tuple(_point(point) for point in life.points(session, row.id)),
    )


def _point(row: FeedbackPoint) -> PointShown:
    became = saying.POINT_ANSWERS.get(row.answer, "")
    return PointShown(row.id, row.number, row.section, row.text or saying.ERASED, became, row.words or "")


def _published(session: Session, plan: Plan, row: Document, numbers: dict[str, int]) -> Published:
    warnings = journey.not_as_sent(session, plan, row.fingerprint) if row.kind == "plan" else []
    return Published(
        id=row.id,
        kind=saying.DOCUMENTS.get(row.kind, row.kind),
        url=row.url,
        fingerprint=row.fingerprint,
        on=row.published_on,
        number=numbers.get(row.version),
        warnings=tuple(warnings),
    )


def _file(session: Session, key: str | None) -> str:
    kept = session.get(File, key) if key else None
    return (kept.name or saying.ERASED) if kept else ""
