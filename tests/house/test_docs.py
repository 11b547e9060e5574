"""What the documents name is there: commands, links, tests; and no path of some machine is among them."""

import re
from pathlib import Path

import pytest
import typer
import typer.main

from lsip_workflow.cli import app
from lsip_workflow.generated import PAGES
from lsip_workflow.runtime import PACKAGE
from tests.web.page_names import page_routes

ROOT = PACKAGE.parent
DOCS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deployments/**/*.md")})
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
EACH = pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))

# What a sentence only mentions is no command: commands stand in a block, indented, or between backticks.
BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^    (.*)$|`([^`\n]+)`", re.MULTILINE)
CALLS = re.compile(r"(?:^|[;&|(] *|=\S* |bin/)lsip((?: [^\s|;&>`)]+)+)", re.MULTILINE)
MAKES = re.compile(r"(?:^|[;&|(] *|=\S* )make ([a-z][a-z-]*)", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HELD = re.compile(r"^- `(tests/[\w/]+\.py)::(test_\w+)`$", re.MULTILINE)
# Folders that any machine has or that the guide itself makes, and addresses on our own pages.
ANYWHERE = ("/opt/lsip-workflow", "/etc/", "/var/lib/lsip", "/usr/sbin/nologin", "/dev/null", "/api/v1")
ABSOLUTE = re.compile(r"(?<![\w.:/*…<}])/\w[\w.-]*/[\w./-]*")


def code_in(text: str) -> str:
    """Everything that a document shows as code, a piece to a line."""
    pieces = [line or span for line, span in LINE.findall(BLOCK.sub("", text))]
    return "\n".join([*BLOCK.findall(text), *pieces])


def lsip_faults(text: str) -> list[str]:
    """The `lsip …` commands and options in a document that the program does not have."""
    calls = CALLS.findall(code_in(text))
    return [f"lsip{call}" for call in calls if not is_command(call.split())]


def is_command(words: list[str]) -> bool:
    """Whether these words lead to a command that has the options among them."""
    command: object = typer.main.get_command(app)
    while isinstance(command, typer.core.TyperGroup) and words and not words[0].startswith("-"):
        command = command.commands.get(words[0])
        words = words[1:]
    if isinstance(command, typer.core.TyperGroup):
        return not words
    if not isinstance(command, typer.core.TyperCommand):
        return False
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    return {word for word in words if word.startswith("--")} <= known


def machine_paths(text: str) -> list[str]:
    """The absolute paths in a document that are neither ones that any machine may have nor pages of ours."""
    ours = {f"/{path.split('/')[1]}" for _, path in page_routes()}
    found = (path for path in ABSOLUTE.findall(text) if not path.startswith(ANYWHERE))
    return [path for path in found if f"/{path.split('/')[1]}" not in ours]


def make_faults(text: str) -> list[str]:
    """The `make …` targets in a document that the Makefile does not have."""
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return [name for name in MAKES.findall(code_in(text)) if name not in targets]


def link_faults(path: Path, text: str) -> list[str]:
    """The links of a document to files or headings that are not there."""
    found = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        if (
            not there.is_relative_to(ROOT)
            or not there.exists()
            or (heading and heading not in headings(there))
        ):
            found.append(target)
    return found


def headings(path: Path) -> set[str]:
    """The anchors of a Markdown page."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@EACH
def test_every_command_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert lsip_faults(text) == []
    assert make_faults(text) == []


@EACH
def test_every_link_leads_somewhere(path: Path) -> None:
    assert link_faults(path, path.read_text(encoding="utf-8")) == []


@EACH
def test_no_path_of_some_machine_is_named(path: Path) -> None:
    assert machine_paths(path.read_text(encoding="utf-8")) == []


def test_a_path_of_some_machine_is_found() -> None:
    assert machine_paths(f"see {ROOT}/README.md, `/home/me/x`, `a/b/c`, /etc/lsip/lsip.env") == [
        f"{ROOT}/README.md",
        "/home/me/x",
    ]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("`lsip up --demo --port 8010`", []),
        ("    lsip person erase somebody --yes", []),
        ("    .venv/bin/lsip rulebook check x.toml", []),
        ("what lsip finds is said; `useradd lsip now`; `the lsip person`; `lsip person`", []),
        ("`lsip fly`", ["lsip fly"]),
        ("`lsip person forget somebody`", ["lsip person forget somebody"]),
        ("    A=1 lsip up --fast", ["lsip up --fast"]),
        ("`make fly`", ["fly"]),
        ("```sh\nmake test\nmake fly\nlsip fly\n```", ["lsip fly", "fly"]),
        ('    cd x && make up UP="--port 8010"', []),
    ],
)
def test_a_command_that_does_not_exist_is_found(text: str, faults: list[str]) -> None:
    assert lsip_faults(text) + make_faults(text) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("[a](docs/README.md#decisions) [b](https://example.org/x)", []),
        ("[a](docs/nothing.md)", ["docs/nothing.md"]),
        ("[a](../)", ["../"]),
        ("[a](docs/README.md#nothing)", ["docs/README.md#nothing"]),
    ],
)
def test_a_link_that_leads_nowhere_is_found(text: str, faults: list[str]) -> None:
    assert link_faults(ROOT / "README.md", text) == faults


def test_the_first_screen_shows_how_to_start_and_how_to_test() -> None:
    first = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40]
    assert "    make up" in first
    assert "    make test" in first
    assert any("http://127.0.0.1:8000" in line for line in first)


def test_the_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / target).resolve() for target in LINK.findall(index.read_text(encoding="utf-8"))}
    pages = {path for path in DOCS if path.parent != ROOT and path != index}
    assert pages - linked == set()
    assert {index.parent / name for name in PAGES} <= linked


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_parts_and_fits_a_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequence", "Held by"]
    assert len(text.splitlines()) <= 50


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_what_holds_a_decision_is_there(path: Path) -> None:
    held = path.read_text(encoding="utf-8").partition("## Held by")[2]
    missing = [
        f"{file}::{name}"
        for file, name in HELD.findall(held)
        if not (ROOT / file).exists() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []
    assert held.count("tests/") == len(HELD.findall(held)), "a test is named in a form that is not checked"
