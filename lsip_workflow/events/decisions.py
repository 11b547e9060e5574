"""Signatures and decisions of bodies, and the versions of a plan that they are about."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import Attendance, DecisionCheck, JudgedChange, PlanVersion, SignOff

HowDecided = Literal["meeting", "delegated_decision", "correspondence"]
DecisionOutcome = Literal["agreed", "agreed_with_changes", "not_agreed", "returned"]


class VersionKept(PlanFact):
    """What the plan says at this moment was kept whole, because somebody is asked, signs or decides."""

    type: Literal["version.kept"] = "version.kept"
    says: ClassVar[str] = "A version of the plan was kept (document reference {content})"
    content: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(PlanVersion, self.content)
        row.plan_id, row.kept_on = self.plan, self.on


class SignOffRequested(PlanFact):
    """A signature or a decision was asked for."""

    type: Literal["sign_off.requested"] = "sign_off.requested"
    says: ClassVar[str] = "A sign-off was asked for: {rule}"
    sign_off: str
    rule: str
    content: str = ""
    stage: str = ""
    authors: tuple[str, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(SignOff, self.sign_off)
        row.plan_id, row.rule, row.version, row.status = self.plan, self.rule, self.content, "asked"
        row.stage, row.authors = self.stage, list(self.authors)


class SignOffSigned(PlanFact):
    """A named person signed, here, for one version."""

    type: Literal["sign_off.signed"] = "sign_off.signed"
    says: ClassVar[str] = "A named person signed: {rule}"
    sign_off: str
    rule: str
    person: str
    content: str
    statements: tuple[str, ...] = ()
    on: date
    asking: str | None = None
    delegation: str | None = None
    on_behalf_of: str | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(SignOff, self.sign_off)
        row.plan_id, row.rule, row.person_id, row.version = self.plan, self.rule, self.person, self.content
        row.decided_on, row.asking, row.status = self.on, self.asking, "signed"
        row.delegation_id, row.on_behalf_of = self.delegation, self.on_behalf_of


class SignOffDeclined(PlanFact):
    """A named person declined to sign, with a reason."""

    type: Literal["sign_off.declined"] = "sign_off.declined"
    says: ClassVar[str] = "A named person declined to sign: {rule}"
    sign_off: str
    rule: str
    person: str
    on: date
    asking: str | None = None
    delegation: str | None = None
    on_behalf_of: str | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(SignOff, self.sign_off)
        row.plan_id, row.rule, row.person_id = self.plan, self.rule, self.person
        row.decided_on, row.asking, row.status = self.on, self.asking, "declined"
        row.delegation_id, row.on_behalf_of = self.delegation, self.on_behalf_of


class DecisionRecorded(PlanFact):
    """The decision of a body was recorded at the command line: the body, the day, its minute or letter."""

    type: Literal["decision.recorded"] = "decision.recorded"
    says: ClassVar[str] = "A decision of {body} was recorded: {rule} ({reference})"
    sign_off: str
    rule: str
    body: str
    content: str = ""
    on: date
    reference: str
    outcome: DecisionOutcome | Literal[""] = ""

    def apply(self, rows: Rows) -> None:
        row = rows.of(SignOff, self.sign_off)
        row.plan_id, row.rule, row.body, row.version = self.plan, self.rule, self.body, self.content
        row.decided_on, row.reference, row.status = self.on, self.reference, "decided"
        row.outcome = self.outcome


class Attended(BaseModel):
    """One of those present, by the id of their row, and whether they left for this matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attendance: str
    person: str | None = None
    left: bool = False


class DecisionEntered(PlanFact):
    """A body's decision was entered from its minute or letter; it counts when a second person agrees."""

    type: Literal["decision.entered"] = "decision.entered"
    says: ClassVar[str] = "A decision of {body} was entered, to be checked by a second person: {rule}"
    sign_off: str
    rule: str
    body: str
    how: HowDecided
    content: str
    on: date
    reference: str
    outcome: DecisionOutcome
    by: str
    file: str | None = None
    meeting: str | None = None
    corrects: str | None = None
    present: tuple[Attended, ...] = ()

    def apply(self, rows: Rows) -> None:
        row = rows.of(SignOff, self.sign_off)
        row.plan_id, row.rule, row.body, row.how = self.plan, self.rule, self.body, self.how
        row.version, row.decided_on, row.reference = self.content, self.on, self.reference
        row.outcome, row.entered_by, row.corrects = self.outcome, self.by, self.corrects
        row.file_id, row.meeting_id, row.status = self.file, self.meeting, "entered"
        for each in self.present:
            there = rows.of(Attendance, each.attendance)
            there.plan_id, there.sign_off_id = self.plan, self.sign_off
            there.person_id, there.left_room = each.person, each.left


class DecisionChecked(PlanFact):
    """A second person compared a decision as entered with its minute or letter, and agrees: it counts now."""

    type: Literal["decision.checked"] = "decision.checked"
    says: ClassVar[str] = "The decision of {body} was checked by a second person: {rule} ({reference})"
    sign_off: str
    rule: str
    body: str
    reference: str
    check: str
    by: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(SignOff, self.sign_off).status = "decided"
        row = rows.of(DecisionCheck, self.check)
        row.plan_id, row.sign_off_id, row.agrees = self.plan, self.sign_off, True
        row.by, row.checked_on = self.by, self.on


class DecisionQuestioned(PlanFact):
    """A second person found a decision entered otherwise than its minute says; it is entered anew."""

    type: Literal["decision.questioned"] = "decision.questioned"
    says: ClassVar[str] = "A second person has a question about the decision of {body} as entered: {rule}"
    sign_off: str
    rule: str
    body: str
    reference: str
    check: str
    by: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(SignOff, self.sign_off).status = "questioned"
        row = rows.of(DecisionCheck, self.check)
        row.plan_id, row.sign_off_id, row.agrees = self.plan, self.sign_off, False
        row.by, row.checked_on = self.by, self.on


class ChangeJudged(PlanFact):
    """A person looked at what changed since a sign-off and judged it a correction: nobody is asked again."""

    type: Literal["change.judged"] = "change.judged"
    says: ClassVar[str] = "What changed since it was signed was judged a correction, so it stands: {rule}"
    judged: str
    sign_off: str
    rule: str
    content: str
    by: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(JudgedChange, self.judged)
        row.plan_id, row.sign_off_id, row.version = self.plan, self.sign_off, self.content
        row.by, row.judged_on = self.by, self.on
