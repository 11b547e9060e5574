"""Bringing the database to the shape of this version: by one process, before the others start."""

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlmodel import Session

from lsip_workflow.model import Installation
from lsip_workflow.store.database import Database

# Any number will do, as long as it stays: whoever migrates a PostgreSQL database holds it.
ADVISORY_KEY = 20_220_428


class WrongKind(Exception):
    """A demonstration was pointed at real records, or the other way round."""


def migrate(database: Database) -> None:
    """Run what migrations are left, in one transaction, while nobody else does."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.transaction() as session:
        if not database.sqlite:
            session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")


def claim_kind(session: Session, *, demonstration: bool, now: datetime) -> None:
    """Say once what the database is for. Raises WrongKind when it is for the other thing."""
    there = session.get(Installation, 1)
    if there is None:
        session.add(Installation(demonstration=demonstration, made_at=now))
    elif there.demonstration is not demonstration:
        kinds = ("real records", "a demonstration")
        raise WrongKind(
            f"This database is for {kinds[there.demonstration]}, and you asked for {kinds[demonstration]}. "
            "The two never share one: choose another folder with --data-dir."
        )
