"""Signing in with an organisation's own account, by OpenID Connect: its rules and its second factor count.

The code flow with state, nonce and PKCE. What comes of it is an e-mail address that the issuer vouches for;
whom it lets in here is the same as with a link. Nothing is remembered between two sign-ins: the issuer is
asked each time how it is reached and which keys it signs with.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lsip_workflow.runtime import LOOPBACK, Settings

SECONDS = 10
LEEWAY = 120
# Signatures of a key pair only: with a shared secret anybody who knows it could vouch for anybody.
SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519", "EdDSA"]

NOT_IN_ORDER = (httpx.HTTPError, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, AttributeError)


class NotVouchedFor(Exception):
    """The issuer did not answer, or vouched for no address; the text is for the log, not for the page."""


@dataclass(frozen=True)
class Going:
    """What the browser keeps while it is away at the issuer, so that only its own answer counts."""

    state: str
    nonce: str
    verifier: str


class Account:
    """The issuer of the settings, as this installation is its client."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.back = f"{settings.pages}/sign-in/account/back"

    def go(self) -> tuple[str, Going]:
        """Where to send the browser, and what it keeps. Raises NotVouchedFor."""
        going = Going(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
        asked = {
            "response_type": "code",
            "client_id": self.settings.oidc_client_id,
            "redirect_uri": self.back,
            "scope": "openid email",
            "state": going.state,
            "nonce": going.nonce,
            "code_challenge": create_s256_code_challenge(going.verifier),
            "code_challenge_method": "S256",
        }
        with httpx.Client(timeout=SECONDS) as client:
            told = self._metadata(client)
        return str(add_params_to_uri(told["authorization_endpoint"], asked.items())), going

    def address(self, code: str, going: Going, now: datetime) -> str:
        """The e-mail address that the issuer vouches for. Raises NotVouchedFor."""
        try:
            with httpx.Client(timeout=SECONDS) as client:
                told = self._metadata(client)
                token = self._token(client, told["token_endpoint"], code, going.verifier)
                keys = KeySet.import_key_set(client.get(told["jwks_uri"]).raise_for_status().json())
            claims = self._claims(token, keys, going.nonce, now)
        except NOT_IN_ORDER as error:
            raise NotVouchedFor(f"{type(error).__name__}: {error}") from None
        return vouched_for(claims)

    def _token(self, client: httpx.Client, address: str, code: str, verifier: str) -> str:
        """The token in which the issuer says who it was, for a code; as the client that has the secret."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": verifier,
        }
        name, secret = self.settings.oidc_client_id, self.settings.oidc_client_secret
        if secret:
            # Each part as a form would write it (RFC 6749, 2.3.1).
            known = httpx.BasicAuth(quote_plus(name), quote_plus(secret))
            answer = client.post(address, data=form, auth=known)
        else:
            answer = client.post(address, data=form | {"client_id": name})
        return str(answer.raise_for_status().json()["id_token"])

    def _claims(self, token: str, keys: KeySet, nonce: str, now: datetime) -> dict[str, Any]:
        found = jwt.decode(token, keys, algorithms=SIGNED_WITH)
        asked = {
            "iss": {"essential": True, "value": self.settings.oidc_issuer},
            "aud": {"essential": True, "value": self.settings.oidc_client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        ours = {"nonce": nonce, "client_id": self.settings.oidc_client_id}
        claims = CodeIDToken(found.claims, found.header, asked, ours)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        return dict(claims)

    def _metadata(self, client: httpx.Client) -> dict[str, Any]:
        """What the issuer says of itself. Raises NotVouchedFor."""
        issuer = self.settings.oidc_issuer
        try:
            require_private(issuer)
            answer = client.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            told: dict[str, Any] = answer.raise_for_status().json()
            if told["issuer"] != issuer:
                raise NotVouchedFor(f"LSIP_OIDC_ISSUER is {issuer}; there it says {told['issuer']}.")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                require_private(told[name])
        except NOT_IN_ORDER as error:
            raise NotVouchedFor(f"{type(error).__name__}: {error}") from None
        return told


def require_private(address: str) -> None:
    """An issuer is spoken to by https, or on this machine. Raises NotVouchedFor."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise NotVouchedFor(f"{address} is not https.")


def vouched_for(claims: dict[str, Any]) -> str:
    """The address, where the issuer says that it saw to it that it is theirs. Raises NotVouchedFor.

    `email_verified` is OpenID Connect's own word for that (Core 1.0, 5.1); `xms_edov` is Microsoft Entra's,
    which says that the owner of the e-mail's domain was verified.
    """
    address = claims.get("email")
    sure = claims.get("email_verified") is True or claims.get("xms_edov") in (True, 1, "1", "true")
    if not isinstance(address, str) or not sure:
        raise NotVouchedFor("The issuer named no e-mail address that it has verified.")
    return address
