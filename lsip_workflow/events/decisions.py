"""Signatures, decisions of bodies, and the answers of strategic authorities."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import AuthorityAnswer, SignOff


class SignOffRequested(PlanFact):
    """A signature or a decision was asked for."""

    type: Literal["sign_off.requested"] = "sign_off.requested"
    says: ClassVar[str] = "A sign-off was asked for: {rule}"
    sign_off: str
    rule: str
    content: str = ""

    def apply(self, rows: Rows) -> None:
        row = rows.of(SignOff, self.sign_off)
        row.plan_id, row.rule, row.version, row.status = self.plan, self.rule, self.content, "asked"


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

    def apply(self, rows: Rows) -> None:
        row = rows.of(SignOff, self.sign_off)
        row.plan_id, row.rule, row.person_id, row.version = self.plan, self.rule, self.person, self.content
        row.decided_on, row.status = self.on, "signed"


class SignOffDeclined(PlanFact):
    """A named person declined to sign, with a reason."""

    type: Literal["sign_off.declined"] = "sign_off.declined"
    says: ClassVar[str] = "A named person declined to sign: {rule}"
    sign_off: str
    rule: str
    person: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(SignOff, self.sign_off)
        row.plan_id, row.rule, row.person_id = self.plan, self.rule, self.person
        row.decided_on, row.status = self.on, "declined"


class DecisionRecorded(PlanFact):
    """The decision of a body was recorded: the body, the day, the reference of its minute or letter."""

    type: Literal["decision.recorded"] = "decision.recorded"
    says: ClassVar[str] = "A decision of {body} was recorded: {rule} ({reference})"
    sign_off: str
    rule: str
    body: str
    content: str = ""
    on: date
    reference: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(SignOff, self.sign_off)
        row.plan_id, row.rule, row.body, row.version = self.plan, self.rule, self.body, self.content
        row.decided_on, row.reference, row.status = self.on, self.reference, "decided"


class AuthorityNoted(PlanFact):
    """A strategic authority covers the area, wholly or in part: its views and its agreement matter."""

    type: Literal["authority.noted"] = "authority.noted"
    says: ClassVar[str] = "{organisation} covers this area, wholly or in part"
    answer_row: str
    organisation: str

    def apply(self, rows: Rows) -> None:
        row = rows.of(AuthorityAnswer, self.answer_row)
        row.plan_id, row.organisation_id, row.answer = self.plan, self.organisation, "not_asked"


class AuthorityAnswered(PlanFact):
    """A strategic authority agreed, with comments or not, or its silence was dated."""

    type: Literal["authority.answered"] = "authority.answered"
    says: ClassVar[str] = "{organisation}: {answer}"
    answer_row: str
    organisation: str
    answer: Literal["agreed", "agreed_with_comments", "not_agreed", "no_reply"]
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(AuthorityAnswer, self.answer_row)
        row.plan_id, row.organisation_id = self.plan, self.organisation
        row.answer, row.answered_on = self.answer, self.on
