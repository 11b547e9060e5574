"""Who said what: providers of a plan by its priorities, or by its actions. Nobody is ranked or coloured."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lsip_workflow.model import Action, AnswerKind, Commitment, Request, RequestStatus, Response
from lsip_workflow.rules.answer_kinds import DID
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.web import saying
from lsip_workflow.words import outside

NO_REPLY = outside("non-response")
NOT_ASKED = "Not asked yet"
NOTHING_SAID = "Nothing said about this"


class By(StrEnum):
    """What the columns are."""

    PRIORITIES = "priorities"
    ACTIONS = "actions"


@dataclass(frozen=True)
class Said:
    """A word of a provider, about which action, and where the answer can be read."""

    action: str
    word: str
    path: str


@dataclass(frozen=True)
class Column:
    """A priority or an action."""

    code: str
    title: str
    path: str


@dataclass(frozen=True)
class Line:
    """A provider, how its reply stands, and what it said under each column."""

    provider: str
    reply: str
    path: str
    cells: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True)
class Matrix:
    """The table, and how many providers there are in all and without a reply."""

    by: By
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    providers: int
    waiting: int


@dataclass(frozen=True)
class _Reading:
    """What the table is made of, by provider and by action."""

    dossier: Dossier
    requests: dict[str, list[Request]]
    current: dict[str, Response]
    words: dict[tuple[str, str], Commitment]
    asked_under: dict[str, str]


def matrix(dossier: Dossier, *, by: By = By.PRIORITIES, only_waiting: bool = False) -> Matrix:
    """Every provider of the plan in the order of names, or those alone whose reply is awaited."""
    reading = _read(dossier)
    groups = list(_groups(dossier, by))
    there = [row.provider_id for row in dossier.providers if row.status == "added"]
    lines = sorted((_line(key, reading, groups) for key in there), key=lambda line: line.provider.casefold())
    waiting = [line for line in lines if line.reply == NO_REPLY]
    return Matrix(
        by=by,
        columns=tuple(column for column, _ in groups),
        lines=tuple(waiting if only_waiting else lines),
        providers=len(lines),
        waiting=len(waiting),
    )


def _read(dossier: Dossier) -> _Reading:
    requests: defaultdict[str, list[Request]] = defaultdict(list)
    for row in sorted(dossier.requests, key=lambda row: (row.sent_at is None, row.sent_at, row.id)):
        requests[row.provider_id].append(row)
    return _Reading(
        dossier=dossier,
        requests=requests,
        current={row.id: row for row in dossier.responses},
        words={(row.organisation_id, row.action_id): row for row in dossier.commitments},
        asked_under={row.id: row.request_id for row in dossier.responses},
    )


def _groups(dossier: Dossier, by: By) -> Iterator[tuple[Column, Sequence[Action]]]:
    """The columns, each with the actions that it stands for; actions without a priority come last."""
    if by is By.ACTIONS:
        for action in dossier.actions:
            yield Column(action.code, action.title, f"/actions/{action.code}"), [action]
        return
    for priority in dossier.priorities:
        serving = [row for row in dossier.actions if row.priority_id == priority.id]
        yield Column(priority.code, priority.title, "/priorities"), serving
    if loose := [row for row in dossier.actions if row.priority_id is None]:
        yield Column("", "No priority named yet", "/actions"), loose


def _line(provider: str, reading: _Reading, groups: Sequence[tuple[Column, Sequence[Action]]]) -> Line:
    asked = reading.requests.get(provider, [])
    waits = [row for row in asked if row.status is RequestStatus.OPEN and not row.current_response_id]
    newest = (waits or asked)[-1] if asked else None
    path = f"/requests/{newest.id}" if newest else ""
    reply = NO_REPLY if waits else _reply(newest, reading)
    return Line(
        provider=reading.dossier.name(provider),
        reply=reply,
        path=path,
        cells=tuple(tuple(_cell(provider, actions, reading, reply, path)) for _, actions in groups),
    )


def _reply(request: Request | None, reading: _Reading) -> str:
    if request is None:
        return NOT_ASKED
    answer = reading.current.get(request.current_response_id or "")
    if answer is None:
        return outside("excused")
    if answer.kind in (AnswerKind.ANSWER, AnswerKind.WILL_NOT_COMMIT):
        return "Answered"
    return saying.sentence(DID[answer.kind])


def _cell(
    provider: str, actions: Sequence[Action], reading: _Reading, reply: str, path: str
) -> Iterator[Said]:
    """The words of a provider about these actions; one word in their stead where it said none."""
    said = [(action, word) for action in actions if (word := reading.words.get((provider, action.id)))]
    for action, word in said:
        under = reading.asked_under.get(word.response_id or "")
        where = f"/requests/{under}" if under else f"/actions/{action.code}"
        yield Said(action.code, saying.sentence(saying.COMMITMENTS[word.kind]), where)
    if not said:
        yield Said("", reply if reply != "Answered" else NOTHING_SAID, path)
