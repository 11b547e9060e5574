"""The duty register for the team of a plan: what was done, both sides, and what may leave today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from lsip_workflow.model import Organisation, Plan
from lsip_workflow.rules.duties import duty_of, may_leave, why_held
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import register
from lsip_workflow.web import saying
from lsip_workflow.web.views.about_you import LineShown, line_shown


@dataclass(frozen=True)
class TeamLine:
    """A line, with whom it is about and whether it may leave."""

    provider: str
    line: LineShown
    leaves: bool
    held: str


@dataclass(frozen=True)
class Stated:
    """What a provider said about a duty of its own."""

    provider: str
    duty: str
    words: str
    url: str
    file_id: str
    on: date
    version: int


@dataclass(frozen=True)
class Register:
    """The page."""

    lines: Sequence[TeamLine]
    positions: Sequence[Stated]


def register_page(session: Session, world: Runtime, plan: Plan) -> Register:
    """Every line, the newest first, and what providers say for themselves, by name."""
    book, today, calendar = world.books[plan.edition], world.today(), world.calendar
    lines, positions = register.lines(session, plan), register.positions(session, plan)
    ids = {line.act.organisation_id for line in lines} | {row.organisation_id for row in positions}
    rows = session.exec(select(Organisation).where(col(Organisation.id).in_(ids)))
    names = {row.id: row.name for row in rows}
    stated = [
        Stated(
            provider=names[row.organisation_id],
            duty=rule.title if (rule := duty_of(book, row.duty)) else row.duty,
            words=row.words or saying.ERASED,
            url=row.url or "",
            file_id=row.file_id or "",
            on=row.stated_on,
            version=row.version,
        )
        for row in positions
    ]
    return Register(
        lines=[
            TeamLine(
                provider=names[line.act.organisation_id],
                line=line_shown(book, line),
                leaves=may_leave(line, today, calendar),
                held=why_held(line, today, calendar),
            )
            for line in reversed(lines)
        ],
        positions=sorted(stated, key=lambda one: (one.provider, one.duty, -one.version)),
    )


def leaving(shown: Register) -> list[Mapping[str, Any]]:
    """The rows of the file that may leave the body today."""
    return [
        {
            "provider": one.provider,
            "on": one.line.on.isoformat(),
            "duty": one.line.duty,
            "source": one.line.cite,
            "what": one.line.did,
            "note": one.line.note,
            "page": one.line.url,
            "the provider's own account": one.line.account,
        }
        for one in shown.lines
        if one.leaves
    ]
