"""The JSON API, messages: what would go in the next fourteen days, starting reminders, and drafts."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from lsip_workflow.journeys import drafts, reminders
from lsip_workflow.model import Organisation, OutboxRow, OutboxStatus, Person
from lsip_workflow.outbox.render import render
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.rules.responses import Code
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Form, Nothing
from lsip_workflow.web.once import At, Here, Sender, Sending, Submitted

router = APIRouter(prefix="/api/v1")


class DateAhead(BaseModel):
    """One date that a message would carry."""

    title: str
    due: date
    why: str


class MessageAhead(BaseModel):
    """What would go to one person on one day."""

    on: date
    to: str
    role: str
    organisation: str
    draft: bool = Field(description="It would wait for a person to send it.")
    dates: list[DateAhead]


class Ahead(BaseModel):
    """The next fourteen days of a plan's reminders, if they ran and nothing changed."""

    held: bool = Field(description="Nothing goes until a person starts the reminders.")
    reference: str = Field(description="What to give as `seen` when starting them.")
    messages: list[MessageAhead]


class StartForm(Form):
    """That somebody has seen what would go."""

    seen: Code


class Started(BaseModel):
    """That the reminders of a plan run."""

    id: str
    held: bool


class DraftOut(BaseModel):
    """A message that waits for a person to send it, as it would arrive."""

    id: str
    plan: str | None
    area: str | None
    to: str
    address: str
    role: str | None
    why: str
    since: datetime
    subject: str
    body: str
    cannot_go: str = Field(description="Why it would not be sent now; empty when it would.")


class DraftNow(BaseModel):
    """What became of a draft."""

    id: str
    status: OutboxStatus


@router.get("/plans/{plan_id}/messages-ahead")
def messages_ahead(world: AtRuntime, actor: Holder, plan_id: Id) -> Ahead:
    """What the plan's reminders would send in the next fourteen days, to whom, and why; for its ERB."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        at = world.occasion(actor)
        ahead = reminders.ahead(session, at, world.calendar, [plan.id])
        messages = [
            MessageAhead(
                on=each.day,
                to=each.name,
                role=each.role,
                organisation=each.organisation,
                draft=each.draft,
                dates=[DateAhead(title=d.title, due=d.due, why=d.why) for d in each.dates],
            )
            for each in ahead
        ]
        return Ahead(held=plan.held, reference=reminders.reference(ahead), messages=messages)


@router.post("/plans/{plan_id}/reminders/start", status_code=201, response_model=Started)
def start_reminders(submitted: Submitted, form: StartForm) -> Response:
    """Start the reminders of a plan that was taken over: for a person of the team, with a key of their own,
    who has seen what `messages-ahead` shows."""

    def work(at: At) -> Started:
        reminders.start(at.session, at.occasion, at.calendar, at.plan, form.seen)
        return Started(id=at.plan.id, held=at.plan.held)

    return submitted.once(form, work)


@router.get("/drafts")
def list_drafts(world: AtRuntime, actor: Holder) -> list[DraftOut]:
    """The messages that wait for a person of this team to send them, oldest first."""
    with world.database.reading() as session:
        waiting = select(OutboxRow).where(OutboxRow.status == OutboxStatus.DRAFT)
        rows = session.exec(waiting.order_by(col(OutboxRow.owed_since), col(OutboxRow.key))).all()
        at = world.occasion(actor)
        return [_draft(session, world, at, row) for row in rows if drafts.sees(session, actor, row)]


def _draft(session: Session, world: Runtime, at: Occasion, row: OutboxRow) -> DraftOut:
    message = render(session, at, row, world.settings.pages)
    said = None if isinstance(message, str) else message
    return DraftOut(
        id=row.id,
        plan=row.plan_id,
        area=row.area_id,
        to=_named(session, row),
        address=said.to if said else "",
        role=row.role,
        why=row.why,
        since=row.owed_since,
        subject=said.subject if said else "",
        body=said.body if said else "",
        cannot_go=message if isinstance(message, str) else "",
    )


def _named(session: Session, row: OutboxRow) -> str:
    if row.person_id is not None:
        return session.get_one(Person, row.person_id).name or ""
    return session.get_one(Organisation, row.organisation_id).name if row.organisation_id else ""


def _own(session: Session, sender: Sender, draft_id: str) -> OutboxRow:
    """A message that waited, or waits, for this actor's team to send it. Raises NotYours."""
    row = session.get(OutboxRow, draft_id)
    if row is None or not row.by_a_person or not drafts.sees(session, sender.actor, row):
        raise NotYours
    return row


def own_draft(sending: Sending, draft_id: Id) -> str:
    """Who may not act on a draft is told so before their form is looked at."""
    with sending.world.database.reading() as session:
        return _own(session, sending, draft_id).id


DraftId = Annotated[str, Depends(own_draft)]


@router.post("/drafts/{draft_id}/send", status_code=201, response_model=DraftNow)
def send_draft(sending: Sending, own: DraftId, form: Nothing | None = None) -> Response:
    """Send a draft, as a person of the team with a key of their own; it goes within a minute."""

    def work(here: Here, row: OutboxRow) -> DraftNow:
        drafts.send_draft(here.session, here.occasion, row)
        return DraftNow(id=row.id, status=row.status)

    return sending.once(form or Nothing(), lambda session: _own(session, sending, own), work, 201)


@router.post("/drafts/{draft_id}/discard", status_code=201, response_model=DraftNow)
def discard_draft(sending: Sending, own: DraftId, form: Nothing | None = None) -> Response:
    """Decide that a draft is not to go, as a person of the team with a key of their own."""

    def work(here: Here, row: OutboxRow) -> DraftNow:
        drafts.discard(here.session, here.occasion, row)
        return DraftNow(id=row.id, status=row.status)

    return sending.once(form or Nothing(), lambda session: _own(session, sending, own), work, 201)
