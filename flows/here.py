"""What the flows of this process work with, made from the settings when a flow first needs it."""

from functools import cache
from socket import gethostname

from lsip_workflow.outbox.channels import Channel
from lsip_workflow.outbox.deliver import Post
from lsip_workflow.relay.batches import Works
from lsip_workflow.relay.claims import Lease
from lsip_workflow.rules import permissions
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion


@cache
def runtime() -> Runtime:
    """The one runtime of this process."""
    return Runtime()


@cache
def works() -> Works:
    """What working a batch needs."""
    world = runtime()
    return Works(world.database, world.books, world.calendar, world.now)


@cache
def post() -> Post:
    """What sending needs. A demonstration has no real mail channel, whatever the settings say."""
    world, settings = runtime(), runtime().settings
    url = "eml://" if settings.demonstration else settings.channel_url
    channel = Channel(url, settings.sender, settings.data_dir / "messages", settings.send_timeout)

    def occasion() -> Occasion:
        return Occasion(permissions.flow("notifications"), world.now(), world.books)

    return Post(world.database, channel, settings.pages, occasion, world.secret)


def lease(via: str = "prefect") -> Lease:
    """A claim of this process."""
    from os import getpid

    return Lease(f"{gethostname()}:{getpid()}", runtime().settings.lease_seconds, via)
