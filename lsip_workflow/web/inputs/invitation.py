"""The input with which a team invites somebody of its area to the pages."""

from lsip_workflow.journeys.invitations import NOT_REACHABLE
from lsip_workflow.model import Person
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import life
from lsip_workflow.web.api import contacts
from lsip_workflow.web.inputs.shape import Input, Place


def whom(place: Place) -> str:
    """Whom the invitation is for, and what becomes of it. Raises NotYours for somebody of another area."""
    key = place.subject.get("person_id", "")
    if place.area is None or not life.knows(place.session, place.area.id, key):
        raise NotYours
    person = place.session.get_one(Person, key)
    first = (
        f"{person.name or 'This person'} is sent a message that says where the pages are and whom to ask. "
        "It has no key in it: to come in they ask for a link with their own address."
    )
    draft = " It waits among your drafts, for you to read and send: nothing goes by itself to their post."
    return first + (draft if person.senior else "")


def why_closed(world: Runtime) -> str:
    """Why nobody can be invited to this installation yet; empty where people can."""
    return "" if world.settings.reachable else NOT_REACHABLE.partition(": ")[2]


INPUTS = (
    Input(
        key="invite-person",
        title="Invite somebody to the pages",
        send=contacts.invite_person,
        done="The invitation is made.",
        intro=whom,
        closed=lambda place: why_closed(place.world),
        button="Invite them",
        back="/areas/{area_id}/people",
    ),
)
