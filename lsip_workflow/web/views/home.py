"""The first page: every plan in a line, worked examples before the areas of England."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow.model import Deadline, HandlingStatus, Plan
from lsip_workflow.rules.deadlines import EXACT, is_past, when
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.lifecycle import Blocker, still_needed
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import listings, queries
from lsip_workflow.web import saying
from lsip_workflow.web.views import waiting

AWAITED_SHOWN = 3


@dataclass(frozen=True)
class PlanLine:
    """A plan as the list shows it: where it is, what comes next, what it needs and whom it waits for."""

    id: str
    area: str
    erb: str
    cycle: str
    stage: str
    stage_since: date
    next_title: str
    next_date: str
    standing: str
    first_needed: str
    awaited: tuple[str, ...]
    awaited_more: int


@dataclass(frozen=True)
class Home:
    """The plans in two groups, and how many events want a person."""

    examples: tuple[PlanLine, ...]
    areas: tuple[PlanLine, ...]
    set_aside: int


def home(session: Session, world: Runtime) -> Home:
    """Everything that the first page shows."""
    plans = queries.plans(session)
    lines = _lines(session, world, plans)
    return Home(
        examples=tuple(lines[plan.id] for plan in plans if plan.example),
        areas=tuple(lines[plan.id] for plan in plans if not plan.example),
        set_aside=listings.waiting(session).get(HandlingStatus.SET_ASIDE, 0),
    )


def _lines(session: Session, world: Runtime, plans: Sequence[Plan]) -> dict[str, PlanLine]:
    names, nexts, today = queries.area_names(session), queries.next_deadlines(session), world.today()
    dossiers = queries.gate_dossiers(session, plans)
    return {
        plan.id: _line(world, dossiers[plan.id], names[plan.area_id], nexts.get(plan.id), today)
        for plan in plans
    }


def _line(world: Runtime, dossier: Dossier, area: str, following: Deadline | None, today: date) -> PlanLine:
    plan = dossier.plan
    book = world.books[plan.edition]
    needed = still_needed(dossier, book, today)
    first, awaited = waiting.most(needed), waiting.awaited(dossier, book, needed, today)
    return PlanLine(
        id=plan.id,
        area=area,
        erb=dossier.name(plan.erb_id),
        cycle=plan.cycle,
        stage=book.stage(plan.stage).title,
        stage_since=plan.stage_since,
        next_title=following.title if following else "",
        next_date=next_words(following, today),
        standing=waiting.standing(plan, book, needed),
        first_needed=_first(first),
        awaited=tuple(awaited[:AWAITED_SHOWN]),
        awaited_more=max(0, len(awaited) - AWAITED_SHOWN),
    )


def _first(blocker: Blocker | None) -> str:
    """What to look at first; advice is said to be advice, as it holds nothing up."""
    if blocker is None:
        return ""
    return blocker.text if blocker.refuses else f"Good practice: {blocker.text}"


def next_words(deadline: Deadline | None, today: date) -> str:
    """The next date to its precision, and how far ahead it is when that can be counted."""
    if deadline is None:
        return "no date is recorded yet"
    if is_past(deadline, today):
        return f"was due {when(deadline)}"
    if deadline.due is None or deadline.precision not in EXACT:
        return when(deadline)
    ahead = saying.ahead(deadline.due, today)
    return f"{when(deadline)} ({ahead})" if ahead else when(deadline)
