"""What people put into a plan: considerations, needs, priorities, actions with commitments, documents."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lsip_workflow.model import Action, Commitment, Document, Evidence, SkillsNeed
from lsip_workflow.rules.dossier import Dossier
from lsip_workflow.web import saying


@dataclass(frozen=True)
class PriorityLine:
    """A priority with the needs that it serves, by name."""

    code: str
    title: str
    kind: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """What one body says about an action."""

    who: str
    says: str
    alternative: str
    risk: str


@dataclass(frozen=True)
class ActionLine:
    """A roadmap action, what it still lacks left empty, and who said what about it."""

    code: str
    title: str
    lead: str
    planned_for: date | None
    measure: str
    route: str
    words: tuple[Word, ...]
    progress: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DocumentLine:
    """A published document; `link` is empty when its address is not one of the web."""

    kind: str
    url: str
    link: str
    on: date
    fingerprint: str


@dataclass(frozen=True)
class Content:
    """All that people put into a plan."""

    considered: tuple[tuple[str, str], ...]
    evidence: Sequence[Evidence]
    needs: Sequence[SkillsNeed]
    priorities: tuple[PriorityLine, ...]
    actions: tuple[ActionLine, ...]
    documents: tuple[DocumentLine, ...]


def content(dossier: Dossier) -> Content:
    """All that people put into a plan, in words."""
    words: defaultdict[str, list[Commitment]] = defaultdict(list)
    for row in dossier.commitments:
        words[row.action_id].append(row)
    considered = [
        (saying.TESTS[row.test], row.text or "What was written here was erased.")
        for row in dossier.considerations
    ]
    return Content(
        considered=tuple(sorted(considered)),
        evidence=sorted(dossier.evidence, key=lambda row: row.title.casefold()),
        needs=sorted(dossier.needs, key=lambda row: row.occupation.casefold()),
        priorities=_priorities(dossier),
        actions=tuple(_action(row, words[row.id], dossier) for row in dossier.actions),
        documents=tuple(
            _document(row) for row in sorted(dossier.documents, key=lambda row: row.published_on)
        ),
    )


def _priorities(dossier: Dossier) -> tuple[PriorityLine, ...]:
    occupations = {row.id: row.occupation for row in dossier.needs}
    return tuple(
        PriorityLine(
            row.code,
            row.title,
            saying.PRIORITIES[row.kind],
            tuple(occupations.get(need, "a need that is no longer there") for need in row.needs),
        )
        for row in dossier.priorities
    )


def _action(row: Action, said: list[Commitment], dossier: Dossier) -> ActionLine:
    words = [
        Word(dossier.name(c.organisation_id), saying.COMMITMENTS[c.kind], c.alternative or "", c.risk or "")
        for c in said
    ]
    told = (
        ("Done", row.done),
        ("Impact", row.impact),
        ("What remains", row.remains),
        ("No progress, because", row.no_progress_because),
    )
    return ActionLine(
        code=row.code,
        title=row.title,
        lead=dossier.name(row.lead_id) if row.lead_id else "",
        planned_for=row.planned_for,
        measure=row.measure,
        route=saying.ROUTES[row.route] if row.route else "",
        words=tuple(sorted(words, key=lambda word: word.who.casefold())),
        progress=tuple((title, text) for title, text in told if text),
    )


def _document(row: Document) -> DocumentLine:
    link = row.url if row.url.startswith(("https://", "http://")) else ""
    kind = saying.DOCUMENTS.get(row.kind, saying.spoken(row.kind))
    return DocumentLine(kind, row.url, link, row.published_on, row.fingerprint)
