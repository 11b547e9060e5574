"""Comments of strategic authorities on sections of what was released to them, and their answers."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import SectionComment

CommentOutcome = Literal["changed", "not_changed"]


class SectionCommentMade(PlanFact):
    """A strategic authority commented on a section of a version that was released to it."""

    type: Literal["section_comment.made"] = "section_comment.made"
    says: ClassVar[str] = "{organisation} commented on a section of what was released to it"
    section_comment: str
    release: str
    organisation: str
    person: str | None = None
    section: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(SectionComment, self.section_comment)
        row.plan_id, row.release_id, row.organisation_id = self.plan, self.release, self.organisation
        row.person_id, row.section, row.said_on = self.person, self.section, self.on


class SectionCommentAnswered(PlanFact):
    """The team said what a comment changed, or why nothing did; again, to correct it."""

    type: Literal["section_comment.answered"] = "section_comment.answered"
    says: ClassVar[str] = "A comment on a section was answered"
    section_comment: str
    outcome: CommentOutcome
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(SectionComment, self.section_comment)
        row.outcome, row.answered_on = self.outcome, self.on
