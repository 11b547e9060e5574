"""What changed since somebody last looked, and what ran: in counts and sentences, never in codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lsip_workflow.model import OutboxStatus, RunStatus
from lsip_workflow.rules.answer_kinds import DID
from lsip_workflow.store import monday
from lsip_workflow.store import news as store
from lsip_workflow.web import saying
from lsip_workflow.web.views.monday_desk import Desk
from lsip_workflow.words import outside

WEEK = timedelta(days=7)
NEWEST = 5
# What a person wants to know of, in this order; each with its phrase for one and for many.
TOLD: Mapping[str, tuple[str, str]] = {
    "response.submitted": ("answer came", "answers came"),
    "question.answered": ("question was answered", "questions were answered"),
    "contact.recorded": ("call or letter was noted", "calls or letters were noted"),
    "comment.received": ("comment came", "comments came"),
    "authority.answered": ("strategic authority answered", "strategic authorities answered"),
    "sign_off.signed": ("sign-off was signed", "sign-offs were signed"),
    "sign_off.declined": ("sign-off was declined", "sign-offs were declined"),
    "decision.entered": ("decision was entered", "decisions were entered"),
    "decision.recorded": ("decision was recorded", "decisions were recorded"),
    "plan.stage_entered": ("plan went on", "plans went on"),
    "plan.returned": ("plan came back for changes", "plans came back for changes"),
    "deadline.moved": ("date was moved", "dates were moved"),
    "request.sent": ("request went to a provider", "requests went to providers"),
    "bounce.recorded": ("message came back", "messages came back"),
    "action.corrected": ("action was changed", "actions were changed"),
    "priority.corrected": ("priority was changed", "priorities were changed"),
    "document.published": ("document was published", "documents were published"),
}


@dataclass(frozen=True)
class News:
    """What changed since an instant; `at` is when this was looked at, for the mark to be set there."""

    since: datetime
    marked: bool
    at: datetime
    counts: tuple[str, ...]
    newest: tuple[tuple[str, str, datetime], ...]
    """Answers: in a sentence, with their page, and when they came."""


@dataclass(frozen=True)
class Ran:
    """What ran since then, in sentences, and whether all of it could be processed."""

    lines: tuple[str, ...]
    well: bool


def news(desk: Desk, people: frozenset[str]) -> News:
    """What changed since the mark of whoever looks; without one, in the last seven days."""
    now = desk.world.now()
    mark = store.looked(desk.session, people)
    since = mark or now - WEEK
    streams = [f"plan:{plan}" for plan in desk.plan_areas] + [f"area:{area}" for area in desk.areas]
    counts = store.changed(desk.session, streams, since)
    said = tuple(saying.count(counts[kind], *words) for kind, words in TOLD.items() if counts.get(kind))
    came = (
        store.came(desk.session, desk.plan_areas, since, NEWEST) if counts.get("response.submitted") else []
    )
    newest = tuple(
        (_sentence(each), f"/plans/{each.plan_id}/requests/{each.request_id}", each.at) for each in came
    )
    return News(since, mark is not None, now, said, newest)


def _sentence(each: store.Came) -> str:
    recorded = ", as you recorded" if each.recorded else ""
    return f"{each.provider} {DID[each.kind]}{recorded}: {each.title}"


def ran(desk: Desk, since: datetime) -> Ran:
    """What ran since an instant: the mornings, the arrivals, the messages."""
    runs = store.ran(desk.session, desk.plan_areas, since)
    sent = store.sent(desk.session, desk.plan_areas, since)
    stuck = monday.stuck(desk.session, desk.plan_areas)
    failed = runs.get(RunStatus.FAILED, 0)
    not_sent = sent.get(OutboxStatus.GIVEN_UP, 0)
    sent_now = sent.get(OutboxStatus.SENT, 0)
    went = saying.count(sent_now, "message") if sent_now else "No message"
    lines = [_morning(desk), f"{went} went" + (f"; {not_sent} could not be delivered." if not_sent else ".")]
    if done := runs.get(RunStatus.COMPLETED, 0):
        often = "once" if done == 1 else f"{done} times"
        lines.append(f"Your plans were worked on {often}.")
    if failed:
        lines.append(f"{saying.count(failed, 'time')}: {outside('failed run').lower()}.")
    if stuck:
        names = ", ".join(desk.plan_areas[plan] for plan in stuck)
        lines.append(f"{names}: its stage could not be looked at the last time; it is tried again by itself.")
    return Ran(tuple(lines), not (failed or stuck or not_sent))


def _morning(desk: Desk) -> str:
    last = store.last_sweep(desk.session)
    if last is None:
        return "The dates have not been looked at yet; that is done each morning at seven."
    when = "today" if last.day == desk.today else f"on {saying.day(last.day)}"
    return f"The dates were looked at {when}, {saying.clock(last.done_at)}."
