"""Somebody signed in, for tests of pages, and forms sent as a browser sends them."""

import atexit
import re
from contextlib import ExitStack
from functools import cache
from html import unescape
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi.testclient import TestClient
from httpx2 import Response

from lsip_workflow.runtime import Runtime
from lsip_workflow.web import visitor
from lsip_workflow.web.app import create

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def signed_in(world: Runtime, address: str) -> TestClient:
    """The pages as whoever has this e-mail address sees them."""
    # One application for each world: its first request is the dear one.
    app = world.__dict__.get("app") or world.__dict__.setdefault("app", create(world))
    client = TestClient(app, follow_redirects=True)
    client.portal = _portal()
    with world.database.transaction() as session:
        _, token = visitor.begin(session, world, address, how="test", browser="test")
    client.cookies.set(visitor.cookie_name(world), visitor.stamped(world, token))
    return client


@cache
def _portal() -> BlockingPortal:
    """One event loop for all of them: to start one for each request takes as long as some of the pages."""
    kept = ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(start_blocking_portal("asyncio"))


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    return {unescape(name): unescape(value) for name, value in HIDDEN.findall(page)}


def sent(client: TestClient, address: str, /, **fields: Any) -> Response:
    """The form at an address filled in and sent, with what its page hides in it; a dot is written `__`."""
    shown = client.get(address)
    assert shown.status_code == 200, (address, shown.status_code)
    data = hidden(shown.text) | {name.replace("__", "."): value for name, value in fields.items()}
    return client.post(address, data=data)
