"""The research of a plan: evidence, findings, skills needs and barriers, and what was taken out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from lsip_workflow.journeys import barriers as asked_about
from lsip_workflow.journeys import corrections
from lsip_workflow.model import Barrier, BarrierAsk, Evidence, Finding, Organisation, Plan, SkillsNeed
from lsip_workflow.reference import Reference, UnknownReference
from lsip_workflow.rules import geography
from lsip_workflow.web import saying
from lsip_workflow.web.views import plan_suggested
from lsip_workflow.web.views.plan_said import BARRIERS, BODIES, ENTRY, SIDES


@dataclass(frozen=True)
class EvidenceLine:
    """A piece of evidence with its source; `where` and `since` are of the boundaries of its day."""

    id: str
    title: str
    source: str
    locator: str
    finding: str
    where: str
    since: tuple[str, ...]
    soc: str
    recruitment_difficulty: bool
    sample_size: int | None


@dataclass(frozen=True)
class FindingLine:
    """A finding with what it rests on and what says otherwise, by title."""

    id: str
    says: str
    so_what: str
    rests_on: tuple[str, ...]
    contradicted_by: tuple[str, ...]
    used_because: str
    needs: tuple[str, ...]
    barriers: tuple[str, ...]


@dataclass(frozen=True)
class NeedLine:
    """A skills need with its codes in words, and what is suggested for those that it lacks."""

    id: str
    occupation: str
    soc: str
    sic: str
    place: str
    level: int | None
    horizon: str
    soc_suggested: tuple[plan_suggested.SuggestedSoc, ...]
    place_suggested: tuple[plan_suggested.SuggestedOccupation, ...]


@dataclass(frozen=True)
class AskLine:
    """What was asked about a barrier, of whom, and what was answered."""

    id: str
    whom: str
    asked: str
    asked_on: date
    answer: str
    answered_on: date | None


@dataclass(frozen=True)
class BarrierLine:
    """A barrier, who could remove it, and what was asked and answered."""

    id: str
    plan_id: str
    title: str
    detail: str
    kind: str
    side: str
    remover: str
    national: bool
    asks: tuple[AskLine, ...]


@dataclass(frozen=True)
class Mistake:
    """Something that was taken out of the plan as recorded by mistake; the record keeps it."""

    what: str
    called: str
    on: date
    reason: str


def evidence(rows: Sequence[Evidence], reference: Reference, today: date) -> tuple[EvidenceLine, ...]:
    """The evidence of a plan, by title."""
    return tuple(
        _evidence(row, reference, today) for row in sorted(rows, key=lambda row: row.title.casefold())
    )


def _evidence(row: Evidence, reference: Reference, today: date) -> EvidenceLine:
    where = geography.shown(row, reference, today)
    places = ", ".join([*filter(None, [where.area_name]), *(one["name"] for one in where.districts)])
    on = f" (as on {saying.day(where.on)})" if where.on else ""
    return EvidenceLine(
        id=row.id,
        title=row.title,
        source=row.source,
        locator=row.locator,
        finding=row.finding or "",
        where=(where.words or places) + on,
        since=tuple(where.since),
        soc=code_words(reference.soc, row.soc),
        recruitment_difficulty=row.recruitment_difficulty,
        sample_size=row.sample_size,
    )


def findings(
    session: Session, plan: Plan, evidence: Sequence[Evidence], needs: Sequence[SkillsNeed]
) -> tuple[FindingLine, ...]:
    """The findings of a plan that stand."""
    query = select(Finding).where(Finding.plan_id == plan.id, col(Finding.withdrawn_on).is_(None))
    names = {row.id: row.title for row in evidence} | {row.id: row.occupation for row in needs}
    names |= {row.id: row.title for row in asked_about.of_plans(session, [plan])}

    def named(ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(names.get(key, "something that was taken out") for key in ids)

    return tuple(
        FindingLine(
            id=row.id,
            says=row.says or "What was written here was erased.",
            so_what=row.so_what,
            rests_on=named(row.rests_on),
            contradicted_by=named(row.contradicted_by),
            used_because=row.used_because,
            needs=named(row.needs),
            barriers=named(row.barriers),
        )
        for row in session.exec(query.order_by(col(Finding.says), col(Finding.id)))
    )


def needs(rows: Sequence[SkillsNeed], reference: Reference, *, suggest: bool) -> tuple[NeedLine, ...]:
    """The skills needs by name; for a team, with suggestions for the codes that are not chosen yet."""
    return tuple(
        _need(row, reference, suggest) for row in sorted(rows, key=lambda row: row.occupation.casefold())
    )


def _need(row: SkillsNeed, reference: Reference, suggest: bool) -> NeedLine:
    placed = bool(row.occupation_code or row.cluster_id)
    return NeedLine(
        id=row.id,
        occupation=row.occupation,
        soc=code_words(reference.soc, row.soc),
        sic=code_words(reference.sic, row.sic),
        place=code_words(reference.occupation, row.occupation_code)
        or code_words(reference.cluster, str(row.cluster_id) if row.cluster_id else None),
        level=row.level,
        horizon=saying.HORIZONS.get(row.horizon, row.horizon),
        soc_suggested=plan_suggested.soc_like(reference, row.occupation) if suggest and not row.soc else (),
        place_suggested=(
            plan_suggested.occupations_like(reference, row.occupation) if suggest and not placed else ()
        ),
    )


def code_words(look: Any, code: str | None) -> str:
    """What a code is called; the code alone where the reference data do not know it."""
    if not code:
        return ""
    try:
        return str(look(code))
    except UnknownReference:
        return code


def barriers(session: Session, plans: Sequence[Plan], *, national: bool = False) -> tuple[BarrierLine, ...]:
    """The barriers of these plans with what was asked and answered; or only those that are national."""
    rows = asked_about.of_plans(session, plans, national=national)
    asks = asked_about.asks_about(session, rows)
    ids = {row.remover_id for row in rows} | {ask.organisation_id for said in asks.values() for ask in said}
    known = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(ids))
    names = dict(session.exec(known).all())
    return tuple(_barrier(row, asks[row.id], names) for row in rows)


def _barrier(row: Barrier, asks: Sequence[BarrierAsk], names: dict[str, str]) -> BarrierLine:
    body = BODIES[row.remover_kind] if row.remover_kind else ""
    return BarrierLine(
        id=row.id,
        plan_id=row.plan_id,
        title=row.title,
        detail=row.detail,
        kind=BARRIERS[row.kind],
        side=SIDES[row.side],
        remover=names.get(row.remover_id or "") or body,
        national=row.national,
        asks=tuple(
            AskLine(
                id=ask.id,
                whom=names.get(ask.organisation_id or "") or ask.whom,
                asked=ask.asked,
                asked_on=ask.asked_on,
                answer=ask.answer,
                answered_on=ask.answered_on,
            )
            for ask in asks
        ),
    )


def mistakes(session: Session, plan: Plan) -> tuple[Mistake, ...]:
    """What was taken out of a plan, newest first, with the reason."""
    found = [_mistake(str(what), row) for what, row in corrections.taken_out(session, plan)]
    return tuple(sorted(found, key=lambda one: (one.on, one.called), reverse=True))


def _mistake(what: str, row: Any) -> Mistake:
    names = ("code", "title", "occupation", "says", "text")
    called = " ".join(str(getattr(row, name)) for name in names if getattr(row, name, None))
    reason = row.withdrawn_because or "The reason is no longer held."
    return Mistake(ENTRY[what], called or saying.ERASED, row.withdrawn_on, reason)
