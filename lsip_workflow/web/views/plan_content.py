"""What people put into a plan: what was considered, priorities, and actions with everybody's word on them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow import rulebook as rb
from lsip_workflow.journeys import corrections
from lsip_workflow.model import Action, Commitment, Consideration, Priority
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.web import saying

ERASED = "What was written here was erased."


@dataclass(frozen=True)
class Said:
    """What was recorded, and what stood there until it was corrected, each text with its last day."""

    id: str
    text: str
    before: tuple[tuple[str, date | None], ...]


@dataclass(frozen=True)
class Considered:
    """One of the Act's tests, whose word it is, and what was recorded under it."""

    test: str
    title: str
    cite: str
    sourced: bool
    applies: bool
    said: tuple[Said, ...]


@dataclass(frozen=True)
class PriorityLine:
    """A priority with the needs that it serves and the actions that serve it, by name."""

    id: str
    code: str
    title: str
    kind: str
    needs: tuple[str, ...]
    actions: tuple[tuple[str, str], ...]
    brought: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Word:
    """What one body says about an action; `request` is the request under which it said so, if it did."""

    organisation_id: str
    who: str
    says: str
    alternative: str
    risk: str
    request: str


@dataclass(frozen=True)
class ActionLine:
    """A roadmap action; what it still lacks is named in `lacks`."""

    id: str
    code: str
    title: str
    priority: str
    lead: str
    planned_for: date | None
    measure: str
    route: str
    for_providers: bool
    partners: tuple[tuple[str, str], ...]
    words: tuple[Word, ...]
    progress: tuple[tuple[str, str], ...]
    progress_on: date | None
    lacks: tuple[str, ...]
    brought: tuple[tuple[str, str], ...]


PARTNERS = {
    "employer_body": "employer body",
    "authority": "strategic authority",
    "provider": "provider",
    "department": "department",
    "other": "other",
}


def considered(session: Session, dossier: Dossier, book: Rulebook) -> tuple[Considered, ...]:
    """The Act's tests that this edition asks about, with what was recorded under each."""
    conditions = [row for row in book.conditions if isinstance(row, rb.Considered)]
    return tuple(
        Considered(
            test=row.test.value,
            title=row.title,
            cite=row.cite,
            sourced=row.status == "sourced",
            applies=bool(dossier.authority_answers) or not row.where_authority,
            said=tuple(_said(session, each) for each in dossier.considerations if each.test is row.test),
        )
        for row in conditions
    )


def _said(session: Session, row: Consideration) -> Said:
    stood = corrections.before(session, row)
    return Said(row.id, row.text or ERASED, tuple((one.text or ERASED, one.withdrawn_on) for one in stood))


def priorities(dossier: Dossier) -> tuple[PriorityLine, ...]:
    """The priorities by their codes."""
    occupations = {row.id: row.occupation for row in dossier.needs}
    return tuple(
        PriorityLine(
            id=row.id,
            code=row.code,
            title=row.title,
            kind=saying.PRIORITIES[row.kind],
            needs=tuple(occupations.get(need, "a need that is no longer there") for need in row.needs),
            actions=tuple((a.code, a.title) for a in dossier.actions if a.priority_id == row.id),
            brought=_brought(row),
        )
        for row in dossier.priorities
    )


def actions(dossier: Dossier) -> tuple[ActionLine, ...]:
    """The roadmap by its codes."""
    said: defaultdict[str, list[Commitment]] = defaultdict(list)
    for row in dossier.commitments:
        said[row.action_id].append(row)
    asked = {row.id: row.request_id for row in dossier.responses}
    return tuple(_action(row, said[row.id], asked, dossier) for row in dossier.actions)


def _action(row: Action, said: Sequence[Commitment], asked: dict[str, str], dossier: Dossier) -> ActionLine:
    served = next((one for one in dossier.priorities if one.id == row.priority_id), None)
    partners = [one for one in dossier.partners if one.action_id == row.id and one.status == "named"]
    return ActionLine(
        id=row.id,
        code=row.code,
        title=row.title,
        priority=f"{served.code} {served.title}" if served else "",
        lead=dossier.name(row.lead_id) if row.lead_id else "",
        planned_for=row.planned_for,
        measure=row.measure,
        route=saying.ROUTES[row.route] if row.route else "",
        for_providers=row.for_providers,
        partners=tuple(sorted((dossier.name(one.organisation_id), PARTNERS[one.kind]) for one in partners)),
        words=tuple(
            sorted((_word(one, asked, dossier) for one in said), key=lambda word: word.who.casefold())
        ),
        progress=_progress(row),
        progress_on=row.progress_on,
        lacks=_lacks(row),
        brought=_brought(row),
    )


def _word(row: Commitment, asked: dict[str, str], dossier: Dossier) -> Word:
    return Word(
        organisation_id=row.organisation_id,
        who=dossier.name(row.organisation_id),
        says=saying.sentence(saying.COMMITMENTS[row.kind]),
        alternative=row.alternative or "",
        risk=row.risk or "",
        request=asked.get(row.response_id or "", ""),
    )


def _progress(row: Action) -> tuple[tuple[str, str], ...]:
    told = (
        ("Done", row.done),
        ("Impact", row.impact),
        ("What remains", row.remains),
        ("No progress, because", row.no_progress_because),
    )
    return tuple((title, text) for title, text in told if text)


def _lacks(row: Action) -> tuple[str, ...]:
    parts = (
        ("a lead", row.lead_id),
        ("a date", row.planned_for),
        ("a measure", row.measure),
        ("a delivery route", row.route),
    )
    return tuple(name for name, value in parts if not value)


def _brought(row: Priority | Action) -> tuple[tuple[str, str], ...]:
    """What a workbook said besides, in its own headings, where the plan was taken over from one."""
    own = (("Status there", row.local_status), ("Kind there", getattr(row, "local_kind", None)))
    more = ((heading, text) for heading, text in row.extra or ())
    return tuple((heading, text) for heading, text in (*own, *more) if text)
