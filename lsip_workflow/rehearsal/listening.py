"""What is heard of a rehearsal: what follows by itself, what would be sent, and how it stands at the end."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.model import (
    Area,
    Deadline,
    DeadlineStatus,
    EventRow,
    Organisation,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
)
from lsip_workflow.outbox.render import DEMONSTRATION, Message, render
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.rules.deadlines import when
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion

PAGES = "https://lsip.example"
# Identities are drawn by lot; two rehearsals are the same to the byte only without them.
DRAWN = re.compile(r"\b[0-9a-f]{32}\b|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
NOT_TOLD = (OutboxStatus.SKIPPED, OutboxStatus.GIVEN_UP)


@dataclass(frozen=True)
class Followed:
    """Something that happened by itself, in one area, in a sentence."""

    at: datetime
    area: str
    type: str
    says: str


@dataclass(frozen=True)
class Reminded:
    """One date that a message of reminders is about: which reminder of it, and why this person has it."""

    area: str
    title: str
    day: str
    number: int
    why: str


@dataclass(frozen=True)
class Told:
    """A message that would go to one person, or that goes to nobody and why."""

    at: datetime
    areas: tuple[str, ...]
    """More than one when a message is about the plans of several."""
    role: str
    organisation: str
    subject: str
    why: str
    template: str
    body: str = ""
    not_sent: str = ""
    draft: bool = False
    """Whether it waits for a person to send it."""
    dates: tuple[Reminded, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How a plan stands at the end: its stage, and the dates that are open or put off."""

    area: str
    plan: str
    stage: str
    dates: tuple[tuple[str, str, str], ...]


class Listener:
    """Hears what is new since it listened last."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._last_event = 0
        self._heard: set[str] = set()

    def followed(self, session: Session) -> list[Followed]:
        """The events that no line brought about by itself: recorded by a flow, or about an area."""
        query = select(EventRow).where(col(EventRow.id) > self._last_event).order_by(col(EventRow.id))
        found = []
        for event in session.exec(query).all():
            self._last_event = event.id or 0
            if event.actor.startswith("flow:") or event.type.startswith("area."):
                found.append(self._sentence(session, event))
        return found

    def _sentence(self, session: Session, event: EventRow) -> Followed:
        said = json.loads(event.payload)
        of, _, name = event.stream.partition(":")
        plan = session.get(Plan, name) if of == "plan" else None
        area = plan.area_id if plan else name
        at = event.at.astimezone(LONDON)
        if event.type == "plan.stage_entered" and plan is not None:
            stage = self.runtime.books[plan.edition].stage(said["stage"])
            return Followed(at, area, event.type, f"The plan goes on to: {stage.title}")
        if deadline := session.get(Deadline, said["deadline"]) if said.get("deadline") else None:
            return Followed(at, area, event.type, _of_date(event.type, deadline))
        sentence = events.read(said).sentence(_names(session, said))
        return Followed(at, area, event.type, hidden(sentence))

    def told(self, session: Session, at: Occasion) -> list[Told]:
        """The messages that are owed now, as they would arrive; here they are kept, and go nowhere."""
        day = at.now.replace(hour=0)
        query = select(OutboxRow).where(col(OutboxRow.owed_since) >= day)
        new = [row for row in session.exec(query).all() if row.id not in self._heard]
        found = [self._message(session, at, row) for row in new]
        self._heard |= {row.id for row in new}
        session.flush()
        return sorted(
            found, key=lambda told: (told.template, told.why, told.role, told.areas, told.organisation)
        )

    def _message(self, session: Session, at: Occasion, row: OutboxRow) -> Told:
        not_sent = row.skipped_because if row.status in NOT_TOLD else ""
        message = None if not_sent else render(session, at, row, PAGES)
        if isinstance(message, Message):
            if row.status is OutboxStatus.OWED:  # a draft waits for a person, and nobody sends it here
                _mark(session, row, status=OutboxStatus.SENT, sent_at=at.now)
        elif isinstance(message, str):
            _mark(session, row, status=OutboxStatus.SKIPPED, skipped_because=message)
            not_sent = message
        person = session.get(Person, row.person_id) if row.person_id else None
        organisation = session.get(Organisation, person.organisation_id) if person else None
        dates = _dates(session, row) if row.deadline_id is None and row.event_id is None else ()
        plan = session.get(Plan, row.plan_id) if row.plan_id else None
        of_plan = {plan.area_id} if plan else {row.area_id} if row.area_id else set()
        return Told(
            at=at.now,
            areas=tuple(sorted(of_plan | {date.area for date in dates})),
            role=row.role or "",
            organisation=organisation.name if organisation else "",
            subject=_plain(message.subject) if isinstance(message, Message) else "",
            why="; ".join(date.why for date in dates) or hidden(row.why),
            template=row.template,
            body=_plain(message.body) if isinstance(message, Message) else "",
            not_sent=not_sent,
            draft=row.by_a_person,
            dates=dates,
        )


def _mark(session: Session, row: OutboxRow, **said: object) -> None:
    """As sending would leave it, for whatever asks later whether somebody was told."""
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == row.id).values(**said))


def _plain(text: str) -> str:
    """Without the mark of a demonstration, as the rehearsal says at its head what it is."""
    return hidden(text.removeprefix("[Demonstration] ").removeprefix(f"{DEMONSTRATION}\n\n"))


def _dates(session: Session, row: OutboxRow) -> tuple[Reminded, ...]:
    query = (
        select(OutboxItem, Deadline, Plan)
        .join(Deadline, col(Deadline.id) == OutboxItem.deadline_id)
        .outerjoin(Plan, col(Plan.id) == OutboxItem.plan_id)
        .where(OutboxItem.outbox_id == row.id)
    )
    found = [
        Reminded(
            area=plan.area_id if plan else deadline.area_id or "",
            title=deadline.title,
            day=item.day.isoformat(),
            number=item.number,
            why=hidden(f"{deadline.title}: {item.why}"),
        )
        for item, deadline, plan in session.exec(query)
    ]
    return tuple(sorted(found, key=lambda one: (one.area, one.day, one.title)))


def hidden(text: str) -> str:
    """The text without what is drawn by lot."""
    return DRAWN.sub("…", text)


def _names(session: Session, said: Mapping[str, object]) -> dict[str, str]:
    """The organisations and areas that an event is about, by name."""
    ids = [value for value in said.values() if isinstance(value, str)]
    rows = [*session.exec(select(Organisation).where(col(Organisation.id).in_(ids)))]
    areas = [*session.exec(select(Area).where(col(Area.id).in_(ids)))]
    return {row.id: row.name for row in (*areas, *rows)}


def _of_date(kind: str, deadline: Deadline) -> str:
    match kind:
        case "deadline.opened":
            return f"A date is opened: {deadline.title}, {when(deadline)}"
        case "deadline.met":
            done = "is done" if deadline.status is DeadlineStatus.MET else "is not needed any more"
            return f"A date is closed, what it was for {done}: {deadline.title}"
        case _:
            return f"{kind.partition('.')[2].replace('_', ' ').capitalize()}: {deadline.title}"


def standing(session: Session, books: Mapping[str, Rulebook]) -> Iterator[Standing]:
    """Every plan as it stands, by area and cycle."""
    open_ = (DeadlineStatus.OPEN, DeadlineStatus.SUSPENDED)
    for plan in session.exec(select(Plan).order_by(col(Plan.area_id), col(Plan.cycle))).all():
        query = select(Deadline).where(Deadline.plan_id == plan.id, col(Deadline.status).in_(open_))
        dates = sorted(_stands(deadline) for deadline in session.exec(query))
        stage = books[plan.edition].stage(plan.stage).title
        yield Standing(plan.area_id, plan.id, stage, tuple(dates))


def _stands(deadline: Deadline) -> tuple[str, str, str]:
    if deadline.status is DeadlineStatus.SUSPENDED:
        return deadline.title, "not dated", "put off, with no new day"
    if deadline.due is None:
        return deadline.title, "not dated", when(deadline)
    return deadline.title, deadline.due.isoformat(), when(deadline)
