"""How the work of some areas goes: messages, what could not be processed, mail that came back, channels."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar
from urllib.parse import urlsplit

from sqlmodel import Session

from lsip_workflow.model import Area, Attempt, Bounce, Organisation, OutboxRow, OutboxStatus, Person, Plan
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store import bounces, listings, operations, personal
from lsip_workflow.store.operations import Places
from lsip_workflow.web import saying
from lsip_workflow.web.views import banner, messages, runs
from lsip_workflow.web.views.paging import Paged

SIZE = 50
CHANNELS = {
    "eml": "Messages are written as files into the data folder; nothing leaves this machine.",
    "smtp": "Messages go by SMTP to the mail server",
    "smtps": "Messages go by SMTP over TLS to the mail server",
}


@dataclass(frozen=True)
class StatusLine:
    """Where messages stand, how many do, and whether the list shows them only."""

    key: str
    name: str
    number: int
    chosen: bool


@dataclass(frozen=True)
class CameBackLine:
    """A person to whom mail came back."""

    person_id: str
    name: str
    organisation: str
    seen_on: date
    how: str
    words: str
    area_id: str


@dataclass(frozen=True)
class SetAsideLine:
    """An event that could not be processed, and where it is tried again."""

    what: str
    flow: str
    plan_id: str
    area: str
    at: datetime
    attempts: int
    error: str
    retry: str


@dataclass(frozen=True)
class Tried:
    """A message by which the channel was tried."""

    at: datetime
    status: str
    because: str


@dataclass(frozen=True)
class OperationsPage(Paged):
    """All of it, for the areas that somebody looks after."""

    size: ClassVar[int] = SIZE

    areas: tuple[tuple[str, str], ...]
    banner: banner.Banner
    statuses: tuple[StatusLine, ...]
    status: str
    lines: tuple[messages.MessageLine, ...]
    left: tuple[SetAsideLine, ...]
    of_others: tuple[str, ...]
    """How each is tried again that is of a plan of the body before: its words are that body's."""
    again: tuple[runs.TriedAgain, ...]
    came_back: tuple[CameBackLine, ...]
    channel: str
    sender: str
    tried: tuple[Tried, ...]
    prefect: str


def operations_page(
    session: Session, world: Runtime, places: Places, people: Collection[str], status: str, page: int
) -> OperationsPage:
    """The operators' page for these areas and bodies; the status and the page are as the address says."""
    areas = {area for area, _ in places}
    wanted = OutboxStatus(status) if status in set(OutboxStatus) else None
    scope = operations.scope_of(session, places)
    rows, total = operations.messages(session, scope, wanted, page, SIZE)
    names, tries = listings.areas_of_plans(session), operations.last_tries(session, [r.id for r in rows])
    return OperationsPage(
        total=total,
        page=page,
        areas=_named(session, areas),
        banner=banner.banner(world.settings),
        statuses=_statuses(operations.counts(session, scope), wanted),
        status=wanted or "",
        lines=tuple(_line(session, messages.kept(row, scope), names, tries.get(row.id)) for row in rows),
        left=set_aside(session, places),
        of_others=tuple(
            f"lsip retry {row.event_id} {row.flow}" for row in operations.set_aside_of_others(session, places)
        ),
        again=_again(session, places),
        came_back=came_back(session, areas),
        channel=channel(world.settings),
        sender=world.settings.sender,
        tried=tuple(
            Tried(row.sent_at or row.owed_since, saying.MESSAGES[row.status], row.skipped_because)
            for row in operations.tried(session, people)
        ),
        prefect=world.settings.prefect_pages,
    )


def _line(
    session: Session, row: OutboxRow, names: dict[str, str], tried: Attempt | None
) -> messages.MessageLine:
    """A message in the list: with its area where it is about no plan, and why it still waits after a try."""
    line = messages.line(row, names)
    area = session.get(Area, row.area_id) if row.area_id and not line.area else None
    waits = tried.outcome if tried and row.status is OutboxStatus.OWED and tried.ended_at else ""
    says = f"Tried {saying.instant(tried.began_at)}: {waits}" if tried and waits else line.because
    return replace(line, area=area.name if area else line.area, because=says)


def _named(session: Session, areas: Collection[str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((area, session.get_one(Area, area).name) for area in areas))


def _statuses(counted: Mapping[OutboxStatus, int], wanted: OutboxStatus | None) -> tuple[StatusLine, ...]:
    called = {
        OutboxStatus.SKIPPED: "Not sent, with the reason",
        OutboxStatus.GIVEN_UP: "Not taken by the mail server",
    }
    return tuple(
        StatusLine(each, called.get(each, saying.MESSAGES[each]), counted.get(each, 0), each is wanted)
        for each in OutboxStatus
    )


def set_aside(session: Session, places: Places) -> tuple[SetAsideLine, ...]:
    """What could not be processed for these, with the address at which a person tries it again."""
    names, found = listings.areas_of_plans(session), []
    for handling, event in operations.set_aside(session, places):
        plan_id = handling.stream.removeprefix("plan:")
        plan = session.get(Plan, plan_id)
        area_id = plan.area_id if plan else handling.stream.removeprefix("area:")
        found.append(
            SetAsideLine(
                what=saying.sentence(saying.spoken(event.type)),
                flow=saying.FLOWS.get(handling.flow, saying.spoken(handling.flow)),
                plan_id=plan.id if plan else "",
                area=names.get(plan_id) or session.get_one(Area, area_id).name,
                at=event.at,
                attempts=handling.attempts,
                error=handling.error,
                retry=f"/areas/{area_id}/do/retry?event_id={event.id}&flow={handling.flow}",
            )
        )
    return tuple(found)


def _again(session: Session, places: Places) -> tuple[runs.TriedAgain, ...]:
    names = listings.areas_of_plans(session)
    return tuple(
        runs.TriedAgain(row.plan_id, names.get(row.plan_id, row.plan_id), row.attempts, row.error)
        for row in operations.tried_again(session, places)
    )


def came_back(session: Session, areas: Collection[str]) -> tuple[CameBackLine, ...]:
    """The people of these areas to whom nothing goes until there is a new address."""
    return tuple(
        _came_back(session, bounce, person, organisation, areas)
        for bounce, person, organisation in bounces.wanted(session, areas)
    )


def _came_back(
    session: Session, bounce: Bounce, person: Person, organisation: Organisation, areas: Collection[str]
) -> CameBackLine:
    known = sorted(personal.areas_that_know(session, person.id) & set(areas))
    said_so = "A mail server said so as we sent" if bounce.how == "server" else "Somebody recorded it"
    code = f" (it answered {bounce.code})" if bounce.code else ""
    return CameBackLine(
        person_id=person.id,
        name=person.name or saying.ERASED,
        organisation=organisation.name,
        seen_on=bounce.seen_on,
        how=f"{said_so}{code}",
        words=bounce.words or "",
        area_id=known[0],
    )


def runs_page(session: Session, world: Runtime, places: Places) -> runs.RunsPage:
    """What ran for plans of these; of a run that was about other plans too, only what is theirs."""
    plans = set(operations.plans_of(session, places))
    return runs.RunsPage(
        runs=runs.lines(session, world, operations.runs(session, places, runs.SHOWN), plans),
        again=_again(session, places),
    )


def channel(settings: Settings) -> str:
    """How messages go out, in words, without a user or a password."""
    parts = urlsplit(settings.channel_url)
    says = CHANNELS.get(parts.scheme, f"Messages go by a channel of Apprise ({parts.scheme})")
    if settings.demonstration or parts.scheme == "eml":
        return CHANNELS["eml"]
    place = parts.hostname or ""
    return f"{says} {place}{f', port {parts.port}' if parts.port else ''}.".replace("  ", " ")
