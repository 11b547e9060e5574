"""Signing in with an organisation's account: by a real issuer on loopback, and all that is not in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey, OctKey

from lsip_workflow.model import SignedIn
from lsip_workflow.web.app import create
from tests import builders
from tests.conftest import make_world
from tests.journeys.working import Working
from tests.web.issuer import CLIENT, SECRET, Issuer, served
from tests.web.signed import hidden

MO = "mo@northshire.example"


@dataclass(frozen=True)
class There:
    """A world with its issuer, and a browser in front of it."""

    at: Working
    issuer: Issuer
    client: TestClient

    def go(self) -> str:
        """From the door to the issuer and back: the address at which the browser arrives."""
        away = self.client.get("/sign-in/account?next=/plans", follow_redirects=False)
        assert away.status_code == 303
        assert away.headers["location"].startswith(self.issuer.address)
        back = httpx.get(away.headers["location"], follow_redirects=False).headers["location"]
        return str(back).removeprefix(self.at.world.settings.pages)

    def come_in(self) -> Any:
        """All the way, with the button of our own page pressed."""
        page = self.client.get(self.go())
        assert page.status_code == 200
        assert "data-send-itself" in page.text
        return self.client.post("/sign-in/account/back", data=hidden(page.text), follow_redirects=False)


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with served(Issuer()) as made:
        yield made


@pytest.fixture
def there(tmp_path: Path, issuer: Issuer) -> Iterator[There]:
    world = make_world(tmp_path, "")
    settings = world.settings
    settings.oidc_issuer, settings.oidc_client_id = issuer.address, CLIENT
    settings.oidc_client_secret = SECRET
    at = Working(world)
    world.__dict__["now"] = at.clock
    builders.scene(world)
    issuer.__dict__.update(vars(Issuer()) | {"address": issuer.address})
    seconds = int(at.clock().timestamp())
    issuer.claims = {"email": MO.upper(), "email_verified": True, "iat": seconds, "exp": seconds + 300}
    yield There(at, issuer, TestClient(create(world)))
    world.database.close()


def test_whom_the_issuer_vouches_for_comes_in_where_they_were_going(there: There) -> None:
    door = there.client.get("/sign-in?next=/plans")
    assert "Sign in with your organisation" in door.text
    came = there.come_in()
    assert (came.status_code, came.headers["location"]) == (303, "/plans")
    assert there.client.get("/you").text.count(MO) > 0
    assert there.at.one(SignedIn).how == "account"


OTHER = ECKey.generate_key("P-256", {"kid": "one", "alg": "ES256"})
SHARED = OctKey.import_key(SECRET.ljust(32, "x"), {"kid": "one", "alg": "HS256"})


@pytest.mark.parametrize(
    ("claims", "more"),
    [
        pytest.param({"email": "who@else.example"}, {}, id="an address that is not on record"),
        pytest.param({"email": None}, {}, id="no address"),
        pytest.param({"email_verified": False}, {}, id="not verified"),
        pytest.param({"email_verified": "true"}, {}, id="verified in a manner of speaking"),
        pytest.param({"email_verified": None}, {}, id="not said to be verified"),
        pytest.param({"nonce": "of another time"}, {}, id="another nonce"),
        pytest.param({"nonce": None}, {}, id="no nonce"),
        pytest.param({"aud": "another client"}, {}, id="for another client"),
        pytest.param({"iss": "http://127.0.0.1:1"}, {}, id="of another issuer"),
        pytest.param({"exp": 1}, {}, id="run out"),
        pytest.param({}, {"shown": OTHER}, id="signed with another key"),
        pytest.param({}, {"key": SHARED, "alg": "HS256"}, id="signed with a shared secret"),
    ],
)
def test_whatever_is_not_in_order_lets_nobody_in(there: There, claims: Any, more: Any) -> None:
    there.issuer.claims |= claims
    for name, value in more.items():
        setattr(there.issuer, name, value)
    came = there.come_in()
    assert came.status_code == 404
    assert "You are not signed in" in came.text
    assert "example" not in came.text.replace("college.example", ""), "nothing is said about who exists"
    assert there.at.all(SignedIn) == []


def test_entra_says_in_its_own_word_that_an_address_is_verified(there: There) -> None:
    there.issuer.claims |= {"email_verified": None, "xms_edov": "1"}
    assert there.come_in().status_code == 303


def test_nothing_is_done_by_looking_and_only_this_browser_can_go_on(there: There) -> None:
    back = there.go()
    page = there.client.get(back)
    assert (page.status_code, there.at.all(SignedIn)) == (200, [])
    stranger = TestClient(there.client.app)
    assert stranger.get(back).status_code == 404
    assert there.client.get("/sign-in/account/back").status_code == 404
    assert there.client.get(back).status_code == 404, "what the browser took along is gone by now"
    assert "state=" in there.go()
    strange = there.client.get("/sign-in/account/back", params={"code": "x", "state": "é"})
    assert strange.status_code == 404, "a state of letters that no state has"


def test_a_code_works_once(there: There) -> None:
    page = there.client.get(there.go())
    kept = dict(there.client.cookies)
    assert there.client.post("/sign-in/account/back", data=hidden(page.text)).status_code == 200
    again = TestClient(there.client.app, cookies=kept)
    assert again.post("/sign-in/account/back", data=hidden(page.text)).status_code == 404
    assert len(there.at.all(SignedIn)) == 1


def test_after_a_quarter_of_an_hour_nobody_comes_back(there: There) -> None:
    page = there.client.get(there.go())
    there.at.clock.on(minutes=16)
    assert there.client.post("/sign-in/account/back", data=hidden(page.text)).status_code == 404
    assert there.at.all(SignedIn) == []


def test_an_issuer_that_is_not_there_or_not_private_leads_to_the_calm_page(there: There) -> None:
    for address in ("http://127.0.0.1:9", "http://issuer.example", f"{there.issuer.address}/"):
        there.at.world.settings.oidc_issuer = address
        shown = there.client.get("/sign-in/account")
        assert (shown.status_code, "have a link sent" in shown.text) == (404, True), address


def test_without_an_issuer_there_is_no_such_door(there: There) -> None:
    there.at.world.settings.oidc_issuer = ""
    assert there.client.get("/sign-in/account").status_code == 404
    assert "Sign in with" not in there.client.get("/sign-in").text
