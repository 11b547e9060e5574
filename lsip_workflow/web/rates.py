"""How often: at the door, and for whatever is sent. Kept in memory, within bounds; a start begins anew.

One number is kept for each name: the instant at which all that was counted under it will have worn off.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from lsip_workflow.web.visitor import presented

NAMES = 20_000


@dataclass(frozen=True)
class Rate:
    """So many in a time; they wear off one by one."""

    about: str
    most: int
    within: timedelta


# From one place few, in all some more: whoever asks for another's links should not keep them out by it.
ASKED_HERE = Rate("links for an address from a place", 5, timedelta(minutes=15))
ASKED_FOR_ADDRESS = Rate("links for an address", 20, timedelta(minutes=15))
ASKED_BY_CLIENT = Rate("links from a place", 30, timedelta(minutes=15))
TRIED_WITH_LINK = Rate("addresses typed for a link", 5, timedelta(minutes=15))
TRIED_BY_CLIENT = Rate("tries from a place", 60, timedelta(minutes=15))
SENT = Rate("whatever is sent", 600, timedelta(minutes=10))
SENT_FROM_PLACE = Rate("whatever is sent from a place", 6000, timedelta(minutes=10))
READ_ONLY = ("GET", "HEAD", "OPTIONS")


class TooOften(Exception):
    """More than can be taken in for the moment; nothing was done."""

    def __init__(self, wait: timedelta, again_at: datetime) -> None:
        super().__init__(str(wait))
        self.wait, self.again_at = wait, again_at

    @property
    def seconds(self) -> int:
        """How long to wait, in whole seconds."""
        return max(1, ceil(self.wait.total_seconds()))


class Rates:
    """What was counted of late, by name; the names longest unused give way when there are too many."""

    def __init__(self, now: Callable[[], datetime], names: int = NAMES) -> None:
        self.now, self.names = now, names
        self._over: OrderedDict[str, datetime] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many names are kept."""
        return len(self._over)

    def count(self, rate: Rate, name: str) -> None:
        """Count one more under a name. Raises TooOften, and then counts nothing."""
        key, each = sha256(f"{rate.about}|{name}".encode()).hexdigest(), rate.within / rate.most
        with self._lock:
            now = self.now()
            over = max(self._over.get(key, now), now) + each
            if over - now > rate.within:
                wait = over - now - rate.within
                raise TooOften(wait, now + wait)
            self._over[key] = over
            self._over.move_to_end(key)
            while len(self._over) > self.names:
                self._over.popitem(last=False)


def of(request: Request) -> Rates:
    """The counts of this application."""
    kept: Rates = request.app.state.rates
    return kept


def client(scope: Scope) -> str:
    """Where a request comes from: the address that the proxy told of, or a whole network of IPv6."""
    host = str((scope.get("client") or ("nowhere", 0))[0])
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host


def sender(request: Request) -> str:
    """Whoever sends: a key, somebody signed in, or else the place."""
    key = request.headers.get("authorization", "")
    found = None if key else presented(request, request.app.state.runtime)
    return key or (found[0] if found else client(request.scope))


class SentLimit:
    """Counts whatever is sent, by who sends it and by where from, before it is read."""

    def __init__(self, app: ASGIApp, rates: Rates, answer: Callable[[Request, TooOften], ASGIApp]) -> None:
        self.app, self.rates, self.answer = app, rates, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in READ_ONLY:
            request = Request(scope)
            try:
                self.rates.count(SENT_FROM_PLACE, client(scope))
                self.rates.count(SENT, sender(request))
            except TooOften as error:
                await self.answer(request, error)(scope, receive, send)
                return
        await self.app(scope, receive, send)
