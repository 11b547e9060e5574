"""A version of a plan: all that it says at one moment, and what is different between two of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from lsip_workflow.model import Action
from lsip_workflow.rules.dossier import Dossier

KINDS = {"priorities": "Priority", "actions": "Action", "needs": "Skills need", "considered": "Considered"}
Content = Mapping[str, Any]


def content(dossier: Dossier) -> Content:
    """What the plan says: its needs, priorities and actions with what was done, and what was considered.

    What providers answered is theirs to say, and no part of it.
    """
    occupations = {row.id: row.occupation for row in dossier.needs}
    codes = {row.id: row.code for row in dossier.priorities}
    return {
        "plan": dossier.plan.id,
        "edition": dossier.plan.edition,
        "needs": _needs(dossier),
        "priorities": {
            row.code: {
                "title": row.title,
                "kind": row.kind.value,
                "needs": sorted(occupations.get(need, need) for need in row.needs),
            }
            for row in dossier.priorities
        },
        "actions": {
            row.code: _action(row, codes.get(row.priority_id or ""), dossier) for row in dossier.actions
        },
        "considered": {
            test: sorted(row.text or "" for row in dossier.considerations if row.test.value == test)
            for test in sorted({row.test.value for row in dossier.considerations})
        },
    }


def _action(row: Action, priority: str | None, dossier: Dossier) -> Content:
    """What an action says; partners only where it has some, so that versions kept before still hold."""
    partners = sorted(
        dossier.name(each.organisation_id)
        for each in dossier.partners
        if each.action_id == row.id and each.status == "named"
    )
    return {
        "title": row.title,
        "priority": priority,
        "lead": dossier.name(row.lead_id) if row.lead_id else None,
        "planned_for": row.planned_for.isoformat() if row.planned_for else None,
        "measure": row.measure,
        "route": row.route.value if row.route else None,
        "done": row.done,
        "impact": row.impact,
        "remains": row.remains,
        "no_progress_because": row.no_progress_because,
    } | ({"partners": partners} if partners else {})


def _needs(dossier: Dossier) -> Content:
    """The needs by what they are called; a second of the same name has its number."""
    found: dict[str, Content] = {}
    for row in sorted(dossier.needs, key=lambda row: (row.occupation, row.level or 0, row.soc or "", row.id)):
        same = sum(name == row.occupation or name.startswith(f"{row.occupation} (") for name in found)
        name = f"{row.occupation} ({same + 1})" if same else row.occupation
        found[name] = {"soc": row.soc, "sic": row.sic, "level": row.level, "when": row.horizon}
    return found


def differences(before: Content, after: Content) -> list[str]:
    """What is different in the later version, in sentences; none when they say the same."""
    return [
        line
        for part, kind in KINDS.items()
        for line in _of_part(kind, before.get(part, {}), after.get(part, {}))
    ]


def _of_part(kind: str, before: Content, after: Content) -> Iterator[str]:
    for code in sorted(before.keys() | after.keys()):
        if code not in before:
            yield f"{kind} {code} is new."
        elif code not in after:
            yield f"{kind} {code} is no longer there."
        elif isinstance(after[code], Mapping):
            yield from _of_fields(f"{kind} {code}", before[code], after[code])
        elif before[code] != after[code]:
            yield f"{kind} {code.replace('_', ' ')}: the text is another one."


def _of_fields(name: str, before: Content, after: Content) -> Iterator[str]:
    for field in [*after, *(gone for gone in before if gone not in after)]:
        was, now = before.get(field), after.get(field)
        if was != now:
            yield f"{name}: {field.replace('_', ' ')} was {_said(was)}, and is {_said(now)}."


def _said(value: Any) -> str:
    if value in (None, "", [], {}):
        return "empty"
    if isinstance(value, Mapping):
        value = [f"{name.replace('_', ' ')}: {each}" for name, each in value.items()]
    return f"“{', '.join(value) if isinstance(value, list) else value}”"
