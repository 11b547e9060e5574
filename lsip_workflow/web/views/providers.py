"""Who takes part in a plan, and whom the delivery data suggest: data suggest, a person decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow.model import Organisation, OrganisationSuccession, Plan, PlanProvider, ProviderClass
from lsip_workflow.reference import Reference, UnknownReference
from lsip_workflow.reference.providers import DECISION, Suggestion
from lsip_workflow.web import saying
from lsip_workflow.words import outside

SHOWN = 30


@dataclass(frozen=True)
class ProviderLine:
    """A provider of a plan: why it is part, what is known of its class, and where it stands."""

    id: str
    name: str
    ukprn: str
    published: str
    said: str
    why: str
    source: str
    part: bool
    status: str
    after: str
    """What became of it, where it is no longer part, or goes on as part of another."""


@dataclass(frozen=True)
class ProvidersPage:
    """The providers of a plan by name, and how many more the delivery data show in its area."""

    lines: tuple[ProviderLine, ...]
    taking_part: int
    suggested: int


@dataclass(frozen=True)
class ChoicePage:
    """The suggestions that fit what was looked for, the largest by delivery first, a screen of them."""

    lines: tuple[Suggestion, ...]
    found: int
    of: int
    wanted: str
    source: str

    @property
    def more(self) -> int:
        """How many fit that are not on this page."""
        return self.found - len(self.lines)


def providers_page(session: Session, reference: Reference, plan: Plan, today: date) -> ProvidersPage:
    """Everybody who takes part in a plan, or did."""
    after = _successors(session, plan)
    lines = [_line(row, known, reference, after) for row, known in _providers(session, plan)]
    return ProvidersPage(
        lines=tuple(sorted(lines, key=lambda line: (not line.part, line.name.casefold()))),
        taking_part=sum(line.part for line in lines),
        suggested=len(left_to_choose(session, reference, plan, today)),
    )


def choice_page(session: Session, reference: Reference, plan: Plan, today: date, wanted: str) -> ChoicePage:
    """The suggestions whose name or number has the words that were looked for."""
    every = left_to_choose(session, reference, plan, today)
    word = wanted.casefold()
    found = [each for each in every if word in each.name.casefold() or word in each.ukprn]
    return ChoicePage(
        lines=tuple(found[:SHOWN]),
        found=len(found),
        of=len(every),
        wanted=wanted,
        source=every[0].source if every else "",
    )


def left_to_choose(session: Session, reference: Reference, plan: Plan, today: date) -> Sequence[Suggestion]:
    """Whom the delivery data show in a plan's area, without who is part of it; an invented area has none."""
    try:
        found = reference.suggestions(plan.area_id, today)
    except UnknownReference:
        return []
    there = {known.ukprn for row, known in _providers(session, plan) if row.status == "added"}
    # That a person decides is said once, on the page.
    return [
        replace(each, reason=each.reason.removesuffix(DECISION).strip())
        for each in found
        if each.ukprn not in there
    ]


def _providers(session: Session, plan: Plan) -> Sequence[tuple[PlanProvider, Organisation]]:
    query = (
        select(PlanProvider, Organisation)
        .join(Organisation, col(Organisation.id) == PlanProvider.provider_id)
        .where(PlanProvider.plan_id == plan.id)
    )
    return session.exec(query).all()


def _successors(session: Session, plan: Plan) -> dict[str, str]:
    """What became of providers that go on as part of another, by their id."""
    query = (
        select(OrganisationSuccession, Organisation)
        .join(Organisation, col(Organisation.id) == OrganisationSuccession.successor_id)
        .where(OrganisationSuccession.plan_id == plan.id)
    )
    return {
        row.organisation_id: f"Goes on as part of {other.name} since {saying.day(row.succeeded_on)}"
        for row, other in session.exec(query)
    }


def _line(
    row: PlanProvider, known: Organisation, reference: Reference, after: dict[str, str]
) -> ProviderLine:
    published = reference.providers.get(known.ukprn or "")
    part = row.status == "added"
    gone = f"Why: {row.removed_because}" if not part and row.removed_because else ""
    return ProviderLine(
        id=known.id,
        name=known.name,
        ukprn=known.ukprn or "",
        published=published.published_class if published else "",
        said="" if known.provider_class is ProviderClass.UNKNOWN else saying.CLASSES[known.provider_class],
        why=row.reason or "",
        source=row.source or "",
        part=part,
        status="" if part else outside("withdrawn"),
        after=after.get(known.id, gone),
    )
