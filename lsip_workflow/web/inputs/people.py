"""Inputs of an area's people and of the bodies that they are of; how its own body shows itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from lsip_workflow.journeys import branding as brands
from lsip_workflow.journeys.parties import ROLE_OF
from lsip_workflow.journeys.successors import OF_ANY_BODY
from lsip_workflow.model import Area, Organisation, OrganisationKind, Person, Role
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import life, queries
from lsip_workflow.web import saying
from lsip_workflow.web.api import branding, contacts
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.views.people import KINDS

PEOPLE = "/areas/{area_id}/people"
POSTS = [
    Choice("principal", "Principal, or head of the provider"),
    Choice("chair", "Chair"),
    Choice("chief_executive", "Chief executive"),
    Choice("other", "Another post"),
]
POST_HINT = (
    "To a principal, a chair or a chief executive nothing goes by itself: what is for them waits as a draft."
)


def _area(place: Place) -> Area:
    if place.area is None:
        raise NotYours
    return place.area


def _person(place: Place) -> Person:
    """The person whom the address names, whom the area knows. Raises NotYours."""
    key = place.subject.get("person_id", "")
    if not life.knows(place.session, _area(place).id, key):
        raise NotYours
    return place.session.get_one(Person, key)


def bodies(place: Place) -> list[Choice]:
    """The organisations that the area knows, its own body first."""
    rows = life.organisations_of(place.session, _area(place).id)
    own = place.actor.organisation_id
    return [Choice(row.id, row.name) for row in sorted(rows, key=lambda row: (row.id != own, row.name))]


def authorities(place: Place) -> list[Choice]:
    """The strategic authorities of the reference data, those of the area first."""
    world, area = place.world, _area(place)
    rows = sorted(world.reference.authorities.values(), key=lambda row: (area.id not in row.areas, row.name))
    return [Choice(row.key, row.name) for row in rows if row.ended is None]


def roles(place: Place) -> list[Choice]:
    """The roles that this person's organisation can hold; who hands on a part lets in who fills it in."""
    kind = place.session.get_one(Organisation, _person(place).organisation_id).kind
    given = [role for role in saying.ROLES if role is not Role.PROVIDER_COLLEAGUE]
    fit = [role for role in given if ROLE_OF.get(role, kind) is kind]
    if kind is not OrganisationKind.ERB or not place.actor.holds(_area(place).id, Role.ADMINISTRATOR):
        fit = [role for role in fit if role is not Role.ADMINISTRATOR]
    return [Choice(role.value, saying.ROLES[role].title) for role in fit]


def colleagues(place: Place) -> list[Choice]:
    """Who could take a person's work over, people of the same organisation first.

    Only a board member's and an auditor's goes to somebody of another organisation.
    """
    session, area_id, person = place.session, _area(place).id, _person(place)
    names = {row.id: row.name for row in life.organisations_of(session, area_id)}
    held = [row for row in life.roles_in(session, area_id) if row.person_id == person.id]
    bound = any(row.role not in OF_ANY_BODY for row in held if row.holds(place.world.today()))
    others = [row for row in life.people_of(session, area_id) if row.id != person.id]
    others = [row for row in others if row.erased_at is None]
    if bound:
        others = [row for row in others if row.organisation_id == person.organisation_id]
    others.sort(key=lambda row: row.organisation_id != person.organisation_id)
    return [Choice(row.id, f"{row.name}, {names.get(row.organisation_id, '')}".strip(", ")) for row in others]


def _nobody_else(place: Place) -> str:
    """That there is nobody yet to hand over to, and what to do; empty where there is."""
    if colleagues(place):
        return ""
    return (
        "Nobody else of the same organisation is on record here. Add whoever takes it over as a person first."
    )


def _still_let_in(place: Place, _answered: Mapping[str, Any]) -> str:
    """Where whoever handed work over goes on: to the door, once it was their own and they hold nothing."""
    me, today = place.actor.person_id, place.world.today()
    held = queries.roles_of(place.session, me, today) if me else ()
    if me and not held:
        return "/sign-in"
    return f"/areas/{_area(place).id}/people"


def _about_person(place: Place) -> str:
    row = _person(place)
    return f"About {row.name or 'a person whose name was erased'}."


def _organisation(place: Place) -> Organisation:
    """The organisation whom the address names, which the area knows. Raises NotYours."""
    row = life.organisation_of(place.session, _area(place).id, place.subject.get("organisation_id", ""))
    if row is None:
        raise NotYours
    return row


def _organisation_stands(place: Place) -> Mapping[str, Any]:
    row = _organisation(place)
    return {"name": row.name, "ukprn": row.ukprn, "url": row.url}


def _stands(place: Place) -> Mapping[str, Any]:
    row = _person(place)
    return {"name": row.name, "email": row.email, "phone": row.phone, "post": row.post}


def _person_named(place: Place) -> Mapping[str, Any]:
    return {"person": _person(place).id, "since": place.world.today().isoformat()}


def _branding(place: Place) -> Mapping[str, Any]:
    found = brands.chosen(place.session, place.actor.organisation_id or "")
    return {name: getattr(found, name) for name in ("display_name", "colour", "telephone", "email")}


def _kinds() -> Sequence[Choice]:
    return [Choice(kind.value, text) for kind, text in KINDS.items() if kind is not OrganisationKind.ERB]


def _next_role(place: Place, answered: Mapping[str, Any]) -> str:
    """A person without a role is let in nowhere: so that is asked next."""
    people = f"/areas/{_area(place).id}"
    return f"{people}/do/give-role?person_id={answered['id']}" if answered else f"{people}/people"


INPUTS = (
    Input(
        key="add-organisation",
        title="Add an organisation",
        send=contacts.list_organisation,
        done="The organisation is written down.",
        intro="Once it is here, its people can be added, and plans of the area can name it.",
        asked={
            "kind": Asked("What kind of organisation is it?", choices=_kinds()),
            "name": Asked("Name", "Not for a provider or a strategic authority: their records give it."),
            "ukprn": Asked("UKPRN", "Of a provider: eight digits, the first a 1."),
            "authority": Asked("Which strategic authority?", choices=authorities),
            "url": Asked("Web address", "Beginning with https://"),
        },
        button="Add it",
        back=PEOPLE,
    ),
    Input(
        key="correct-organisation",
        title="Correct what is recorded about an organisation",
        send=contacts.correct_organisation,
        done="It is corrected.",
        begins=_organisation_stands,
        asked={
            "name": Asked("Name"),
            "ukprn": Asked("UKPRN", "Of a provider: eight digits, the first a 1."),
            "url": Asked("Web address", "Beginning with https://"),
        },
        back=PEOPLE,
    ),
    Input(
        key="add-person",
        title="Add a person",
        send=contacts.list_person,
        done="The person is written down. Give them a role next, so that they can come in and be written to.",
        begins=lambda place: {"organisation": place.subject.get("organisation", "")},
        asked={
            "organisation": Asked("Which organisation are they of?", choices=bodies),
            "name": Asked("Name"),
            "email": Asked("E-mail address", "They sign in with it, and messages go there."),
            "phone": Asked("Telephone"),
            "post": Asked("Post", POST_HINT, choices=POSTS),
        },
        button="Add them",
        back=_next_role,
    ),
    Input(
        key="correct-person",
        title="Correct what is recorded about a person",
        send=contacts.correct_person,
        done="It is corrected.",
        begins=_stands,
        asked={
            "name": Asked("Name"),
            "email": Asked("E-mail address"),
            "phone": Asked("Telephone"),
            "post": Asked("Post", POST_HINT, choices=POSTS),
        },
        back=PEOPLE,
    ),
    Input(
        key="give-role",
        title="Give somebody a role",
        send=contacts.grant_role,
        done="The role is given.",
        begins=_person_named,
        intro=_about_person,
        asked={
            "person": Asked("", hidden=True),
            "role": Asked("Which role?", choices=roles),
            "since": Asked("From which day?"),
            "until": Asked(
                "From which day do they not hold it any more?",
                "The day before is their last. Blank: it goes on. An auditor needs a day.",
            ),
        },
        button="Give the role",
        back=PEOPLE,
    ),
    Input(
        key="end-role",
        title="End a role",
        send=contacts.end_role,
        done="The role ends.",
        begins=lambda place: {"until": place.world.today().isoformat()},
        asked={"until": Asked("From which day do they not hold it any more?")},
        button="End the role",
        back=PEOPLE,
    ),
    Input(
        key="hand-over-work",
        title="Hand work over to a successor",
        send=contacts.hand_over,
        done="The work is handed over: every role, from that day.",
        begins=lambda place: {"on": place.world.today().isoformat()},
        intro="The successor holds all their roles in this area from the day; the day before is their last. "
        "What they did stays under their own name. Whoever hands over their own work is not let in for it "
        "any more from that day.",
        closed=_nobody_else,
        asked={
            "successor": Asked("Who takes it over?", choices=colleagues),
            "on": Asked("From which day?"),
        },
        button="Hand it over",
        back=_still_let_in,
    ),
    Input(
        key="change-branding",
        title="Name, colour and whom to phone",
        send=branding.change_branding,
        done="Your pages show it from now on.",
        begins=_branding,
        intro="For all areas of your body: on your pages, and on the pages that providers open.",
        asked={
            "display_name": Asked("What your body is called on the pages", "Blank: its name as recorded."),
            "colour": Asked(
                "Colour of the bar on top",
                "Such as #0b4f4a. White text stands on it, so its contrast with white is at least 4.5 to 1.",
            ),
            "telephone": Asked("Telephone for questions"),
            "email": Asked("E-mail address for questions"),
        },
        back="/areas/{area_id}/branding",
    ),
    Input(
        key="remove-logo",
        title="Take the logo away",
        send=branding.remove_logo,
        done="The logo is gone from the pages.",
        intro="The name stands alone then.",
        button="Take it away",
        back="/areas/{area_id}/branding",
    ),
)
