"""The only place that commits. One write transaction is one journey, on SQLite and on PostgreSQL."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlmodel import Session

BUSY_SECONDS = 60
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


class Database:
    """The engines of one database: one that writes, one that cannot."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        # Writers of one process queue here in turn; SQLite's own waiting is by back-off, and unfair.
        self._turn = threading.RLock() if self.sqlite else nullcontext()
        self.writer, self.reader = self._engine(writes=True), self._engine(writes=False)

    def _engine(self, *, writes: bool) -> Engine:
        if self.sqlite:
            arguments = {"check_same_thread": False, "timeout": BUSY_SECONDS}
            engine = create_engine(self.url, connect_args=arguments, pool_size=5, max_overflow=60)
            _prepare_sqlite(engine, writes=writes)
            return engine
        options = {} if writes else {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        return create_engine(
            self.url, pool_pre_ping=True, pool_size=5, max_overflow=30, execution_options=options
        )

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed whole when the block ends, or not at all."""
        with self._turn, Session(self.writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the data and cannot write."""
        with Session(self.reader, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Give all connections back to the operating system."""
        self.writer.dispose()
        self.reader.dispose()


def _prepare_sqlite(engine: Engine, *, writes: bool) -> None:
    """Durable, with foreign keys, and each write transaction takes the lock as it begins.

    The driver would begin a transaction only at the first change, after the reads that it rests on:
    two writers would then read the same state, and one would fail at once whatever the time-out.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        if not writes:
            connection.execute("PRAGMA query_only = 1")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def apart(session: Session) -> Iterator[None]:
    """A part of a transaction that is undone alone when it raises; the rest goes on."""
    with session.begin_nested():
        yield
