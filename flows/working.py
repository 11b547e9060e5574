"""From a flow's parameters to the plain function that does its work."""

from flows import here
from flows.show import in_thread
from lsip_workflow.relay import batches, claims
from lsip_workflow.relay.batches import BatchReport


async def work_stage_flow(flow: str, batch: str, plan: str) -> BatchReport:
    """Work the rings that the relay claimed for this run, or whatever a person asked for."""
    if batch:
        return await in_thread(batches.work_rings, here.works(), batch)
    return await in_thread(batches.work_stage, here.works(), flow, here.lease(), plan or None)


async def work_arrivals(flow: str, batch: str) -> BatchReport:
    """Work the events that the relay claimed for this run, or claim now what waits."""
    return await in_thread(_arrivals, flow, batch)


def _arrivals(flow: str, batch: str) -> BatchReport:
    works = here.works()
    if not batch:
        with works.database.transaction() as session:
            claimed = claims.claim_handlings(session, flow, works.now(), here.lease())
        if claimed is None:
            return BatchReport(flow, "")
        batch = claimed.run_id
    return batches.work_handlings(works, batch)
