"""What is recorded about a provider, as it reads it: plan by plan, with room for its own account."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.duties import Line, duty_of, own_faults
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.asked import Speaking
from lsip_workflow.store.recorded import Recorded, recorded
from lsip_workflow.web import saying
from lsip_workflow.web.views.asked_said import call, heard_by, kind_of


@dataclass(frozen=True)
class LineShown:
    """A line of the register with the provider's own account beside it."""

    id: str
    on: date
    duty: str
    cite: str
    did: str
    note: str
    url: str
    seen_on: date | None
    account: str
    account_on: date | None


@dataclass(frozen=True)
class OwnPosition:
    """A duty on which the provider may say how it stands, and what it said last."""

    duty: str
    title: str
    cite: str
    words: str
    url: str
    file_id: str
    stated_on: date | None


@dataclass(frozen=True)
class OfPlan:
    """All of one provider in one plan."""

    plan_id: str
    area: str
    cycle: str
    erb: str
    provider: str
    lines: Sequence[LineShown]
    unseen: Sequence[str]
    positions: Sequence[OwnPosition]
    commitments: Sequence[tuple[str, str, str]]
    answers: Sequence[tuple[str, str, str]]
    notes: Sequence[str]

    @property
    def empty(self) -> bool:
        """Whether nothing is recorded here yet."""
        return not (self.lines or self.commitments or self.answers or self.notes)


def about_you(session: Session, world: Runtime, whom: Speaking) -> list[OfPlan]:
    """The page, plan by plan."""
    return [_of_plan(world, one) for one in recorded(session, whom)]


def _of_plan(world: Runtime, one: Recorded) -> OfPlan:
    book = world.books[one.plan.edition]
    titles = {row.id: row.title for row in one.requests}
    return OfPlan(
        plan_id=one.plan.id,
        area=one.area.name,
        cycle=one.plan.cycle,
        erb=one.erb.name,
        provider=one.provider.name,
        lines=[line_shown(book, line) for line in reversed(one.lines)],
        unseen=[line.act.id for line in one.lines if line.act.seen_on is None],
        positions=_positions(book, one),
        commitments=[
            (
                f"{action.code}: {action.title}",
                saying.COMMITMENTS[row.kind],
                row.alternative or row.risk or "",
            )
            for row, action in one.commitments
        ],
        answers=[
            (
                f"/asked/{row.request_id}",
                titles.get(row.request_id, "What you were asked"),
                f"{kind_of(row, 'Your answer')}, {row.reference}, version {row.version}, "
                f"{saying.instant(row.submitted_at)}{heard_by(row)}",
            )
            for row in reversed(one.answers)
        ],
        notes=[call(row) for row in reversed(one.contacts)],
    )


def line_shown(book: Rulebook, line: Line) -> LineShown:
    """A line of the register in words."""
    act, rule = line.act, duty_of(book, line.act.duty)
    what = saying.ACTS.get(act.act, act.act)
    about = act.about or ("your answer" if act.subject else "")
    return LineShown(
        id=act.id,
        on=act.on,
        duty=rule.title if rule else act.duty,
        cite=rule.cite if rule else "",
        did=f"{what}: {about}" if about else what,
        note=act.note or "",
        url=act.url or "",
        seen_on=act.seen_on,
        account=(line.account.words or saying.ERASED) if line.account else "",
        account_on=line.account.given_on if line.account else None,
    )


def _positions(book: Rulebook, one: Recorded) -> list[OwnPosition]:
    newest = {row.duty: row for row in reversed(one.positions)}
    found = []
    for rule in book.duties:
        if own_faults(book, rule.key, one.provider):
            continue
        said = newest.get(rule.key)
        found.append(
            OwnPosition(
                duty=rule.key,
                title=rule.title,
                cite=rule.cite,
                words=(said.words or saying.ERASED) if said else "",
                url=(said.url or "") if said else "",
                file_id=(said.file_id or "") if said else "",
                stated_on=said.stated_on if said else None,
            )
        )
    return found


def tables(session: Session, whom: Speaking) -> dict[str, list[dict[str, Any]]]:
    """Everything as it is kept, by kind, to take away; without the keys that seal it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in recorded(session, whom):
        kinds: dict[str, Sequence[Any]] = {
            "requests": one.requests,
            "answers": one.answers,
            "questions": one.questions,
            "notes-of-calls": one.contacts,
            "duty-lines": [line.act for line in one.lines],
            "your-accounts": one.accounts,
            "your-positions": one.positions,
            "commitments": [row for row, _ in one.commitments],
        }
        where = {"provider": one.provider.name, "area": one.area.name, "erb": one.erb.name}
        actions = {row.id: f"{action.code}: {action.title}" for row, action in one.commitments}
        for name, rows in kinds.items():
            for row in rows:
                told = json.loads(row.model_dump_json(exclude={"salt", "sent_by"}))
                more = {"action": actions[row.id]} if name == "commitments" else {}
                found.setdefault(name, []).append(where | told | more)
            found.setdefault(name, [])
    return found
