"""A version of a plan in words: section by section, and what is different in another one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from lsip_workflow.documents import draft
from lsip_workflow.journeys import released, releases
from lsip_workflow.model import Area, Organisation, Plan, Test
from lsip_workflow.rules import sections
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.rules.sections import Section, Thing
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import saying

TITLES = {
    "considered": "What was considered",
    "needs": "Skills needs",
    "priorities": "Priorities",
    "actions": "Roadmap actions",
    "gaps": "What the report still lacks",
}
ONE = {"priorities": "Priority", "actions": "Action", sections.WHOLE: "The whole of it"}
LABELS = {
    "soc": "SOC",
    "sic": "SIC",
    "level": "Level",
    "when": "When",
    "kind": "Kind",
    "needs": "Serves",
    "priority": "Priority",
    "lead": "Led by",
    "partners": "With",
    "planned_for": "Planned for",
    "measure": "How one will know",
    "route": "Delivery route",
    "done": "Done",
    "impact": "Impact",
    "remains": "What remains",
    "no_progress_because": "No progress, because",
    "recorded_on": "Recorded on",
}
PHRASES: Mapping[str, Mapping[Any, str]] = {
    "kind": {kind.value: phrase for kind, phrase in saying.PRIORITIES.items()},
    "route": {route.value: phrase for route, phrase in saying.ROUTES.items()},
    "when": saying.HORIZONS,
}


@dataclass(frozen=True)
class PartShown:
    """One section in words, with the keys under which it and its things can be commented on."""

    key: str
    part: draft.Part
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changed:
    """What is different in one section, in sentences."""

    title: str
    lines: tuple[str, ...]


def parts(content: Mapping[str, Any]) -> tuple[PartShown, ...]:
    """The sections of a version, in words."""
    return tuple(_part(section) for section in sections.sections(content))


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Changed, ...]:
    """What is different in the later version, section by section."""
    return tuple(Changed(TITLES[part], tuple(lines)) for part, lines in sections.changes(before, after))


def called(key: str) -> str:
    """What a section is called: the whole, a part, or one thing by its code."""
    part, _, code = key.partition(":")
    return f"{ONE[part]} {code}" if code else ONE[part] if part == sections.WHOLE else TITLES.get(part, part)


def _part(section: Section) -> PartShown:
    items = tuple(_item(section.key, thing) for thing in section.things)
    by_code = section.key in sections.BY_CODE
    keys = tuple(f"{section.key}:{thing.code}" if by_code else "" for thing in section.things)
    return PartShown(section.key, draft.Part(TITLES[section.key], items, section.lines), keys)


def _item(part: str, thing: Thing) -> draft.Item:
    says = dict(thing.says)
    if part == "considered":
        test = saying.sentence(saying.TESTS.get(Test(thing.code), thing.code))
        return draft.Item(test, tuple(("Recorded", text) for text in says.get("text") or ()))
    title = says.pop("title", "")
    heading = f"{ONE[part]} {thing.code}: {title}" if part in ONE else thing.code
    lines = tuple(
        (LABELS[field], _said(field, says[field]))
        for field in LABELS
        if says.get(field) not in (None, "", [])
    )
    return draft.Item(heading, lines)


def _said(field: str, value: Any) -> str:
    if field in ("planned_for", "recorded_on"):
        return saying.day(date.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return PHRASES.get(field, {}).get(value, str(value))


def draft_of(
    session: Session, world: Runtime, actor: Actor, release_id: str
) -> tuple[str, Callable[[], bytes]]:
    """The name of a released version as a document, and what makes it once the database is let go.

    Raises NotYours for what was not released to this actor, and for a release that is no version.
    """
    row = releases.one_to_me(session, actor, release_id)
    said = released.said_to(session, actor, row, world.today())
    plan = session.get_one(Plan, row.plan_id)
    if said.content is None:
        raise NotYours
    area = session.get_one(Area, plan.area_id).name
    whom = saying.AUDIENCES[row.audience]
    if row.organisation_id:
        whom = session.get_one(Organisation, row.organisation_id).name
    made = draft.Draft(
        title=f"Local Skills Improvement Plan: {area}, {plan.cycle}",
        released=f"Draft, released on {saying.day(row.released_on)} to {whom}",
        reference=row.version,
        parts=tuple(shown.part for shown in parts(said.content)),
        notes=not_shown(said.not_shown),
        made_at=world.now(),
    )
    name = draft.file_name(("draft", plan.id, row.released_on.isoformat()))
    return name, lambda: draft.docx(made)


def not_shown(codes: Sequence[str]) -> tuple[str, ...]:
    """What the reader is told of what an interest hides from them."""
    if not codes:
        return ()
    return (f"Not shown to you, because you have an interest in it: {', '.join(codes)}.",)
