"""What may be done where: who commits, who looks at the clock, who imports what, who sets a status."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from lsip_workflow.runtime import PACKAGE

ROOT = PACKAGE.parent
FLOWS = ROOT / "flows"
MODULES = sorted([*PACKAGE.rglob("*.py"), *FLOWS.rglob("*.py")])

# Where the clock or the environment is looked at besides runtime.py, and why.
LOOKS = {
    "lsip_workflow/runtime.py": "the one reader of environment and time",
    "lsip_workflow/supervisor/life.py": "a child is started with the environment that its parent has",
    "lsip_workflow/up.py": "the environment of the children, in which the programs beside us are found first",
    "flows/link.py": "since when Prefect has been away, and when an announcement was made",
}
COMMITS = {"lsip_workflow/store/database.py": "the only place that commits"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """The top names that a module imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]


def reached(path: Path) -> Iterator[str]:
    """What is reached for by a dot: `datetime.now`, `session.commit`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            yield f"{ast.unparse(node.value).rpartition('.')[2]}.{node.attr}"


def importers(package: str) -> set[str]:
    return {name(path) for path in MODULES if package in set(imported(path))}


def test_only_flows_import_prefect() -> None:
    found = importers("prefect")
    assert found
    assert {path for path in found if not path.startswith("flows/")} == set()


@pytest.mark.parametrize("package", ["fastapi", "starlette"])
def test_only_the_web_imports_its_framework(package: str) -> None:
    found = importers(package)
    assert found
    assert {path for path in found if not path.startswith("lsip_workflow/web/")} == set()


@pytest.mark.parametrize("layer", ["rules", "model", "events", "reference"])
def test_what_is_pure_imports_no_store_no_web_and_no_network(layer: str) -> None:
    for path in (PACKAGE / layer).rglob("*.py"):
        inner = {
            node.module
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("lsip_workflow")
        }
        outer = ("store", "journeys", "relay", "outbox", "web", "runtime", "cli", "supervisor", "flows")
        assert not [module for module in inner if module.split(".")[1:2] and module.split(".")[1] in outer]
        assert {"httpx", "socket", "smtplib", "requests", "prefect", "fastapi"}.isdisjoint(imported(path))


def test_only_the_database_begins_and_commits() -> None:
    ends = {"commit", "begin", "begin_nested", "rollback"}
    found = {name(path) for path in MODULES if ends & {word.rpartition(".")[2] for word in reached(path)}}
    assert found == COMMITS.keys()


LOOKING = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"),
    *("os.environ", "os.environb", "os.getenv", "os.putenv"),
}


def test_only_the_runtime_looks_at_the_clock_and_the_environment() -> None:
    looking = {name(path) for path in MODULES if LOOKING & set(reached(path))}
    assert looking <= LOOKS.keys(), "add the reason to LOOKS, or ask runtime.py"
    assert looking >= {"lsip_workflow/runtime.py"}
    assert all((ROOT / path).exists() for path in LOOKS)


def test_only_a_deadline_has_a_due_date() -> None:
    words = ("due", "deadline_date", "expires", "remind")
    columns = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if any(column.name == word or column.name.startswith(f"{word}_") for word in words)
    }
    at_the_door = {"sign_in_link.expires_at", "signed_in.expires_at"}  # of these nobody is reminded
    assert columns == {"deadline.due", "deadline.due_at"} | at_the_door


def sets_a_status(path: Path) -> bool:
    """Whether a module sets the status of something, in whatever kind of assignment."""
    return any(
        isinstance(node, ast.Attribute) and node.attr == "status" and isinstance(node.ctx, ast.Store)
        for node in ast.walk(tree(path))
    )


def test_a_status_is_set_by_an_event_or_by_the_engine_and_by_nobody_else() -> None:
    setting = {name(path) for path in MODULES if sets_a_status(path)}
    allowed = tuple(f"lsip_workflow/{layer}/" for layer in ("events", "relay", "store", "outbox"))
    assert setting
    assert [path for path in setting if not path.startswith(allowed)] == []


def test_the_web_starts_without_prefect() -> None:
    look = "import sys, lsip_workflow.web.app; print(*(m for m in sys.modules if m.startswith('prefect')))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ""


WORDS = ("Manager", "Handler", "Helper", "Processor", "DTO")


def test_nothing_is_named_after_what_it_is_made_of() -> None:
    classes = {
        node.name for path in MODULES for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)
    }
    assert [cls for cls in classes if cls.endswith(WORDS)] == []
    assert [name(path) for path in MODULES if path.stem in {"utils", "common", "services", "core"}] == []
