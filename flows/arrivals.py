"""What arrives: answers of providers, signatures and decisions."""

from prefect import flow

from flows.show import show
from flows.working import work_arrivals


@flow(name="responses")
async def responses(batch: str = "") -> str:
    """Match answers to the actions they speak to, show them in the duty register, ring the plans' stages."""
    return await show(await work_arrivals("responses", batch))


@flow(name="sign-offs")
async def sign_offs(batch: str = "") -> str:
    """Take note of signatures and recorded decisions, and ring the stages that waited for them."""
    return await show(await work_arrivals("sign-offs", batch))
