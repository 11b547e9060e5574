"""One part of an answer, one thing on a page: how it is asked, what it holds, and what is wrong with it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from lsip_workflow.journeys.saved_answers import Saved
from lsip_workflow.model import Action, Plan
from lsip_workflow.rules import answer_parts
from lsip_workflow.rules.answer_parts import ACTION, ALTERNATIVE, COMMITMENTS, KINDS, REMARK, RISK
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import asked as store
from lsip_workflow.store.queries import Asked
from lsip_workflow.web import faults, saying
from lsip_workflow.web.inputs.fields import Question, questions
from lsip_workflow.web.inputs.reading import read
from lsip_workflow.web.inputs.shape import Asked as How
from lsip_workflow.web.inputs.shape import Choice, Place
from lsip_workflow.web.inputs.told import placed
from lsip_workflow.web.posted import Posted
from lsip_workflow.web.views import asked_said

# What is said where a box was left empty that has to be filled in.
NEEDED = {
    "kind": "Choose how you would like to answer.",
    "commitment": "Choose one of the three.",
    "until": "Write the day until which you need time.",
    "pass_to": "Write who is the one to ask.",
    "link": "Write the address of the page.",
    "because": "Write why, in a sentence.",
    "what_would_help": "Write what would help.",
}
EMPTY = ("missing", "string_too_short", "literal_error")
HOW: Mapping[str, Mapping[str, How]] = {
    "kind": {"kind": How("", choices=[Choice(kind, text, hint) for kind, (text, hint) in KINDS.items()])},
    "more_time": {"until": How("Until"), "because": How("Why do you need it?", long=True)},
    "not_for_me": {"pass_to": How("")},
    "does_not_apply": {"because": How("", long=True)},
    "answered_elsewhere": {"link": How("")},
    "will_not_commit": {
        "because": How("Why will you not commit to this?", long=True),
        "what_would_help": How("What would help?", long=True),
    },
    **{part: {"words": How("", long=True)} for part in answer_parts.GENERAL},
}
OF_ACTION = {
    "commitment": How(
        answer_parts.OF_ACTION.title,
        choices=[Choice(word, text, hint) for word, (text, hint) in COMMITMENTS.items()],
    ),
    "alternative": How(ALTERNATIVE, long=True),
    "risk": How(RISK, long=True),
    "comment": How(REMARK, long=True),
}


@dataclass(frozen=True)
class Theirs:
    """What somebody else saved of this part meanwhile."""

    who: str
    at: str
    said: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class PartPage:
    """The page of one part."""

    request_id: str
    of: str
    part: str
    title: str
    hint: str
    caption: str
    fields: Sequence[Question]
    held: Mapping[str, Any]
    faults: Sequence[Mapping[str, str]]
    key: str
    as_of: int
    lent: str
    by: str
    handed: str
    whole: bool
    """Whether whoever looks speaks for the provider, and not only fills in a part."""
    files: Sequence[tuple[str, str]] = ()
    theirs: Theirs | None = None
    erb: str = ""
    area: str = ""
    about: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class At:
    """Where a part is filled in: by whom, on which plan."""

    session: Session
    world: Runtime
    actor: Actor
    asked: Asked
    saved: Saved
    actions: Mapping[str, Action]
    whole: bool

    @property
    def plan(self) -> Plan:
        """The plan that asks."""
        return self.asked.plan

    @property
    def titles(self) -> dict[str, str]:
        """The actions as they are named."""
        return {key: f"{row.code}: {row.title}" for key, row in self.actions.items()}

    def how(self, part: str) -> Mapping[str, How]:
        """How the fields of a part are put."""
        if part.startswith(ACTION):
            return OF_ACTION
        if part == answer_parts.ACTIONS:
            return {"actions": How("", choices=self._choices())}
        return HOW.get(part, {})

    def _choices(self) -> list[Choice]:
        return [Choice(key, f"{row.code}: {row.title}", _planned(row)) for key, row in self.actions.items()]


def _planned(row: Action) -> str:
    return f"Planned for {row.planned_for:%B %Y}" if row.planned_for else ""


def filled_in(at: At, part: str, sent: Posted) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed, and what is wrong with it by field."""
    model = answer_parts.model_of(part)
    assert model is not None
    held = read(model, at.how(part), sent)
    if part == answer_parts.ACTIONS:
        held["actions"] = [key for key in at.actions if key in held.get("actions", ())]
    try:
        return model.model_validate_json(json.dumps(held)).model_dump(mode="json"), {}
    except ValidationError as error:
        return held, _told(error, model)


def _told(error: ValidationError, model: type[BaseModel]) -> dict[str, str]:
    names = list(model.model_fields)
    found: dict[str, str] = {}
    for each in error.errors():
        name = str(each["loc"][0]) if each["loc"] else "alternative"
        empty = each["type"] in EMPTY and name in NEEDED
        sentence = NEEDED[name] if empty else faults.sentence(each)
        found |= placed([f"{name}: {sentence}"], names)
    return found


def part_page(
    at: At,
    part: str,
    held: Mapping[str, Any] | None = None,
    told: Mapping[str, str] | None = None,
    theirs: Theirs | None = None,
    as_of: int | None = None,
) -> PartPage:
    """The page of a part: as it was saved, or as it was typed just now with what is wrong with it."""
    model = answer_parts.model_of(part)
    assert model is not None
    row, handed = at.saved.parts.get(part), at.saved.handed.get(part)
    holds = dict(held) if held is not None else dict(row.content) if row else {}
    place = Place(at.session, at.world, at.actor, {}, at.plan)
    asked = questions(model, at.how(part), place, holds, told or {}) if part != answer_parts.FILES else []
    said = answer_parts.question(part, at.titles)
    names = store.names_of(at.session, [row.person_id if row else None, handed.person_id if handed else None])
    order = answer_parts.parts(at.saved.said, at.titles)
    number = f"Part {order.index(part) + 1} of {len(order)}" if part in order and len(order) > 1 else ""
    return PartPage(
        request_id=at.asked.request.id,
        of=at.asked.request.title,
        part=part,
        title=said.title,
        hint=said.hint,
        caption=number,
        fields=asked,
        held=holds,
        faults=_summary(told or {}, asked),
        key=at.saved.answer.key,
        as_of=(row.version if row else 0) if as_of is None else as_of,
        lent=asked_said.lent_by(at.session, at.saved).get(row.source_id or "", "") if row else "",
        by=names.get(row.person_id or "", "") if row and row.person_id != at.actor.person_id else "",
        handed=names.get(handed.person_id, "a colleague") if handed else "",
        whole=at.whole,
        files=asked_said.named_files(at.session, holds.get("files", ())),
        theirs=theirs,
        about=_about(at, part),
    )


def _summary(told: Mapping[str, str], asked: Sequence[Question]) -> list[dict[str, str]]:
    """Every fault with the box that it leads to."""
    ids = {each.name: each.id for each in asked}
    return [{"text": text, "href": f"#{ids.get(name, 'the-form')}"} for name, text in told.items()]


def _about(at: At, part: str) -> list[tuple[str, str]]:
    """What an action is, beside its title."""
    row = at.actions.get(part.removeprefix(ACTION)) if part.startswith(ACTION) else None
    if row is None:
        return []
    planned = saying.day(row.planned_for) if row.planned_for else ""
    return [line for line in (("Planned for", planned), ("How one will know", row.measure)) if line[1]]


def after(at: At, part: str) -> str:
    """The part that comes next and is not filled in yet; empty when it is time to check the whole."""
    order = answer_parts.parts(at.saved.said, at.titles)
    later = order[order.index(part) + 1 :] if part in order else ()
    return next((each for each in later if each not in at.saved.parts), "")
