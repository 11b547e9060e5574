"""The door, as people and others come to it: with a link, without one, with an old one, or another's."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import uvicorn
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select
from starlette.responses import Response as Answer
from starlette.types import Receive, Scope, Send

from lsip_workflow.cli.running import listening
from lsip_workflow.journeys import parties, people
from lsip_workflow.model import OutboxRow, Person, RoleHeld, SignedIn, SignInLink
from lsip_workflow.outbox.door import token
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.web import rates
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import Scene
from tests.journeys.working import Working
from tests.web.signed import hidden

MO = "mo@northshire.example"
CHANGING = re.compile(r'(name="(?:once|from_our_page)" value=)"[^"]*"')


@dataclass(frozen=True)
class Door:
    """A world, its scene, and the application that browsers come to."""

    at: Working
    scene: Scene

    def browser(self, agent: str = "Mozilla/5.0 (X11; Linux) Firefox/140.0") -> TestClient:
        """A browser of its own, with nothing kept yet."""
        return TestClient(create(self.at.world), headers={"User-Agent": agent})

    def ask(self, browser: TestClient, address: str = MO, after: str = "/") -> Response:
        """Write an address at the door and send it."""
        page = browser.get("/sign-in", params={"next": after})
        return browser.post("/sign-in", data=hidden(page.text) | {"address": address})

    def link(self) -> str:
        """The link in the message that was asked for last, as it arrives."""
        self.at.rest()
        rows = [row for row in self.at.all(OutboxRow) if row.template == "sign_in"]
        newest = max(rows, key=lambda row: row.owed_since)
        mail = (self.at.world.settings.data_dir / "messages" / f"{newest.id}.eml").read_text()
        return str(re.findall(r"^http://pages.example(/sign-in/\w+)$", mail, re.MULTILINE)[0])

    def press(self, browser: TestClient, link: str, address: str = "", **more: str) -> Response:
        """Open a link and press its button."""
        page = browser.get(link)
        return browser.post(link, data=hidden(page.text) | {"address": address} | more)


@pytest.fixture
def door(small_world: Runtime) -> Door:
    at = Working(small_world)
    small_world.__dict__["now"] = at.clock
    return Door(at, builders.scene(small_world))


def same(page: Response) -> str:
    """A page without what differs each time it is shown."""
    return CHANGING.sub(r"\1", page.text)


def test_a_link_leads_back_to_where_somebody_wanted_to_go(door: Door) -> None:
    browser, wanted = door.browser(), f"/plans/{door.scene.plan}"
    page = browser.get(wanted)
    assert page.url.path == "/sign-in"
    asked = browser.post("/sign-in", data=hidden(page.text) | {"address": MO})
    assert (asked.status_code, "Look in your mail" in asked.text) == (200, True)
    link = door.link()
    opened = browser.get(link)
    assert "data-send-itself" in opened.text, "here, in this browser, it was asked for"
    assert door.at.all(SignedIn) == [], "looking uses nothing up"
    came = browser.post(link, data=hidden(opened.text))
    assert (came.status_code, came.url.path) == (200, wanted)
    assert browser.get(link).url.path == wanted, "opened once more, it leads on"


@pytest.mark.parametrize(
    "after", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_it_never_leads_anywhere_else(door: Door, after: str) -> None:
    browser = door.browser()
    door.ask(browser, after=after)
    came = browser.post(door.link(), data=hidden(browser.get(door.link()).text), follow_redirects=False)
    assert came.headers["location"] == "/"


def test_whoever_is_on_record_or_not_sees_the_same(door: Door) -> None:
    known = door.ask(door.browser())
    unknown = door.ask(door.browser(), "no@northshire.example")
    assert same(known).replace(MO, "") == same(unknown).replace("no@northshire.example", "")
    assert known.status_code == unknown.status_code
    assert len(door.at.all(SignInLink)) == 1


@pytest.mark.parametrize(
    "address", ["", "mo", "a@b", "<script>alert(1)</script>@x.example", "a@x.example,b@x.example"]
)
def test_what_is_no_address_is_told_and_kept(door: Door, address: str) -> None:
    told = door.ask(door.browser(), address)
    assert (told.status_code, 'href="#address"' in told.text) == (422, True)
    assert "<script>alert" not in told.text


def test_another_browser_needs_the_address_and_a_scanner_does_no_harm(door: Door) -> None:
    asked = door.browser()
    door.ask(asked)
    link = door.link()
    scanner = door.browser("Scanner/1.0")
    for typed in ("", "  "):  # it fetches the link, and sends the form that it finds
        assert door.press(scanner, link, typed).status_code == 422
    assert "data-send-itself" not in scanner.get(link).text
    assert door.press(scanner, link, "pat@northshire.example").status_code == 404, (
        "forwarded to somebody else"
    )
    assert door.at.all(SignedIn) == []
    phone = door.browser("Mozilla/5.0 (iPhone) Safari/605")
    assert door.press(phone, link, "Mo@Northshire.example ").status_code == 200
    assert door.at.one(SignedIn).address == MO


def used(door: Door, link: str) -> None:
    assert door.press(door.browser(), link, MO).status_code == 200


def run_out(door: Door, _link: str) -> None:
    door.at.clock.on(minutes=15)


def followed_by_a_newer_one(door: Door, _link: str) -> None:
    door.at.clock.on(minutes=1)
    door.ask(door.browser())


def its_person_erased(door: Door, _link: str) -> None:
    with door.at.world.database.transaction() as session:
        person = session.get_one(Person, door.scene.manager)
        people.erase_person(session, builders.occasion(door.at.world), person)


@pytest.mark.parametrize("end", [used, run_out, followed_by_a_newer_one, its_person_erased])
def test_every_link_that_opens_nothing_has_the_same_page(
    door: Door, end: Callable[[Door, str], None]
) -> None:
    browser = door.browser()
    door.ask(browser)
    link = door.link()
    data = hidden(browser.get(link).text)
    end(door, link)
    sessions = len(door.at.all(SignedIn))
    pages = [browser.get(link), browser.post(link, data=data | {"address": MO})]
    made_up = f"/sign-in/{token(b'of another installation', 'ab' * 16)}"
    pages += [browser.get(link[:-3]), browser.get(made_up), browser.get("/sign-in/%3Cscript%3E")]
    assert {page.status_code for page in pages} == {404}
    assert len({same(page) for page in pages}) == 1
    assert "Send me a new link" in pages[0].text
    assert len(door.at.all(SignedIn)) == sessions


def test_a_form_from_elsewhere_is_not_listened_to(door: Door) -> None:
    browser = door.browser()
    door.ask(browser)
    link = door.link()
    data = hidden(browser.get(link).text)
    assert browser.post(link, data={"address": MO}).status_code == 403
    elsewhere = {"Origin": "https://evil.example"}
    assert browser.post(link, data=data, headers=elsewhere).status_code == 403
    assert door.browser().post("/sign-in", data={"address": MO}).status_code == 403
    assert browser.post(link, data=data).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"), [("https://testserver", 200), ("http://testserver", 403), ("http://[", 403)]
)
def test_where_people_come_in_by_https_a_form_by_plain_http_is_not_listened_to(
    door: Door, monkeypatch: pytest.MonkeyPatch, origin: str, status: int
) -> None:
    monkeypatch.setattr(door.at.world.settings, "public_url", "https://testserver")
    browser = TestClient(create(door.at.world), base_url="https://testserver")
    data = hidden(browser.get("/sign-in").text) | {"address": MO}
    assert browser.post("/sign-in", data=data, headers={"Origin": origin}).status_code == status


def come_in(door: Door, agent: str) -> TestClient:
    browser = door.browser(agent)
    door.ask(browser)
    assert door.press(browser, door.link()).status_code == 200
    door.at.clock.on(minutes=1)
    return browser


def test_sessions_are_listed_and_ended_one_by_one_and_everywhere(door: Door) -> None:
    desk, phone = (
        come_in(door, "Mozilla/5.0 (Windows) Edg/120"),
        come_in(door, "Mozilla/5.0 (iPhone) Safari/605"),
    )
    page = desk.get("/you/sessions").text
    assert "Edge on Windows" in page
    assert "Safari on iPhone" in page
    desk.post("/you/sessions/end", data=hidden(page))
    assert phone.get("/you").url.path == "/sign-in"
    assert desk.get("/you").url.path == "/you"
    phone = come_in(door, "Mozilla/5.0 (iPhone) Safari/605")
    gone = phone.post("/sign-out/everywhere", data=hidden(phone.get("/you/sessions").text))
    assert "You are signed out everywhere" in gone.text
    assert desk.get("/you").url.path == "/sign-in"
    assert phone.get("/you").url.path == "/sign-in"


def test_signing_out_ends_the_session_and_not_only_its_cookie(door: Door) -> None:
    browser = come_in(door, "Firefox")
    kept = dict(browser.cookies)
    assert "You are signed out" in browser.post("/sign-out", data=hidden(browser.get("/you").text)).text
    assert TestClient(browser.app, cookies=kept).get("/you").url.path == "/sign-in"


def test_a_session_ends_by_the_hour_by_resting_and_with_the_last_role(door: Door) -> None:
    browser = come_in(door, "Firefox")
    for _ in range(8):
        door.at.clock.on(minutes=85)
        assert browser.get("/you").url.path == "/you", "looked at every hour and a half it goes on"
    door.at.clock.on(minutes=60)
    assert browser.get("/you").url.path == "/sign-in", "twelve hours are over"
    browser = come_in(door, "Firefox")
    door.at.clock.on(minutes=121)
    assert browser.get("/you").url.path == "/sign-in", "two hours without a look"
    browser = come_in(door, "Firefox")
    assert browser.get("/you").url.path == "/you"
    with door.at.world.database.transaction() as session:
        held = session.exec(select(RoleHeld).where(RoleHeld.person_id == door.scene.manager)).one()
        when = builders.occasion(door.at.world, door.at.clock())
        parties.end_role(session, when, held, when.today)
    assert browser.get("/you").url.path == "/sign-in", "the role that let them in has ended"


def test_too_much_at_the_door_is_told_when_to_come_again(door: Door) -> None:
    for address in (MO, "no@northshire.example"):
        browser = door.browser()
        answers = [door.ask(browser, address).status_code for _ in range(5)]
        assert answers == [200] * 5
        told = door.ask(browser, address)
        assert (told.status_code, told.headers["retry-after"]) == (429, "180")
        assert "try again at 9:03am" in told.text
        elsewhere = TestClient(browser.app, client=("203.0.113.9", 1))
        assert door.ask(elsewhere, address).status_code == 200, (
            "who asks for another's links keeps nobody out"
        )
    door.at.clock.on(minutes=3)
    door.ask(browser := door.browser())
    link = door.link()
    tries = [door.press(door_of(browser), link, "pat@northshire.example").status_code for _ in range(6)]
    assert tries == [404] * 5 + [429]


def door_of(browser: TestClient) -> TestClient:
    """Another browser at the same application, whose counts it shares."""
    return TestClient(browser.app)


def test_whatever_is_sent_is_counted_by_key_or_by_place(door: Door) -> None:
    browser = door.browser()
    key = {"Authorization": f"Bearer {door.scene.provider_key}"}
    address = f"/api/v1/requests/{door.scene.request}/responses"
    assert browser.post(address, headers=key).status_code == 422
    for _ in range(rates.SENT.most - 1):
        counts_of(browser).count(rates.SENT, key["Authorization"])
    told = browser.post(address, headers=key)
    assert (told.status_code, "Nothing was stored" in told.json()["detail"]) == (429, True)
    assert "retry-after" in told.headers
    assert "Content-Security-Policy" in told.headers
    other = {"Authorization": f"Bearer {door.scene.erb_key}"}
    assert browser.post(address, headers=other).status_code == 422
    assert browser.get("/sign-in").status_code == 200


def counts_of(browser: TestClient) -> rates.Rates:
    """What the application has counted."""
    kept: rates.Rates = browser.app.state.rates  # type: ignore[attr-defined]
    return kept


def test_what_was_counted_wears_off_and_takes_only_so_much_room(door: Door) -> None:
    kept = rates.Rates(door.at.clock, names=100)
    rate = rates.Rate("anything", 3, timedelta(minutes=3))
    for number in range(1000):
        kept.count(rate, f"name {number}")
    assert len(kept) == 100
    for _ in range(2):
        kept.count(rate, "name 999")
    with pytest.raises(rates.TooOften) as told:
        kept.count(rate, "name 999")
    assert (told.value.wait, told.value.seconds) == (timedelta(minutes=1), 60)
    door.at.clock.on(minutes=1)
    kept.count(rate, "name 999")
    with pytest.raises(rates.TooOften):
        kept.count(rate, "name 999")
    scopes = [
        {"client": (host, 1)} for host in ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1")
    ]
    assert len({rates.client(scope) for scope in scopes}) == 2, "one network of IPv6 is one place"


@pytest.mark.parametrize(
    ("public_url", "place"), [("", "127.0.0.1"), ("https://lsip.example", "203.0.113.9")]
)
def test_only_behind_a_proxy_that_is_set_does_a_header_say_where_somebody_comes_from(
    public_url: str, place: str
) -> None:
    seen = []

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(rates.client(scope))
        await Answer()(scope, receive, send)

    served = uvicorn.Config(answer, **listening(Settings(public_url=public_url)))
    served.load()
    visitor = TestClient(served.loaded_app, client=("127.0.0.1", 1))
    assert visitor.get("/", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 200
    assert seen == [place]


def test_in_a_demonstration_on_this_machine_one_looks_around_as_anybody_invented(door: Door) -> None:
    browser = door.browser()
    page = browser.get("/look-around")
    assert f'value="{door.scene.respondent}"' in page.text
    came = browser.post("/look-around", data=hidden(page.text) | {"person": door.scene.respondent})
    assert came.status_code == 200
    assert "Pat Northshire" in browser.get("/you").text
    assert door.at.one(SignedIn).how == "trial"
    page = browser.get("/look-around")
    assert browser.post("/look-around", data=hidden(page.text) | {"person": "nobody"}).status_code == 404
    settings = door.at.world.settings
    for name, value in {"demonstration": False, "host": "0.0.0.0", "public_url": "https://x.example"}.items():
        before = getattr(settings, name)
        setattr(settings, name, value)
        assert door.browser().get("/look-around").status_code == 404, name
        assert "look-around" not in door.browser().get("/sign-in").text
        setattr(settings, name, before)


def test_somebody_signed_in_who_comes_to_the_door_goes_on(door: Door) -> None:
    browser = come_in(door, "Firefox")
    assert browser.get("/sign-in?next=/you").url.path == "/you"
