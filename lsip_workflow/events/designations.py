"""Designations of an area: recorded, removed, their terms changed, objected to or let stand; who is known."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import Fact, Rows
from lsip_workflow.model import (
    Designation,
    DesignationTerms,
    OrganisationOfArea,
    PersonOfArea,
    Role,
    RoleHeld,
)


class DesignationRecorded(Fact):
    """The designation of an ERB for an area was recorded from its published notice."""

    type: Literal["designation.recorded"] = "designation.recorded"
    says: ClassVar[str] = "The designation of {organisation} was recorded ({reference})"
    area: str
    organisation: str
    reference: str
    on: date
    designation: str | None = None
    url: str = ""

    def apply(self, rows: Rows) -> None:
        if self.designation is None:
            return  # as it was first written: there was no row then
        row = rows.of(Designation, self.designation)
        row.area_id, row.erb_id, row.began = self.area, self.organisation, self.on
        row.reference, row.url, row.until, row.removal = self.reference, self.url, None, ""


class DesignationRemoved(Fact):
    """A published notice removed the designation of an ERB, from a day (2022 Act, s.3)."""

    type: Literal["designation.removed"] = "designation.removed"
    says: ClassVar[str] = "The designation of {organisation} ends on {on} ({reference})"
    area: str
    designation: str
    organisation: str
    reference: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Designation, self.designation)
        row.until, row.removal = self.on, self.reference


class TermsChanged(Fact):
    """The department sent changed terms of a designation: they bind unless it hears an objection in time."""

    type: Literal["designation.terms_changed"] = "designation.terms_changed"
    says: ClassVar[str] = "Changed terms of designation came on {on}"
    area: str
    designation: str
    terms: str
    url: str = ""
    fingerprint: str = ""
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(DesignationTerms, self.terms)
        row.area_id, row.designation_id = self.area, self.designation
        row.url, row.fingerprint, row.received_on = self.url, self.fingerprint, self.on
        row.status, row.answered_on, row.reference = "received", None, ""


class TermsObjected(Fact):
    """The ERB told the department that it objects to changed terms, with its reasons."""

    type: Literal["designation.objected"] = "designation.objected"
    says: ClassVar[str] = "The changed terms were objected to on {on}"
    area: str
    terms: str
    reference: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(DesignationTerms, self.terms)
        row.status, row.answered_on, row.reference = "objected", self.on, self.reference


class TermsAccepted(Fact):
    """The ERB lets changed terms stand."""

    type: Literal["designation.terms_accepted"] = "designation.terms_accepted"
    says: ClassVar[str] = "The changed terms were let stand on {on}"
    area: str
    terms: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(DesignationTerms, self.terms)
        row.status, row.answered_on = "accepted", self.on


class OrganisationListed(Fact):
    """The ERB of an area wrote an organisation down there."""

    type: Literal["organisation.listed"] = "organisation.listed"
    says: ClassVar[str] = "{organisation} was written down for the area"
    area: str
    organisation: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(OrganisationOfArea, (self.area, self.organisation))
        row.area_id, row.organisation_id = self.area, self.organisation


class PersonListed(Fact):
    """The ERB of an area wrote a person down there."""

    type: Literal["person.listed"] = "person.listed"
    says: ClassVar[str] = "A person was written down for the area"
    area: str
    person: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(PersonOfArea, (self.area, self.person))
        row.area_id, row.person_id = self.area, self.person


class PersonInvited(Fact):
    """A person whom the area knows was invited to the pages."""

    type: Literal["person.invited"] = "person.invited"
    says: ClassVar[str] = "A person was invited to the pages on {on}"
    area: str
    person: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(PersonOfArea, (self.area, self.person)).invited_on = self.on


class RoleEnded(Fact):
    """A person holds a role no longer, from a day."""

    type: Literal["role.ended"] = "role.ended"
    says: ClassVar[str] = "A person holds a role until {until}: {role}"
    area: str
    held: str
    person: str
    role: Role
    until: date

    def apply(self, rows: Rows) -> None:
        rows.of(RoleHeld, self.held).until = self.until
