"""What falls due: dates and their reminders, messages, and the week in one page."""

from datetime import date

from prefect import flow

from flows import here
from flows.show import in_thread, show
from lsip_workflow.relay import clock


@flow(name="deadlines")
async def deadlines(as_of: date | None = None) -> str:
    """Look at every open date and owe the highest reminder it has reached; a second time adds none."""
    return await show(await in_thread(clock.sweep_now, here.works(), here.lease(), as_of))


@flow(name="notifications")
async def notifications(batch: str = "") -> str:
    """Send what is owed and show what has gone since the last run, with the reason for what has not."""
    return await show(await in_thread(clock.deliveries, here.works(), here.post(), here.lease(), batch))


@flow(name="digest")
async def digest() -> str:
    """The state of every plan in one table: its stage, what is still needed, and the next date."""
    return await show(await in_thread(clock.digest, here.works(), here.lease()))
