"""Files that people hand in: kept whole in the database, with their fingerprint."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import LargeBinary
from sqlmodel import Field

from lsip_workflow.model.base import Sealed, UtcDateTime, new_id


class File(Sealed, table=True):
    """A minute, a letter, a report: its bytes, kept as they came; `fingerprint` is their SHA-256."""

    sealed: ClassVar[tuple[str, ...]] = ("name",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id")
    name: str | None = None
    media_type: str
    size: int
    fingerprint: str
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    kept_at: datetime = Field(sa_type=UtcDateTime)
