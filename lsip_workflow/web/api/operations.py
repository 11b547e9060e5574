"""The JSON API of whoever looks after an installation: mail that came back, a channel, events retried."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel
from sqlmodel import Session

from lsip_workflow.journeys import bounces
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, EventRow, Person, Role
from lsip_workflow.relay import claims
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor, NotAllowed, NotYours
from lsip_workflow.store import personal
from lsip_workflow.store.personal import Team
from lsip_workflow.web.admitting import open_area
from lsip_workflow.web.api.content import Made
from lsip_workflow.web.api.designations import RowId
from lsip_workflow.web.api.personal import known
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Nothing
from lsip_workflow.web.forms.personal import CameBackForm, RetryForm
from lsip_workflow.web.once import AreaSubmission, AtArea, Sending, to_area

router = APIRouter(prefix="/api/v1/areas/{area_id}")
ONLY_ADMINISTRATORS = "This is for an administrator of the area: somebody who looks after the installation."


class Waited(BaseModel):
    """How many messages waited, and go now."""

    id: str
    messages: int


def administered(session: Session, actor: Actor, area_id: str) -> Area:
    """An area that this actor looks after. Raises NotYours, and NotAllowed for its team."""
    area = session.get(Area, area_id)
    if area is None:
        raise NotYours
    if actor.everywhere or actor.holds(area_id, Role.ADMINISTRATOR):
        return area
    if permissions.holds_area(actor, area_id):
        raise NotAllowed(ONLY_ADMINISTRATORS)
    raise NotYours


def looked_after(session: Session, actor: Actor, area_id: str) -> Area:
    """An area that this actor looks after, or whose plans they run. Raises NotYours, NotAllowed."""
    if actor.holds(area_id, Role.ADMINISTRATOR):
        return administered(session, actor, area_id)
    return open_area(session, actor, area_id)


def administrators_submission(sending: Sending, area_id: Id) -> AreaSubmission:
    """What an administrator of an area sends."""
    return to_area(sending, area_id, administered)


def keepers_submission(sending: Sending, area_id: Id) -> AreaSubmission:
    """What an administrator of an area, or its team, sends."""
    return to_area(sending, area_id, looked_after)


SubmittedByAdministrator = Annotated[AreaSubmission, Depends(administrators_submission)]
SubmittedByKeeper = Annotated[AreaSubmission, Depends(keepers_submission)]


@router.post("/people/{person_id}/came-back", status_code=201, response_model=Made)
def record_bounce(submitted: SubmittedByKeeper, person_id: RowId, form: CameBackForm) -> Response:
    """Record that mail to a person came back: nothing more goes there, and a new contact is asked for."""

    def work(at: AtArea) -> Made:
        person = known(at.session, at.area.id, person_id)
        return Made(id=bounces.record_bounce(at.session, at.occasion, person, form.words).id)

    return submitted.once(form, work)


@router.post("/people/{person_id}/address-right", status_code=201, response_model=Waited)
def address_is_right(submitted: SubmittedByKeeper, person_id: RowId, form: Nothing) -> Response:
    """Let mail go to the same address again, the messages that waited for it too."""

    def work(at: AtArea) -> Waited:
        person = known(at.session, at.area.id, person_id)
        return Waited(id=person.id, messages=bounces.address_is_right(at.session, at.occasion, person))

    return submitted.once(form, work)


@router.post("/channel-test", status_code=201, response_model=Made)
def try_channel(submitted: SubmittedByAdministrator, form: Nothing) -> Response:
    """Send one message to yourself, by the way that every message goes."""

    def work(at: AtArea) -> Made:
        person = at.session.get(Person, at.occasion.actor.person_id or "")
        if person is None:
            raise NotAllowed("A message is tried by a person, to their own address.")
        return Made(id=bounces.try_channel(at.session, at.occasion, person, at.area.id).id)

    return submitted.once(form, work)


@router.post("/set-aside/{event_id}/retry", status_code=201, response_model=Made)
def retry(submitted: SubmittedByAdministrator, event_id: RowId, form: RetryForm) -> Response:
    """Put an event of the area back that could not be processed, as if it had not been tried."""
    number = int(event_id) if event_id.isdecimal() and len(event_id) < 18 else 0

    def work(at: AtArea) -> Made:
        event = at.session.get(EventRow, number)
        if event is None or event.stream not in personal.streams_of(at.session, Team({at.area.id})):
            raise NotYours
        if not claims.try_again(at.session, number, form.flow):
            raise Faulty(["flow: it waits for nobody any more; it may have been tried again meanwhile."])
        return Made(id=str(number))

    return submitted.once(form, work)
