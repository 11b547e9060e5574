"""What an interest touches: hidden from the person who has it, and not theirs to decide."""

import re
from collections.abc import Iterable
from datetime import date

from lsip_workflow.model import Declaration, Interest
from lsip_workflow.rulebook import SignOffRule
from lsip_workflow.rules.dossier import Dossier

KINDS = ("action", "priority", "organisation", "request", "sign_off", "commission")
MATTER = re.compile(rf"^({'|'.join(KINDS)}):[A-Za-z0-9_-]{{1,80}}$")


def in_force(interest: Interest, on: date) -> bool:
    """Whether an interest is one on the day; on its last day it still is."""
    return interest.since <= on and (interest.until is None or on <= interest.until)


def touched(
    interests: Iterable[Interest], declarations: Iterable[Declaration], dossier: Dossier, on: date
) -> frozenset[str]:
    """The matters of a plan, as `kind:id`, that a person's interests and declarations touch on a day.

    An interest in an organisation touches what that organisation leads, promised or was asked; one in a
    priority touches the actions that serve it. What was declared once stays declared.
    """
    held = [row for row in interests if in_force(row, on)]
    matters = {matter for row in held for matter in row.matters}
    matters |= {row.matter for row in declarations if row.declared_on <= on}
    matters |= {f"organisation:{row.organisation_id}" for row in held if row.organisation_id}
    of_organisations = {matter.partition(":")[2] for matter in matters if matter.startswith("organisation:")}
    matters |= {
        f"action:{row.action_id}" for row in dossier.commitments if row.organisation_id in of_organisations
    }
    matters |= {f"request:{row.id}" for row in dossier.requests if row.provider_id in of_organisations}
    matters |= {
        f"action:{row.id}"
        for row in dossier.actions
        if row.lead_id in of_organisations or f"priority:{row.priority_id}" in matters
    }
    return frozenset(matters)


def covered(entry: SignOffRule, *, whole: bool, hidden: frozenset[str], dossier: Dossier) -> list[str]:
    """What of a sign-off somebody has an interest in, in words; `whole` when it is about the whole plan."""
    found = [f"the decision “{entry.title}” itself"] if f"sign_off:{entry.key}" in hidden else []
    if whole:
        found += [f"action {row.code}" for row in dossier.actions if f"action:{row.id}" in hidden]
        found += [f"priority {row.code}" for row in dossier.priorities if f"priority:{row.id}" in hidden]
    return found
