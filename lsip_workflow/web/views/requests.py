"""The ERB's side of what was asked: all requests of a plan, one of them whole, and what went out about it."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from sqlmodel import Session, col, select

from lsip_workflow.model import (
    Deadline,
    EventRow,
    Organisation,
    OutboxItem,
    OutboxRow,
    Person,
    Plan,
    Question,
    QuestionStatus,
    Request,
    RequestStatus,
    Response,
    Role,
)
from lsip_workflow.rules.reminders import on_hold
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries
from lsip_workflow.store.owe import holders
from lsip_workflow.store.queries import RequestSeen
from lsip_workflow.web import saying
from lsip_workflow.web.views import asked_said, waiting
from lsip_workflow.web.views.asked_said import AnswerShown
from lsip_workflow.words import outside

SHOW = {
    "all": "All requests",
    "awaited": "Awaiting a reply",
    "answered": "Answered",
    "not-needed": outside("excused"),
}
STATUS = {
    "awaited": RequestStatus.OPEN,
    "answered": RequestStatus.ANSWERED,
    "not-needed": RequestStatus.NOT_NEEDED,
}


@dataclass(frozen=True)
class RequestLine:
    """A request in the list; `message` is what became of the message that asks."""

    id: str
    provider: str
    title: str
    status: str
    reference: str
    sent_at: datetime | None
    message: str


@dataclass(frozen=True)
class RequestsPage:
    """The requests of a plan, all or of one standing, and how many there are of each."""

    lines: tuple[RequestLine, ...]
    show: str
    counts: tuple[tuple[str, str, int], ...]
    confirmed: bool
    """Whether answers count only once they are confirmed."""


def requests_page(session: Session, world: Runtime, plan: Plan, show: str) -> RequestsPage:
    """The requests of a plan, by the providers' names."""
    show = show if show in SHOW else "all"
    rows = queries.requests_of(session, plan.id)
    told = message_states(session, plan.id)
    kept = [row for row in rows if show == "all" or row.request.status is STATUS[show]]
    counts = tuple(
        (key, name, sum(key == "all" or row.request.status is STATUS[key] for row in rows))
        for key, name in SHOW.items()
    )
    lines = tuple(request_line(row, told, world.today()) for row in kept)
    return RequestsPage(lines, show, counts, plan.provider_confirms)


def request_line(row: RequestSeen, told: Mapping[str, str], today: date) -> RequestLine:
    """A request as the list shows it."""
    return RequestLine(
        id=row.request.id,
        provider=row.provider.name,
        title=row.request.title,
        status=standing(row.request, row.deadline, today),
        reference=row.reference or "",
        sent_at=row.request.sent_at,
        message=told.get(row.request.id, "Nobody is named to send it to"),
    )


def standing(request: Request, deadline: Deadline | None, today: date) -> str:
    """How the reply to a request stands, in words."""
    match request.status:
        case RequestStatus.OPEN:
            return waiting.reply_words(deadline, today)
        case RequestStatus.ANSWERED:
            return "Answered"
        case RequestStatus.NOT_NEEDED:
            return outside("excused")


def message_states(session: Session, plan_id: str) -> dict[str, str]:
    """What became of the message that asks, by request: its state in words, and to whom."""
    query = (
        select(EventRow.payload, OutboxRow)
        .where(OutboxRow.event_id == EventRow.id, EventRow.stream == f"plan:{plan_id}")
        .where(EventRow.type == "request.sent")
    )
    rows = session.exec(query).all()
    found, names = defaultdict[str, list[str]](list), _names(session, [row for _, row in rows])
    for payload, row in rows:
        found[json.loads(payload)["request"]].append(state(row, names))
    return {request: "; ".join(_each_once(states)) for request, states in found.items()}


def _each_once(states: Sequence[str]) -> list[str]:
    return [
        f"{words} ({saying.count(number, 'message')})" if number > 1 else words
        for words, number in sorted(Counter(states).items())
    ]


def _names(session: Session, rows: Sequence[OutboxRow]) -> dict[str, str]:
    """Whom messages are for that have no address yet."""
    ids = {row.person_id for row in rows if not row.recipient}
    query = select(Person.id, Person.name).where(col(Person.id).in_(ids))
    return {key: name or saying.ERASED for key, name in session.exec(query)}


def state(row: OutboxRow, names: Mapping[str, str]) -> str:
    """What became of a message, in words, and to whom it goes."""
    name = names.get(row.person_id or "", "")
    to = f" to {row.recipient}" if row.recipient else f", for {name}" if name else ""
    because = f" ({row.skipped_because})" if row.skipped_because else ""
    return f"{saying.MESSAGES[row.status]}{to}{because}"


@dataclass(frozen=True)
class QuestionBeside:
    """A question about a version of the answer, and its reply."""

    id: str
    asked_on: date
    ask: str
    open: bool
    standing: str
    reply: str
    heard: str
    files: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class VersionShown:
    """One version of the answer, with what it changes against the one before, and the questions about it."""

    answer: AnswerShown
    current: bool
    changed: tuple[tuple[str, str, str], ...]
    """What, as it was, and as it is now."""
    questions: tuple[QuestionBeside, ...]
    words: str


@dataclass(frozen=True)
class RequestOne:
    """A request whole: what was asked, everything that was said, and what went out about it."""

    id: str
    provider: str
    title: str
    ask: str
    sent_at: datetime | None
    status: str
    open: bool
    deadline: str
    held: str
    contacts: tuple[tuple[str, str, str], ...]
    versions: tuple[VersionShown, ...]
    notes: tuple[str, ...]
    messages: tuple[tuple[str, str, str], ...]
    """The id of each message, what it is and what became of it."""


def request_one(session: Session, world: Runtime, plan: Plan, row: Request) -> RequestOne:
    """A request of a plan, whole."""
    today = world.today()
    due = queries.deadline_of(session, plan.id, "request", row.id)
    until = on_hold(due, today) if due else None
    people = holders(session, plan.area_id, Role.PROVIDER_RESPONDENT, row.provider_id, today)
    return RequestOne(
        id=row.id,
        provider=session.get_one(Organisation, row.provider_id).name,
        title=row.title,
        ask=row.ask or "",
        sent_at=row.sent_at,
        status=standing(row, due, today),
        open=row.status is RequestStatus.OPEN,
        deadline=due.id if due else "",
        held=f"Reminders are on hold until {saying.day(until)}: {saying.HELD[due.held_because]}"
        if due and until
        else "",
        contacts=tuple((person.name or "", person.phone or "", person.email or "") for person in people),
        versions=_versions(session, plan, row),
        notes=tuple(asked_said.noted(session, row.id)),
        messages=_messages(session, plan, row, due),
    )


def _versions(session: Session, plan: Plan, request: Request) -> tuple[VersionShown, ...]:
    rows = list(asked_said.versions(session, request.id))
    titles = asked_said.action_titles(session, plan)
    beside: defaultdict[str, list[QuestionBeside]] = defaultdict(list)
    asked = select(Question).where(Question.request_id == request.id)
    for question in session.exec(asked.order_by(col(Question.asked_on), col(Question.id))):
        beside[question.response_id].append(_question(session, question))
    return tuple(
        VersionShown(
            answer=asked_said.answer_shown(session, row, titles),
            current=request.current_response_id == row.id,
            changed=_changed(row, before, titles),
            questions=tuple(beside[row.id]),
            words="" if before else "The first version",
        )
        for row, before in pairwise([*rows, None])
        if row is not None
    )


def _question(session: Session, row: Question) -> QuestionBeside:
    stands = {
        QuestionStatus.OPEN: "Awaiting reply",
        QuestionStatus.ANSWERED: "Answered",
        QuestionStatus.NOT_NEEDED: outside("excused"),
    }
    return QuestionBeside(
        id=row.id,
        asked_on=row.asked_on,
        ask=row.ask or saying.ERASED,
        open=row.status is QuestionStatus.OPEN,
        standing=stands[row.status],
        reply=row.reply or ("A new version of the answer says it." if row.answered_by else ""),
        heard=saying.HEARD[row.heard_how] if row.heard_how else "",
        files=asked_said.named_files(session, row.files),
    )


def _changed(
    row: Response, before: Response | None, titles: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """What a version says otherwise than the one before it, part by part."""
    if before is None:
        return ()
    now, was = _parts(row, titles), _parts(before, titles)
    return tuple(
        (part or "The answer", was.get(part, "Nothing was said"), now.get(part, "Nothing is said"))
        for part in dict.fromkeys([*now, *was])
        if now.get(part) != was.get(part)
    )


def _parts(row: Response, titles: Mapping[str, str]) -> dict[str, str]:
    return {
        title: "; ".join(f"{name}: {words}" if name else words for name, words in lines)
        for title, lines in asked_said.said_of(row, titles)
    }


def _messages(
    session: Session, plan: Plan, request: Request, due: Deadline | None
) -> tuple[tuple[str, str, str], ...]:
    of_it = (
        select(OutboxRow)
        .join(EventRow, col(EventRow.id) == OutboxRow.event_id)
        .where(EventRow.stream == f"plan:{plan.id}", col(EventRow.payload).contains(f'"{request.id}"'))
    )
    reminders = select(OutboxRow).where(
        col(OutboxRow.id).in_(
            select(OutboxItem.outbox_id).where(OutboxItem.deadline_id == (due.id if due else ""))
        )
    )
    rows = {row.id: row for query in (of_it, reminders) for row in session.exec(query)}
    newest = sorted(rows.values(), key=lambda row: (row.owed_since, row.id), reverse=True)
    names = _names(session, newest)
    return tuple(
        (row.id, saying.TEMPLATES.get(row.template, "A message"), state(row, names)) for row in newest
    )
