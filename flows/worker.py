"""The worker process: relay, sweep, sending. Started by `lsip up`; more than one may run on PostgreSQL."""

import asyncio
import logging
import signal

from flows import here
from flows.link import Link
from flows.relay import Relay
from lsip_workflow.outbox.deliver import Senders


async def work() -> None:
    """Run until told to stop; the batch in hand is finished, leases cover what is not."""
    settings = here.runtime().settings
    relay = Relay(Link(settings.prefect_api))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, relay.stopping.set)
    senders = Senders(here.post(), settings.senders)
    senders.start()
    try:
        async with asyncio.TaskGroup() as tasks:
            for part in (relay.keep_link, relay.run, relay.heartbeat, relay.mornings):
                tasks.create_task(part())
    finally:
        senders.stop()


def _speak() -> None:
    """Our own loggers to the log file; Prefect has set up the root logger for itself by now."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    for name in ("flows", "lsip_workflow"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
        logger.propagate = False


def main() -> None:
    """The process."""
    _speak()
    asyncio.run(work())


if __name__ == "__main__":
    main()
