"""The people of an area as its team sees them: who they are, of which body, with which roles since when."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from lsip_workflow.model import Area, Organisation, OrganisationKind, Person, Role, RoleHeld
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.store import life
from lsip_workflow.web import saying

KINDS = {
    OrganisationKind.ERB: "Employer representative body",
    OrganisationKind.PROVIDER: "Provider",
    OrganisationKind.STRATEGIC_AUTHORITY: "Strategic authority",
    OrganisationKind.DEPARTMENT: "Department",
    OrganisationKind.OTHER: "Another organisation",
}
ORDER = tuple(KINDS)


@dataclass(frozen=True)
class RoleLine:
    """A role of a person here: its name, its days in words, and whether it can still be ended."""

    id: str
    name: str
    days: str
    open: bool
    over: bool


@dataclass(frozen=True)
class PersonLine:
    """One person: whom to write to and to ring, and their roles, those over last."""

    id: str
    name: str
    email: str
    phone: str
    post: str
    erased: bool
    roles: tuple[RoleLine, ...]

    @property
    def works(self) -> bool:
        """Whether they hold a role that can be handed over."""
        return any(role.open for role in self.roles)


@dataclass(frozen=True)
class BodyLines:
    """An organisation with its people."""

    id: str
    name: str
    kind: str
    ukprn: str
    url: str
    people: tuple[PersonLine, ...]


@dataclass(frozen=True)
class PeoplePage:
    """The people of an area, by their organisations, the team's own first."""

    area_id: str
    area: str
    bodies: tuple[BodyLines, ...]
    without: tuple[BodyLines, ...]
    """Organisations that nobody is written down of."""
    people: int
    wanted: str
    warnings: tuple[str, ...]


def people_page(session: Session, area: Area, actor: Actor, today: date, wanted: str = "") -> PeoplePage:
    """Everybody whom the area knows; with words, those whose name, address or body has them."""
    roles: defaultdict[str, list[RoleHeld]] = defaultdict(list)
    for held in life.roles_in(session, area.id):
        roles[held.person_id].append(held)
    by_body: defaultdict[str, list[PersonLine]] = defaultdict(list)
    for row in life.people_of(session, area.id):
        by_body[row.organisation_id].append(_person(row, roles[row.id], today))
    rows = {row.id: row for row in life.organisations_of(session, area.id)}
    for key in by_body.keys() - rows.keys():
        rows[key] = session.get_one(Organisation, key)
    ordered = sorted(rows.values(), key=lambda row: (row.id != actor.organisation_id, *_place(row)))
    bodies = [line for row in ordered if (line := _body(row, by_body[row.id], wanted)) is not None]
    return PeoplePage(
        area_id=area.id,
        area=area.name,
        bodies=tuple(body for body in bodies if body.people),
        without=tuple(body for body in bodies if not body.people),
        people=sum(len(body.people) for body in bodies),
        wanted=wanted,
        warnings=tuple(_warnings(roles, today)),
    )


def last_day(until: date) -> date:
    """The last day on which something is held that ends on a day."""
    return until - timedelta(days=1)


def _place(row: Organisation) -> tuple[int, str]:
    return ORDER.index(row.kind), row.name.casefold()


def _body(row: Organisation, people: list[PersonLine], wanted: str) -> BodyLines | None:
    """A body with its people; of those only who is wanted, and nothing where nobody and nothing is."""
    word = wanted.casefold()
    if word and word not in row.name.casefold():
        people = [each for each in people if word in f"{each.name} {each.email}".casefold()]
        if not people:
            return None
    return BodyLines(row.id, row.name, KINDS[row.kind], row.ukprn or "", row.url, tuple(people))


def _person(row: Person, held: list[RoleHeld], today: date) -> PersonLine:
    lines = [_role(role, today) for role in held]
    return PersonLine(
        id=row.id,
        name=row.name or "A person whose name was erased",
        email=row.email or "",
        phone=row.phone or "",
        post="" if row.post in (None, "other") else saying.spoken(row.post),
        erased=row.erased_at is not None,
        roles=tuple(sorted(lines, key=lambda line: (line.over, line.name))),
    )


def _role(row: RoleHeld, today: date) -> RoleLine:
    over = row.until is not None and row.until <= today
    days = f"{'from' if row.since > today else 'since'} {saying.day(row.since)}"
    if row.until is not None:
        end = max(row.since, last_day(row.until))
        days = f"{saying.day(row.since)} to {saying.day(end)}" if row.until > row.since else "never began"
    return RoleLine(row.id, saying.ROLES[row.role].title, days, open=not over, over=over)


def _warnings(roles: dict[str, list[RoleHeld]], today: date) -> list[str]:
    """What the team should know of who is there."""
    held = [row for rows in roles.values() for row in rows]
    now = [row for row in held if row.holds(today)]
    said = []
    if not any(row.role is Role.PROJECT_MANAGER for row in now):
        said.append(
            "Nobody is project manager here today, so reminders reach nobody. Give somebody the role."
        )
    if any(row.role is Role.AUDITOR and row.until is None for row in now):
        said.append("An auditor's role has no last day. Give it one: auditors read for a time.")
    return said
