"""What a request may weigh: a body over the limit is refused before it is read."""

import re
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
A_FILE = re.compile(
    r"/api/v1/plans/[^/]+/files|/(plans|areas)/[^/]+/do/[^/]+|/asked/[^/]+(/.*)?|/adopt(/.*)?|/brand/.*"
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
            await _refuse(send, most)
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
            await _refuse(send, most)

    def _most(self, scope: Scope) -> int:
        """Only where files are handed in may a body weigh as much as a file."""
        return MOST_BYTES_OF_A_FILE if A_FILE.fullmatch(scope["path"]) else self.most


async def _refuse(send: Send, most: int) -> None:
    text = f'{{"detail":"The body is larger than {most:,} bytes. Nothing was stored."}}'.encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
