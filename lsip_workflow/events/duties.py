"""The duty register: acts, a provider's account beside each, and its own position."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import DutyAccount, DutyAct, Position


class DutyActRecorded(PlanFact):
    """Something done towards a duty was recorded: an act, never a verdict."""

    type: Literal["duty_act.recorded"] = "duty_act.recorded"
    says: ClassVar[str] = "For the duty register: {act} ({organisation})"
    duty_act: str
    organisation: str
    duty: str
    act: str
    on: date
    subject: str | None = None
    tell_on: date | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(DutyAct, self.duty_act)
        row.plan_id, row.organisation_id, row.duty = self.plan, self.organisation, self.duty
        row.act, row.on, row.tell_on = self.act, self.on, self.tell_on
        if self.subject is not None:  # what was recorded before this was said here
            row.subject = self.subject


class DutyActSeen(PlanFact):
    """A provider said that it has seen a line of the duty register about it."""

    type: Literal["duty_act.seen"] = "duty_act.seen"
    says: ClassVar[str] = "{organisation} has seen a line of the duty register"
    duty_act: str
    organisation: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(DutyAct, self.duty_act).seen_on = self.on


class AccountGiven(PlanFact):
    """A provider gave its own account beside a line of the duty register, or a new version of it."""

    type: Literal["account.given"] = "account.given"
    says: ClassVar[str] = "{organisation} gave its own account beside a line of the duty register"
    account: str
    duty_act: str
    organisation: str
    number: int
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(DutyAccount, self.account)
        row.plan_id, row.duty_act_id, row.organisation_id = self.plan, self.duty_act, self.organisation
        row.version, row.given_on = self.number, self.on


class PositionStated(PlanFact):
    """A provider stated its own position on a duty of its own, or a new version of it."""

    type: Literal["position.stated"] = "position.stated"
    says: ClassVar[str] = "{organisation} stated its own position on a duty (version {number})"
    position: str
    organisation: str
    duty: str
    number: int
    file: str | None = None
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Position, self.position)
        row.plan_id, row.organisation_id, row.duty = self.plan, self.organisation, self.duty
        row.version, row.file_id, row.stated_on = self.number, self.file, self.on
