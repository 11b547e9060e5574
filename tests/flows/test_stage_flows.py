"""Each stage flow moves a plan on when nothing is still needed, and otherwise says by name what is."""

from collections.abc import Callable
from typing import Any

import pytest
from prefect import Flow
from sqlmodel import func, select

from flows.agreement import agreement
from flows.priorities import priorities
from flows.progress import progress_report
from flows.research import research
from flows.review import review
from flows.roadmap import roadmap
from lsip_workflow.model import EventRow
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import listings
from tests.flows.stages import fill, opened, stage_of

pytestmark = pytest.mark.xdist_group("prefect")

MOVES: tuple[tuple[Flow[..., Any], str, str], ...] = (
    (research, "designation", "research"),
    (research, "research", "priorities"),
    (priorities, "priorities", "roadmap"),
    (roadmap, "roadmap", "authority_agreement"),
    (agreement, "authority_agreement", "submission"),
    (agreement, "submission", "approval"),
    (agreement, "approval", "publication"),
    (agreement, "publication", "progress_reporting"),
    (progress_report, "progress_reporting", "review"),
    (review, "review", "replaced"),
)
NAMES = {
    "designation": "not signed here, and no decision recorded",
    "research": "0 of 1 pieces of evidence",
    "priorities": "No skills need is recorded yet",
    "roadmap": "Actions that relevant providers can take: 0 of at least 1",
    "submission": "nothing is recorded yet",
    "approval": "not signed here, and no decision recorded",
    "publication": "address, date and fingerprint",
    "progress_reporting": "The progress report's address",
    "review": "not signed here, and no decision recorded",
}


@pytest.mark.parametrize(
    ("flow", "stage", "following"), MOVES, ids=lambda value: getattr(value, "name", value)
)
def test_a_stage_flow_moves_a_plan_on_when_nothing_is_still_needed(
    world: Runtime, run: Callable[..., Any], flow: Flow[..., Any], stage: str, following: str
) -> None:
    plan = opened(world, stage)
    fill(world, plan)
    name = run(flow(plan=plan))
    assert stage_of(world, plan) == following
    assert name == f"{flow.name} · {stage.title()} (example) · 1 looked at"
    with world.database.reading() as session:
        [(_, about)] = listings.runs_of(session, plan)
        assert about is not None
        assert about.says.startswith("Went on to ")


@pytest.mark.parametrize(
    ("flow", "stage"),
    [(flow, stage) for flow, stage, _ in MOVES if stage in NAMES],
    ids=lambda v: getattr(v, "name", v),
)
def test_a_stage_flow_says_by_name_what_is_still_needed_and_moves_nothing(
    world: Runtime, run: Callable[..., Any], flow: Flow[..., Any], stage: str
) -> None:
    plan = opened(world, stage)
    run(flow())
    assert stage_of(world, plan) == stage
    with world.database.reading() as session:
        [(_, about)] = listings.runs_of(session, plan)
        assert about is not None
        assert NAMES[stage] in about.says
        events = session.exec(select(func.count()).select_from(EventRow)).one()
    run(flow())
    with world.database.reading() as session:
        assert session.exec(select(func.count()).select_from(EventRow)).one() == events
