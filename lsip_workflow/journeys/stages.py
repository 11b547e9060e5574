"""Working a stage: open what falls due in it, close what is done, and go on when nothing is still needed.

Level-triggered: each visit reads where the plan stands. A visit that changes nothing records nothing.
"""

from dataclasses import dataclass, field

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, reports
from lsip_workflow.model import Plan
from lsip_workflow.rulebook import Decided, Rulebook
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
    awaiting: tuple[str, ...] = ()
    """The sign-offs that are all that is still needed: what goes to the signatories now."""

    @property
    def sentence(self) -> str:
        """The visit in one line."""
        if self.went_to:
            return f"Went on to {self.went_to}."
        refusing = sum(blocker.refuses for blocker in self.needed)
        if self.awaiting:
            found = f"Ready for its signatories: {', '.join(self.awaiting)}."
        elif refusing:
            found = f"Not ready yet: {refusing} thing{'' if refusing == 1 else 's'} still needed."
        else:
            found = "Nothing to do."
        did = "; ".join(self.did)
        return f"{did[0].upper()}{did[1:]}. {found}" if did else found


def work(session: Session, occasion: Occasion, plan_id: str, calendar: Calendar) -> StageReport:
    """Look at the stage of a plan and do what is now due there."""
    lock(session, f"plan:{plan_id}")
    plan = session.get_one(Plan, plan_id)
    book = occasion.book_of(plan)
    if plan.undone_on is not None:
        return StageReport(plan.id, book.stage(plan.stage).title)
    did = open_dates(session, occasion, plan, book, calendar)
    dossier = queries.dossier(session, plan)
    needed = tuple(still_needed(dossier, book, occasion.today))
    stage = book.stage(plan.stage)
    if stage.final or not book.gates_leaving(stage.key) or any(b.refuses for b in needed):
        awaiting = _only_sign_offs(plan, book, needed)
        return StageReport(plan.id, stage.title, needed, did=tuple(did), awaiting=awaiting)
    return _go_on(session, occasion, plan, book, needed, did)


def _only_sign_offs(plan: Plan, book: Rulebook, needed: tuple[Blocker, ...]) -> tuple[str, ...]:
    """The titles of the sign-offs still needed, when nothing else is."""
    decided = {
        condition.key: book.sign_off(condition.sign_off).title
        for gate in book.gates_leaving(plan.stage)
        for condition in book.conditions_of(gate.key)
        if isinstance(condition, Decided)
    }
    refusing = [blocker.code for blocker in needed if blocker.refuses]
    if any(code not in decided for code in refusing):
        return ()
    return tuple(decided[code] for code in refusing)


def open_dates(
    session: Session, occasion: Occasion, plan: Plan, book: Rulebook, calendar: Calendar
) -> list[str]:
    """Open the dates of the stage that a plan is in; those that are open, or were, stay as they are."""
    did = [
        f"opened the date “{rule.title}”"
        for rule in book.deadlines_of(plan.stage)
        if deadlines.open_of_rulebook(session, occasion, plan, rule, calendar)
    ]
    if book.stage(plan.stage).flow == "progress-report":
        did += reports.work(session, occasion, plan, calendar)
    return did


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
