"""The JSON API, research, reading: evidence as it was collected, findings, barriers, who was heard."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from sqlmodel import Session, select

from lsip_workflow.journeys import barriers, corrections, engagement
from lsip_workflow.model import (
    Barrier,
    BarrierAsk,
    Engagement,
    Evidence,
    Finding,
    Organisation,
    Plan,
)
from lsip_workflow.rules import geography
from lsip_workflow.rules.engagement import count
from lsip_workflow.rules.permissions import in_team
from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.areas import AsOf
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.api.shown_research import (
    AskOut,
    BarrierOut,
    CellOut,
    ConsiderationOut,
    ConsideredOut,
    DistrictOut,
    EngagementBefore,
    EngagementOut,
    EvidenceOut,
    FindingOut,
    GeographyOut,
    HeardOut,
    MistakeOut,
    NeedOut,
    PriorityOut,
    SummaryOut,
)

router = APIRouter(prefix="/api/v1")


@router.get("/plans/{plan_id}/evidence")
def list_evidence(world: AtRuntime, actor: Holder, plan_id: Id) -> list[EvidenceOut]:
    """The evidence of a plan, as it was collected; for its ERB."""
    with world.database.reading() as session:
        rows = queries.dossier(session, readable(session, actor, plan_id)).evidence
        today = world.today()

        def where(row: Evidence) -> GeographyOut:
            return GeographyOut(**vars(geography.shown(row, world.reference, today)))

        return [EvidenceOut(**_of(row, EvidenceOut, "geography"), geography=where(row)) for row in rows]


@router.get("/plans/{plan_id}/needs")
def list_needs(world: AtRuntime, actor: Holder, plan_id: Id) -> list[NeedOut]:
    """The skills needs of a plan; for its ERB."""
    with world.database.reading() as session:
        rows = queries.dossier(session, readable(session, actor, plan_id)).needs
        return [NeedOut(**_of(row, NeedOut)) for row in rows]


@router.get("/plans/{plan_id}/priorities")
def list_priorities(world: AtRuntime, actor: Holder, plan_id: Id) -> list[PriorityOut]:
    """The priorities of a plan by their codes; for its ERB."""
    with world.database.reading() as session:
        rows = queries.dossier(session, readable(session, actor, plan_id)).priorities
        return [PriorityOut(**_of(row, PriorityOut)) for row in rows]


@router.get("/plans/{plan_id}/findings")
def list_findings(world: AtRuntime, actor: Holder, plan_id: Id) -> list[FindingOut]:
    """The findings of a plan; for its ERB."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        rows = session.exec(select(Finding).where(Finding.plan_id == plan.id).order_by(Finding.id))
        return [FindingOut(**_of(row, FindingOut)) for row in rows if row.withdrawn_on is None]


@router.get("/plans/{plan_id}/barriers")
def list_barriers(world: AtRuntime, actor: Holder, plan_id: Id) -> list[BarrierOut]:
    """The barriers of a plan, with what was asked and answered; for its ERB."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        return _barriers(session, barriers.of_plans(session, [plan]))


@router.get("/barriers/national")
def list_national_barriers(world: AtRuntime, actor: Holder) -> list[BarrierOut]:
    """The barriers that only national government could remove, of all plans that the key's holder runs."""
    with world.database.reading() as session:
        plans = [plan for plan in queries.plans(session) if in_team(actor, plan.area_id, plan.erb_id)]
        return _barriers(session, barriers.of_plans(session, plans, national=True))


@router.get("/plans/{plan_id}/considerations")
def list_considerations(world: AtRuntime, actor: Holder, plan_id: Id) -> list[ConsiderationOut]:
    """What was considered under each of the Act's tests, with what it said before; for its ERB."""
    with world.database.reading() as session:
        rows = queries.dossier(session, readable(session, actor, plan_id)).considerations

        def said(row: Any) -> dict[str, Any]:
            return _of(row, ConsideredOut, "until") | {"until": row.withdrawn_on}

        return [
            ConsiderationOut(
                **_of(row, ConsiderationOut, "before"),
                before=[ConsideredOut(**said(one)) for one in corrections.before(session, row)],
            )
            for row in rows
        ]


@router.get("/plans/{plan_id}/engagements")
def list_engagements(world: AtRuntime, actor: Holder, plan_id: Id) -> list[EngagementOut]:
    """The engagement log of a plan, newest first, each entry with what it said before; for its ERB."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        log, _ = engagement.log_of(session, plan.id)
        heard = engagement.heard_of(session, plan.id)
        names = _names(session, {row.organisation_id for row in heard})

        def of(entry: str) -> list[HeardOut]:
            return [
                HeardOut(
                    **_of(row, HeardOut, "organisation"), organisation=names.get(row.organisation_id or "")
                )
                for row in heard
                if row.engagement_id == entry
            ]

        def before(row: Engagement) -> list[EngagementBefore]:
            return [
                EngagementBefore(
                    **_of(one, EngagementBefore, "heard", "until"), heard=of(one.id), until=one.withdrawn_on
                )
                for one in corrections.before(session, row)
            ]

        return [
            EngagementOut(**_of(row, EngagementOut, "heard", "before"), heard=of(row.id), before=before(row))
            for row in log
        ]


@router.get("/plans/{plan_id}/engagement-summary")
def summarise_engagements(world: AtRuntime, actor: Holder, plan_id: Id, on: AsOf = None) -> SummaryOut:
    """Who was heard, by kind and by district of the area on a day, with a line for those not heard at all."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        log, heard = engagement.log_of(session, plan.id)
        counted = count(log, heard, world.reference, plan.area_id, on or world.today())
        return SummaryOut(
            on=counted.on,
            engagements={kind.value: number for kind, number in counted.engagements.items()},
            cells=[CellOut(**vars(cell)) for cell in counted.cells],
            districts=[DistrictOut(**vars(row)) for row in counted.districts],
            note=counted.note,
        )


@router.get("/plans/{plan_id}/mistakes")
def list_mistakes(world: AtRuntime, actor: Holder, plan_id: Id) -> list[MistakeOut]:
    """What was taken out of a plan as recorded by mistake, and why; for its ERB."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        return sorted(_mistakes(session, plan), key=lambda one: (one.on, one.what, one.id))


def _mistakes(session: Session, plan: Plan) -> list[MistakeOut]:
    return [_mistake(what, row) for what, row in corrections.taken_out(session, plan)]


def _mistake(what: str, row: Any) -> MistakeOut:
    code, reason = getattr(row, "code", ""), row.withdrawn_because or ""
    return MistakeOut(what=what, id=row.id, code=code, on=row.withdrawn_on, reason=reason)


def _barriers(session: Session, rows: list[Barrier]) -> list[BarrierOut]:
    asks = barriers.asks_about(session, rows)
    every = [ask for said in asks.values() for ask in said]
    names = _names(session, {row.remover_id for row in rows} | {ask.organisation_id for ask in every})

    def asked(ask: BarrierAsk) -> AskOut:
        return AskOut(**_of(ask, AskOut, "whom"), whom=names.get(ask.organisation_id or "") or ask.whom)

    return [
        BarrierOut(
            **_of(row, BarrierOut, "plan", "remover", "asks"),
            plan=row.plan_id,
            remover=names.get(row.remover_id or ""),
            asks=[asked(ask) for ask in asks[row.id]],
        )
        for row in rows
    ]


def _names(session: Session, ids: set[str | None]) -> dict[str, str]:
    found = (session.get(Organisation, key) for key in ids if key)
    return {row.id: row.name for row in found if row}


def _of(row: Any, out: type[BaseModel], *without: str) -> dict[str, Any]:
    """What a row and its description have in common."""
    return {name: getattr(row, name) for name in out.model_fields if name not in without}
