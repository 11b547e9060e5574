"""Inviting people to the pages, and the first way in where nobody can be invited yet."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lsip_workflow.cli import app
from lsip_workflow.journeys import drafts, invitations, people
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Area,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Person,
    PersonOfArea,
    Post,
    Role,
    RoleHeld,
    SignInLink,
)
from lsip_workflow.outbox.door import link_of
from lsip_workflow.runtime import ADDRESS, Runtime, Settings
from lsip_workflow.store import chain
from tests import builders
from tests.journeys.working import Working


def invite(at: Working, area: str, person: str, *, reachable: bool = True) -> str:
    with at.world.database.transaction() as session:
        place, whom = session.get_one(Area, area), session.get_one(Person, person)
        when = builders.occasion(at.world, at.clock())
        return invitations.invite(session, when, place, whom, reachable=reachable).id


def test_an_invitation_goes_once_a_day_and_is_proved(at: Working) -> None:
    made = builders.scene(at.world)
    invite(at, made.area, made.respondent)
    with pytest.raises(Faulty, match="invited today already"):
        invite(at, made.area, made.respondent)
    assert at.one(PersonOfArea).invited_on == date(2026, 11, 2)
    at.rest()
    row = at.one(OutboxRow, OutboxRow.template == "invitation")
    assert row.status is OutboxStatus.SENT
    assert "http://pages.example/sign-in\n" in (row.body or "")
    at.clock.on(days=1)
    invite(at, made.area, made.respondent)
    assert at.events("area:northshire")[-3:] == ["person.listed", "person.invited", "person.invited"]
    with at.world.database.reading() as session:
        assert chain.verify(session).holds


def test_to_a_principal_it_is_a_draft_that_a_person_sends(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        whom = session.get_one(Person, made.respondent)
        people.correct_person(session, builders.occasion(at.world), whom, post=Post.PRINCIPAL)
    key = invite(at, made.area, made.respondent)
    at.rest()
    assert at.one(OutboxRow, OutboxRow.id == key).status is OutboxStatus.DRAFT
    with at.world.database.transaction() as session:
        drafts.send_draft(session, builders.occasion(at.world), session.get_one(OutboxRow, key))
    at.rest()
    assert at.one(OutboxRow, OutboxRow.id == key).status is OutboxStatus.SENT


def test_everything_that_is_in_the_way_is_said_at_once(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        erb = session.get_one(Organisation, made.erb)
        nobody = builders.person(session, builders.occasion(at.world), erb, "New Person", "").id
    with pytest.raises(Faulty) as told:
        invite(at, made.area, nobody, reachable=False)
    installation, address, role = told.value.faults
    assert "Set LSIP_PUBLIC_URL" in installation
    assert "https://" in installation
    assert "no e-mail address" in address
    assert "no role here today" in role
    assert at.all(OutboxRow, OutboxRow.template == "invitation") == []


@pytest.mark.parametrize(
    ("said", "reachable"),
    [
        ({"demonstration": True}, True),
        ({"demonstration": True, "host": "0.0.0.0"}, False),
        ({"demonstration": True, "public_url": "http://lsip.example"}, False),
        ({"public_url": "http://lsip.example"}, False),
        ({"public_url": "https://lsip.example"}, True),
        ({}, False),
    ],
)
def test_people_can_be_invited_by_https_or_to_a_trial_on_this_machine(
    said: dict[str, object], reachable: bool
) -> None:
    given = {"demonstration": False, "host": "127.0.0.1", "public_url": ""} | said
    assert Settings.model_validate(given).reachable is reachable


def lsip(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--data-dir", str(folder)])


def test_an_operator_names_an_administrator_and_prints_a_link(
    small_world: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LSIP_DEMONSTRATION", "true")
    at, made = Working(small_world), builders.scene(small_world)
    assert lsip(tmp_path, "sign-in-link", "ada@northshire.example").exit_code == 1
    command = ("administrator", "ada@northshire.example", "--area", made.area)
    unnamed = lsip(tmp_path, *command)
    assert (unnamed.exit_code, "give their name" in unnamed.output) == (1, True)
    assert lsip(tmp_path, "administrator", "ada", "Ada", "--area", made.area).exit_code == 1
    assert lsip(tmp_path, "administrator", "ada@x.example", "Ada", "--area", "atlantis").exit_code == 1
    named = lsip(tmp_path, *command, "Ada Admin")
    assert named.exit_code == 0, named.output
    assert at.one(RoleHeld, RoleHeld.role == Role.ADMINISTRATOR).area_id == made.area
    again = lsip(tmp_path, *command)
    assert (again.exit_code, "already" in again.output) == (1, True)
    printed = lsip(tmp_path, "sign-in-link", "Ada@Northshire.example").output.splitlines()[0]
    assert link_of(small_world.secret, printed.rpartition("/")[2]) == at.one(SignInLink).id
    assert printed.startswith("http://127.0.0.1:8000/sign-in/")
    (tmp_path / ADDRESS).write_text("http://127.0.0.1:8123")  # what `lsip up --port 8123` leaves there
    printed = lsip(tmp_path, "sign-in-link", "ada@northshire.example").output
    assert printed.startswith("http://127.0.0.1:8123/sign-in/")
    monkeypatch.setenv("LSIP_PUBLIC_URL", "https://lsip.example")
    printed = lsip(tmp_path, "sign-in-link", "ada@northshire.example").output
    assert printed.startswith("https://lsip.example/sign-in/")
    assert at.all(OutboxRow, OutboxRow.template == "sign_in") == [], "nothing was e-mailed"


def test_beyond_this_machine_the_pages_start_only_behind_https(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LSIP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LSIP_HOST", "0.0.0.0")
    for public in ("", "http://lsip.example"):
        monkeypatch.setenv("LSIP_PUBLIC_URL", public)
        told = CliRunner().invoke(app, ["web"])
        assert (told.exit_code, "set LSIP_PUBLIC_URL" in told.output) == (1, True)
