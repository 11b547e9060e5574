"""Correcting what was recorded, and taking out what was recorded by mistake. Nothing is ever deleted."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_args

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.events.research import ENTRIES, EntryKind
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Action,
    Barrier,
    Commitment,
    CommitmentKind,
    Consideration,
    Engagement,
    EventRow,
    Evidence,
    Finding,
    Organisation,
    Plan,
    Priority,
    SkillsNeed,
    Strength,
)
from lsip_workflow.reference.reading import o_clock, spoken
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import listings
from lsip_workflow.store.record import Occasion, lock, record

PRACTICE = "Practice of this project"
Editable = Evidence | Finding | SkillsNeed | Barrier | Priority | Action
Replaced = Consideration | Engagement
"""What a correction puts another in the place of, with an id of its own; the words of before stay."""
Was = TypeVar("Was", Consideration, Engagement)
Entry = TypeVar("Entry", Evidence, Finding, SkillsNeed, Barrier, Priority, Action, Consideration, Engagement)
CALLED: Mapping[type, str] = {kind: str(name) for name, kind in ENTRIES.items()}
BY_CODE = (Priority, Action)
SENT_AS = {"lead_id": "lead", "priority_id": "priority", "remover_id": "remover"}
WORD_GIVEN = (CommitmentKind.FIRM, CommitmentKind.IN_PRINCIPLE, CommitmentKind.SOUGHT)


def take(session: Session, row: Entry, as_of: int | None = None) -> Entry:
    """Take a row to correct it: read again under the plan's lock, and seen to be what the sender saw.

    For one that was replaced it is what stands in its place. Raises Refused for one that was taken out,
    and for one that was changed since `as_of`: by whom, when, and in which fields.
    """
    lock(session, f"plan:{row.plan_id}", row)
    row = standing(session, row)
    if row.withdrawn_on is not None:
        raise Refused([_gone(row)])
    if as_of is not None and as_of > row.version:
        raise Faulty([f"as_of: {_called(row)} is at {row.version}; read it again and send that."])
    if as_of is not None and as_of < row.version:
        raise Refused(_changes(session, row, as_of))
    return row


def standing(session: Session, row: Entry) -> Entry:
    """What stands in the place of a row that was corrected; the row itself where none does."""
    while isinstance(row, Replaced) and row.replaced_by is not None:
        row = session.get_one(type(row), row.replaced_by, populate_existing=True)
    return row


def put(row: Editable, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Set what was sent on a row, and give the names of the fields in which it differs."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return tuple(SENT_AS.get(name, name) for name in changed)


def withdraw(
    session: Session, occasion: Occasion, plan: Plan, kind: EntryKind, key: str, reason: str
) -> Editable | Replaced:
    """Take out what was recorded by mistake, with a reason; the record keeps the row and the reason.

    Raises NotYours for what is not in the plan, Faulty without a reason, Refused while something that
    stands hangs on it, or when it was taken out before.
    """
    lock(session, f"plan:{plan.id}")
    row = find(session, plan, kind, key)
    session.refresh(row)
    if not reason.strip():
        raise Faulty(["reason: write why, in a sentence; it stays with what was taken out."])
    if row.withdrawn_on is not None:
        raise Refused([_gone(row)])
    if hanging := list(_hanging(session, row)):
        raise Refused([_still_used(text) for text in hanging])
    row.withdrawn_because = reason.strip()
    fact = events.EntryWithdrawn(
        plan=plan.id, entry_kind=kind, entry=row.id, code=getattr(row, "code", ""), on=occasion.today
    )
    record(session, occasion, fact, row)
    return row


def find(session: Session, plan: Plan, kind: EntryKind, key: str) -> Editable | Replaced:
    """A row of a plan by its id or, where it has one, its code; also one taken out. Raises NotYours."""
    model: Any = ENTRIES[kind]
    same = model.code == key if model in BY_CODE else model.id == key
    row: Editable | Replaced | None = session.exec(
        select(model).where(model.plan_id == plan.id, same)
    ).one_or_none()
    if row is None:
        raise NotYours
    return row


def taken_out(session: Session, plan: Plan) -> list[tuple[EntryKind, Any]]:
    """What was taken out of a plan as recorded by mistake; what was only corrected is not among it."""
    found: list[tuple[EntryKind, Any]] = []
    for what, kind in ENTRIES.items():
        model: Any = kind
        query = select(model).where(model.plan_id == plan.id, model.withdrawn_on.is_not(None))
        if kind in get_args(Replaced):
            query = query.where(model.replaced_by.is_(None))
        found += [(what, row) for row in session.exec(query)]
    return found


def _called(row: Editable | Replaced) -> str:
    code = getattr(row, "code", "")
    return f"{CALLED[type(row)]} {code}".strip()


def _gone(row: Editable | Replaced) -> Blocker:
    on = spoken(row.withdrawn_on) if row.withdrawn_on else ""
    if isinstance(row, Replaced) and row.replaced_by is not None:
        text = f"This {_called(row)} was corrected on {on}; another stands in its place."
        return Blocker("taken_out", text, PRACTICE, Strength.GUIDANCE)
    text = f"This {_called(row)} was taken out on {on}: {row.withdrawn_because}"
    return Blocker("taken_out", text, PRACTICE, Strength.GUIDANCE)


def _still_used(text: str) -> Blocker:
    return Blocker("still_used", text, PRACTICE, Strength.GUIDANCE)


def before(session: Session, row: Was) -> list[Was]:
    """What stood before an entry was corrected, the newest first, each with its words."""
    kind, found, key = type(row), list[Was](), row.id
    while (one := session.exec(select(kind).where(kind.replaced_by == key)).one_or_none()) is not None:
        found.append(one)
        key = one.id
    return found


def _ids(session: Session, row: Editable | Replaced) -> set[str]:
    """The ids under which an entry was recorded: of some, each correction has its own."""
    match row:
        case Consideration():
            return {row.id, *(one.id for one in before(session, row))}
        case Engagement():
            return {row.id, *(one.id for one in before(session, row))}
    return {row.id}


def _changes(session: Session, row: Editable | Replaced, as_of: int) -> list[Blocker]:
    """What was recorded of a row since the sender read it, one reason for each time."""
    called, own = CALLED[type(row)], _ids(session, row)
    query = select(EventRow).where(
        EventRow.stream == f"plan:{row.plan_id}", EventRow.type == f"{called}.recorded"
    )
    since = [
        (event, payload)
        for event in session.exec(query.order_by(col(EventRow.seq)))
        if (payload := json.loads(event.payload))[called] in own and (payload.get("edits") or 0) > as_of
    ]
    names = listings.actors(session, {event.actor for event, _ in since})
    return [
        Blocker(
            "changed_since",
            f"{_called(row).capitalize() if not hasattr(row, 'code') else _titled(row)} was changed on "
            f"{_moment(event)} by {names.get(event.actor, event.actor.partition(':')[0])}"
            f"{_fields(payload['changed'])}. Read it again, and send your change with "
            f"“as_of”: {row.version}.",
            PRACTICE,
            Strength.GUIDANCE,
        )
        for event, payload in since
    ]


def _titled(row: Editable | Replaced) -> str:
    called = _called(row)
    return called[0].upper() + called[1:]


def _fields(changed: Sequence[str]) -> str:
    return f" ({', '.join(changed)})" if changed else ""


def _moment(event: EventRow) -> str:
    at = event.at.astimezone(LONDON)
    return f"{spoken(at)} at {o_clock(at)}"


def _hanging(session: Session, row: Editable | Replaced) -> list[str]:
    """What stands in the plan and names this row, each with what to do about it first."""
    match row:
        case Evidence():
            return _in_findings(session, row, "rests_on") + _in_findings(session, row, "contradicted_by")
        case SkillsNeed():
            return _in_findings(session, row, "needs") + [
                f"Priority {one.code} names this need: correct the priority first."
                for one in _standing(session, Priority, row.plan_id)
                if row.id in one.needs
            ]
        case Barrier():
            return _in_findings(session, row, "barriers")
        case Priority():
            return [
                f"Action {one.code} serves this priority: correct the action first."
                for one in _standing(session, Action, row.plan_id)
                if one.priority_id == row.id
            ]
        case Action():
            return _commitments(session, row)
        case _:
            return []


def _in_findings(session: Session, row: Evidence | SkillsNeed | Barrier, field: str) -> list[str]:
    return [
        f"A finding names this {_called(row)} (“{one.says[:60]}”): correct the finding first."
        for one in _standing(session, Finding, row.plan_id)
        if row.id in getattr(one, field)
    ]


def _standing(session: Session, kind: type[Entry], plan_id: str) -> list[Entry]:
    rows = session.exec(select(kind).where(kind.plan_id == plan_id))
    return [row for row in rows if row.withdrawn_on is None]


def _commitments(session: Session, row: Action) -> list[str]:
    query = (
        select(Organisation.name, Commitment.kind)
        .where(Commitment.organisation_id == Organisation.id, Commitment.action_id == row.id)
        .order_by(Organisation.name)
    )
    return [
        f"{name}'s commitment on action {row.code} stands; agree with them that none is needed, and "
        "record that first."
        for name, kind in session.exec(query)
        if kind in WORD_GIVEN
    ]
