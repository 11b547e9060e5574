"""Named reads for what people look through page by page: what ran, messages, what was left for a person."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlmodel import Session, col, func, select

from lsip_workflow.model import (
    Area,
    Attempt,
    Credential,
    EventRow,
    Handling,
    HandlingStatus,
    Organisation,
    OutboxRow,
    Person,
    Plan,
    Ring,
    Run,
    RunPlan,
)


def areas_of_plans(session: Session) -> dict[str, str]:
    """The name of each plan's area, by plan id."""
    return dict(session.exec(select(Plan.id, Area.name).where(Plan.area_id == Area.id)).all())


def plans_in(session: Session, run_ids: Collection[str]) -> dict[str, list[RunPlan]]:
    """The plans that each of these runs was about, by run."""
    found: defaultdict[str, list[RunPlan]] = defaultdict(list)
    query = select(RunPlan).where(col(RunPlan.run_id).in_(run_ids)).order_by(col(RunPlan.plan_id))
    for row in session.exec(query):
        found[row.run_id].append(row)
    return found


def sent_by(session: Session, run_ids: Collection[str]) -> dict[str, list[OutboxRow]]:
    """The messages that went out, or did not, under each of these runs."""
    found: defaultdict[str, list[OutboxRow]] = defaultdict(list)
    query = select(OutboxRow).where(col(OutboxRow.run_id).in_(run_ids)).order_by(col(OutboxRow.owed_since))
    for row in session.exec(query):
        found[row.run_id or ""].append(row)
    return found


def set_aside(session: Session) -> list[tuple[Handling, EventRow]]:
    """The events that could not be processed and now want a person, oldest first."""
    query = (
        select(Handling, EventRow)
        .where(Handling.event_id == EventRow.id, Handling.status == HandlingStatus.SET_ASIDE)
        .order_by(col(Handling.event_id))
    )
    return [(handling, event) for handling, event in session.exec(query)]


def tried_again(session: Session) -> Sequence[Ring]:
    """The stages that could not be worked the last time and are tried again by themselves."""
    return session.exec(select(Ring).where(col(Ring.error) != "").order_by(col(Ring.plan_id))).all()


def messages(session: Session, page: int, size: int) -> tuple[Sequence[OutboxRow], int]:
    """One page of messages, newest first, and how many there are in all; pages count from 1."""
    query = select(OutboxRow).order_by(col(OutboxRow.owed_since).desc(), col(OutboxRow.id))
    rows = session.exec(query.offset((page - 1) * size).limit(size)).all()
    return rows, session.exec(select(func.count()).select_from(OutboxRow)).one()


def attempts(session: Session, message_id: str) -> Sequence[Attempt]:
    """Every try at sending a message, in order."""
    query = select(Attempt).where(Attempt.outbox_id == message_id).order_by(col(Attempt.began_at))
    return session.exec(query).all()


def actors(session: Session, actors: Collection[str]) -> dict[str, str]:
    """The names behind the actors `credential:…` and `person:…` of events, where they are still held."""
    ids = {kind: [a.split(":", 1)[1] for a in actors if a.startswith(f"{kind}:")] for kind in KINDS}
    keys = session.exec(
        select(Credential.id, Organisation.name)
        .where(Credential.organisation_id == Organisation.id)
        .where(col(Credential.id).in_(ids["credential"]))
    )
    people = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids["person"])))
    found = {f"credential:{key}": name for key, name in keys}
    return found | {f"person:{key}": name for key, name in people if name}


KINDS = ("credential", "person")


def runs_of(session: Session, plan_id: str | None, most: int = 100) -> list[tuple[Run, RunPlan | None]]:
    """What ran, newest first: for one plan, or for all of them."""
    if plan_id is None:
        rows = session.exec(select(Run).order_by(col(Run.began_at).desc()).limit(most))
        return [(run, None) for run in rows]
    query = (
        select(Run, RunPlan)
        .where(RunPlan.run_id == Run.id, RunPlan.plan_id == plan_id)
        .order_by(col(Run.began_at).desc())
        .limit(most)
    )
    return [(run, about) for run, about in session.exec(query)]


def waiting(session: Session) -> dict[HandlingStatus, int]:
    """How many events wait to be handled, are being handled, or were set aside."""
    query = (
        select(col(Handling.status), func.count())
        .where(col(Handling.status) != HandlingStatus.HANDLED)
        .group_by(col(Handling.status))
    )
    return dict(session.exec(query).all())


def events_page(
    session: Session, stream: str, page: int, size: int, *, about: str = "", actor: str = ""
) -> tuple[Sequence[EventRow], int]:
    """One page of a stream's events, newest first, and how many there are in all; pages count from 1.

    `about` keeps to events about one noun, such as `priority`; `actor` to what one actor did.
    """
    query = select(EventRow).where(EventRow.stream == stream)
    if about:
        query = query.where(col(EventRow.type).startswith(f"{about}.", autoescape=True))
    if actor:
        query = query.where(EventRow.actor == actor)
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    newest = query.order_by(col(EventRow.seq).desc())
    return session.exec(newest.offset((page - 1) * size).limit(size)).all(), total


def acted_in(session: Session, stream: str) -> tuple[list[str], list[str]]:
    """The types of a stream's events, and who acted in it."""
    types = session.exec(select(EventRow.type).where(EventRow.stream == stream).distinct())
    actors = session.exec(select(EventRow.actor).where(EventRow.stream == stream).distinct())
    return sorted(types), sorted(actors)
