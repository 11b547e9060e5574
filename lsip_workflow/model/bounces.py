"""Mail that came back, and what people asked us to put right about themselves."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from lsip_workflow.model.base import Sealed, new_id


class Bounce(Sealed, table=True):
    """Mail to a person came back: nothing more goes to that address until the question of it is settled."""

    sealed: ClassVar[tuple[str, ...]] = ("words",)

    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    message: str = ""
    """The id of the message that came back, where it is known."""
    how: str
    """`server` when a mail server said so as we sent, `person` when somebody recorded it."""
    code: int | None = None
    """What the mail server answered, as a number."""
    seen_on: date
    settled_on: date | None = None
    settled_how: str = ""
    words: str | None = None


class CorrectionAsk(Sealed, table=True):
    """What a person asked us to put right about them, and what was answered."""

    __tablename__ = "correction_ask"
    sealed: ClassVar[tuple[str, ...]] = ("words", "reply")

    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    asked_on: date
    answered_on: date | None = None
    outcome: str = ""
    words: str | None = None
    reply: str | None = None
