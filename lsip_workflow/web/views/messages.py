"""Messages: to whom, about what, and whether each went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import ClassVar

from sqlmodel import Session

from lsip_workflow.journeys import reminders
from lsip_workflow.journeys.reminders import AheadMessage
from lsip_workflow.model import Organisation, OutboxRow, OutboxStatus, Person, Role
from lsip_workflow.outbox.render import render
from lsip_workflow.rules import permissions
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import listings, monday, queries
from lsip_workflow.store import messages as store
from lsip_workflow.store.messages import Scope
from lsip_workflow.web import saying
from lsip_workflow.web.views.paging import Paged

SIZE = 100


@dataclass(frozen=True)
class MessageLine:
    """A message in a list."""

    id: str
    subject: str
    recipient: str
    role: str
    plan_id: str
    area: str
    status: str
    sent: bool
    because: str
    at: datetime
    name: str = ""
    """The person, or else the organisation, with whom it is or will be; where that is known."""


@dataclass(frozen=True)
class MessagesPage(Paged):
    """A page of messages, newest first."""

    size: ClassVar[int] = SIZE

    lines: tuple[MessageLine, ...]


@dataclass(frozen=True)
class MessagePage:
    """One message, with its text while that is held, and every try at sending it."""

    line: MessageLine
    why: str
    body: str
    erased: bool
    tries: tuple[tuple[datetime, str], ...]
    dates: tuple[str, ...] = ()
    """Of a message about several plans: the dates that are of theirs."""


def scope_of(session: Session, hats: Sequence[Actor]) -> Scope:
    """The messages that somebody may read: of the plans they run or audit, and of the areas they hold."""
    areas = {area for hat in hats for area, _ in hat.held}
    plans = {
        plan.id
        for plan, _ in monday.plans_in(session, areas)
        if any(permissions.reads_as_team(hat, plan.area_id, plan.erb_id) for hat in hats)
    }
    held = {area for area in areas if any(permissions.holds_area(hat, area) for hat in hats)}
    return Scope(plans, held, {hat.organisation_id or "" for hat in hats})


def messages_page(session: Session, scope: Scope, page: int) -> MessagesPage:
    """One page of their messages, newest first; pages count from 1."""
    rows, total = store.page(session, scope, page, SIZE)
    areas, names = listings.areas_of_plans(session), store.names(session, rows)
    lines = (replace(line(kept(row, scope), areas), name=names.get(row.id, "")) for row in rows)
    return MessagesPage(total, page, tuple(lines))


def kept(row: OutboxRow, scope: Scope) -> OutboxRow:
    """A message of several plans without the words that tell of others'."""
    return row if scope.whole(row) else row.model_copy(update={"subject": None, "body": None})


def message_page(session: Session, scope: Scope, row: OutboxRow) -> MessagePage:
    """One message; of one that is about others' plans as well, only the dates that are theirs."""
    tries = tuple((a.began_at, a.outcome or "not ended yet") for a in listings.attempts(session, row.id))
    theirs = kept(row, scope)
    dates = () if theirs is row else _dates(session, scope, row)
    return MessagePage(
        replace(line(theirs, listings.areas_of_plans(session)), name=to_whom(session, row)),
        row.why if theirs is row else "Reminders of dates of several plans, yours among them",
        theirs.body or "",
        row.erased_at is not None,
        tries,
        dates,
    )


def _dates(session: Session, scope: Scope, row: OutboxRow) -> tuple[str, ...]:
    return tuple(
        f"{deadline.title}, {when(deadline)}: {item.why}" + (f" ({item.left_out})" if item.left_out else "")
        for item, deadline in store.dates_in(session, scope, row.id)
    )


@dataclass(frozen=True)
class DraftShown:
    """A message that waits for a person, as it would arrive; `cannot_go` says why it would not."""

    id: str
    to: str
    address: str
    area: str
    why: str
    since: datetime
    subject: str
    body: str
    cannot_go: str


def drafts_page(session: Session, world: Runtime, scope: Scope, actor: Actor) -> tuple[DraftShown, ...]:
    """The messages that wait for the team to read and send them."""
    at = world.occasion(actor)
    areas = listings.areas_of_plans(session)
    found = []
    for row in store.drafts(session, scope):
        message = render(session, at, row, world.settings.pages)
        said = None if isinstance(message, str) else message
        found.append(
            DraftShown(
                id=row.id,
                to=said.name if said else to_whom(session, row),
                address=said.to if said else "",
                area=areas.get(row.plan_id or "", ""),
                why=row.why,
                since=row.owed_since,
                subject=said.subject if said else called(session, scope, row),
                body=said.body if said else "",
                cannot_go=message if isinstance(message, str) else "",
            )
        )
    return tuple(found)


def to_whom(session: Session, row: OutboxRow) -> str:
    """Whom a message is for: a person with their organisation, or an organisation."""
    person = session.get(Person, row.person_id) if row.person_id else None
    organisation = session.get(Organisation, person.organisation_id if person else row.organisation_id or "")
    names = [(person.name or saying.ERASED) if person else "", organisation.name if organisation else ""]
    return ", ".join(name for name in names if name)


def called(session: Session, scope: Scope, row: OutboxRow) -> str:
    """What a message that was not written yet is about: its kind, with the dates that it carries."""
    about = saying.TEMPLATES.get(row.template) or saying.sentence(saying.spoken(row.template))
    titles = dict.fromkeys(deadline.title for _, deadline in store.dates_in(session, scope, row.id))
    return row.subject or (f"{about}: {', '.join(titles)}" if titles else about)


@dataclass(frozen=True)
class DayAhead:
    """A day, and the messages that would go on it."""

    day: date
    messages: tuple[AheadMessage, ...]


@dataclass(frozen=True)
class AheadPage:
    """The next fourteen days of messages, by day; and the plans of which none goes yet."""

    days: tuple[DayAhead, ...]
    areas: Mapping[str, str]
    held: tuple[tuple[str, str], ...]


def ahead_page(session: Session, world: Runtime, scope: Scope, actor: Actor, only: str) -> AheadPage:
    """What goes in the next fourteen days, by the rule of the morning; of one plan, where one is named."""
    plans = [plan for key in sorted(scope.plans) if (plan := queries.plan(session, key)) is not None]
    areas = {plan.id: name for plan, name in monday.plans_in(session, {plan.area_id for plan in plans})}
    running = [plan.id for plan in plans if not plan.held and only in ("", plan.id)]
    at = world.occasion(actor)
    going = reminders.ahead(session, at, world.calendar, running) if running else []
    days = tuple(DayAhead(day, tuple(those)) for day, those in groupby(going, lambda each: each.day))
    held = tuple((plan.id, areas[plan.id]) for plan in plans if plan.held and only in ("", plan.id))
    return AheadPage(days, areas, held)


def line(row: OutboxRow, areas: dict[str, str]) -> MessageLine:
    """A message in a list; one that was not written yet is called by what it is about."""
    about = saying.TEMPLATES.get(row.template) or saying.sentence(saying.spoken(row.template))
    return MessageLine(
        id=row.id,
        subject=row.subject or about,
        recipient=row.recipient or "",
        role=saying.ROLES[Role(row.role)].phrase if row.role else "",
        plan_id=row.plan_id or "",
        area=areas.get(row.plan_id or "", ""),
        status=saying.MESSAGES[row.status],
        sent=row.status is OutboxStatus.SENT,
        because=row.skipped_because,
        at=row.sent_at or row.owed_since,
    )
