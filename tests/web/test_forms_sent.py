"""Every form of every page, filled in and sent: by those who only read, and with what nobody would type."""

import re
from collections.abc import Iterator
from sqlite3 import connect

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.model import Role
from lsip_workflow.store import chain
from tests.conftest import DATABASE
from tests.web.everybody import Everyone, everyone
from tests.web.filled_in import filled_in
from tests.web.page_names import filled, page_names
from tests.web.signed import signed_in
from tests.web.who_sees_pages import EXPECTED, ROLES

LEAVES = ("POST /sign-out", "POST /sign-out/everywhere", "POST /you/sessions/end")
NAMES = [name for name in page_names() if name.startswith("POST ") and name not in LEAVES]
# Whoever only reads asks for what is held about themselves to be put right, and marks what they have seen.
OF_ONESELF = {"POST /do/ask-correction", "POST /do/mark-seen"}
READERS = (Role.AUDITOR, Role.DEPARTMENT_READER, Role.PROVIDER_COLLEAGUE)
WHOSE = (Role.PROJECT_MANAGER, Role.PROVIDER_CONFIRMER, Role.ADMINISTRATOR, Role.BOARD_MEMBER)
HOSTILE = ("a\0b\x1f", "x" * 6_000, "\u202e99999999999999999999", "0000-99-99<script>'\"{}")
ANSWERED = {200, 303, 403, 404, 409, 422, 429}
Forms = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    made = everyone(tmp_path_factory.mktemp("sent"))
    yield made
    made.world.database.close()


@pytest.fixture(scope="module")
def clients(people: Everyone) -> dict[Role, TestClient]:
    found = {role: signed_in(people.world, people.here[role]) for role in {*READERS, *WHOSE}}
    for each in found.values():
        each.follow_redirects = False
    return found


@pytest.fixture(scope="module")
def forms(people: Everyone, clients: dict[Role, TestClient]) -> Forms:
    """What whoever may send it would send, filled in: by name of what takes it."""
    return {name: _form(people, clients, name) for name in NAMES}


def _form(people: Everyone, clients: dict[Role, TestClient], name: str) -> dict[str, str]:
    shown = (clients[role].get(_address(people, name)) for role in WHOSE)
    page = next((answer.text for answer in shown if answer.status_code == 200), "")
    return max(filled_in(page), key=len, default={})


def _address(people: Everyone, name: str) -> str:
    return filled(name.removeprefix("POST "), people.ids)


def _ours(client: TestClient) -> dict[str, str]:
    found = re.search(r'name="(from_our_page)" value="([0-9a-f]+)"', client.get("/asked").text)
    assert found is not None
    return {found[1]: found[2]}


def test_whoever_only_reads_writes_nothing_with_a_form_that_the_team_could_send(
    people: Everyone, clients: dict[Role, TestClient], forms: Forms
) -> None:
    assert sum(len(form) > 2 for form in forms.values()) > 100
    watch = connect(people.world.settings.data_dir / DATABASE)
    seen = "pragma data_version"  # another number when anybody else has written anything
    wrote: dict[Role, set[str]] = {role: set() for role in READERS}
    for role in READERS:
        ours = _ours(clients[role])
        for name, form in forms.items():
            before = watch.execute(seen).fetchone()
            clients[role].post(_address(people, name), data=form | ours)
            if watch.execute(seen).fetchone() != before:
                wrote[role].add(name)
    watch.close()
    assert {role: names - OF_ONESELF for role, names in wrote.items() if names - OF_ONESELF} == {}
    assert all(wrote.values()), "or the watch sees nothing"


@pytest.mark.parametrize("role", [Role.PROJECT_MANAGER, Role.PROVIDER_CONFIRMER])
def test_whatever_is_sent_is_answered_and_is_no_error_of_ours(
    people: Everyone, clients: dict[Role, TestClient], forms: Forms, role: Role
) -> None:
    ours = _ours(clients[role])
    let_in = [name for name in NAMES if EXPECTED[name].split()[ROLES.index(role)] == "in"]
    for number, name in enumerate(let_in):
        hostile = HOSTILE[number % len(HOSTILE)]
        sent = dict.fromkeys(forms[name], hostile) | ours | {"once": f"hostile {role} {number}"}
        answer = clients[role].post(_address(people, name), data=sent)
        assert answer.status_code in ANSWERED, (name, hostile[:20])
    with people.world.database.reading() as session:
        assert chain.verify(session).faults == []
