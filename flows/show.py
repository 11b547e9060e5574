"""Showing a run to people: its name, and a table of what it did with links to our pages."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from prefect.artifacts import acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.context import get_run_context

from flows import here
from lsip_workflow.relay import clock
from lsip_workflow.relay.batches import BatchReport, run_name
from lsip_workflow.store import queries

T = TypeVar("T")


async def in_thread(work: Callable[..., T], *arguments: object) -> T:
    """Run a plain function beside the event loop, which goes on talking to Prefect meanwhile."""
    return await asyncio.to_thread(work, *arguments)


async def show(report: BatchReport) -> str:
    """Name the run after what it did, and put its table where a person looks for it."""
    names = await in_thread(_plan_names)
    name = run_name(report, names)
    await _rename(report, name)
    pages = here.runtime().settings.pages
    table = [
        {
            "plan": names.get(line.plan_id, line.plan_id),
            "about": line.about,
            "what came of it": line.outcome,
            "still needed": "; ".join(line.needed),
            "page": f"{pages}/plans/{line.plan_id}",
        }
        for line in report.lines
    ]
    if table:
        await acreate_table_artifact(key=report.flow, table=table, description=f"**{name}**")
    return name


def _plan_names() -> dict[str, str]:
    with here.runtime().database.reading() as session:
        areas = queries.area_names(session)
        return {plan.id: areas[plan.area_id] for plan in queries.plans(session)}


async def _rename(report: BatchReport, name: str) -> None:
    run = getattr(get_run_context(), "flow_run", None)
    if run is None:
        return
    async with get_client() as client:
        await client.update_flow_run(run.id, name=name[:200])
    if report.run_id:
        await in_thread(clock.name_run, here.works(), report.run_id, str(run.id))
