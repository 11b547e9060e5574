"""Signing in: links that were sent, and sessions that came of them. No secret is kept, only its digest."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from lsip_workflow.model.base import UtcDateTime, new_id


class SignInLink(SQLModel, table=True):
    """A link to sign in that was asked for: single use, for minutes; a newer one ends the older ones.

    What stands in the link is made of this row's id and the installation's secret, and is kept nowhere.
    """

    __tablename__ = "sign_in_link"

    id: str = Field(default_factory=new_id, primary_key=True)
    address: str = Field(index=True)
    """The e-mail address, in small letters."""
    next: str = "/"
    browser: str = ""
    """The digest of the cookie of the browser that asked; empty when somebody else asked for it."""
    asked_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignedIn(SQLModel, table=True):
    """A session: whoever has its cookie is whoever has this address, until it ends."""

    __tablename__ = "signed_in"

    id: str = Field(primary_key=True)
    """The digest of what the cookie holds."""
    address: str = Field(index=True)
    how: str
    browser: str = ""
    """What the browser calls itself, so that a person knows their sessions apart."""
    began_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
