"""What is of another plan or area looks as what is not there at all: below one's own address too."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.model import new_id
from tests.web.everybody import OTHER_AREA, OTHER_PLAN, Everyone, everyone
from tests.web.page_names import filled, page_names
from tests.web.signed import signed_in

OWN = {"plan_id": OTHER_PLAN, "area_id": OTHER_AREA}
OPEN_TO_ALL = ("/asked", "/brand/", "/privacy/", "/public/", "/sign-in/", "/begin/")
BELOW_OWN = [
    name
    for name in page_names()
    if name.startswith("GET ")
    and set(re.findall(r"\{(\w+)\}", name)) - set(OWN)
    and not name.removeprefix("GET ").startswith(OPEN_TO_ALL)
]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    made = everyone(tmp_path_factory.mktemp("another"))
    yield made
    made.world.database.close()


@pytest.fixture(scope="module")
def elsewhere(people: Everyone) -> TestClient:
    """Somebody with every role in another area."""
    return signed_in(people.world, people.elsewhere)


def _seen(client: TestClient, name: str, named: dict[str, str]) -> tuple[int, str]:
    """The page, without what is of one look at it or repeats the address."""
    answer = client.get(filled(name.removeprefix("GET "), named))
    text = re.sub(r'(name="once"|name="from_our_page") value="[^"]*"', r"\1", answer.text)
    for given in set(named.values()) - set(OWN.values()):
        text = text.replace(given, "…") if len(given) > 20 else text
    return answer.status_code, text


@pytest.mark.parametrize("name", BELOW_OWN)
def test_the_page_of_it_is_as_of_what_is_not_there(
    people: Everyone, elsewhere: TestClient, name: str
) -> None:
    theirs = people.ids | OWN
    nothing = {key: new_id() if len(text) > 20 else text for key, text in people.ids.items()} | OWN
    assert _seen(elsewhere, name, theirs) == _seen(elsewhere, name, nothing)


def test_a_query_cannot_name_another_plan_or_area_than_the_address(
    people: Everyone, elsewhere: TestClient
) -> None:
    known = {"person_id": people.ids["person_id"], "plan_id": people.made.plan, "area_id": people.made.area}
    shown = elsewhere.get(f"/areas/{OTHER_AREA}/do/hand-over-work", params=known)
    assert shown.status_code == 404, "the area that is asked is the one in the path"
    for address in (f"/plans/{people.made.plan}/do/add-person?area_id={OTHER_AREA}", "/do/add-person"):
        assert elsewhere.get(address, params={"area_id": OTHER_AREA}).status_code == 404, address


def test_choices_are_those_of_the_place_in_the_path(people: Everyone, elsewhere: TestClient) -> None:
    address = f"/areas/{OTHER_AREA}/do/register-interest"
    shown = elsewhere.get(address, params={"plan_id": people.made.plan, "area_id": people.made.area})
    assert shown.status_code == 200
    assert people.ids["person_id"] not in shown.text
    assert people.here[next(iter(people.here))].partition("@")[0] not in shown.text
    assert shown.text.count("<option") + shown.text.count('type="radio"') > 0
