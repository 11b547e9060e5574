"""A signature delegated for some days, and ended before its time."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import Delegation


class DelegationGiven(PlanFact):
    """A signatory, or the ERB lead for them, named who signs in their place from a day until a day."""

    type: Literal["delegation.given"] = "delegation.given"
    says: ClassVar[str] = "Somebody signs in another person's place from {since} until {until}"
    delegation: str
    in_place_of: str
    delegate: str
    rule: str = ""
    since: date
    until: date
    by: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Delegation, self.delegation)
        row.plan_id, row.rule = self.plan, self.rule
        row.signatory_id, row.delegate_id = self.in_place_of, self.delegate
        row.since, row.until, row.given_by, row.given_on = self.since, self.until, self.by, self.on


class DelegationEnded(PlanFact):
    """A delegation was ended before its time: from that day nothing is signed under it."""

    type: Literal["delegation.ended"] = "delegation.ended"
    says: ClassVar[str] = "A delegated signature was ended on {on}"
    delegation: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(Delegation, self.delegation).ended_on = self.on
