"""Reminders of a plan that was taken over: seen for fourteen days ahead, then started by a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys.drafts import require_a_person
from lsip_workflow.journeys.refusals import Refused
from lsip_workflow.journeys.sweep import standing
from lsip_workflow.model import Plan, Role, Strength, Sweep, canonical, digest
from lsip_workflow.rules import messages_ahead
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.rules.reminded import Carried
from lsip_workflow.rules.reminder_reasons import nth
from lsip_workflow.store.record import Occasion, lock, record

DAYS = 14
PRACTICE = "Practice of this project: nothing is sent before a person has seen it"


@dataclass(frozen=True)
class AheadDate:
    """One date that a message ahead carries, and why it carries it then."""

    plan_id: str
    deadline_id: str
    title: str
    due: date
    number: int
    why: str


@dataclass(frozen=True)
class AheadMessage:
    """What would go to one person on one day; a draft would wait for a person to send it."""

    day: date
    person_id: str
    name: str
    role: Role
    organisation: str
    draft: bool
    dates: tuple[AheadDate, ...]


def ahead(
    session: Session,
    occasion: Occasion,
    calendar: Calendar,
    plan_ids: Collection[str],
    days: int = DAYS,
) -> list[AheadMessage]:
    """What would go about these plans, day by day, if their reminders ran and nothing changed.

    By the rule of the morning, over all plans: somebody who is written to about another plan waits here too.
    Days begin with the next morning that was not swept yet. Nothing is written.
    """
    swept = session.get(Sweep, occasion.today) is not None
    first = occasion.today + timedelta(days=1 if swept else 0)
    areas = set(session.exec(select(Plan.area_id).where(col(Plan.id).in_(plan_ids))))
    stands = standing(session, occasion, frozenset(plan_ids), areas)
    going = messages_ahead.ahead(stands, first, days, calendar)
    return [
        message
        for day, carried in going
        for each in carried
        if (message := _message(day, each, plan_ids)).dates
    ]


def _message(day: date, each: Carried, plan_ids: Collection[str]) -> AheadMessage:
    dates = tuple(
        AheadDate(
            plan_id=item.dated.place,
            deadline_id=item.dated.deadline.id,
            title=item.dated.deadline.title,
            due=item.day,
            number=item.reached.number,
            why=f"the {nth(item.reached.number)} reminder, {item.why}",
        )
        for item in each.items
        if item.dated.deadline.plan_id in plan_ids
    )
    who = each.holder
    return AheadMessage(day, who.person_id, who.name, who.role, who.organisation, each.draft, dates)


def reference(messages: Sequence[AheadMessage]) -> str:
    """What stands for having seen exactly these messages."""
    said = [
        [
            str(each.day),
            each.person_id,
            each.draft,
            [[d.deadline_id, str(d.due), d.number] for d in each.dates],
        ]
        for each in messages
    ]
    return digest(canonical(said))[:16]


def start(session: Session, occasion: Occasion, calendar: Calendar, plan: Plan, seen: str) -> None:
    """Start the reminders of a plan, as a person who has seen its first fourteen days.

    Raises NotAllowed for anybody but a person, and Refused where what would go is not what was seen.
    """
    require_a_person(occasion.actor)
    lock(session, f"plan:{plan.id}", plan)
    if not plan.held:
        raise _refused("The reminders of this plan run already.")
    if seen != reference(ahead(session, occasion, calendar, [plan.id])):
        raise _refused("What would go has changed since you looked: look again, then start.")
    record(session, occasion, events.RemindersStarted(plan=plan.id, seen=seen))


def _refused(text: str) -> Refused:
    return Refused([Blocker("reminders", text, PRACTICE, Strength.GOOD_PRACTICE)])
