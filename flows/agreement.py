"""Agreement: agreed with authorities, submitted, approved and published."""

from prefect import flow

from flows.show import show
from flows.working import work_stage_flow


@flow(name="agreement")
async def agreement(batch: str = "", plan: str = "") -> str:
    """Visit plans in this stage: open what falls due, name what is still needed, go on when nothing is.

    Run by hand, with nothing filled in, it visits every plan that is in this stage now; doing so twice,
    or late, does no harm.
    """
    return await show(await work_stage_flow("agreement", batch, plan))
