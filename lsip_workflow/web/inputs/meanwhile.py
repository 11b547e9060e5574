"""Two people at one thing: the second sees what stands now beside what they typed, and loses none of it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lsip_workflow.model import digest
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.web.inputs.fields import Question, questions
from lsip_workflow.web.inputs.shape import Input, Place

AS_OF = "as_of"
CHANGED = "changed_since"
FOR_PROGRAMS = r"( \([a-z_, ]+\))?\. Read it again.*$"
VERSION = "version"  # of a whole plan, which whoever sends this had before them
OPENED_AS = "opened_as"
OVERTAKEN = "Somebody changed this while you had it open. What stands now is below, beside what you typed."


@dataclass(frozen=True)
class Meanwhile:
    """What was changed since the form was opened: each field as it stands now, where it is not as typed.

    `held` is what was typed, to be sent once more as a change of what stands now.
    """

    held: Mapping[str, Any]
    stands: Sequence[tuple[str, str]] = field(default=())


def opened_as(given: Input, place: Place) -> str:
    """A fingerprint of what a form begins with, where its own version is not among that.

    A day that is today's was filled in for whoever writes, and is nothing that stands.
    """
    if given.begins is None or (began := given.begins(place)).keys() & {AS_OF, VERSION}:
        return ""
    today = place.world.today().isoformat()
    stands = {name: value for name, value in began.items() if value != today}
    return digest(json.dumps(stands, default=str, sort_keys=True))[:16]


def look(given: Input, place: Place, held: Mapping[str, Any], opened: str = "") -> Meanwhile:
    """Compare what somebody typed with what stands, where that is no longer what they began with."""
    if given.form is None or given.begins is None:
        return Meanwhile(held)
    now = given.begins(place)
    if not held.keys() & {AS_OF, VERSION}:
        changed = opened and opened != opened_as(given, place)
        return Meanwhile(held, _differ(given, place, held, now) if changed else ())
    if AS_OF not in held:
        return Meanwhile({**held, VERSION: now.get(VERSION)})
    if AS_OF not in now:  # something new, of which nothing stands: only a hostile form names its version
        return Meanwhile(held)
    if str(now.get(AS_OF)) == str(held[AS_OF]):
        return Meanwhile(held)
    return Meanwhile({**held, AS_OF: now[AS_OF]}, _differ(given, place, held, now))


def _differ(
    given: Input, place: Place, held: Mapping[str, Any], now: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Each field, in words, that stands otherwise than it was typed."""
    assert given.form is not None
    typed = {each.name: each for each in questions(given.form, given.asked, place, held, {})}
    stands = questions(given.form, given.asked, place, now, {})
    shown = [each for each in stands if each.kind != "hidden" and each.name in typed]
    return [(each.label, _words(each)) for each in shown if _words(each) != _words(typed[each.name])]


def told(why: Blocker) -> str:
    """A reason for a person: of a change in the meantime without the names that programs have for fields."""
    if why.code == CHANGED:
        return f"{re.sub(FOR_PROGRAMS, '', why.text)}."
    if why.code == VERSION:
        said = why.text.partition(":")[0]
        return f"{said}. Look at it, then send this again: it is then about the plan as it is now."
    return f"{why.text} ({why.cite})"


def _words(question: Question) -> str:
    """What a field holds, to be read."""
    match question.kind:
        case "radios" | "select" | "checkboxes":
            chosen = [each.text for each in question.choices if each.value in (question.value or [])]
            return "; ".join(chosen) or "nothing chosen"
        case "flag":
            return "yes" if question.value else "no"
        case "day":
            return " ".join(part for part in question.value if part) or "no day"
        case "rows":
            rows = [", ".join(_words(each) for each in row) for row in question.rows]
            return "; ".join(rows) or "nothing"
    return str(question.value or "") or "nothing"
