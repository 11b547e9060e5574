"""Everything that is asked of a provider, on one page: what is open first, then what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from lsip_workflow.model import Confirmation, Deadline, RequestStatus
from lsip_workflow.rules.answer_parts import question
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.deadlines import EXACT, is_past, when
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import asked as store
from lsip_workflow.store import queries
from lsip_workflow.store.asked import AskedSeen, Handed
from lsip_workflow.web import saying
from lsip_workflow.web.views.asked_said import heard_by, kind_of
from lsip_workflow.web.visitor import Visitor
from lsip_workflow.words import outside

A_YEAR = timedelta(days=366)
SOON = 20  # working days that are counted out; what is further off is told by its date


@dataclass(frozen=True)
class Line:
    """Something asked, as a line of the list."""

    address: str
    title: str
    area: str
    erb: str
    provider: str
    due: str
    standing: str
    colour: str
    says: str
    action: str


@dataclass(frozen=True)
class AskedPage:
    """The whole page, by what is to be done."""

    open: Sequence[Line]
    handed: Sequence[Line]
    answered: Sequence[Line]
    over: Sequence[Line]
    providers: Sequence[str]

    @property
    def says(self) -> str:
        """What is to be done, in a sentence."""
        to_do = len(self.open) + len(self.handed)
        if not to_do:
            return "Nothing is asked of you now."
        bodies = {line.erb for line in (*self.open, *self.handed)}
        what = saying.count(to_do, "thing is", "things are")
        by = saying.count(len(bodies), "body", "bodies") if len(bodies) > 1 else "".join(bodies)
        return f"{what} asked of you, by {by}."


def asked_page(session: Session, world: Runtime, visitor: Visitor) -> AskedPage:
    """What all areas ask of those for whom this visitor speaks, of the last year and all that is open."""
    since, today = world.now() - A_YEAR, world.today()
    seen = [
        one
        for one in store.all_asked(session, store.speaking(visitor.hats))
        if one.request.status is RequestStatus.OPEN
        or one.questions
        or one.request.sent_at is None
        or one.request.sent_at >= since
    ]
    names = sorted({one.provider.name for one in seen})
    lines = [(one, _line(one, today, world.calendar, several=len(names) > 1)) for one in seen]
    return AskedPage(
        open=[line for one, line in lines if _waits(one)],
        handed=[_handed(session, one, today, world.calendar) for one in store.handed(session, visitor.hats)],
        answered=[
            line for one, line in lines if not _waits(one) and one.request.status is RequestStatus.ANSWERED
        ],
        over=[line for one, line in lines if one.request.status is RequestStatus.NOT_NEEDED],
        providers=names,
    )


def _waits(one: AskedSeen) -> bool:
    """Whether something is still to be done about it: an answer, a reply, or a confirmation."""
    if one.request.status is RequestStatus.NOT_NEEDED:
        return False
    return one.request.status is RequestStatus.OPEN or bool(one.questions) or _to_confirm(one)


def _to_confirm(one: AskedSeen) -> bool:
    return (
        one.answer is not None and one.answer.confirmation is Confirmation.SENT and one.plan.provider_confirms
    )


def _line(one: AskedSeen, today: date, calendar: Calendar, *, several: bool) -> Line:
    standing, colour, action = _standing(one)
    return Line(
        address=f"/asked/{one.request.id}",
        title=one.request.title,
        area=one.area.name,
        erb=one.erb.name,
        provider=one.provider.name if several else "",
        due=due_in_words(one.deadline, today, calendar) if one.request.status is RequestStatus.OPEN else "",
        standing=standing,
        colour=colour,
        says=_last_answer(one),
        action=action,
    )


def _standing(one: AskedSeen) -> tuple[str, str, str]:
    """Where it stands, the colour of that word, and what to do."""
    if one.request.status is RequestStatus.NOT_NEEDED:
        return outside("excused"), "grey", "See it"
    if one.questions:
        return outside("returned"), "amber", "Reply"
    if _to_confirm(one):
        return "To be confirmed", "amber", "Read and confirm"
    if one.request.status is RequestStatus.ANSWERED:
        return "Answered", "grey", "See or change it"
    if one.begun:
        return "In progress", "amber", "Go on"
    if one.answer is not None:
        return "More time", "amber", "Answer"
    return "Not started", "grey", "Answer"


def _last_answer(one: AskedSeen) -> str:
    if one.answer is None:
        return ""
    how, at = kind_of(one.answer, "Your answer"), saying.instant(one.answer.submitted_at)
    return f"{how}: {one.answer.reference}, {at}{heard_by(one.answer)}"


def _handed(session: Session, one: Handed, today: date, calendar: Calendar) -> Line:
    titles = {row.id: row.title for row in queries.action_codes(session, one.plan.id).values()}
    return Line(
        address=f"/asked/{one.part.request_id}/part/{one.part.part}",
        title=f"{one.request.title}: {question(one.part.part, titles).title}",
        area=one.area.name,
        erb=one.erb.name,
        provider=one.provider.name,
        due=due_in_words(one.deadline, today, calendar),
        standing="Filled in" if one.filled_in else "Handed to you",
        colour="" if one.filled_in else "amber",
        says=f"{one.by or 'A colleague'} has what you wrote, and sends it with the whole answer."
        if one.filled_in
        else f"{one.by or 'A colleague'} asks you for this part.",
        action="Change it" if one.filled_in else "Fill it in",
    )


def due_in_words(deadline: Deadline | None, today: date, calendar: Calendar) -> str:
    """A date with how far off it is: “by 30 June 2027, in 4 working days”."""
    if deadline is None:
        return ""
    if is_past(deadline, today):
        return outside("overdue of yours", due=when(deadline))
    if deadline.due is None or deadline.precision not in EXACT:
        return f"by {when(deadline)}"
    days = next((n for n in range(SOON + 1) if calendar.working_days_after(today, n) >= deadline.due), None)
    if deadline.due == today:
        return f"by today, {when(deadline)}"
    return f"by {when(deadline)}" + (f", in {saying.count(days, 'working day')}" if days else "")
