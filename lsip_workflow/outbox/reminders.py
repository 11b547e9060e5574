"""One message of reminders: what is still open of the dates that it was owed for, plan by plan."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from lsip_workflow.model import (
    Area,
    Deadline,
    DeadlineStatus,
    Organisation,
    OrganisationKind,
    OutboxItem,
    OutboxRow,
    Person,
    Plan,
    Role,
)
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.reminder_reasons import PUT_ON_HOLD
from lsip_workflow.rules.reminders import on_hold
from lsip_workflow.store import queries
from lsip_workflow.store.owe import NOT_STARTED, holders
from lsip_workflow.store.record import Occasion

DONE = "What the reminder was about was done, or put off, before it was sent."
MOVED = "The date was moved before it was sent: the new date has reminders of its own."
PASSED_ON = "The role passed to somebody else before it was sent."
UNDONE = "The plan is not kept here any more."
BECAUSE = {
    Role.PROJECT_MANAGER: "because you manage the plan",
    Role.ERB_LEAD: "because you lead for {organisation}",
    Role.BOARD_MEMBER: "because you are a member of the board",
    Role.PROVIDER_RESPONDENT: "because you answer for {organisation}",
    Role.PROVIDER_DEPUTY: "because you stand in for whoever answers for {organisation}",
    Role.PROVIDER_CONFIRMER: "because you confirm for {organisation}",
    Role.AUTHORITY_OFFICER: "because you answer for {organisation}",
}


@dataclass(frozen=True)
class DateSaid:
    """One date, as its reader sees it."""

    title: str
    due: str
    why: str


@dataclass(frozen=True)
class Part:
    """The dates of one plan, or of one area, under its own employer representative body's name."""

    area: str
    erb: str
    page: str
    """Where it is worked: the team's plan, or all that somebody else is asked, on one page."""
    contact: str
    dates: tuple[DateSaid, ...]


@dataclass
class Gathered:
    """What is left to say, and by item what the message goes without, and why."""

    parts: list[Part] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    example: bool = False

    @property
    def words(self) -> dict[str, Any]:
        """What the template is filled with."""
        areas = list(dict.fromkeys(part.area for part in self.parts))
        dates = [each for part in self.parts for each in part.dates]
        named = " and ".join(filter(None, (", ".join(areas[:-1]), areas[-1])))
        return {"parts": self.parts, "areas": named, "several": len(areas) > 1, "dates": dates}

    @property
    def nothing_left(self) -> str:
        """Why the message does not go at all; empty while there is something to say."""
        return "" if self.parts else " ".join(dict.fromkeys(self.left_out.values())) or DONE


def gather(session: Session, occasion: Occasion, row: OutboxRow, person: Person) -> Gathered:
    """The dates of a message as they are now: those that were done, put off or moved since are left out."""
    query = (
        select(OutboxItem, Deadline, Plan)
        .join(Deadline, col(Deadline.id) == OutboxItem.deadline_id)
        .outerjoin(Plan, col(Plan.id) == Deadline.plan_id)
        .where(OutboxItem.outbox_id == row.id)
        .order_by(col(Deadline.plan_id), col(OutboxItem.day), col(Deadline.title), col(OutboxItem.id))
    )
    held = _roles(session, person, occasion.today)
    found, by_place = Gathered(), defaultdict[tuple[str, str], list[tuple[OutboxItem, Deadline]]](list)
    plans: dict[str, Plan] = {}
    for item, deadline, plan in session.exec(query).all():
        area_id = plan.area_id if plan else deadline.area_id or ""
        if because := _left_out(item, deadline, plan, occasion.today, (area_id, item.role) in held):
            found.left_out[item.id] = because
            continue
        by_place[area_id, plan.id if plan else ""].append((item, deadline))
        if plan:
            plans[plan.id] = plan
    organisation = session.get_one(Organisation, person.organisation_id)
    found.example = organisation.example or any(plan.example for plan in plans.values())
    for (area_id, plan_id), dates in by_place.items():
        erb = session.get(Organisation, plans[plan_id].erb_id) if plan_id else None
        found.parts.append(_part(session, occasion, person, organisation, area_id, plan_id, erb, dates))
    return found


def _left_out(item: OutboxItem, deadline: Deadline, plan: Plan | None, today: date, holds_it: bool) -> str:
    if plan is not None and plan.undone_on is not None:
        return UNDONE
    if plan is not None and plan.held:
        return NOT_STARTED
    if deadline.status is not DeadlineStatus.OPEN:
        return DONE
    if deadline.due != item.day:
        return MOVED
    if on_hold(deadline, today) is not None:
        return PUT_ON_HOLD
    return "" if holds_it else PASSED_ON


def _roles(session: Session, person: Person, today: date) -> set[tuple[str, Role]]:
    return {(row.area_id, row.role) for row in queries.roles_of(session, person.id, today)}


def _part(
    session: Session,
    occasion: Occasion,
    person: Person,
    organisation: Organisation,
    area_id: str,
    plan_id: str,
    erb: Organisation | None,
    dates: Sequence[tuple[OutboxItem, Deadline]],
) -> Part:
    said = [
        DateSaid(
            title=deadline.title,
            due=when(deadline),
            why=f"{item.why}, {because_of(item.role, organisation)}",
        )
        for item, deadline in dates
    ]
    name = erb.name if erb else organisation.name
    contact = contact_of(session, occasion, area_id, name, besides=person)
    page = "asked" if organisation.kind is OrganisationKind.PROVIDER else f"plans/{plan_id}"
    if page != "asked" and not {Role.PROJECT_MANAGER, Role.ERB_LEAD} & {item.role for item, _ in dates}:
        page = "sign-offs"
    return Part(session.get_one(Area, area_id).name, name, page if plan_id else "", contact, tuple(said))


def because_of(role: Role, organisation: Organisation) -> str:
    """Why somebody who holds a role is written to."""
    return BECAUSE.get(role, "because of your part in the plan").format(organisation=organisation.name)


def contact_of(
    session: Session, occasion: Occasion, area_id: str, erb: str, besides: Person | None = None
) -> str:
    """Whom to ask: the project manager by name and telephone; nobody is told to ring themselves."""
    managers = holders(session, area_id, Role.PROJECT_MANAGER, None, occasion.today)
    if besides is not None and besides.id in {manager.id for manager in managers}:
        return ""
    for manager in managers:
        if manager.phone:
            return f"Questions? {manager.name} is glad to help: {manager.phone}."
    return f"Questions? The team at {erb} is glad to help."
