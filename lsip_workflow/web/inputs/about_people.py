"""What an input is about where that is a person, what they hold and said, or a message to them."""

from lsip_workflow.model import (
    ConflictNotice,
    CorrectionAsk,
    EventRow,
    Interest,
    Person,
    RoleHeld,
)
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import life, personal
from lsip_workflow.store import messages as kept
from lsip_workflow.store.personal import Team
from lsip_workflow.web import saying
from lsip_workflow.web.api.delegation import seen_by
from lsip_workflow.web.inputs.about_rows import name_of, row_of, short
from lsip_workflow.web.inputs.shape import Place
from lsip_workflow.web.views import messages
from lsip_workflow.web.views.people import last_day


def person(place: Place) -> str:
    """Somebody whom the area knows, with their organisation."""
    key = place.subject["person_id"]
    if place.area is None or not life.knows(place.session, place.area.id, key):
        raise NotYours
    row = place.session.get_one(Person, key)
    return f"{row.name or saying.ERASED}, {name_of(place, row.organisation_id)}"


def role(place: Place) -> str:
    """A role of the area, with who holds it and since when."""
    row = row_of(place, RoleHeld, "role_id")
    name = place.session.get_one(Person, row.person_id).name or saying.ERASED
    until = f", until {saying.day(last_day(row.until))}" if row.until else ""
    return f"{name}: {saying.ROLES[row.role].title}, since {saying.day(row.since)}{until}"


def correction(place: Place) -> str:
    """Whose correction was asked for."""
    row = place.session.get(CorrectionAsk, place.subject["correction_id"])
    if row is None or place.area is None or not life.knows(place.session, place.area.id, row.person_id):
        raise NotYours
    return place.session.get_one(Person, row.person_id).name or saying.ERASED


def organisation(place: Place) -> str:
    """An organisation of the area."""
    key = place.subject["organisation_id"]
    row = life.organisation_of(place.session, place.area.id, key) if place.area is not None else None
    if row is None:
        raise NotYours
    return row.name


def delegation(place: Place) -> str:
    """Who signs in whose place, and until when."""
    rows = seen_by(place.session, place.actor, place.this_plan)
    row = next((row for row in rows if row.id == place.subject["delegation_id"]), None)
    if row is None:
        raise NotYours
    both = (place.session.get_one(Person, key).name for key in (row.delegate_id, row.signatory_id))
    hand, signatory = (name or saying.ERASED for name in both)
    return f"{hand} in the place of {signatory}, until {saying.day(row.until)}"


def notice(place: Place) -> str:
    """When a conflict was seen."""
    return f"A conflict seen on {saying.day(row_of(place, ConflictNotice, 'notice_id').seen_on)}"


def interest(place: Place) -> str:
    """Whose interest, and in what."""
    row = row_of(place, Interest, "interest_id")
    return f"{place.session.get_one(Person, row.person_id).name or saying.ERASED}: {short(row.words)}"


def event(place: Place) -> str:
    """Something that happened in the area."""
    number = place.subject["event_id"]
    row = place.session.get(EventRow, int(number)) if number.isdecimal() and len(number) < 18 else None
    if row is None or row.stream not in personal.streams_of(place.session, Team({place.subject["area_id"]})):
        raise NotYours
    return f"{saying.sentence(saying.spoken(row.type))}, {saying.instant(row.at)}"


def draft(place: Place) -> str:
    """A message, with whom it is to."""
    scope = messages.scope_of(place.session, [place.actor])
    row = kept.one(place.session, scope, place.subject["draft_id"])
    if row is None or not scope.whole(row):
        raise NotYours
    return f"{messages.to_whom(place.session, row)}: {messages.called(place.session, scope, row)}"
