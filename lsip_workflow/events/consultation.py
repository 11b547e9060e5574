"""Consultation rounds: opened, commented on, answered, closed."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import ConsultationComment, ConsultationParty, ConsultationRound, RoundStatus
from lsip_workflow.model.consultation import Outcome


class ConsultationOpened(PlanFact):
    """One version of a plan was shared with named parties."""

    type: Literal["consultation.opened"] = "consultation.opened"
    says: ClassVar[str] = "A consultation was opened on one version of the plan"
    consultation: str
    content: str
    file: str | None = None
    parties: tuple[str, ...]
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(ConsultationRound, self.consultation)
        row.plan_id, row.content, row.file_id, row.opened_on = self.plan, self.content, self.file, self.on
        row.status = RoundStatus.OPEN
        for party in self.parties:
            rows.of(ConsultationParty, (self.consultation, party)).plan_id = self.plan


class ConsultationClosed(PlanFact):
    """A consultation was closed by a person; a late comment is still taken."""

    type: Literal["consultation.closed"] = "consultation.closed"
    says: ClassVar[str] = "A consultation was closed on {on}"
    consultation: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(ConsultationRound, self.consultation)
        row.status, row.closed_on = RoundStatus.CLOSED, self.on


class CommentReceived(PlanFact):
    """A party's comment came in: by its own key, or written down by a person of the team."""

    type: Literal["comment.received"] = "comment.received"
    says: ClassVar[str] = "A comment of {organisation} came in"
    comment_id: str
    consultation: str
    organisation: str
    section: str | None = None
    on: date
    received_by: str | None = None
    by_party: bool = False
    late: bool = False

    def apply(self, rows: Rows) -> None:
        row = rows.of(ConsultationComment, self.comment_id)
        row.plan_id, row.round_id = self.plan, self.consultation
        row.organisation_id, row.section = self.organisation, self.section
        row.received_on, row.received_by = self.on, self.received_by
        row.by_party, row.late = self.by_party, self.late


class CommentAnswered(PlanFact):
    """What a comment changed, or why it did not, was recorded; again, to correct it."""

    type: Literal["comment.answered"] = "comment.answered"
    says: ClassVar[str] = "A comment was answered"
    comment_id: str
    became: Outcome
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(ConsultationComment, self.comment_id)
        row.outcome, row.answered_on = self.became, self.on
