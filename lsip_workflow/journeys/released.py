"""Reading what was released: to whoever it reaches, without the matters in which they have an interest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from lsip_workflow.journeys import releases
from lsip_workflow.model import Action, Organisation, Plan, Priority, Release
from lsip_workflow.rules import sections
from lsip_workflow.rules.permissions import Actor, NotAllowed, in_team
from lsip_workflow.store import decisions as decided

KINDS = ("action", "priority", "organisation")
OPEN_TO_ALL = ("public", "parties", "erb_team")
"""What these see is no body's matter to decide: an interest hides nothing of it."""
NOT_IN_PART = (
    "You have an interest in part of what this is about, and a file cannot be shown in part. Thank you for "
    "saying so. The version on the page is whole but for that part; please ask the team for anything else."
)


@dataclass(frozen=True)
class Said:
    """What a released version says to one reader, and the codes of what is not shown to them."""

    content: Mapping[str, Any] | None
    not_shown: tuple[str, ...] = ()


def said_to(session: Session, actor: Actor, row: Release, on: date) -> Said:
    """What the plan said in a released version; nothing for a file or a document.

    An interest of the reader's hides what it touches; see `store.decisions.hidden_from`.
    """
    whole = releases.said_in(session, row)
    hidden = _hidden(session, actor, row, on)
    if whole is None:
        return Said(None, _codes(hidden))
    return _said(whole, hidden)


def bytes_to(session: Session, actor: Actor, row: Release, on: date) -> tuple[bytes, str, str]:
    """What was released, byte for byte: its content, media type and name.

    Raises NotAllowed where part of it would not be shown: a file shows all or nothing; NotYours when gone.
    """
    if said_to(session, actor, row, on).not_shown:
        raise NotAllowed(NOT_IN_PART)
    return releases.content_of(session, row)


def _said(whole: Mapping[str, Any], hidden: Mapping[str, set[str]]) -> Said:
    touched = {
        part: {code for code, each in whole.get(part, {}).items() if code in codes or _of(each, hidden)}
        for part, codes in hidden.items()
        if part in sections.BY_CODE
    }
    return Said(sections.without(whole, touched), _codes(touched))


def _hidden(session: Session, actor: Actor, row: Release, on: date) -> dict[str, set[str]]:
    plan = session.get_one(Plan, row.plan_id)
    if row.audience in OPEN_TO_ALL or actor.person_id is None or in_team(actor, plan.area_id, plan.erb_id):
        return {}
    return _hidden_of(session, plan, actor.person_id, on)


def _hidden_of(session: Session, plan: Plan, person_id: str, on: date) -> dict[str, set[str]]:
    """The codes and names that a person's interests touch, taken out since or not."""
    matters = decided.hidden_from(session, plan, person_id, on)
    if not matters:
        return {}
    ids = {kind: {m.partition(":")[2] for m in matters if m.startswith(f"{kind}:")} for kind in KINDS}
    actions = select(Action.code).where(Action.plan_id == plan.id, col(Action.id).in_(ids["action"]))
    priorities = select(Priority.code).where(
        Priority.plan_id == plan.id, col(Priority.id).in_(ids["priority"])
    )
    bodies = select(Organisation.name).where(col(Organisation.id).in_(ids["organisation"]))
    return {
        "actions": set(session.exec(actions)),
        "priorities": set(session.exec(priorities)),
        "bodies": set(session.exec(bodies)),
    }


def _of(thing: Mapping[str, Any], hidden: Mapping[str, set[str]]) -> bool:
    """Whether a thing is led by a body in which there is an interest, or serves a hidden priority."""
    led = thing.get("lead") in hidden["bodies"] or bool(hidden["bodies"] & set(thing.get("partners") or ()))
    return led or thing.get("priority") in hidden["priorities"]


def _codes(hidden: Mapping[str, set[str]]) -> tuple[str, ...]:
    return tuple(code for part in sections.BY_CODE for code in sorted(hidden.get(part, ())))
