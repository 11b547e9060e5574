"""What a person sees of their own access; and, in a demonstration, as whom one can look around."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from lsip_workflow.journeys import sign_in
from lsip_workflow.model import Area, Organisation, Person, Role, RoleHeld
from lsip_workflow.store import queries
from lsip_workflow.web import saying
from lsip_workflow.web.views.people import last_day
from lsip_workflow.web.visitor import Visitor

HOW = {
    "link": "by a link that was e-mailed",
    "account": "with your organisation's account",
    "trial": "by “Look around as”, in the demonstration",
    "first run": "by the link that was printed at the start",
}
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "Linux")
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@dataclass(frozen=True)
class SessionLine:
    """One sitting: on what, since when, until when at the latest."""

    number: str
    on: str
    how: str
    began: datetime
    until: datetime
    this: bool


@dataclass(frozen=True)
class RoleLine:
    """A role that the visitor holds: for whom, where, and its last day."""

    role: str
    organisation: str
    area: str
    last_day: date | None


def sessions(session: Session, visitor: Visitor, now: datetime) -> list[SessionLine]:
    """The sittings that have not ended, the newest first."""
    return [
        SessionLine(
            number=sign_in.short(row),
            on=called(row.browser),
            how=HOW.get(row.how, row.how),
            began=row.began_at,
            until=row.expires_at,
            this=row.id == visitor.session_id,
        )
        for row in sign_in.sessions_of(session, now, visitor.address)
    ]


def roles(session: Session, visitor: Visitor, today: date) -> list[RoleLine]:
    """Every role of every hat, in its area."""
    areas = queries.area_names(session)
    return [
        RoleLine(
            role=saying.ROLES[held.role].phrase,
            organisation=session.get_one(Organisation, hat.organisation_id).name,
            area=areas.get(held.area_id, held.area_id),
            last_day=last_day(held.until) if held.until else None,
        )
        for hat in visitor.hats
        for held in queries.roles_of(session, hat.id, today)
    ]


def called(agent: str) -> str:
    """A browser in a few words, so that a person knows which of their devices it is."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "A browser")
    system = next((name for name in SYSTEMS if name in agent), "")
    return f"{browser} on {system}" if system else browser


@dataclass(frozen=True)
class Someone:
    """An invented person as whom one can look around."""

    id: str
    name: str
    organisation: str
    area: str


def cast(session: Session, today: date) -> list[tuple[str, Sequence[Someone]]]:
    """The invented people of a demonstration who hold a role today, by role."""
    query = (
        select(RoleHeld.role, Person, Organisation, Area)
        .join(Person, col(Person.id) == RoleHeld.person_id)
        .join(Organisation, col(Organisation.id) == Person.organisation_id)
        .join(Area, col(Area.id) == RoleHeld.area_id)
        .where(col(Organisation.example).is_(True), col(Person.erased_at).is_(None))
        .where(col(Person.email).is_not(None), queries.held_on(today))
        .order_by(Area.name, col(Organisation.name), col(Person.name), col(Person.id))
    )
    found: dict[Role, list[Someone]] = {}
    for role, person, organisation, area in session.exec(query).all():
        someone = Someone(person.id, person.name or "", organisation.name, area.name)
        found.setdefault(Role(role), []).append(someone)
    return [(saying.sentence(saying.ROLES[role].phrase), found[role]) for role in Role if role in found]
