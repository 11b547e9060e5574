"""The research of a plan: evidence, findings, needs, barriers, who was heard, and what was taken out."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.rules.permissions import reads_as_team
from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.pages.place import plan_of
from lsip_workflow.web.showing import page
from lsip_workflow.web.views import plan_engagement, plan_research
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/plans/{plan_id}/evidence")
def evidence(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The evidence, as it was collected, with its sources."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        rows = queries.dossier(session, plan).evidence
        shown = plan_research.evidence(rows, world.reference, world.today())
        return page(request, "research/evidence.html", head=head(session, world, plan, actor), evidence=shown)


@router.get("/plans/{plan_id}/findings")
def findings(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What the evidence says, and which says otherwise."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        dossier = queries.dossier(session, plan)
        shown = plan_research.findings(session, plan, dossier.evidence, dossier.needs)
        return page(request, "research/findings.html", head=head(session, world, plan, actor), findings=shown)


@router.get("/plans/{plan_id}/needs")
def needs(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """The skills needs, with codes suggested from their own wording where they lack some."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown_head = head(session, world, plan, actor)
        rows = queries.dossier(session, plan).needs
        shown = plan_research.needs(rows, world.reference, suggest=shown_head.writes)
        return page(request, "research/needs.html", head=shown_head, needs=shown)


@router.get("/plans/{plan_id}/barriers")
def barriers(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What stops the system from responding, what was asked about it, and what was answered."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = plan_research.barriers(session, [plan])
        return page(request, "research/barriers.html", head=head(session, world, plan, actor), barriers=shown)


@router.get("/barriers")
def national_barriers(request: Request, world: AtRuntime, visitor: SignedInVisitor) -> Response:
    """The barriers that only national government could remove, of every plan that the visitor reads."""
    with world.database.reading() as session:
        plans = [
            plan
            for plan in queries.plans(session)
            if any(reads_as_team(hat, plan.area_id, plan.erb_id) for hat in visitor.hats)
        ]
        names = queries.area_names(session)
        areas = {plan.id: f"{names[plan.area_id]}, {plan.cycle}" for plan in plans}
        shown = plan_research.barriers(session, plans, national=True)
        return page(request, "research/national.html", barriers=shown, areas=areas)


@router.get("/plans/{plan_id}/engagement")
def engagement(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """Who was heard: the log, and its counts by district and kind."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        return page(
            request,
            "research/engagement.html",
            head=head(session, world, plan, actor),
            log=plan_engagement.log(session, plan, world.reference),
            summary=plan_engagement.summary(session, plan, world.reference, world.today()),
        )


@router.get("/plans/{plan_id}/mistakes")
def mistakes(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What was taken out as recorded by mistake, and why."""
    with world.database.reading() as session:
        actor, plan = plan_of(session, visitor, plan_id, readable)
        shown = plan_research.mistakes(session, plan)
        return page(request, "research/mistakes.html", head=head(session, world, plan, actor), mistakes=shown)
