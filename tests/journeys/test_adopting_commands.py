"""`lsip adopt` and `lsip export-plan`, as a person at the command line meets them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lsip_workflow.cli import app
from lsip_workflow.model import Plan
from lsip_workflow.runtime import Runtime
from tests.journeys.working import Working
from tests.workbooks import opened, put, workbook


@pytest.fixture
def here(small_world: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a workbook in it, beside records of invented providers."""
    monkeypatch.setenv("LSIP_DEMONSTRATION", "true")
    assert Working(small_world).all(Plan) == []
    (tmp_path / "plan.xlsx").write_bytes(workbook())
    return tmp_path


def lsip(here: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--data-dir", str(here)])


def test_a_workbook_is_looked_at_taken_over_written_out_and_undone(here: Path) -> None:
    looked = lsip(here, "adopt", str(here / "plan.xlsx"), "--preview")
    assert looked.exit_code == 0
    assert "it would stand in the stage Roadmap" in looked.output
    assert "Nothing was written." in looked.output
    done = lsip(here, "adopt", str(here / "plan.xlsx"))
    assert done.exit_code == 0
    assert "40 actions, 22 organisations and 60 contacts" in done.output
    assert "lsip reminders kent-and-medway-2025-28 --start" in done.output
    assert lsip(here, "verify").exit_code == 0
    out = lsip(here, "export-plan", "kent-and-medway-2025-28", str(here / "out.xlsx"))
    assert out.exit_code == 0
    assert opened((here / "out.xlsx").read_bytes())["Plan"]["B1"].value == "Kent and Medway"
    undone = lsip(here, "adopt", "--undo", "kent-and-medway-2025-28")
    assert undone.exit_code == 0
    assert "43 roles ended" in undone.output
    assert lsip(here, "verify").exit_code == 0
    assert lsip(here, "export-plan", "kent-and-medway-2025-28", str(here / "x.xlsx")).exit_code == 1


def test_every_fault_is_printed_with_its_cell_and_nothing_is_written(here: Path) -> None:
    (here / "bad.xlsx").write_bytes(workbook(put("Actions", "C2", "P9"), put("Actions", "E2", "29/02/2027")))
    done = lsip(here, "adopt", str(here / "bad.xlsx"))
    assert done.exit_code == 1
    assert "Actions!C2: there is no priority “P9”" in done.output
    assert "Actions!E2: “29/02/2027” is not a day of the calendar" in done.output
    assert "2 things are to be put right or answered; nothing was written." in done.output
    assert lsip(here, "adopt", "--undo", "kent-and-medway-2025-28").exit_code == 1


def test_the_template_is_written_once_and_is_never_written_over(here: Path) -> None:
    assert CliRunner().invoke(app, ["adopt", "--template", str(here / "new.xlsx")]).exit_code == 0
    again = CliRunner().invoke(app, ["adopt", "--template", str(here / "new.xlsx")])
    assert again.exit_code == 1
    assert "is there already; name another." in again.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("adopt",), "one of the three"),
        (("adopt", "nowhere.xlsx"), "There is no file nowhere.xlsx."),
        (("adopt", "--undo", "nobody"), "There is no plan under that name."),
        (("export-plan", "nobody", "out-of-nothing.xlsx"), "There is no plan under that name."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(here: Path, words: tuple[str, ...], says: str) -> None:
    done = lsip(here, *words)
    assert done.exit_code == 1
    assert says in done.output


def test_an_answer_needs_a_name_and_a_value(here: Path) -> None:
    done = lsip(here, "adopt", str(here / "plan.xlsx"), "--merge", "College 1")
    assert done.exit_code == 1
    assert "“College 1” is not an answer" in done.output
