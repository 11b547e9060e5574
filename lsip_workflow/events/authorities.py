"""Strategic authorities: noted, asked, answering, ended; their views are guidance, not a veto."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import AuthorityAnswer


class AuthorityNoted(PlanFact):
    """A strategic authority covers the area, wholly or in part: its views and its agreement matter."""

    type: Literal["authority.noted"] = "authority.noted"
    says: ClassVar[str] = "{organisation} covers this area, wholly or in part"
    answer_row: str
    organisation: str
    districts: tuple[str, ...] = ()
    since: date | None = None

    def apply(self, rows: Rows) -> None:
        row = rows.of(AuthorityAnswer, self.answer_row)
        row.plan_id, row.organisation_id, row.answer = self.plan, self.organisation, "not_asked"
        row.districts, row.since = list(self.districts), self.since


class AuthorityAsked(PlanFact):
    """A strategic authority was asked for its answer on one version of the plan."""

    type: Literal["authority.asked"] = "authority.asked"
    says: ClassVar[str] = "{organisation} was asked for its answer"
    answer_row: str
    organisation: str
    content: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(AuthorityAnswer, self.answer_row)
        row.plan_id, row.organisation_id, row.answer = self.plan, self.organisation, "asked"
        row.version, row.asked_on = self.content, self.on


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


class AuthorityEnded(PlanFact):
    """A strategic authority is none any more, or does not cover the area any more: nobody waits for it."""

    type: Literal["authority.ended"] = "authority.ended"
    says: ClassVar[str] = "{organisation} does not cover this area any more, since {on}"
    answer_row: str
    organisation: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(AuthorityAnswer, self.answer_row).ended_on = self.on
