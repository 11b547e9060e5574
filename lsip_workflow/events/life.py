"""A plan between the ERB and the department: submitted, commented on, come back; and what was released."""

from datetime import date
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import Feedback, FeedbackPoint, Plan, Release, Submission


class SubmissionMade(PlanFact):
    """A person submitted one version of the plan."""

    type: Literal["submission.made"] = "submission.made"
    says: ClassVar[str] = "The plan was submitted on {on} ({reference})"
    submission: str
    content: str
    file: str | None = None
    reference: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Submission, self.submission)
        row.plan_id, row.version, row.file_id = self.plan, self.content, self.file
        row.reference, row.made_on, row.status = self.reference, self.on, "made"


class FeedbackReceived(PlanFact):
    """A letter of the department came, point by point."""

    type: Literal["feedback.received"] = "feedback.received"
    says: ClassVar[str] = "Feedback from the department came on {on} ({reference})"
    feedback: str
    submission: str | None = None
    file: str | None = None
    points: tuple[str, ...]
    reference: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Feedback, self.feedback)
        row.plan_id, row.submission_id, row.file_id = self.plan, self.submission, self.file
        row.reference, row.received_on = self.reference, self.on
        for number, point in enumerate(self.points, start=1):
            one = rows.of(FeedbackPoint, point)
            one.plan_id, one.feedback_id, one.number = self.plan, self.feedback, number
            one.answer, one.answered_on = "", None


class FeedbackAnswered(PlanFact):
    """A point of the department's feedback was answered: the plan changed, or it did not, with the reason."""

    type: Literal["feedback.answered"] = "feedback.answered"
    says: ClassVar[str] = "Point {number} of the department's feedback was answered: {answer}"
    point: str
    number: int
    answer: Literal["changed", "not_changed"]
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(FeedbackPoint, self.point)
        row.answer, row.answered_on = self.answer, self.on


class PlanReturned(PlanFact):
    """The department gave the plan back for changes; it is submitted anew."""

    type: Literal["plan.returned"] = "plan.returned"
    says: ClassVar[str] = "The plan came back for changes: from {came_from} to {stage}"
    feedback: str
    submission: str | None = None
    stage: str
    came_from: str
    on: date

    def apply(self, rows: Rows) -> None:
        plan = rows.of(Plan, self.plan)
        plan.stage, plan.stage_since = self.stage, self.on
        if self.submission is not None:
            rows.of(Submission, self.submission).status = "returned"


class ReleaseMade(PlanFact):
    """One version, file or document was released to an audience."""

    type: Literal["release.made"] = "release.made"
    says: ClassVar[str] = "Released on {on} to {audience}"
    release: str
    audience: str
    organisation: str | None = None
    content: str = ""
    file: str | None = None
    document: str | None = None
    by: str
    on: date

    def apply(self, rows: Rows) -> None:
        row = rows.of(Release, self.release)
        row.plan_id, row.audience, row.organisation_id = self.plan, self.audience, self.organisation
        row.version, row.file_id, row.document_id = self.content, self.file, self.document
        row.released_by, row.released_on, row.ended_on = self.by, self.on, None


class ReleaseEnded(PlanFact):
    """A release was taken back: what was seen until then was seen."""

    type: Literal["release.ended"] = "release.ended"
    says: ClassVar[str] = "A release was taken back on {on}"
    release: str
    on: date

    def apply(self, rows: Rows) -> None:
        rows.of(Release, self.release).ended_on = self.on
