"""The JSON API, messages: what would go, starting it, and drafts that a person sends or does not."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from lsip_workflow.cli import app
from lsip_workflow.journeys import designations, people
from lsip_workflow.model import (
    Area,
    Installation,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Post,
)
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import Scene
from tests.journeys.test_dates_and_sweep import on, swept
from tests.journeys.test_drafts import named
from tests.journeys.test_reminders_started import hold
from tests.journeys.working import Working


@pytest.fixture
def at(small_world: Runtime) -> Working:
    """A world whose clock stands still, for the API as well."""
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    return working


@pytest.fixture
def client(at: Working) -> Iterator[TestClient]:
    with TestClient(create(at.world)) as client:
        yield client


def own_key(at: Working, organisation: str, person: str) -> str:
    with at.world.database.transaction() as session:
        owner, holder = session.get_one(Organisation, organisation), session.get_one(Person, person)
        return people.issue_key(session, builders.occasion(at.world), owner, person=holder)


def ask(client: TestClient, key: str, address: str, body: Any = None, once: str = "k") -> tuple[int, Any]:
    """Read, or with a body write; the status and the answer."""
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": once}
    where = f"/api/v1/{address}"
    answer = (
        client.get(where, headers=headers) if body is None else client.post(where, json=body, headers=headers)
    )
    return answer.status_code, answer.json()


def test_a_person_sees_what_would_go_and_starts_it(at: Working, client: TestClient) -> None:
    made = builders.scene(at.world)
    hold(at, made)
    on(at, 2026, 11, 10)
    key = own_key(at, made.erb, made.manager)
    status, ahead = ask(client, key, f"plans/{made.plan}/messages-ahead")
    assert (status, ahead["held"]) == (200, True)
    assert [(each["on"], each["to"], each["role"], each["draft"]) for each in ahead["messages"]] == [
        ("2026-11-16", "Pat Northshire", "provider_respondent", False),
        ("2026-11-23", "Pat Northshire", "provider_respondent", False),
    ]
    assert ahead["messages"][0]["dates"] == [
        {
            "title": "What you can offer",
            "due": "2026-11-23",
            "why": "the 1st reminder, 5 working days before the date",
        }
    ]
    address = f"plans/{made.plan}/reminders/start"
    status, refused = ask(client, key, address, {"seen": "something else"})
    assert (status, refused["reasons"][0]["text"]) == (
        409,
        "What would go has changed since you looked: look again, then start.",
    )
    started = (201, {"id": made.plan, "held": False})
    assert ask(client, key, address, {"seen": ahead["reference"]}, "k2") == started
    assert ask(client, key, address, {"seen": ahead["reference"]}, "k2") == started
    assert ask(client, key, address, {"seen": ahead["reference"]}, "k3")[0] == 409
    assert not at.one(Plan).held


def test_starting_is_for_a_person_of_the_team_and_nobody_else_sees_what_would_go(
    at: Working, client: TestClient
) -> None:
    made, other = builders.scene(at.world), builders.scene(at.world, "southshire", 2)
    hold(at, made)
    address = f"plans/{made.plan}/reminders/start"
    assert ask(client, made.erb_key, address, {"seen": "x"})[0] == 403
    assert ask(client, made.provider_key, f"plans/{made.plan}/messages-ahead")[0] == 403
    assert ask(client, other.erb_key, f"plans/{made.plan}/messages-ahead")[0] == 404
    assert ask(client, other.erb_key, address, {"seen": "x"})[0] == 404
    key = own_key(at, made.erb, made.manager)
    assert ask(client, key, address, {}, "e")[0] == 422
    assert ask(client, key, address, {"seen": "x", "more": 1}, "f")[0] == 422
    assert ask(client, key, address, {"seen": 7}, "g")[0] == 422


def drafted(at: Working) -> tuple[Scene, OutboxRow]:
    """A principal's reminder, which waits as a draft."""
    made = builders.scene(at.world)
    at.rest()
    named(at, made.respondent, Post.PRINCIPAL)
    on(at, 2026, 11, 16)
    swept(at)
    (row,) = [row for row in at.all(OutboxRow) if row.status is OutboxStatus.DRAFT]
    return made, row


def test_a_draft_is_read_as_it_would_arrive_and_sent_once_by_a_person(
    at: Working, client: TestClient
) -> None:
    made, row = drafted(at)
    key = own_key(at, made.erb, made.manager)
    status, (shown,) = ask(client, key, "drafts")
    assert (status, shown["id"], shown["plan"], shown["to"]) == (200, row.id, made.plan, "Pat Northshire")
    assert (shown["address"], shown["cannot_go"]) == ("pat@northshire.example", "")
    assert "What you can offer: 23 November 2026" in shown["body"]
    assert ask(client, made.erb_key, f"drafts/{row.id}/send", {})[0] == 403
    sent = (201, {"id": row.id, "status": "owed"})
    assert ask(client, key, f"drafts/{row.id}/send", {}, "s1") == sent
    assert ask(client, key, f"drafts/{row.id}/send", {}, "s1") == sent
    assert ask(client, key, f"drafts/{row.id}/send", {}, "s2")[0] == 422
    assert ask(client, key, f"drafts/{row.id}/discard", {}, "s3")[0] == 422
    at.rest()
    assert ask(client, key, "drafts") == (200, [])
    assert at.events(f"plan:{made.plan}").count("draft.sent") == 1
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_a_draft_is_there_for_its_own_team_only(at: Working, client: TestClient) -> None:
    made, row = drafted(at)
    other = builders.scene(at.world, "southshire", 2)
    for key in (other.erb_key, made.provider_key, own_key(at, other.erb, other.manager)):
        assert ask(client, key, "drafts") == (200, [])
        for act in ("send", "discard"):
            assert ask(client, key, f"drafts/{row.id}/{act}", {})[0] == 404
    plain = next(each for each in at.all(OutboxRow) if not each.by_a_person)
    mine = own_key(at, made.erb, made.manager)
    for nothing in (plain.id, "0" * 32):
        assert ask(client, mine, f"drafts/{nothing}/send", {})[0] == 404


def test_a_draft_that_is_discarded_never_goes(at: Working, client: TestClient) -> None:
    made, row = drafted(at)
    key = own_key(at, made.erb, made.manager)
    assert ask(client, key, f"drafts/{row.id}/discard", {}) == (201, {"id": row.id, "status": "skipped"})
    at.rest()
    assert ask(client, key, "drafts") == (200, [])
    assert next(each for each in at.all(OutboxRow) if each.id == row.id).sent_at is None


def lsip(at: Working, *words: str, says: str = "") -> tuple[int, str]:
    folder = str(at.world.settings.data_dir)
    ran = CliRunner().invoke(app, [*words, "--data-dir", folder], input=says)
    return ran.exit_code, ran.output


def test_the_command_line_shows_what_would_go_and_starts_it_after_a_yes(small_world: Runtime) -> None:
    at = Working(small_world)
    at.clock.now = small_world.now()
    made = builders.scene(small_world)
    with small_world.database.transaction() as session:  # builders ask in the past: ask again, from today
        when = builders.occasion(small_world, small_world.now())
        plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, made.provider)
        builders.ask(session, when, plan, provider, "A question of today")
    hold(at, made)
    code, shown = lsip(at, "reminders", made.plan, "--days", "60")
    assert code == 0
    assert "to Pat Northshire (provider respondent of Northshire College (example))" in shown
    assert "A question of today, " in shown
    assert f"Nothing goes yet. To start: lsip reminders {made.plan} --start" in shown
    assert lsip(at, "reminders", "nowhere")[0] == 1
    assert lsip(at, "reminders", made.plan, "--start", says="n\n")[0] == 1
    assert lsip(at, "reminders", made.plan, "--days", "3", "--start")[0] == 1
    code, answered = lsip(at, "reminders", made.plan, "--yes", "not this")
    assert code == 1
    assert at.one(Plan).held
    code, answered = lsip(at, "reminders", made.plan, "--start", says="y\n")
    assert (code, "Started: from the next morning" in answered) == (0, True)
    assert not at.one(Plan).held
    assert "The reminders of this plan run." in lsip(at, "reminders", made.plan)[1]


def test_the_sweep_says_of_each_date_what_it_did_and_what_not(small_world: Runtime) -> None:
    at = Working(small_world)
    made = builders.scene(small_world)
    day = date(2026, 11, 16)
    with small_world.database.transaction() as session:  # where days to come may be swept as well
        session.add(Installation(demonstration=True, made_at=builders.NOW))
    code, shown = lsip(at, "sweep", "--as-of", str(day))
    to = "The 1st reminder to the provider respondent of Northshire College (example)"
    about = f"{made.plan}: What you can offer (Northshire College (example)), 23 November 2026"
    assert (code, shown.splitlines()) == (
        0,
        [f"{about}: {to} is owed: 5 working days before the date.", "1 looked at, 1 message owed."],
    )
    again = lsip(at, "sweep", "--as-of", str(day))[1].splitlines()
    assert again == [f"{about}: {to} went already, or is about to.", "1 looked at."]


def test_a_body_whose_designation_was_removed_sends_no_draft(at: Working, client: TestClient) -> None:
    made, row = drafted(at)
    key = own_key(at, made.erb, made.manager)
    when = builders.occasion(at.world, at.clock())
    with at.world.database.transaction() as session:
        area, erb = session.get_one(Area, made.area), session.get_one(Organisation, made.erb)
        held = designations.designate(session, when, area, erb, on=date(2026, 1, 1), reference="Notice 1")
        designations.remove(session, when, held, on=when.today, reference="Notice 2")
    for act in ("send", "discard"):
        status, _said = ask(client, key, f"drafts/{row.id}/{act}", {}, act)
        assert status == 404  # the roles of its people ended with it
    (kept,) = [each for each in at.all(OutboxRow) if each.id == row.id]
    assert kept.status is OutboxStatus.DRAFT


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-29", "today"])
@pytest.mark.parametrize(
    "words",
    [
        ("sweep", "--as-of"),
        ("areas", "changes", "--as-of"),
        ("areas", "take-in"),
        ("areas", "hand-over", "northshire-2026", "--to", "x", "--area", "northshire", "--on"),
        ("end-designation", "northshire", "--reference", "Notice 2", "--on"),
    ],
    ids=" ".join,
)
def test_a_day_that_cannot_be_ends_a_command_with_a_sentence(
    small_world: Runtime, words: tuple[str, ...], day: str
) -> None:
    code, said = lsip(Working(small_world), *words, day)
    assert (code, "write it as 2027-06-30" in said) == (1, True)
