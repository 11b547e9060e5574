"""For operators: what Prefect saw go wrong, told through our own outbox."""

from prefect import flow

from flows import here
from flows.show import in_thread
from lsip_workflow.relay import operators


@flow(name="run-failed")
async def run_failed(run_name: str = "", run_id: str = "") -> str:
    """Owe each administrator one message about a run that failed or crashed; twice is once."""
    return await in_thread(operators.tell, here.works(), run_name, run_id)
