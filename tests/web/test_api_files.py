"""Files through the API: handed in once, downloaded as attachments, and nobody gets another's."""

from collections.abc import Iterator
from itertools import count

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from lsip_workflow.model import File
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import limits
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import Scene
from tests.journeys.working import Working

KEYS = count()
PDF = b"%PDF-1.7\nThe minute of the board."


@pytest.fixture
def at(small_world: Runtime) -> Working:
    return Working(small_world)


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


@pytest.fixture
def other(at: Working, made: Scene) -> Scene:
    return builders.scene(at.world, "southmere", 2)


@pytest.fixture
def client(at: Working) -> Iterator[TestClient]:
    with TestClient(create(at.world)) as client:
        yield client


def hand_in(
    client: TestClient,
    key: str,
    plan: str,
    content: bytes = PDF,
    name: str = "Minute 7.pdf",
    *,
    once: str = "",
    field: str = "file",
) -> Response:
    return client.post(
        f"/api/v1/plans/{plan}/files",
        files={field: (name, content, "application/octet-stream")},
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": once or f"file-{next(KEYS)}"},
    )


def get(client: TestClient, key: str, plan: str, file: str) -> Response:
    return client.get(f"/api/v1/plans/{plan}/files/{file}", headers={"Authorization": f"Bearer {key}"})


def test_a_file_is_handed_in_and_downloaded_as_it_came(client: TestClient, made: Scene) -> None:
    kept = hand_in(client, made.erb_key, made.plan)
    assert kept.status_code == 201
    said = kept.json()
    assert (said["name"], said["media_type"], said["size"]) == ("Minute 7.pdf", "application/pdf", len(PDF))
    back = get(client, made.erb_key, made.plan, said["id"])
    assert back.content == PDF
    assert back.headers["content-type"] == "application/pdf"
    assert back.headers["content-disposition"].startswith('attachment; filename="Minute 7.pdf";')
    assert back.headers["x-content-type-options"] == "nosniff"
    assert back.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert back.headers["cache-control"] == "no-store"


def test_a_page_in_a_file_is_downloaded_as_text_and_its_odd_name_stays_in_its_place(
    client: TestClient, made: Scene
) -> None:
    page = b"<html><script>alert(1)</script></html>"
    kept = hand_in(client, made.erb_key, made.plan, page, "Ärger.html").json()
    back = get(client, made.erb_key, made.plan, kept["id"])
    assert kept["name"] == "Ärger.html.txt"
    assert back.headers["content-type"] == "text/plain; charset=utf-8"
    assert back.headers["content-disposition"] == (
        "attachment; filename=\"_rger.html.txt\"; filename*=UTF-8''%C3%84rger.html.txt"
    )


def test_the_same_file_under_the_same_key_is_kept_once(client: TestClient, at: Working, made: Scene) -> None:
    first = hand_in(client, made.erb_key, made.plan, once="k")
    again = hand_in(client, made.erb_key, made.plan, once="k")
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    assert len(at.all(File)) == 1
    other = hand_in(client, made.erb_key, made.plan, PDF + b"!", once="k")
    assert other.status_code == 409
    assert len(at.all(File)) == 1


def test_a_provider_gets_its_own_files_and_nobody_elses(
    client: TestClient, made: Scene, other: Scene
) -> None:
    teams = hand_in(client, made.erb_key, made.plan).json()["id"]
    own = hand_in(client, made.provider_key, made.plan).json()["id"]
    assert get(client, made.provider_key, made.plan, own).status_code == 200
    assert get(client, made.erb_key, made.plan, own).status_code == 200
    calm = get(client, made.provider_key, made.plan, "0" * 32)
    for key, plan, file in (
        (made.provider_key, made.plan, teams),
        (other.erb_key, made.plan, own),
        (other.provider_key, made.plan, own),
        (other.erb_key, other.plan, own),
    ):
        refused = get(client, key, plan, file)
        assert (refused.status_code, refused.content) == (404, calm.content)


def test_who_may_not_hand_in_is_told_so_and_nothing_is_kept(
    client: TestClient, at: Working, made: Scene, other: Scene
) -> None:
    assert hand_in(client, "not-a-key-of-anybody", made.plan).status_code == 401
    assert hand_in(client, other.provider_key, made.plan).status_code == 404
    assert hand_in(client, other.erb_key, made.plan).status_code == 404
    assert at.all(File) == []


@pytest.mark.parametrize(
    ("content", "name", "field", "begins"),
    [
        (b"", "a.pdf", "file", "file: it is empty"),
        (b"MZ\x90\x00", "a.pdf", "file", "file: this is not of a kind that we take."),
        (PDF, "a.pdf", "attachment", "file: send one file"),
    ],
    ids=["empty", "program", "field"],
)
def test_what_is_not_taken_is_told_with_its_place(
    client: TestClient, at: Working, made: Scene, content: bytes, name: str, field: str, begins: str
) -> None:
    answer = hand_in(client, made.erb_key, made.plan, content, name, field=field)
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert fault.startswith(begins)
    assert at.all(File) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"file": "x"}', "application/json"),
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"file=x", "application/x-www-form-urlencoded"),
        (b"%PDF-", "application/pdf"),
    ],
)
def test_a_body_that_is_no_form_with_a_file_is_a_fault(
    client: TestClient, made: Scene, body: bytes, kind: str
) -> None:
    headers = {"Authorization": f"Bearer {made.erb_key}", "Idempotency-Key": "k", "Content-Type": kind}
    answer = client.post(f"/api/v1/plans/{made.plan}/files", content=body, headers=headers)
    assert (answer.status_code, answer.json()["faults"][0][:19]) == (422, "file: send one file")


def test_only_where_files_are_handed_in_may_a_body_be_large(
    client: TestClient, at: Working, made: Scene
) -> None:
    large = b"%PDF-" + b"1" * 2_000_000
    assert hand_in(client, made.erb_key, made.plan, large).status_code == 201
    too_large = b"%PDF-" + b"1" * limits.MOST_BYTES_OF_A_FILE
    assert hand_in(client, made.erb_key, made.plan, too_large).status_code == 413
    headers = {"Authorization": f"Bearer {made.erb_key}", "Idempotency-Key": "k"}
    for address in (f"/api/v1/plans/{made.plan}/evidence", f"/api/v1/plans/{made.plan}/files/x"):
        assert client.post(address, content=large, headers=headers).status_code == 413
    assert len(at.all(File)) == 1


def test_a_name_in_an_odd_alphabet_is_no_fault_of_ours(client: TestClient, made: Scene) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="+2AA-minute.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + PDF + b"\r\n--x--\r\n"
    )
    headers = {
        "Authorization": f"Bearer {made.erb_key}",
        "Idempotency-Key": "odd",
        "Content-Type": "multipart/form-data; boundary=x; charset=utf-7",
    }
    answer = client.post(f"/api/v1/plans/{made.plan}/files", content=body, headers=headers)
    assert answer.status_code == 201
    assert answer.json()["name"].endswith("minute.pdf")
