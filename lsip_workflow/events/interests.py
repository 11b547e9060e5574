"""Interests: the register of an area, its yearly review, declarations at meetings, the department told."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import Fact, PlanFact, Rows
from lsip_workflow.model import ConflictNotice, Declaration, Interest, InterestReview, Meeting


class InterestRegistered(Fact):
    """A person's interest, actual or perceived, is in the register of an area."""

    type: Literal["interest.registered"] = "interest.registered"
    says: ClassVar[str] = "An interest was put into the register"
    area: str
    interest: str
    person: str
    organisation: str | None = None
    matters: tuple[str, ...] = ()
    since: date
    until: date | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(Interest, self.interest)
        row.area_id, row.person_id, row.organisation_id = self.area, self.person, self.organisation
        row.matters, row.since, row.until = list(self.matters), self.since, self.until


class InterestEnded(Fact):
    """An interest in the register has ended; it stays there with its days."""

    type: Literal["interest.ended"] = "interest.ended"
    says: ClassVar[str] = "An interest in the register ended on {on}"
    area: str
    interest: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(Interest, self.interest).until = self.on


class RegisterReviewed(Fact):
    """The register of interests of an area was looked through for a year."""

    type: Literal["register.reviewed"] = "register.reviewed"
    says: ClassVar[str] = "The register of interests was reviewed for {year}"
    area: str
    review: str
    year: int
    on: date
    by: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(InterestReview, self.review)
        row.area_id, row.year, row.reviewed_on, row.by = self.area, self.year, self.on, self.by


class MeetingRecorded(PlanFact):
    """A meeting of a body, and which matters of the plan were on its agenda."""

    type: Literal["meeting.recorded"] = "meeting.recorded"
    says: ClassVar[str] = "A meeting of {body} on {on} was recorded"
    meeting: str
    body: str
    on: date
    matters: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(Meeting, self.meeting)
        row.plan_id, row.body, row.held_on, row.matters = self.plan, self.body, self.on, list(self.matters)


class InterestDeclared(PlanFact):
    """Somebody declared an interest in a matter at a meeting, and left for it or stayed."""

    type: Literal["interest.declared"] = "interest.declared"
    says: ClassVar[str] = "An interest was declared at a meeting"
    declaration: str
    meeting: str
    person: str | None = None
    matter: str
    left: bool
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Declaration, self.declaration)
        row.plan_id, row.meeting_id, row.person_id = self.plan, self.meeting, self.person
        row.matter, row.left_room, row.declared_on = self.matter, self.left, self.on


class ConflictSeen(PlanFact):
    """A perceived or actual conflict was seen of which the department is to be told."""

    type: Literal["conflict.recorded"] = "conflict.recorded"
    says: ClassVar[str] = "A perceived or actual conflict of interest was recorded; the department is told"
    notice: str
    interest: str | None = None
    declaration: str | None = None
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(ConflictNotice, self.notice)
        row.plan_id, row.interest_id, row.declaration_id = self.plan, self.interest, self.declaration
        row.seen_on, row.told_on = self.on, None


class DepartmentNotified(PlanFact):
    """The department was told of a conflict of interest, by a person, on that day."""

    type: Literal["conflict.notified"] = "conflict.notified"
    says: ClassVar[str] = "The department was told of a conflict of interest on {on}"
    notice: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(ConflictNotice, self.notice).told_on = self.on
