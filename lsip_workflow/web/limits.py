"""What a request may weigh: a body over the limit is refused before it is read."""

import re
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
A_FILE = re.compile(
    r"/api/v1/(plans/[^/]+/files|workbooks)|/(plans|areas)/[^/]+/do/[^/]+|/asked/[^/]+(/.*)?|/adopt(/.*)?|/brand/.*"
)
MOST_BYTES_OF_A_FILE = 25_100_000  # with what a form wraps around it


class TooLarge(Exception):
    """The body is over the limit."""


class BodyLimit:
    """Counts a body as it comes, whatever its header said."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen, most = 0, self._most(scope)
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if told.isdigit() and int(told) > most:
            await _refuse(send, scope, most)
            return

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise TooLarge
            return message

        async def answering(message: Message) -> None:
            if seen <= most:  # what reads the body makes an answer of its own of what we raise
                await send(message)

        with suppress(TooLarge):
            await self.app(scope, counting, answering)
        if seen > most:
            await _refuse(send, scope, most)

    def _most(self, scope: Scope) -> int:
        """Only where files are handed in may a body weigh as much as a file."""
        return MOST_BYTES_OF_A_FILE if A_FILE.fullmatch(scope["path"]) else self.most


PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">\
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Too large</title>\
<link rel="stylesheet" href="/static/pages.css"></head><body><main class="width">\
<h1>This is too large</h1>\
<p>Together it is larger than {most} MB. Nothing was stored. Go back, and send fewer files \
at a time, smaller ones, or a link.</p></main></body></html>"""


async def _refuse(send: Send, scope: Scope, most: int) -> None:
    if scope["path"].startswith("/api/"):
        kind, text = (
            b"application/json",
            f'{{"detail":"The body is larger than {most:,} bytes. Nothing was stored."}}',
        )
    else:
        kind, text = b"text/html; charset=utf-8", PAGE.format(most=most // 1_000_000)
    headers = [(b"content-type", kind), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
