"""A small OpenID Connect issuer, served on loopback in the test's own process: discovery, codes, PKCE, keys.

It vouches for whatever a test puts into `claims`; who sits at the browser agrees at once.
"""

import base64
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

import uvicorn
from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

CLIENT, SECRET = "lsip", "a secret: of both"


@dataclass
class Issuer:
    """What it is called, whom it vouches for, and what it was asked."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one", "alg": "ES256"}))
    shown: Any = None
    """The key that it publishes, where that is another than it signs with."""
    alg: str = "ES256"
    calls: int = 0
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        """Its own web."""
        made = FastAPI()
        made.get("/.well-known/openid-configuration")(self.discovery)
        made.get("/authorize")(self.authorize)
        made.post("/token")(self.token)
        made.get("/keys")(self.keys)
        return made

    async def discovery(self) -> dict[str, Any]:
        """What it says of itself."""
        self.calls += 1
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
        }

    async def authorize(self, request: Request) -> Response:
        """A code for whoever asks as the client should, and back."""
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert set(asked["scope"].split()) >= {"openid", "email"}
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def token(
        self,
        request: Request,
        code: str = Form(),
        code_verifier: str = Form(),
        redirect_uri: str = Form(),
    ) -> Response:
        """A token for a code, once, for the client that has its secret and the verifier."""
        asked = self._codes.pop(code, None)
        digest = sha256(code_verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        basic = base64.b64encode(f"{quote_plus(CLIENT)}:{quote_plus(SECRET)}".encode()).decode()
        right = asked is not None and asked["code_challenge"] == challenge
        right = right and redirect_uri == (asked or {})["redirect_uri"]
        if not right or request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = jwt.encode({"alg": self.alg, "kid": "one"}, self._said(asked or {}), self.key, [self.alg])
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _said(self, asked: dict[str, str]) -> dict[str, Any]:
        told = {"iss": self.address, "aud": CLIENT, "sub": "somebody", "nonce": asked["nonce"]} | self.claims
        return {name: value for name, value in told.items() if value is not None}

    async def keys(self) -> dict[str, Any]:
        """The keys that it signs with."""
        shown = self.shown or self.key
        return {"keys": [shown.as_dict(private=isinstance(shown, OctKey))]}


@contextmanager
def served(issuer: Issuer) -> Iterator[Issuer]:
    """The issuer on a free port of this machine, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        issuer.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(issuer.app(), log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield issuer
        server.should_exit = True
        thread.join(10)
