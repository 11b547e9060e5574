"""Where a plan waits, and for whom: worked out from what its stage still asks."""

from datetime import date

from lsip_workflow import rulebook as rb
from lsip_workflow.model import Deadline, DeadlineStatus, Plan, RequestStatus, Strength
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.deadlines import is_past, when
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.web import saying
from lsip_workflow.words import outside

TEAM = "the ERB team"


def awaited(dossier: Dossier, book: Rulebook, needed: list[Blocker], today: date) -> list[str]:
    """Everybody whom the plan waits for now: providers first, then bodies, then the ERB team itself."""
    codes = {blocker.code for blocker in needed if blocker.refuses}
    conditions = [condition for condition in book.conditions if condition.key in codes]
    bodies = [name for condition in conditions for name in _named(condition, dossier, book)]
    return list(dict.fromkeys([*_providers(dossier, today), *bodies]))


def from_whom(code: str, book: Rulebook) -> str:
    """Whose turn it is for one condition, by its key."""
    for condition in book.conditions:
        if condition.key == code:
            match condition:
                case rb.Decided(sign_off=key):
                    return saying.by(book.sign_off(key).by)
                case rb.AuthoritiesAnswered():
                    return "the strategic authorities of the area"
    return TEAM


def standing(plan: Plan, book: Rulebook, needed: list[Blocker]) -> str:
    """Whether the plan may go on, in a few words."""
    refusing = sum(blocker.refuses for blocker in needed)
    if refusing:
        return outside("refused", things=saying.count(refusing, "thing"))
    if book.stage(plan.stage).final or not book.gates_leaving(plan.stage):
        return "Nothing is needed now"
    return "Ready to go on"


def due_words(deadline: Deadline | None, today: date) -> str:
    """The date by which something is due, in words and to its precision."""
    if deadline is None:
        return "no date is recorded"
    if deadline.status is DeadlineStatus.SUSPENDED:
        return f"on hold: {saying.MOVED.get(deadline.reason, deadline.reason)}"
    return f"was due {when(deadline)}" if is_past(deadline, today) else f"due {when(deadline)}"


def reply_words(deadline: Deadline | None, today: date) -> str:
    """That a reply is awaited, and since or until when."""
    if deadline is not None and is_past(deadline, today):
        return outside("overdue", due=when(deadline))
    return f"Awaiting reply: {due_words(deadline, today)}"


def most(needed: list[Blocker]) -> Blocker | None:
    """The first thing to look at: what the law asks before what the guidance does; advice last."""
    order = (Strength.LAW, Strength.GUIDANCE, Strength.GOOD_PRACTICE)
    waiting = [blocker for blocker in needed if blocker.accepted_because is None]
    return min(waiting, key=lambda b: (not b.refuses, order.index(b.strength)), default=None)


def _providers(dossier: Dossier, today: date) -> list[str]:
    dates = {row.subject: row for row in dossier.deadlines if row.kind == "request"}
    asked = [row for row in dossier.requests if row.status is RequestStatus.OPEN]
    asked.sort(key=lambda row: (due.due or date.max) if (due := dates.get(row.id)) else date.max)
    return [f"{dossier.name(row.provider_id)} ({due_words(dates.get(row.id), today)})" for row in asked]


def _named(condition: rb.AnyCondition, dossier: Dossier, book: Rulebook) -> list[str]:
    if isinstance(condition, rb.AuthoritiesAnswered):
        asked = [row.organisation_id for row in dossier.authority_answers if row.answer == "not_asked"]
        return [dossier.name(organisation_id) for organisation_id in asked]
    return [from_whom(condition.key, book)]
