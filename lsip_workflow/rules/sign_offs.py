"""Who may sign: a person with the role, who did not write it and has no interest in it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from lsip_workflow.model import Role, Strength
from lsip_workflow.rulebook import ActionsCommitted, AuthoritiesAnswered, Decided, Rulebook, SignOffRule
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.lifecycle import Blocker, still_needed

PRACTICE = "Practice of this project"

# What is written into a plan, its submission or its reports: whoever recorded one of these wrote part of it.
WRITING = frozenset(
    {
        "consideration.recorded",
        "evidence.recorded",
        "need.recorded",
        "priority.recorded",
        "action.recorded",
        "report.entry_recorded",
    }
)


def roles_of(rule: SignOffRule) -> tuple[Role, ...]:
    """The roles whose holders sign here; bodies decide elsewhere."""
    return tuple(Role(name) for name in rule.by if name in set(Role))


def signers(rule: SignOffRule) -> str:
    """Who signs, in words."""
    named = " or ".join(role.replace("_", " ") for role in roles_of(rule))
    return named or "nobody here: record the body's decision"


def changed(changes: Sequence[str]) -> list[Blocker]:
    """Why a version cannot be signed or decided on any more: what is different now."""
    lines = list(changes) or ["We have no text of the version that was named, so we cannot say what changed."]
    return [
        Blocker("changed", line, PRACTICE, Strength.GOOD_PRACTICE)
        for line in ["The plan has changed since that version; look at it as it is now.", *lines]
    ]


def once(text: str) -> Blocker:
    """Why something is not done a second time."""
    return Blocker("done_already", text, PRACTICE, Strength.GOOD_PRACTICE)


def not_yet(text: str, cite: str) -> Blocker:
    """Why something has to wait for something else."""
    return Blocker("not_asked", text, cite, Strength.GOOD_PRACTICE)


def gaps(dossier: Dossier, book: Rulebook, today: date, *, rule: str, team: bool) -> list[Blocker]:
    """What is still needed, for somebody who decides under a rule.

    Of a sign-off of an earlier stage that is asked again, nothing: what the present stage lacks is not
    what they sign. Who is not of the team is not told which body has not replied, or said no: that it is
    still needed, once.
    """
    needed = [] if _gone_by(rule, dossier, book) else still_needed(dossier, book, today)
    if team:
        return needed
    titles = {
        rule.key: rule.title
        for rule in book.conditions
        if isinstance(rule, ActionsCommitted | AuthoritiesAnswered)
    }
    plain = (replace(each, text=f"{titles[each.code]}.") if each.code in titles else each for each in needed)
    return list(dict.fromkeys(plain))


def _gone_by(rule: str, dossier: Dossier, book: Rulebook) -> bool:
    """Whether a plan has left every stage at whose end this sign-off is asked for."""
    order = [stage.key for stage in book.stages]
    asked_at = [
        order.index(gate.leaves)
        for gate in book.gates
        for condition in book.conditions_of(gate.key)
        if isinstance(condition, Decided) and condition.sign_off == rule
    ]
    return bool(asked_at) and max(asked_at) < order.index(dossier.plan.stage)


def wrote(rule: SignOffRule, person_id: str, authors: Collection[str]) -> str | None:
    """The sentence for an author who would sign what they wrote; None when they did not, or may."""
    if rule.never_the_author is None or person_id not in authors:
        return None
    return (
        f"“{rule.title}” is never signed by somebody who wrote it ({rule.never_the_author}), and you are "
        "recorded as one who did. Somebody else who holds the role signs, or the body's decision is recorded."
    )
