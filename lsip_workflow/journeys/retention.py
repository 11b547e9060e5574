"""What was kept for long enough is erased or deleted: by a person, one class at a time, never by itself."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import people
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import File, OutboxRow, Sealed
from lsip_workflow.rules.retention import RetentionRule
from lsip_workflow.store import personal, retention
from lsip_workflow.store.personal import Team
from lsip_workflow.store.record import Occasion, lock, named, record
from lsip_workflow.store.retention import Due


def erase_due(
    session: Session,
    occasion: Occasion,
    rule: RetentionRule,
    areas: frozenset[str] | None,
    number: int,
) -> Due:
    """Erase, or delete, what is due of one class; the number is the one that the person was shown.

    Raises Faulty when the class is kept, or when there is now another number than was shown.
    """
    if rule.act == "keep":
        raise Faulty([f"class: this class is kept: {rule.source}."])
    for stream in _streams(
        session, retention.due(session, rule, occasion.books, areas, occasion.today), areas
    ):
        lock(session, stream)
    lock(session, "system")  # after those, as everywhere
    found = retention.due(session, rule, occasion.books, areas, occasion.today)
    if found.number != number or not number:
        raise Faulty([f"number: {found.number} are due now, and {number} were shown; look again."])
    if rule.act == "delete":
        _delete(session, occasion, found)
    elif rule.counted_from == "last_role":
        for person in found.rows:
            people.erase_person(session, occasion, person, areas, rule.key)
    else:
        _erase(session, occasion, rule.key, found.rows)
    return found


def _streams(session: Session, found: Due, areas: frozenset[str] | None) -> list[str]:
    """The streams in which an erasure is written down, besides the system's."""
    if found.rule.counted_from == "last_role":
        team = None if areas is None else Team(areas)
        calls = [call for row in found.rows for call in personal.calls_that_name(session, row, team)]
        return sorted({f"plan:{call.plan_id}" for call in calls})
    places = {_place(row) for row in found.rows}
    return sorted(f"plan:{plan}" if plan else f"area:{area}" for plan, area in places if plan or area)


def files_of(found: Due) -> list[str]:
    """The ids of messages that were erased: a file of the same name in the data folder goes with each."""
    return [row.id for row in found.rows if isinstance(row, OutboxRow)]


def _erase(session: Session, occasion: Occasion, because: str, rows: Sequence[Sealed]) -> None:
    """The words go; each stream says which, so that the proof shows an erasure and no tampering."""
    by_stream = defaultdict[tuple[str | None, str | None], list[Any]](list)
    for row in rows:
        row.erase(occasion.now)
        if isinstance(row, File):
            row.content = None
        by_stream[_place(row)].append(row)
    for (plan, area), some in sorted(by_stream.items(), key=str):
        called = tuple(named(row) for row in some)
        record(session, occasion, events.WordsErased(plan=plan, area=area, because=because, rows=called))


def _place(row: Any) -> tuple[str | None, str | None]:
    """The plan or the area in whose history the erasure belongs; neither for what is a person's."""
    plan, area = getattr(row, "plan_id", None), getattr(row, "area_id", None)
    return plan, (None if plan else area)


def _delete(session: Session, occasion: Occasion, found: Due) -> None:
    for row in found.rows:
        session.delete(row)
    fact = events.EntriesDeleted(because=found.rule.key, number=found.number, until=found.until)
    record(session, occasion, fact)
