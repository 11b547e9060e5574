"""An answer part by part, as a person fills it in: its questions, one thing at a time, and back to a whole.

The words of the questions stand here once, for the pages and for the blank copy that people pass round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lsip_workflow.model import AnswerKind
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rules.responses import AnyForm, Code, Day, Link, ResponseForm, Said, Whom, Words

ACTION = "action-"
KIND, ACTIONS, FILES = "kind", "actions", "files"
GENERAL = ("current_provision", "planned_changes", "comment")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KindPart(_Part):
    """Which kind of answer it is."""

    kind: Literal[
        "answer", "more_time", "not_for_me", "does_not_apply", "answered_elsewhere", "will_not_commit"
    ]


class ActionsPart(_Part):
    """Which of the plan's actions are answered, by their ids."""

    actions: tuple[Code, ...] = Field(default=(), max_length=200)


class ActionPart(_Part):
    """What the provider says about one action."""

    commitment: Literal["firm", "in_principle", "declined"]
    alternative: Words = ""
    risk: Words = ""
    comment: Words = ""

    @model_validator(mode="after")
    def _a_decline_says_more(self) -> "ActionPart":
        if self.commitment == "declined" and not (self.alternative or self.risk):
            raise ValueError("Say what you could do instead, or what is at risk without it: fill in one.")
        return self


class WordsPart(_Part):
    """Something that may be said, or left out."""

    words: Words = ""


class TimePart(_Part):
    """Until when time is needed, and why."""

    until: Day
    because: Said


class WhomPart(_Part):
    """Whom to ask instead."""

    pass_to: Whom


class ReasonPart(_Part):
    """Why it does not apply."""

    because: Said


class LinkPart(_Part):
    """Where it is answered already."""

    link: Link


class HelpPart(_Part):
    """Why not, and what would help."""

    because: Said
    what_would_help: Said


class FilesPart(_Part):
    """What comes with the answer, by the ids of files handed in before."""

    files: tuple[Code, ...] = Field(default=(), max_length=20)


@dataclass(frozen=True)
class Question:
    """What a part asks, the same on the page and on paper."""

    title: str
    hint: str = ""
    needed: bool = True


_OF: Mapping[str, type[_Part]] = {
    KIND: KindPart,
    ACTIONS: ActionsPart,
    **dict.fromkeys(GENERAL, WordsPart),
    "more_time": TimePart,
    "not_for_me": WhomPart,
    "does_not_apply": ReasonPart,
    "answered_elsewhere": LinkPart,
    "will_not_commit": HelpPart,
    FILES: FilesPart,
}
# An answer in its own words first; then what is as good an answer and takes a sentence.
KINDS: Mapping[AnswerKind, tuple[str, str]] = {
    AnswerKind.ANSWER: ("Answer now", "What you can take part in, action by action, and what you offer."),
    AnswerKind.MORE_TIME: (
        "Ask for more time",
        "Name a day; the date moves there, and reminders follow that day only.",
    ),
    AnswerKind.NOT_FOR_ME: ("Somebody else is the one to ask", "Say who; the team asks them."),
    AnswerKind.DOES_NOT_APPLY: ("This does not apply to us", "Say why in a sentence."),
    AnswerKind.ANSWERED_ELSEWHERE: (
        "This is answered elsewhere",
        "Give the address of the page, such as your accountability statement.",
    ),
    AnswerKind.WILL_NOT_COMMIT: (
        "We will not commit to this",
        "Say why, and what would help. It is as good an answer as any other.",
    ),
}
QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        KIND: Question("How would you like to answer?", "Each of these is a whole answer."),
        ACTIONS: Question(
            "Which actions do you want to answer?",
            "Choose those that you have something to say about, also where you cannot take part. You can "
            "leave out the others.",
            needed=False,
        ),
        "current_provision": Question(
            "What do you offer now?",
            "Courses, levels and roughly how many learners, as far as they bear on this. You can leave it "
            "out.",
            needed=False,
        ),
        "planned_changes": Question(
            "What do you plan to change?",
            "What you expect to begin, grow or end, and when. You can leave it out.",
            needed=False,
        ),
        "comment": Question(
            "Is there anything else that you want to say?", "You can leave it out.", needed=False
        ),
        "more_time": Question("Until when do you need?", "You can still answer before that day."),
        "not_for_me": Question("Who is the one to ask?", "A name, a role or an address, as you know it."),
        "does_not_apply": Question("Why does this not apply to you?", "A sentence is enough."),
        "answered_elsewhere": Question(
            "On which page is it answered?", "The whole address; it begins with https://."
        ),
        "will_not_commit": Question("Why not, and what would help?"),
        FILES: Question(
            "Do you want to add files?",
            "Up to 20 files, at most 25 MB at a time. You can leave this out.",
            needed=False,
        ),
    }
)
COMMITMENTS: Mapping[str, tuple[str, str]] = {
    "firm": ("Yes", "A firm commitment"),
    "in_principle": ("Yes, in principle", "Something still has to be settled first"),
    "declined": ("We cannot take part", "Say what you could do instead, or what is at risk without it"),
}
OF_ACTION = Question("Can you take part in this action?")
ALTERNATIVE, RISK, REMARK = "What you could do instead", "What is at risk without it", "A comment"


def model_of(part: str) -> type[_Part] | None:
    """The form of a part; None for what is no part of any answer."""
    return ActionPart if part.startswith(ACTION) else _OF.get(part)


def question(part: str, actions: Mapping[str, str] | None = None) -> Question:
    """What a part asks; `actions` names the plan's actions by their ids."""
    if part.startswith(ACTION):
        return OF_ACTION if actions is None else Question(actions.get(part.removeprefix(ACTION), part))
    return QUESTIONS[part]


def parts(said: Mapping[str, Mapping[str, Any]], actions: Mapping[str, str]) -> tuple[str, ...]:
    """The parts of an answer in their order, by what was said so far; `actions` are the plan's codes by id.

    Until its kind is chosen it has that one question.
    """
    kind = (said.get(KIND) or {}).get("kind")
    if kind is None:
        return (KIND,)
    if kind != AnswerKind.ANSWER:
        return (KIND, str(kind), FILES)
    chosen = (said.get(ACTIONS) or {}).get("actions", ())
    each = tuple(ACTION + key for key in actions if key in chosen)
    return (KIND, *((ACTIONS,) if actions else ()), *each, *GENERAL, FILES)


def still_to_do(said: Mapping[str, Mapping[str, Any]], actions: Mapping[str, str]) -> tuple[str, ...]:
    """The parts without which it cannot be sent."""
    wanted = [part for part in parts(said, actions) if part not in said]
    return tuple(part for part in wanted if part.startswith(ACTION) or QUESTIONS[part].needed)


def whole(said: Mapping[str, Mapping[str, Any]], actions: Mapping[str, str]) -> dict[str, Any]:
    """The answer, as it arrives: parts of another kind, and actions taken out of the plan, are left out."""
    kind, order = said[KIND]["kind"], parts(said, actions)
    form: dict[str, Any] = {"kind": kind}
    if kind == AnswerKind.ANSWER:
        form["answers"] = [
            {"action": actions[part.removeprefix(ACTION)], **said[part]}
            for part in order
            if part.startswith(ACTION) and part in said
        ]
        form |= {part: said[part].get("words", "") for part in GENERAL if part in said}
    else:
        form |= said.get(kind, {})
    files = said.get(FILES, {}).get("files", ())
    return form | ({"files": tuple(files)} if files else {})


def apart(form: AnyForm, ids: Mapping[str, str], *, elsewhere: bool = False) -> dict[str, dict[str, Any]]:
    """An answer as parts again; `ids` are the plan's actions by code.

    From `elsewhere`, what was said to another plan, only what is offered and planned: its actions and its
    files are not this plan's.
    """
    if not isinstance(form, ResponseForm):
        said = form.model_dump(mode="json", exclude={"kind", "files", "heard_how"})
        return {KIND: {"kind": form.kind}, form.kind: said, **_files(form)}
    found: dict[str, dict[str, Any]] = {KIND: {"kind": "answer"}}
    found |= {part: {"words": words} for part in GENERAL if (words := getattr(form, part))}
    if elsewhere:
        return found
    answered = {ids[each.action]: each for each in form.answers if each.action in ids}
    found |= {
        ACTION + key: each.model_dump(mode="json", exclude={"action"}) for key, each in answered.items()
    }
    return found | {ACTIONS: {"actions": list(answered)}} | _files(form)


def _files(form: AnyForm) -> dict[str, dict[str, Any]]:
    return {FILES: {"files": list(form.files)}} if form.files else {}


def reads_as(part: str, content: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """What a part says, as lines of (what, words); empty where nothing was filled in."""
    if part == KIND:
        return [("", KINDS[AnswerKind(content["kind"])][0])]
    if part.startswith(ACTION):
        more = (("alternative", ALTERNATIVE), ("risk", RISK), ("comment", REMARK))
        said = [(label, content[name]) for name, label in more if content.get(name)]
        return [("", COMMITMENTS[content["commitment"]][0]), *said]
    named = {"until": "Until", "because": "Because", "what_would_help": "What would help"}
    return [
        (named.get(name, "") if len(content) > 1 else "", _plain(value))
        for name, value in content.items()
        if value and name not in (ACTIONS, FILES)
    ]


def _plain(value: Any) -> str:
    try:
        return spoken(date.fromisoformat(value))
    except ValueError:
        return str(value)
