"""Channels, all of them addresses of Apprise: files for a trial, SMTP, and whatever else it knows.

Apprise's own mail plug-in makes a new Message-ID for every try. Ours keeps one for each message, so that
a second try after a crash can be seen to be the same message.
"""

import re
import smtplib
import ssl
import threading
from collections.abc import Callable, Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from apprise import Apprise
from apprise.decorators import notify

from lsip_workflow.outbox.render import Message

_said = threading.local()


# What a server says of us, or of the message, and not of the address: then nobody is paused.
_NOT_THE_ADDRESS = re.compile(r"\b5\.7\.\d|relay|spam|block|polic|denied|authenti|reputation", re.IGNORECASE)


class NotSent(Exception):
    """The channel did not take the message; the text says what it answered."""


class CameBack(NotSent):
    """The mail server said that no mail reaches this address, now or later; `code` is its answer."""

    def __init__(self, says: str, code: int) -> None:
        super().__init__(says)
        self.code = code


class Channel:
    """One way out, by its Apprise address; `{to}` in it stands for the recipient."""

    def __init__(self, url: str, sender: str, folder: Path, seconds: float) -> None:
        self.url, self.sender, self.folder, self.seconds = url, sender, folder, seconds

    def send(self, message: Message) -> None:
        """Hand one message over. Raises NotSent, and CameBack where trying again would not help."""
        _said.error, _said.code, _said.message, _said.channel = "", None, message, self
        notifier = Apprise()
        if not notifier.add(self.url.replace("{to}", quote(message.to, safe=""))):
            raise NotSent("The channel's address is not one that Apprise understands: see LSIP_CHANNEL_URL.")
        if not notifier.notify(title=message.subject, body=message.body):
            if _said.code:
                raise CameBack(_said.error, _said.code)
            raise NotSent(_said.error or "The channel did not take the message.")

    def as_email(self, message: Message) -> EmailMessage:
        """The message as mail. Its Message-ID is the same however often it is tried."""
        mail = EmailMessage()
        mail["From"], mail["To"] = self.sender, Address(message.name, addr_spec=message.to)
        mail["Subject"], mail["Date"] = message.subject, format_datetime(message.at)
        domain = parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"
        mail["Message-ID"] = f"<{message.id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.body)
        return mail


def _telling(send: Callable[[Message, Channel, dict[str, Any]], None]) -> Callable[..., bool]:
    """Apprise answers only yes or no: keep what went wrong where `Channel.send` finds it."""

    def tell(body: str, title: str, notify_type: str, *_: Any, meta: dict[str, Any], **__: Any) -> bool:
        try:
            send(_said.message, _said.channel, meta)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # A server's answer may name the address, and what we keep of a try is not erased with the person.
            _said.error = f"{type(error).__name__}: {error}".replace(_said.message.to, "the address")[:300]
            _said.code = _for_good(error)
            return False
        return True

    return tell


def _for_good(error: Exception) -> int | None:
    """The answer of a server that knows no such address; None for whatever may pass, or is about us."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return None
    for code, said in error.recipients.values():
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        if 500 <= code < 600 and not _NOT_THE_ADDRESS.search(text):
            return int(code)
    return None


def _to_file(message: Message, channel: Channel, _meta: dict[str, Any]) -> None:
    """A file named after the message, for us alone to read: written twice, it is still one."""
    channel.folder.mkdir(parents=True, exist_ok=True)
    part = channel.folder / f".{message.id}.part"
    part.touch(mode=0o600)
    part.write_bytes(channel.as_email(message).as_bytes())
    part.replace(channel.folder / f"{message.id}.eml")


def remove_files(data_dir: Path, message_ids: Iterable[str]) -> None:
    """Take away the files of messages whose words were erased."""
    for message_id in message_ids:
        (data_dir / "messages" / f"{message_id}.eml").unlink(missing_ok=True)


def _to_smtp(message: Message, channel: Channel, meta: dict[str, Any]) -> None:
    host, secure = meta["host"], meta["schema"] == "smtps"
    port = int(meta.get("port") or (465 if secure else 25))
    with (
        smtplib.SMTP_SSL(host, port, timeout=channel.seconds, context=ssl.create_default_context())
        if secure
        else smtplib.SMTP(host, port, timeout=channel.seconds)
    ) as server:
        if not secure and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if meta.get("user"):
            server.login(unquote(meta["user"]), unquote(meta.get("password") or ""))
        server.send_message(channel.as_email(message))


SCHEMES = {"eml": _to_file, "smtp": _to_smtp, "smtps": _to_smtp}
for _scheme, _send in SCHEMES.items():
    notify(on=_scheme)(_telling(_send))  # type: ignore[no-untyped-call]
