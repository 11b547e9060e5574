"""A signature delegated from a day until a day: whose, to whom, and why."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from lsip_workflow.model.base import Sealed, new_id


class Delegation(Sealed, table=True):
    """For some days somebody signs in a signatory's place; both names stand on what they sign."""

    sealed: ClassVar[tuple[str, ...]] = ("why",)

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    rule: str = ""
    """The sign-off that is meant, by its key in the rulebook; empty for each that the signatory signs."""
    signatory_id: str = Field(foreign_key="person.id", index=True)
    delegate_id: str = Field(foreign_key="person.id", index=True)
    since: date
    until: date
    """The last day on which the delegate signs."""
    given_by: str
    given_on: date
    ended_on: date | None = None
    """The first day on which it is not in force any more, where it was ended before its time."""
    why: str | None = None
