"""Consultations of a plan: what was shared with whom, the comments, and what became of each."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow.journeys import consultation
from lsip_workflow.model import (
    Area,
    ConsultationComment,
    ConsultationParty,
    ConsultationRound,
    Organisation,
    Person,
    Plan,
    PlanVersion,
    RoundStatus,
)
from lsip_workflow.model.consultation import Outcome
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.permissions import Actor, NotYours
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import queries
from lsip_workflow.web.views import versions
from lsip_workflow.web.views.versions import PartShown

BECAME = {Outcome.CHANGED: "The plan changed", Outcome.NOT_CHANGED: "Not changed, with the reason"}


@dataclass(frozen=True)
class CommentLine:
    """What a party said about a section, and what it changed or why it did not."""

    id: str
    party: str
    section: str
    text: str
    on: date
    received_by: str
    late: bool
    became: str
    answer: str
    answered_on: date | None


@dataclass(frozen=True)
class RoundLine:
    """A consultation; `version` is the document reference of what was shared."""

    id: str
    title: str
    ask: str
    open: bool
    opened_on: date
    until: date | None
    closed_on: date | None
    version: str
    file: str
    parties: tuple[tuple[str, int], ...]
    comments: tuple[CommentLine, ...]

    @property
    def unanswered(self) -> int:
        """How many comments wait for what they changed."""
        return sum(not comment.became for comment in self.comments)


def rounds(session: Session, plan: Plan, book: Rulebook) -> tuple[RoundLine, ...]:
    """The consultations of a plan, the newest first; for its team."""
    query = select(ConsultationRound).where(ConsultationRound.plan_id == plan.id)
    newest = col(ConsultationRound.opened_on).desc(), col(ConsultationRound.id)
    shared = _shared(session, plan.id)
    said = _comments(session, plan.id, consultation.sections(book))
    return tuple(
        _round(session, row, shared.get(row.id, {}), said.get(row.id, []))
        for row in session.exec(query.order_by(*newest))
    )


def _round(
    session: Session,
    row: ConsultationRound,
    parties: Mapping[str, str],
    comments: Sequence[tuple[str, CommentLine]],
) -> RoundLine:
    due = consultation.until(session, row)
    counts = [(name, sum(key == who for who, _ in comments)) for key, name in parties.items()]
    return RoundLine(
        id=row.id,
        title=row.title or "What this was about was erased",
        ask=row.ask,
        open=row.status is RoundStatus.OPEN,
        opened_on=row.opened_on,
        until=due.due if due else None,
        closed_on=row.closed_on,
        version=row.content,
        file=row.file_id or "",
        parties=tuple(sorted(counts, key=lambda one: one[0].casefold())),
        comments=tuple(line for _, line in comments),
    )


def _shared(session: Session, plan_id: str) -> dict[str, dict[str, str]]:
    query = (
        select(ConsultationParty.round_id, Organisation.id, Organisation.name)
        .join(Organisation, col(Organisation.id) == ConsultationParty.organisation_id)
        .where(ConsultationParty.plan_id == plan_id)
    )
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for round_id, key, name in session.exec(query):
        found[round_id][key] = name
    return found


def _comments(
    session: Session, plan_id: str, sections: Mapping[str, str], only: str | None = None
) -> dict[str, list[tuple[str, CommentLine]]]:
    query = (
        select(ConsultationComment, Organisation.name, Person.name)
        .join(Organisation, col(Organisation.id) == ConsultationComment.organisation_id)
        .outerjoin(Person, col(Person.id) == ConsultationComment.received_by)
        .where(ConsultationComment.plan_id == plan_id)
        .order_by(col(ConsultationComment.received_on), col(ConsultationComment.id))
    )
    if only is not None:
        query = query.where(ConsultationComment.organisation_id == only)
    found: defaultdict[str, list[tuple[str, CommentLine]]] = defaultdict(list)
    for row, party, receiver in session.exec(query):
        line = CommentLine(
            id=row.id,
            party=party,
            section=sections.get(row.section or "", row.own_section) or "The plan as a whole",
            text=row.text or "What was written here was erased.",
            on=row.received_on,
            received_by="" if row.by_party else receiver or "the ERB team",
            late=row.late,
            became=BECAME[row.outcome] if row.outcome else "",
            answer=row.answer,
            answered_on=row.answered_on,
        )
        found[row.round_id].append((row.organisation_id, line))
    return found


@dataclass(frozen=True)
class Shared:
    """What of a plan was shared with whoever looks, with the comments of their own organisations."""

    plan_id: str
    area: str
    cycle: str
    rounds: tuple[tuple[RoundLine, tuple[PartShown, ...]], ...]


def shared_with(session: Session, world: Runtime, hats: Sequence[Actor], plan_id: str) -> Shared:
    """The rounds shared with these hats' organisations, each with its version. Raises NotYours for none.

    Names of other parties and their comments are never loaded.
    """
    plan = queries.plan(session, plan_id)
    if plan is None:
        raise NotYours
    sections = consultation.sections(world.books[plan.edition])
    found: dict[str, tuple[RoundLine, tuple[PartShown, ...]]] = {}
    for hat in hats:
        for row in consultation.shared_with(session, hat, plan.id):
            own = hat.organisation_id or ""
            name = session.get_one(Organisation, own).name
            said = _comments(session, plan.id, sections, only=own).get(row.id, [])
            found[row.id] = (_round(session, row, {own: name}, said), _version(session, row))
    if not found:
        raise NotYours
    area = session.get_one(Area, plan.area_id).name
    return Shared(plan.id, area, plan.cycle, tuple(found.values()))


def _version(session: Session, row: ConsultationRound) -> tuple[PartShown, ...]:
    """What was shared, as it was then, section by section."""
    kept = session.get(PlanVersion, row.content)
    return versions.parts(json.loads(kept.content)) if kept and kept.content else ()
