"""Every page of the route table in a real browser, as everybody who may see it: axe, two widths, a picture.

The pictures are written to `tests/browser/pictures`, for people to look at.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from lsip_workflow.model import Role
from lsip_workflow.web import app
from lsip_workflow.web.inputs.every import EVERY
from tests.browser.conftest import DESK, PHONE, SignedInAs, Site
from tests.web.page_names import expanded, filled, input_of, page_routes
from tests.web.signed import signed_in

PICTURES = Path(__file__).parent / "pictures"
ROLES: tuple[Role | None, ...] = (
    Role.PROJECT_MANAGER,
    Role.PROVIDER_CONFIRMER,
    Role.BOARD_MEMBER,
    Role.AUTHORITY_OFFICER,
    Role.DEPARTMENT_READER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.ERB_LEAD,
    Role.PROVIDER_RESPONDENT,
    Role.PROVIDER_DEPUTY,
    None,
)
# Where everybody's page is another one, each is looked at.
OF_EACH = ("/", "/plans", "/plans/{plan_id}", "/sign-offs", "/you")


@dataclass(frozen=True)
class State:
    """One page as one person sees it."""

    route: str
    address: str
    role: Role | None

    @property
    def picture(self) -> str:
        """The name of its picture."""
        plain = re.sub(r"[^a-z0-9-]+", "_", self.address.partition("?")[0].strip("/")) or "first"
        return f"{plain}-{self.role.value if self.role else 'nobody'}"


def pages() -> list[tuple[str, str]]:
    """The pages to look at: each route, and each of the addresses that it stands for."""
    shown = {path for act, path in page_routes() if act == "GET"}
    return [(route, name) for route in sorted(shown) for name in expanded(route)]


@cache
def states(made: Site) -> list[State]:
    """Every page with the first role that is let in; of some, with every role that is."""
    world, here = made.everyone.world, made.everyone.here
    clients: dict[Role | None, TestClient] = {None: TestClient(app.create(world))}
    clients |= {role: signed_in(world, here[role]) for role in ROLES if role}
    found: list[State] = []
    for route, name in pages():
        address = filled(name, made.everyone.ids)
        seen = (State(route, address, role) for role in ROLES if _is_page(clients[role], address))
        found += seen if route in OF_EACH else islice(seen, 1)
    return found


def _is_page(client: TestClient, address: str) -> bool:
    answer = client.get(address, follow_redirects=False)
    return answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")


PARTS = 4
AXE = Axe()
FAULTS = """() => {
    document.querySelectorAll('details').forEach(part => { part.open = true })
    return axe.run({resultTypes: ['violations']}).then(
        found => found.violations.map(each => each.id + ': ' + each.nodes[0].html.slice(0, 200)))
}"""
# What a form that corrects something holds at first is taken out, so that it comes back with its faults.
EMPTIED = """() => document.querySelectorAll('#the-form :is(input:not([type=hidden]), textarea)').forEach(each => {
    if (['radio', 'checkbox'].includes(each.type)) each.checked = false
    else each.value = ''
})"""


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_and_nothing_is_wider_than_its_window(
    pages_of_everything: Site, signed_in_as: SignedInAs, part: int
) -> None:
    made, wrong, windows = pages_of_everything.everyone, list[str](), dict[Role | None, Page]()
    PICTURES.mkdir(exist_ok=True)
    for state in states(pages_of_everything)[part::PARTS]:
        if state.role not in windows:
            address = made.here[state.role] if state.role else ""
            windows[state.role] = signed_in_as(address, width=PHONE).new_page()
        page = windows[state.role]
        page.goto(state.address)
        wrong += looked_at(page, state.picture)
        if _asks_for_something(state):
            page.evaluate(EMPTIED)
            page.locator("#the-form button:not([name])").first.click()
            if page.locator(".govuk-error-summary").count() != 1:
                wrong.append(f"{state.address}: nothing is asked for in an empty form")
            wrong += looked_at(page, f"{state.picture}-faults")
    assert not wrong, "\n".join(wrong)


def _asks_for_something(state: State) -> bool:
    """Whether an empty form is sent back: what may be sent empty would be done."""
    key = input_of(state.address)
    form = EVERY[key].form if key else None
    return form is not None and any(info.is_required() for info in form.model_fields.values())


def looked_at(page: Page, picture: str) -> list[str]:
    """What is wrong with a page as it stands: faults that axe finds, and what is wider than its window."""
    page.evaluate(AXE.axe_script)
    wrong = [f"{page.url}: {each}" for each in page.evaluate(FAULTS)]
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{page.url}: wider than a window of {width}")
        page.screenshot(path=PICTURES / f"{picture}-{width}.png", full_page=True)
    page.set_viewport_size({"width": PHONE, "height": 900})
    return wrong


def test_every_page_of_the_route_table_is_looked_at(pages_of_everything: Site) -> None:
    every = states(pages_of_everything)
    assert {state.route for state in every} | set(NO_PAGES) == {route for route, _ in pages()}
    assert len({state.picture for state in every}) == len(every)


# Files, pictures and ways on: nothing to look at in a browser.
NO_PAGES: tuple[str, ...] = ()
