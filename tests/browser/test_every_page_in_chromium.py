"""Every page of the route table in a real browser, as everybody who may see it: axe, two widths, a picture.

The pictures are written to `tests/browser/pictures`, for people to look at.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from lsip_workflow.model import Role
from lsip_workflow.web import app
from lsip_workflow.web.inputs.every import EVERY
from tests.browser.conftest import PHONE, SignedInAs, Site
from tests.browser.looking import looked_at
from tests.web.page_names import expanded, filled, input_of, page_routes
from tests.web.signed import signed_in

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


PARTS = 8
# What a form that corrects something holds at first is taken out, so that it comes back with its faults.
EMPTIED = """() => {
    for (const each of document.querySelectorAll('#the-form :is(input:not([type=hidden]), textarea)'))
        if (['radio', 'checkbox'].includes(each.type)) each.checked = false
        else each.value = ''
}"""


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_and_nothing_is_wider_than_its_window(
    pages_of_everything: Site, signed_in_as: SignedInAs, part: int
) -> None:
    made, wrong, windows = pages_of_everything.everyone, list[str](), dict[Role | None, Page]()
    for state in states(pages_of_everything)[part::PARTS]:
        if state.role not in windows:
            address = made.here[state.role] if state.role else ""
            windows[state.role] = signed_in_as(address, width=PHONE).new_page()
        page = windows[state.role]
        page.goto(state.address)
        wrong += looked_at(page, state.picture)
        if _asks_for_something(state) and not _is_closed(page, state):
            page.evaluate(EMPTIED)
            page.locator("#the-form button:not([name])").first.click()
            if page.locator(".govuk-error-summary").count() != 1:
                wrong.append(f"{state.address}: nothing is asked for in an empty form")
            wrong += looked_at(page, f"{state.picture}-faults", pictured=(PHONE,))
    assert not wrong, "\n".join(wrong)


def _asks_for_something(state: State) -> bool:
    """Whether an empty form is sent back: what may be sent empty would be done."""
    key = input_of(state.address)
    form = EVERY[key].form if key else None
    return form is not None and any(info.is_required() for info in form.model_fields.values())


def _is_closed(page: Page, state: State) -> bool:
    """Whether an input says why there is no form for this person."""
    closed = EVERY[input_of(state.address)].closed
    return closed is not None and page.locator("#the-form").count() == 0


def test_every_page_of_the_route_table_is_looked_at(pages_of_everything: Site) -> None:
    every = states(pages_of_everything)
    assert {state.route for state in every} | set(NO_PAGES) == {route for route, _ in pages()}
    assert len({state.picture for state in every}) == len(every)


# Files, pictures and ways on: nothing to look at in a browser; or looked at on a journey.
NO_PAGES = (
    "/about-you/download",
    "/about-you/{plan_id}/files/{file_id}",
    "/adopt/template.xlsx",
    "/adopt/{workbook_id}/faults.xlsx",
    "/asked/{request_id}/blank-copy",
    "/asked/{request_id}/files/{file_id}",
    "/begin/{word}",  # in test_the_first_hour
    "/brand/{organisation_id}/colour.css",
    "/brand/{organisation_id}/logo",
    "/data-protection/people/{person_id}/data.json",
    "/people",
    "/plans/{plan_id}/dates/{deadline_id}/check",  # in test_a_manager_at_a_desk
    "/sign-offs/{sign_off_id}/done",  # in test_deciding
    "/plans.csv",
    "/plans/{plan_id}/board-page.pdf",
    "/plans/{plan_id}/consultations/{round_id}/file",
    "/plans/{plan_id}/decisions/{sign_off_id}/file",
    "/plans/{plan_id}/duties.csv",
    "/plans/{plan_id}/requests/{request_id}/files/{file_id}",
    "/public/{release_id}/content",
    "/released/{release_id}/content",
    "/released/{release_id}/draft",
    "/sign-in/account",
    "/sign-in/account/back",
    "/you/data.json",
)
