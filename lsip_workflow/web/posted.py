"""What a page's form sends: read within limits, and only from a page that we gave to this very browser."""

import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from lsip_workflow.model import new_id
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.access import AtRuntime
from lsip_workflow.web.visitor import presented, secure

FIELDS, FILES = 2000, 20
TOKEN = "from_our_page"
OTHER_CHARACTERS = re.compile(r";\s*charset\s*=\s*(?!\"?utf-?8\"?\s*(;|$))", re.I)
"""A browser sends our forms as UTF-8; what names another coding could be decoded into what no text is."""


class NotFromOurPage(Exception):
    """A form that did not come from a page of ours in this browser; nothing was done."""


@dataclass(frozen=True)
class GivenFile:
    """A file as it was handed in."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Posted:
    """The fields of a form by name, each with everything that was sent under it, and its files."""

    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[GivenFile]] = field(default_factory=dict)

    def one(self, name: str, default: str = "") -> str:
        """The last thing sent under a name, with plain line ends."""
        return (self.fields.get(name) or [default])[-1].replace("\r\n", "\n")

    @property
    def key(self) -> str:
        """The key under which a form is taken in once; one without it is a submission of its own."""
        return self.one("once")[:80] or new_id()

    def many(self, name: str) -> list[str]:
        """Everything sent under a name, the empty ones left out."""
        return [text for text in self.fields.get(name, ()) if text]


def browser_cookie(world: Runtime) -> str:
    """The cookie that tells one browser from another before anybody signs in."""
    return "__Host-lsip-browser" if secure(world) else "lsip-browser"


def browser(request: Request, world: Runtime) -> str:
    """This browser's own word, made and kept on the first page that has a form."""
    kept = getattr(request.state, "browser", None) or request.cookies.get(browser_cookie(world))
    if not kept or len(kept) > 100:
        kept = secrets.token_urlsafe(24)
        request.state.new_browser = kept
    request.state.browser = kept
    return str(kept)


def token(request: Request, world: Runtime) -> str:
    """What every form of this browser carries, and no other site can know."""
    session = presented(request, world)
    whose = f"{browser(request, world)}|{session[0] if session else ''}"
    return hmac.new(world.secret, b"form|" + whose.encode(), sha256).hexdigest()


def keep_browser(request: Request, world: Runtime, response: Response) -> None:
    """Hand the browser its word, where this page made one."""
    if made := getattr(request.state, "new_browser", None):
        response.set_cookie(
            browser_cookie(world),
            made,
            max_age=31_536_000,
            httponly=True,
            samesite="lax",
            secure=secure(world),
        )


async def posted(request: Request, world: AtRuntime) -> Posted:
    """The form, checked to be ours. Raises NotFromOurPage, HTTPException for what cannot be read."""
    _same_site(request, world)
    async with request.form(max_files=FILES, max_fields=FIELDS) as form:
        fields: dict[str, list[str]] = {}
        files: dict[str, list[GivenFile]] = {}
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename or value.size:
                    called = (value.filename or "").encode("utf-8", "replace").decode()
                    given = GivenFile(called, value.content_type or "", await value.read())
                    files.setdefault(name, []).append(given)
            else:
                fields.setdefault(name, []).append(value.replace("\0", ""))  # no database holds one
    sent = (fields.pop(TOKEN, None) or [""])[-1]
    if not hmac.compare_digest(sent.encode(), token(request, world).encode()):
        raise NotFromOurPage
    return Posted(fields, files)


def _same_site(request: Request, world: Runtime) -> None:
    """Browsers say where a form comes from; one that says another site is not listened to."""
    origin, host = request.headers.get("origin"), request.headers.get("host")
    ours = {f"https://{host}"} if secure(world) else {f"https://{host}", f"http://{host}"}
    if origin and origin not in ours:
        raise NotFromOurPage
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotFromOurPage
    if OTHER_CHARACTERS.search(request.headers.get("content-type", "")):
        raise NotFromOurPage


Posting = Annotated[Posted, Depends(posted)]
