"""What was before this record began: shown as it was told, by whom, and never as met."""

from dataclasses import dataclass

from sqlmodel import Session

from lsip_workflow.model import PastEvent, Plan, Precision
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.store import adoption
from lsip_workflow.web import saying


@dataclass(frozen=True)
class Told:
    """Something that happened, in the words of whoever told it."""

    what: str
    day: str
    stage: str
    reference: str
    url: str
    document: str
    said_by: str


@dataclass(frozen=True)
class Before:
    """How a plan was taken over: the stages that it had behind it, and what was told of them."""

    stages: frozenset[str] = frozenset()
    told: tuple[Told, ...] = ()
    held: bool = False


def before(session: Session, plan: Plan, book: Rulebook) -> Before | None:
    """What was told of the time before this record; None for a plan that began here."""
    fact = adoption.adopted(session, plan.id)
    if fact is None:
        return None
    keys = [stage.key for stage in book.stages]
    earlier = frozenset(stage.title for stage in book.stages[: keys.index(fact.stage)])
    rows = adoption.past(session, plan.id)
    return Before(earlier, tuple(_told(row, book) for row in rows), plan.held)


def _told(row: PastEvent, book: Rulebook) -> Told:
    exact = row.precision is Precision.DAY and row.on is not None
    return Told(
        what=row.what or saying.ERASED,
        day=saying.day(row.on) if exact and row.on else row.day_in_words or saying.NOT_KNOWN,
        stage=book.stage(row.stage).title if row.stage else "",
        reference=row.reference or "",
        url=row.url or "",
        document=row.document or "",
        said_by=row.said_by or saying.ERASED,
    )
