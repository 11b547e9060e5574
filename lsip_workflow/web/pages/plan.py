"""One plan: where it stands, its history, what ran for it, and who said what."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from lsip_workflow.journeys import cycles
from lsip_workflow.rules.permissions import NotAllowed, NotYours
from lsip_workflow.store import queries
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.pages.place import IDENTITY, number, plan_of
from lsip_workflow.web.showing import go
from lsip_workflow.web.showing import page as show
from lsip_workflow.web.views import matrix, plan_home, plan_others, runs, timeline
from lsip_workflow.web.views.plan_head import head
from lsip_workflow.web.visitor import SignedInVisitor

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/plans/{plan_id}")
def one_plan(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """Where a plan stands, for its team and auditors; for anybody else what of it is theirs.

    The body that it was handed over to reads what goes on from it.
    """
    if not IDENTITY.fullmatch(plan_id):
        raise NotYours
    with world.database.reading() as session:
        try:
            actor, row = plan_of(session, visitor, plan_id, readable)
        except (NotAllowed, NotYours):
            if any(cycles.handed_to(session, hat, plan_id) for hat in visitor.hats):
                return go(f"/plans/{plan_id}/cycle")
            others = plan_others.plan_for_others(session, world, visitor.hats, plan_id)
            return show(request, "plan/others.html", plan=others)
        shown = plan_home.plan_home(session, world, row)
        return show(request, "plan/home.html", head=head(session, world, row, actor), plan=shown)


@router.get("/plans/{plan_id}/timeline")
def history(
    request: Request,
    world: AtRuntime,
    visitor: SignedInVisitor,
    plan_id: str,
    page: str = "1",
    about: str = "",
    by: str = "",
) -> Response:
    """All that happened in one plan, page by page: of one kind, or by one person, where that is asked."""
    with world.database.reading() as session:
        actor, row = plan_of(session, visitor, plan_id, readable)
        kept = timeline.filters(session, row.id)
        about = about if about in dict(kept.kinds) else ""
        by = by if by in dict(kept.people) else ""
        dossier = queries.dossier(session, row)
        shown = timeline.timeline(session, dossier, world.books, number(page), about=about, actor=by)
        return show(
            request,
            "plan/timeline.html",
            head=head(session, world, row, actor),
            timeline=shown,
            filters=kept,
            about=about,
            by=by,
        )


@router.get("/plans/{plan_id}/runs")
def runs_of_plan(request: Request, world: AtRuntime, visitor: SignedInVisitor, plan_id: str) -> Response:
    """What ran for one plan."""
    with world.database.reading() as session:
        actor, row = plan_of(session, visitor, plan_id, readable)
        shown = runs.runs(session, world, row.id, runs.SHOWN)
        return show(request, "plan/runs.html", head=head(session, world, row, actor), runs=shown)


@router.get("/plans/{plan_id}/matrix")
def who_said_what(
    request: Request,
    world: AtRuntime,
    visitor: SignedInVisitor,
    plan_id: str,
    by: str = "priorities",
    reply: str = "",
) -> Response:
    """The providers of a plan by its priorities or actions; all, or those whose reply is awaited."""
    columns = matrix.By.ACTIONS if by == "actions" else matrix.By.PRIORITIES
    with world.database.reading() as session:
        actor, row = plan_of(session, visitor, plan_id, readable)
        dossier = queries.dossier(session, row)
        shown = matrix.matrix(dossier, by=columns, only_waiting=reply == "none")
        return show(
            request,
            "plan/matrix.html",
            head=head(session, world, row, actor),
            matrix=shown,
            only_waiting=reply == "none",
        )
