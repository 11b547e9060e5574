"""What no browser of ours sends is turned away calmly; no answer but a public one is kept on the way."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.model import Role
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.app import create
from tests import builders
from tests.web.everybody import Everyone, everyone
from tests.web.page_names import filled, page_names
from tests.web.signed import signed_in

FOR_ANYBODY = ("/brand/",)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    made = everyone(tmp_path_factory.mktemp("posting"))
    yield made
    made.world.database.close()


@pytest.fixture(scope="module")
def manager(people: Everyone) -> TestClient:
    found = signed_in(people.world, people.here[Role.PROJECT_MANAGER])
    found.follow_redirects = False
    return found


def _token(client: TestClient) -> str:
    found = re.search(r'name="from_our_page" value="([0-9a-f]+)"', client.get("/you").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("coding", ["unicode_escape", "punycode", "undefined", "\x00", '"utf-16"'])
def test_a_form_in_another_coding_is_not_from_our_page(
    people: Everyone, manager: TestClient, coding: str
) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = part.format("from_our_page", _token(manager)) + part.format("says", r"\ud800") + "--b--\r\n"
    answer = manager.post(
        f"/plans/{people.made.plan}/do/record-finding",
        content=body.encode(),
        headers={"content-type": f"multipart/form-data; boundary=b; charset={coding}"},
    )
    assert answer.status_code == 403
    assert "<h1" in answer.text


def test_our_own_coding_may_be_named(people: Everyone, manager: TestClient) -> None:
    answer = manager.post(
        f"/plans/{people.made.plan}/do/record-finding",
        content=f"from_our_page={_token(manager)}&once=named".encode(),
        headers={"content-type": "application/x-www-form-urlencoded; charset=UTF-8"},
    )
    assert answer.status_code == 422


def test_a_row_of_a_number_that_no_page_has_is_left_out(people: Everyone, manager: TestClient) -> None:
    rows = {f"heard.{'9' * 5000}.kind": "large", "heard.².kind": "small", "heard.999.kind": "small"}
    answer = manager.post(
        f"/plans/{people.made.plan}/do/record-engagement",
        data={"from_our_page": _token(manager), "once": "rows"} | rows,
    )
    assert answer.status_code == 422


def test_an_address_with_a_nul_in_it_is_not_there(people: Everyone, manager: TestClient) -> None:
    file = f"/plans/{people.made.plan}/requests/{people.made.request}/files/%00"
    for address in (file, "/plans?q=%00", "/plans/%00"):
        assert manager.get(address).status_code == 404, address
    assert manager.get("/plans?q=%2500").status_code == 200


def test_a_nul_in_a_form_is_left_out_before_a_database_meets_it(world: Runtime) -> None:
    builders.scene(world)
    visitor = TestClient(create(world))
    token = re.search(r'name="from_our_page" value="([0-9a-f]+)"', visitor.get("/sign-in").text)
    assert token is not None
    sent = {"from_our_page": token[1], "address": "mo\0@northshire.example", "next": "/\0plans"}
    answer = visitor.post("/sign-in", data=sent)
    assert answer.status_code == 200
    assert "mo@northshire.example" in answer.text


@pytest.mark.parametrize(
    ("content", "kind"), [(b"a=1", "multipart/form-data"), (b"", "multipart/form-data; boundary=b")]
)
def test_what_cannot_be_read_is_told_on_a_page(
    people: Everyone, manager: TestClient, content: bytes, kind: str
) -> None:
    address = f"/plans/{people.made.plan}/do/consult"
    answer = manager.post(address, content=content, headers={"content-type": kind})
    assert answer.status_code in (400, 403)
    assert "<h1" in answer.text


def test_more_files_than_are_taken_at_once_are_told_on_a_page(people: Everyone, manager: TestClient) -> None:
    files = [("file", (f"{number}.pdf", b"%PDF-1.4", "application/pdf")) for number in range(25)]
    answer = manager.post(f"/plans/{people.made.plan}/do/consult", data={"title": "A"}, files=files)
    assert answer.status_code == 400
    assert "at most 20 files" in answer.text
    assert "<h1" in answer.text


def test_what_only_takes_forms_is_a_calm_page_to_whoever_looks(manager: TestClient) -> None:
    answer = manager.get("/sign-out")
    assert answer.status_code == 405
    assert "<h1" in answer.text


def test_what_is_wrong_with_a_file_is_told_with_what_else_is_wrong(
    people: Everyone, manager: TestClient
) -> None:
    answer = manager.post(
        f"/plans/{people.made.plan}/do/consult",
        data={"from_our_page": _token(manager), "once": "both", "title": "A draft"},
        files={"file": ("a.pdf", b"", "application/pdf")},
    )
    assert answer.status_code == 422
    assert "It is empty; choose the file again." in answer.text
    assert answer.text.count('class="govuk-error-message"') > 1
    assert 'value="A draft"' in answer.text


def test_a_version_of_what_is_new_is_not_looked_up(people: Everyone, manager: TestClient) -> None:
    answer = manager.post(
        f"/plans/{people.made.plan}/do/record-action",
        data={"from_our_page": _token(manager), "once": "new", "as_of": "3"},
    )
    assert answer.status_code == 422


def test_nothing_that_somebody_signed_in_to_see_is_kept_on_the_way(
    people: Everyone, manager: TestClient
) -> None:
    kept = {
        name: manager.get(filled(name.removeprefix("GET "), people.ids)).headers.get("cache-control")
        for name in page_names()
        if name.startswith("GET ") and not name.removeprefix("GET ").startswith(FOR_ANYBODY)
    }
    assert {name for name, said in kept.items() if said != "no-store"} == set()
