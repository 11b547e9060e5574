"""Working a stage: open what falls due in it, close what is done, and go on when nothing is still needed.

Level-triggered: each visit reads where the plan stands. A visit that changes nothing records nothing.
"""

from dataclasses import dataclass, field

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import deadlines
from lsip_workflow.model import Plan
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.lifecycle import Blocker, still_needed
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record


@dataclass(frozen=True)
class StageReport:
    """What a visit found and did: who reads it wants names and sentences."""

    plan_id: str
    stage: str
    needed: tuple[Blocker, ...] = ()
    went_to: str | None = None
    did: tuple[str, ...] = field(default=())

    @property
    def sentence(self) -> str:
        """The visit in one line."""
        if self.went_to:
            return f"Went on to {self.went_to}."
        refusing = sum(blocker.refuses for blocker in self.needed)
        if refusing:
            return f"Not ready yet: {refusing} thing{'' if refusing == 1 else 's'} still needed."
        return "Nothing to do."


def work(session: Session, occasion: Occasion, plan_id: str, calendar: Calendar) -> StageReport:
    """Look at the stage of a plan and do what is now due there."""
    lock(session, f"plan:{plan_id}")
    plan = session.get_one(Plan, plan_id)
    book = occasion.book_of(plan)
    did = _open_dates(session, occasion, plan, book, calendar)
    dossier = queries.dossier(session, plan)
    needed = tuple(still_needed(dossier, book, occasion.today))
    stage = book.stage(plan.stage)
    if stage.final or not book.gates_leaving(stage.key) or any(b.refuses for b in needed):
        return StageReport(plan.id, stage.title, needed, did=tuple(did))
    return _go_on(session, occasion, plan, book, needed, did)


def _open_dates(
    session: Session, occasion: Occasion, plan: Plan, book: Rulebook, calendar: Calendar
) -> list[str]:
    return [
        f"opened the date “{rule.title}”"
        for rule in book.deadlines_of(plan.stage)
        if deadlines.open_of_rulebook(session, occasion, plan, rule, calendar)
    ]


def _go_on(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    book: Rulebook,
    needed: tuple[Blocker, ...],
    did: list[str],
) -> StageReport:
    left, following = book.stage(plan.stage), book.stage(book.stage(plan.stage).next[0])
    for deadline in queries.dossier(session, plan).deadlines:
        of_stage = deadline.subject in {rule.key for rule in book.deadlines_of(left.key)}
        if deadline.kind == "rulebook" and of_stage:
            deadlines.close(session, occasion, deadline)
    fact = events.StageEntered(plan=plan.id, stage=following.key, came_from=left.key, on=occasion.today)
    record(session, occasion, fact)
    return StageReport(plan.id, left.title, needed, went_to=following.title, did=tuple(did))
