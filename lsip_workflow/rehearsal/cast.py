"""Who is in a rehearsal: areas and bodies as sources name them; providers and people invented."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, select

from lsip_workflow.journeys import people, plans
from lsip_workflow.model import (
    Area,
    Organisation,
    OrganisationKind,
    Person,
    Plan,
    ProviderClass,
    Role,
    RoleHeld,
)
from lsip_workflow.reference import Area as PublishedArea
from lsip_workflow.reference import Reference
from lsip_workflow.rules.permissions import Actor, ActorKind
from lsip_workflow.store.record import Occasion

TEAM = (Role.PROJECT_MANAGER, Role.ERB_LEAD, Role.BOARD_MEMBER)
OF_PROVIDER = (Role.PROVIDER_RESPONDENT, Role.PROVIDER_DEPUTY)
CALLED = {
    ProviderClass.FE_COLLEGE: "further education college",
    ProviderClass.SIXTH_FORM_COLLEGE: "sixth-form college",
    ProviderClass.DESIGNATED_INSTITUTION: "designated institution",
    ProviderClass.INDEPENDENT_TRAINING_PROVIDER: "training provider",
    ProviderClass.HIGHER_EDUCATION: "university",
}


@dataclass
class Cast:
    """Brings areas, bodies and people on when they are first needed, each once."""

    reference: Reference
    classes: tuple[ProviderClass, ...]
    named: set[str] = field(default_factory=set)
    """The areas whose body a source names."""
    unnamed: set[str] = field(default_factory=set)
    _numbers: list[str] = field(default_factory=list)
    _of_area: dict[str, int] = field(default_factory=dict)

    def area(self, session: Session, published: PublishedArea) -> Area:
        """The row of an area; its number decides which invented providers it has."""
        row = session.get(Area, published.slug)
        if row is None:
            row = Area(id=published.slug, name=published.name, began=published.began, ended=published.ended)
            session.add(row)
            session.flush()
        self._of_area.setdefault(published.slug, len(self._of_area))
        return row

    def erb(self, session: Session, at: Occasion, area: Area, key: str | None = None) -> Organisation:
        """The body that holds an area on the day where a source names it, or one that is not named."""
        found = self.reference.erb_of(area.id, at.today)
        key = key or (found.key if found else None)
        (self.named if key else self.unnamed).add(area.id)
        name = self.reference.erb_names[key] if key else f"ERB of {area.name} (not named in a source)"
        identity = key or f"erb-of-{area.id}"
        there = session.get(Organisation, identity)
        row = Organisation(id=identity, kind=OrganisationKind.ERB, name=name)
        return there or people.record_organisation(session, at, row, self.reference, demonstration=True)

    def team(self, session: Session, at: Occasion, area: Area, erb: Organisation) -> None:
        """The invented people of a body in an area: a project manager, a lead and a board member."""
        for role in TEAM:
            self._person(session, at, area, erb, role, f"{area.id}-{role}", erb.id)

    def add_providers(self, session: Session, at: Occasion, plan: Plan, area: Area) -> None:
        """The invented providers of an area, one of each class, with a respondent and a deputy each."""
        for kind in self.classes:
            provider = self.provider(session, at, area.id, kind)
            for role in OF_PROVIDER:
                self._person(session, at, area, provider, role, f"{provider.id}-{role}", provider.id)
            plans.add_provider(session, at, plan, provider, reason="Invented for this rehearsal.")

    def provider(self, session: Session, at: Occasion, area_id: str, kind: ProviderClass) -> Organisation:
        """The invented provider of a class in an area; some are in more areas than one, as real ones are."""
        each = len(self._ukprns()) // len(self.classes)
        number = self._of_area[area_id] % each
        identity = f"provider-{kind}-{number + 1}".replace("_", "-")
        there = session.get(Organisation, identity)
        row = Organisation(
            id=identity,
            kind=OrganisationKind.PROVIDER,
            name=f"Invented {CALLED[kind]} {number + 1}",
            ukprn=self._ukprns()[self.classes.index(kind) * each + number],
            provider_class=kind,
            example=True,
        )
        return there or people.record_organisation(session, at, row, self.reference, demonstration=True)

    def authority(self, session: Session, at: Occasion, key: str) -> Organisation:
        """A strategic authority, by its key in the reference data."""
        there = session.get(Organisation, key)
        kind, name = OrganisationKind.STRATEGIC_AUTHORITY, self.reference.authority(key).name
        row = Organisation(id=key, kind=kind, name=name)
        return there or people.record_organisation(session, at, row, self.reference, demonstration=True)

    def actor(self, session: Session, area_id: str, role: Role) -> Actor:
        """The invented person of a team as whoever acts, with the roles that they hold."""
        return actor(session, session.get_one(Person, f"{area_id}-{role}"))

    def _person(
        self,
        session: Session,
        at: Occasion,
        area: Area,
        of: Organisation,
        role: Role,
        identity: str,
        host: str,
    ) -> None:
        person = session.get(Person, identity)
        if person is None:
            row = Person(
                id=identity,
                organisation_id=of.id,
                name=f"Invented {role.replace('_', ' ')}",
                email=f"{role.replace('_', '-')}@{host}.example",
                phone="01632 960000" if role is Role.PROJECT_MANAGER else None,
            )
            person = people.record_person(session, at, row)
        if not _holds(session, person, area.id, role, at.today):
            people.grant_role(session, at, person, area, role, at.today)

    def _ukprns(self) -> list[str]:
        if not self._numbers:
            self._numbers = [row["ukprn"] for row in self.reference.rows("example_ukprns.csv")]
        return self._numbers


def actor(session: Session, person: Person) -> Actor:
    """A person as whoever acts."""
    organisation = session.get_one(Organisation, person.organisation_id)
    held = session.exec(select(RoleHeld).where(RoleHeld.person_id == person.id)).all()
    return Actor(
        ActorKind.PERSON,
        person.id,
        organisation.id,
        organisation.kind.value,
        frozenset(row.area_id for row in held),
        frozenset((row.area_id, row.role) for row in held),
    )


def _holds(session: Session, person: Person, area_id: str, role: Role, today: date) -> bool:
    query = select(RoleHeld).where(
        RoleHeld.person_id == person.id, RoleHeld.area_id == area_id, RoleHeld.role == role
    )
    return any(row.until is None or row.until > today for row in session.exec(query))
