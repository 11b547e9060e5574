"""Organisations, people and the keys that they come in with."""

from datetime import date, datetime
from typing import ClassVar, Literal

from lsip_workflow.events.base import Fact, Rows
from lsip_workflow.model import (
    Credential,
    Organisation,
    OrganisationKind,
    Person,
    Post,
    ProviderClass,
    Role,
    RoleHeld,
)


class OrganisationRecorded(Fact):
    """An organisation was recorded, or recorded again as it is now."""

    type: Literal["organisation.recorded"] = "organisation.recorded"
    says: ClassVar[str] = "{organisation} was recorded"
    organisation: str
    ukprn: str | None = None
    of_kind: OrganisationKind | None = None
    provider_class: ProviderClass = ProviderClass.UNKNOWN
    example: bool = False

    def apply(self, rows: Rows) -> None:
        row = rows.of(Organisation, self.organisation)
        row.ukprn = self.ukprn
        if self.of_kind is not None:  # what was recorded before this was said here
            row.kind, row.provider_class, row.example = self.of_kind, self.provider_class, self.example


class PersonRecorded(Fact):
    """A person was recorded."""

    type: Literal["person.recorded"] = "person.recorded"
    says: ClassVar[str] = "A person of {organisation} was recorded"
    person: str
    organisation: str
    post: Post | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(Person, self.person)
        row.organisation_id, row.post = self.organisation, self.post


class PersonCorrected(Fact):
    """What names a person was corrected; the seal in this event is the new one."""

    type: Literal["person.corrected"] = "person.corrected"
    says: ClassVar[str] = "What we hold about a person was corrected"
    person: str
    post: Post | None = None

    def apply(self, rows: Rows) -> None:
        rows.of(Person, self.person).post = self.post


class PersonErased(Fact):
    """What named a person was erased at their wish or at the end of its time; the acts stay."""

    type: Literal["person.erased"] = "person.erased"
    says: ClassVar[str] = "What named a person was erased"
    person: str
    because: str = ""
    """`wish`, `not_needed`, or the class of record whose time was over; events of before do not say."""


class RoleGranted(Fact):
    """A person holds a role in an area from a day."""

    type: Literal["role.granted"] = "role.granted"
    says: ClassVar[str] = "A person holds a role from {since}: {role}"
    area: str
    held: str
    person: str
    role: Role
    since: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(RoleHeld, self.held)
        row.person_id, row.area_id, row.role, row.since = self.person, self.area, self.role, self.since


class CredentialIssued(Fact):
    """A key to the API was issued to an organisation; only its hash is kept."""

    type: Literal["credential.issued"] = "credential.issued"
    says: ClassVar[str] = "A key was issued to {organisation}"
    credential: str
    organisation: str
    opens: str | None
    person: str | None = None
    key_hash: str
    at: datetime | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(Credential, self.credential)
        row.organisation_id, row.area_id, row.person_id = self.organisation, self.opens, self.person
        row.key_hash, row.revoked_at = self.key_hash, None
        if self.at is not None:  # what was issued before this was said here
            row.issued_at = self.at


class CredentialRevoked(Fact):
    """A key to the API opens nothing any more."""

    type: Literal["credential.revoked"] = "credential.revoked"
    says: ClassVar[str] = "A key was revoked"
    credential: str
    at: datetime

    def apply(self, rows: Rows) -> None:
        rows.of(Credential, self.credential).revoked_at = self.at
