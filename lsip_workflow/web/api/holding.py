"""The JSON API, messages by hand: reminders held or sent at once, several asked, and what one has seen."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from lsip_workflow.journeys import asking, drafts, holding, looked
from lsip_workflow.model import Deadline, Person, Plan, Request
from lsip_workflow.outbox.render import render
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion
from lsip_workflow.web.api.content import Made
from lsip_workflow.web.api.decisions import changed
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Nothing
from lsip_workflow.web.forms.holding import HoldForm, LookedForm, SeveralForm
from lsip_workflow.web.once import At, Here, Sender, Sending, Submitted

router = APIRouter(prefix="/api/v1")


class Held(Made):
    """A date, and until when nobody is reminded of it; a day that has come holds nothing."""

    due: date | None
    held_until: date | None
    held_because: str


class Reminded(Made):
    """Of which date a reminder goes now, and to whom."""

    to: list[str]
    messages: list[str] = Field(description="The messages, by their ids; each goes within a minute.")


class Seen(BaseModel):
    """Until when a person has seen what changed."""

    at: datetime


class SeveralAsked(BaseModel):
    """What was asked of whom: the requests by their ids, in the order in which the providers were named."""

    requests: list[str]


class Previewed(BaseModel):
    """The message as the first of them will get it; nothing was asked yet."""

    to: str
    address: str
    subject: str
    body: str
    cannot_go: str = Field(description="Why it would not be sent now; empty when it would.")


@router.post("/plans/{plan_id}/deadlines/{deadline_id}/hold", status_code=201, response_model=Held)
def hold(submitted: Submitted, deadline_id: Id, form: HoldForm) -> Response:
    """Put the reminders of a date on hold until a day, with a reason from the list; the date stands."""

    def change(at: Here, row: Deadline) -> None:
        holding.hold(at.session, at.occasion, row, form.until, form.reason)

    return changed(submitted, deadline_id, form, change, Held)


@router.post("/plans/{plan_id}/deadlines/{deadline_id}/remind", status_code=201, response_model=Reminded)
def remind(submitted: Submitted, deadline_id: Id, form: Nothing | None = None) -> Response:
    """Send the reminder of a date at once, as a person with a key of their own; it does not go a second time
    by itself."""

    def work(at: At) -> Reminded:
        row = at.row(Deadline, deadline_id)
        rows = holding.send_now(at.session, at.occasion, at.calendar, row)
        to = [at.session.get_one(Person, message.person_id).name or "" for message in rows]
        return Reminded(id=row.id, to=to, messages=[message.id for message in rows])

    return submitted.once(form or Nothing(), work)


@router.post("/plans/{plan_id}/requests/several", status_code=201, response_model=SeveralAsked)
def ask_several(submitted: Submitted, form: SeveralForm) -> Response:
    """Ask several providers of the plan the same thing by one day: all of them, or with a fault none."""

    def work(at: At) -> SeveralAsked:
        return SeveralAsked(requests=[row.id for row in _asked(at.session, at.occasion, at.plan, form)])

    return submitted.once(form, work)


@router.post("/plans/{plan_id}/requests/preview", status_code=200, response_model=Previewed)
def preview(submitted: Submitted, form: SeveralForm) -> Previewed:
    """The message that several providers would get, as it will arrive, with all that is wrong; nothing is
    asked."""
    sender = submitted.sender
    try:
        with sender.world.database.transaction() as session:
            plan = submitted.admit(session, sender.actor, submitted.plan_id)
            at = sender.world.occasion(sender.actor)
            first = _asked(session, at, plan, form)[0]
            raise _Undone(_message(session, at, sender.world, first.id))
    except _Undone as shown:
        return shown.message


class _Undone(Exception):
    """What was looked at and is not to be: it takes the transaction back with it."""

    def __init__(self, message: Previewed) -> None:
        super().__init__()
        self.message = message


def _asked(session: Session, at: Occasion, plan: Plan, form: SeveralForm) -> list[Request]:
    return asking.ask_several(
        session, at, plan, form.providers, title=form.title, text=form.text, due=form.due
    )


def _message(session: Session, at: Occasion, world: Runtime, request_id: str) -> Previewed:
    row = asking.message_of(session, request_id)
    message = render(session, at, row, world.settings.pages) if row else "Nobody is named to send it to."
    said = None if isinstance(message, str) else message
    return Previewed(
        to=said.name if said else "",
        address=said.to if said else "",
        subject=said.subject if said else "",
        body=said.body if said else "",
        cannot_go=message if isinstance(message, str) else "",
    )


def a_person(sending: Sending) -> Sender:
    """A mark is a person's own: whoever is none is told so before their form is looked at."""
    drafts.require_a_person(sending.actor)
    return sending


@router.post("/looked", status_code=201, response_model=Seen)
def look(sending: Annotated[Sender, Depends(a_person)], form: LookedForm) -> Response:
    """Remember until when you have seen what changed; your own mark, which nobody else sees."""

    def work(here: Here, _place: None) -> Seen:
        row = looked.mark(here.session, here.occasion, form.at)
        return Seen(at=row.at if row else form.at)

    return sending.once(form, lambda _session: None, work, 201)
