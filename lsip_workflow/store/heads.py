"""The heads of the chains, kept elsewhere: what such a copy holds, no later change here takes away."""

import re
from collections.abc import Iterable, Iterator

from sqlmodel import Session, col, select

from lsip_workflow.model import EventRow, Stream

_LINE = re.compile(r"^(\S+) (\d+) ([0-9a-f]{64})$")


def heads(session: Session, stream: str | None = None) -> Iterator[str]:
    """A line for each chain that has events, or for one: its name, its number of events, its last hash."""
    query = select(Stream).where(Stream.seq > 0).order_by(col(Stream.name))
    for head in session.exec(query if stream is None else query.where(Stream.name == stream)):
        yield f"{head.name} {head.seq} {head.head}"


def against(session: Session, lines: Iterable[str]) -> Iterator[str]:
    """What of a copy of the heads is not in these records any more, as sentences; later events do no harm.

    The chain is one by its hashes: where the event that was last is still there, so is all before it.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        match = _LINE.match(line.strip())
        if match is None:
            yield f"line {number}: this is no head; a line is a name, a number and a hash of 64 characters."
            continue
        name, seq, noted = match.groups()
        query = select(EventRow.hash).where(EventRow.stream == name, EventRow.seq == int(seq))
        there = session.exec(query).one_or_none()
        if there is None:
            yield f"{name}: event {seq} was there when the copy was made, and is not any more."
        elif there != noted:
            yield f"{name}: event {seq} is another one than when the copy was made."
