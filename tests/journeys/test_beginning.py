"""A real installation begins at the command line: a designation, a key, and a person's own key."""

from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from lsip_workflow.cli import app
from lsip_workflow.journeys import people
from lsip_workflow.model import Area, Designation, Installation, Organisation, Person
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store import chain
from lsip_workflow.web import access
from tests import builders

NOTICE = ("--on", "2025-10-01", "--reference", "Notice of 28 August 2025")


def lsip(*words: str, folder: Path, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*words, "--data-dir", str(folder)])
    assert done.exit_code == code, done.output
    return done.output


def opened(folder: Path) -> Runtime:
    return Runtime(Settings(data_dir=folder, database_url=""))


def key_in(said: str) -> str:
    return next(word for word in said.split() if word.startswith("lsip_"))


def actor(runtime: Runtime, session: Session, key: str) -> frozenset[str]:
    found = access.actor_of(session, key, runtime.today())
    assert found is not None
    return found.areas


@pytest.fixture(autouse=True)
def _no_other_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LSIP_DATABASE_URL", raising=False)
    monkeypatch.delenv("LSIP_DEMONSTRATION", raising=False)


def test_an_administrator_records_a_designation_and_issues_the_keys(tmp_path: Path) -> None:
    said = lsip("designate", "Cumbria", "--erb", "cumbria-chamber", *NOTICE, folder=tmp_path)
    runtime = opened(tmp_path)
    with runtime.database.reading() as session:
        (held,) = session.exec(select(Designation)).all()
        area, erb = session.get_one(Area, "cumbria"), session.get_one(Organisation, held.erb_id)
        assert (area.name, held.area_id, str(held.began)) == ("Cumbria", "cumbria", "2025-10-01")
        assert session.get_one(Installation, 1).demonstration is False
    assert said == f"{erb.name} is designated for Cumbria from 2025-10-01. Its key: lsip key issue {erb.id}\n"
    key = key_in(lsip("key", "issue", erb.id, folder=tmp_path))
    with runtime.database.transaction() as session:
        assert actor(runtime, session, key) == {"cumbria"}
        row = Person(organisation_id=erb.id, name="Sam")
        person = people.record_person(session, builders.occasion(runtime), row).id
    own = key_in(lsip("key", "issue", erb.id, "--person", person, folder=tmp_path))
    with runtime.database.reading() as session:
        assert actor(runtime, session, own) == frozenset()  # a person opens what they hold a role in
        assert chain.verify(session).faults == []
    assert "no person under that id" in lsip(
        "key", "issue", erb.id, "--person", "nobody", folder=tmp_path, code=1
    )
    runtime.database.close()


def test_a_designation_that_cannot_be_is_told_with_its_faults(tmp_path: Path) -> None:
    lsip("designate", "cumbria", "--erb", "A Chamber", *NOTICE, folder=tmp_path)
    twice = lsip("designate", "cumbria", "--erb", "B Chamber", *NOTICE, folder=tmp_path, code=1)
    assert "erb: A Chamber is designated here from 2025-10-01; record first how that ended." in twice
    unknown = lsip("designate", "Cumbira", "--erb", "A Chamber", *NOTICE, folder=tmp_path, code=1)
    assert unknown.startswith("area: ")
    assert "Name it with --name" in unknown
    wrong = ("--on", "2025-02-29", "--reference", "N")
    assert "is not a day" in lsip("designate", "cumbria", "--erb", "A", *wrong, folder=tmp_path, code=1)
    runtime = opened(tmp_path)
    with runtime.database.reading() as session:
        assert [row.name for row in session.exec(select(Organisation))] == ["A Chamber"]
    runtime.database.close()


def test_a_designation_is_ended_at_the_command_line_by_its_notice(tmp_path: Path) -> None:
    lsip("designate", "northshire", "--name", "Northshire", "--erb", "A Chamber", *NOTICE, folder=tmp_path)
    notice = ("--on", "2026-01-01", "--reference", "Notice of removal")
    said = lsip("end-designation", "northshire", *notice, folder=tmp_path)
    assert (
        said
        == "The designation ends on 2026-01-01. From then on its key reads the record and writes nothing.\n"
    )
    assert "removed already" in lsip("end-designation", "northshire", *notice, folder=tmp_path, code=1)
    assert "No designation is recorded" in lsip("end-designation", "x", *notice, folder=tmp_path, code=1)
    lsip(
        "designate",
        "northshire",
        "--erb",
        "B Chamber",
        "--on",
        "2026-01-01",
        "--reference",
        "N",
        folder=tmp_path,
    )
