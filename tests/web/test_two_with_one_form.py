"""Two people with one form open: the second is told what stands now, and loses nothing that they typed."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.model import Role
from lsip_workflow.web.inputs.every import EVERY
from tests.web.everybody import Everyone, everyone
from tests.web.page_names import filled, input_of, page_names
from tests.web.signed import hidden, sent, signed_in

NOW = "What stands now, where it is not what you typed"
PERSON = {"name": "Di South", "email": "di@south.example"}
BRAND = {"display_name": "The Chamber", "colour": "#5b2a6e"}
# Of inputs that change what stands: what the first person sends, what the second typed, and how it reads.
BOTH: tuple[tuple[str, dict[str, Any], dict[str, Any], str], ...] = (
    (
        "/areas/{area_id}/do/correct-person?person_id={person_id}",
        PERSON | {"phone": "01632 960111"},
        PERSON | {"phone": "01632 960222"},
        "01632 960111",
    ),
    (
        "/areas/{area_id}/do/change-branding",
        BRAND | {"telephone": "01632 960333"},
        BRAND | {"telephone": "01632 960444"},
        "01632 960333",
    ),
    (
        "/plans/{plan_id}/do/share-plan?audience=region",
        {"audience": "region", "shows": ["stage"]},
        {"audience": "region", "shows": ["next_date"]},
        "The stage that the plan is in",
    ),
    (
        "/plans/{plan_id}/do/record-progress?code={code}",
        {"done": "Two workshops share one store."},
        {"done": "Nothing yet."},
        "Two workshops share one store.",
    ),
    ("/plans/{plan_id}/do/count-pages", {"pages": "41"}, {"pages": "43"}, "41"),
)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    made = everyone(tmp_path_factory.mktemp("two"))
    yield made
    made.world.database.close()


@pytest.fixture(scope="module")
def first(people: Everyone) -> TestClient:
    return signed_in(people.world, people.here[Role.PROJECT_MANAGER])


@pytest.fixture(scope="module")
def second(people: Everyone) -> TestClient:
    return signed_in(people.world, people.here[Role.ERB_LEAD])


@pytest.mark.parametrize(("path", "one", "other", "reads"), BOTH, ids=[input_of(row[0]) for row in BOTH])
def test_the_second_sees_what_the_first_changed_and_sends_it_once_more(
    people: Everyone,
    first: TestClient,
    second: TestClient,
    path: str,
    one: dict[str, Any],
    other: dict[str, Any],
    reads: str,
) -> None:
    address = filled(path, people.ids)
    opened = hidden(second.get(address).text)
    assert sent(first, address, **one).status_code == 200
    late = second.post(address, data=opened | other)
    assert late.status_code == 422, "nothing was sent over what the first one changed"
    assert NOW in late.text
    assert reads in late.text.partition(NOW)[2].partition("</dl>")[0]
    assert all(text in late.text for text in other.values() if isinstance(text, str))
    assert second.post(address, data=hidden(late.text) | other).status_code == 200
    assert NOW not in second.get(address).text


def test_pressed_twice_it_is_sent_once_and_nobody_is_told_of_themselves(
    people: Everyone, first: TestClient
) -> None:
    address = filled("/areas/{area_id}/do/correct-person?person_id={person_id}", people.ids)
    data = hidden(first.get(address).text) | PERSON | {"phone": " 01632  960555 "}
    pressed = [first.post(address, data=data) for _ in range(2)]
    assert [answer.status_code for answer in pressed] == [200, 200]
    assert pressed[0].url == pressed[1].url


def test_every_form_that_begins_with_something_knows_what_it_began_with(
    people: Everyone, first: TestClient
) -> None:
    begun = [name for name in page_names() if name.startswith("GET ") and input_of(name)]
    begun = [name for name in begun if EVERY[input_of(name)].begins is not None]
    shown = {name: first.get(filled(name.removeprefix("GET "), people.ids)) for name in begun}
    seen = {name: hidden(page.text) for name, page in shown.items() if 'id="the-form"' in page.text}
    assert len(seen) > 25
    known = {"as_of", "version", "opened_as"}
    assert {name for name, held in seen.items() if not held.keys() & known} == set()
