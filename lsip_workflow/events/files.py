"""What was handed in as a file."""

from datetime import datetime
from typing import ClassVar, Literal

from lsip_workflow.events.base import PlanFact, Rows
from lsip_workflow.model import File


class FileKept(PlanFact):
    """A file was kept, with its fingerprint; whose it is, when it is not the team's."""

    type: Literal["file.kept"] = "file.kept"
    says: ClassVar[str] = "A file was kept ({media_type}, {size} bytes)"
    file: str
    organisation: str | None = None
    fingerprint: str
    size: int
    media_type: str
    at: datetime

    def apply(self, rows: Rows) -> None:
        row = rows.of(File, self.file)
        row.plan_id, row.organisation_id, row.media_type = self.plan, self.organisation, self.media_type
        row.fingerprint, row.size, row.kept_at = self.fingerprint, self.size, self.at
