"""`lsip verify` at the command line: what holds, what does not, and the heads to keep elsewhere."""

from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from lsip_workflow.cli import app
from lsip_workflow.runtime import Runtime
from tests import builders


@pytest.fixture
def here(small_world: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the records of an example plan."""
    monkeypatch.setenv("LSIP_DEMONSTRATION", "true")
    builders.scene(small_world)
    return tmp_path


def verify(here: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["verify", *words, "--data-dir", str(here)])


def change(world: Runtime, *statements: str) -> None:
    with world.database.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


def test_what_holds_is_counted_and_its_heads_alone_go_into_a_file(here: Path) -> None:
    whole = verify(here)
    assert (whole.exit_code, whole.output.count("\n")) == (0, 1)
    assert "intact; " in whole.output
    heads = verify(here, "--heads")
    assert [line.split()[0] for line in heads.stdout.splitlines()] == [
        *("area:northshire", "plan:northshire-2026", "system"),
    ]
    assert verify(here, "--heads", "--plan", "northshire-2026").stdout == heads.stdout.splitlines(True)[1]
    kept = here / "heads.txt"
    kept.write_text(heads.stdout)
    again = verify(here, "--against", str(kept))
    assert again.exit_code == 0
    assert again.output.endswith("All 3 heads of the copy are still there.\n")


def test_a_copy_of_the_heads_is_compared_and_a_broken_record_gives_none(
    here: Path, small_world: Runtime
) -> None:
    kept = here / "heads.txt"
    kept.write_text(f"plan:northshire-2026 500 {'0' * 64}\nwhat is this\n")
    found = verify(here, "--against", str(kept))
    assert found.exit_code == 1
    assert found.output.splitlines() == [
        "plan:northshire-2026: event 500 was there when the copy was made, and is not any more.",
        "line 2: this is no head; a line is a name, a number and a hash of 64 characters.",
    ]
    change(small_world, "update plan set stage = 'review'")
    broken = verify(here, "--heads")
    assert broken.exit_code == 1
    assert broken.stdout == "plan northshire-2026: stage is not what its events say.\n"


def test_one_plan_is_looked_at_with_what_hangs_on_it_and_with_nothing_else(
    here: Path, small_world: Runtime
) -> None:
    assert verify(here, "--plan", "northshire-2026").exit_code == 0
    builders.scene(small_world, "southshire", 2)
    by_hand = "insert into document (id, plan_id, kind, url, fingerprint, published_on, version) values "
    change(small_world, f"{by_hand} ('d1', 'southshire-2026', 'plan', 'x', 'x', '2026-01-01', '')")
    assert verify(here, "--plan", "northshire-2026").exit_code == 0
    other = verify(here, "--plan", "southshire-2026")
    assert (other.exit_code, other.stdout) == (1, "document d1: the row is there, no event speaks of it.\n")
    unknown = verify(here, "--plan", "nowhere-2026")
    assert unknown.exit_code == 1
    assert "There is no plan under that name." in unknown.output


def test_of_very_many_faults_the_first_are_told_and_the_others_counted(
    here: Path, small_world: Runtime
) -> None:
    by_hand = "insert into document (id, plan_id, kind, url, fingerprint, published_on, version) values "
    change(
        small_world,
        *(f"{by_hand} ('d{n}', 'northshire-2026', 'plan', 'x', 'x', '2026-01-01', '')" for n in range(25)),
    )
    found = verify(here)
    assert found.exit_code == 1
    assert found.output.splitlines()[-1] == "and 5 more."
    assert len(found.output.splitlines()) == 21
