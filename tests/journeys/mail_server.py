"""A real mail server for tests, on this machine only."""

import asyncio
import email
import threading
from email import policy
from typing import Any

from lsip_workflow.outbox.deliver import Post, send_next

LONG = 30.0


class Server:
    """A mail server that keeps what it takes, and answers as a test wants."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.answers: list[str] = []
        self.refused: set[str] = set()
        self.refusal = "550 there is no {} here"
        self.port = 0
        self.hold: str | None = None
        self.held, self.free = threading.Event(), threading.Event()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _: Any) -> str:
        if address in self.refused:
            return self.refusal.format(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.kept.append(email.message_from_bytes(envelope.content, policy=policy.default))
        if self.hold in envelope.rcpt_tos:
            self.hold = None
            self.held.set()
            await asyncio.get_running_loop().run_in_executor(None, self.free.wait, LONG)
        return self.answers.pop(0) if self.answers else "250 OK"

    def of(self, address: str) -> list[Any]:
        """What came for one address."""
        return [mail for mail in self.kept if address in mail["To"]]


def send_all(post: Post) -> int:
    count = 0
    while send_next(post):
        count += 1
    return count
