"""Every setting can be looked up in `config/example.env`, with its default and what it is for."""

import os
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from lsip_workflow.runtime import PACKAGE, Settings
from lsip_workflow.up import children

EXAMPLE = PACKAGE.parent / "config" / "example.env"
ENTRY = re.compile(r"^# (LSIP_\w+=.*)$")
PREFIX = "LSIP_"


def entries() -> list[tuple[str, str, str]]:
    """Each setting with its value, and the line above it."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    found = []
    for above, line in pairwise(lines):
        if match := ENTRY.match(line):
            name, _, value = shlex.split(match.group(1))[0].partition("=")
            found.append((name, value, above))
    return found


def names() -> list[str]:
    """The settings as the environment knows them."""
    return [f"{PREFIX}{field}".upper() for field in Settings.model_fields]


def settings(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    """The settings of a process in which nothing else is set."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_every_setting_is_in_the_example_once_and_nothing_else_is() -> None:
    assert [name for name, _, _ in entries()] == names()


@pytest.mark.parametrize("name", names())
def test_the_example_shows_the_default(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {entry: value for entry, value, _ in entries()}
    as_shown = settings(monkeypatch, {name: shown[name]})
    assert as_shown == settings(monkeypatch, {})


@pytest.mark.parametrize(("name", "above"), [(name, above) for name, _, above in entries()])
def test_every_setting_has_a_line_that_says_what_it_is_for(name: str, above: str) -> None:
    assert re.fullmatch(r"# .{20,108}\.", above), f"{name} has no sentence above it."


def test_nothing_is_set_by_the_example_itself() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


def test_the_environment_does_change_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = settings(monkeypatch, {"LSIP_DATA_DIR": "elsewhere", "LSIP_SENDERS": "7"})
    assert (changed.data_dir, changed.senders) == (Path("elsewhere"), 7)


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/health"),
        ("10.0.0.5", "http://10.0.0.5:8000/health"),
        ("0.0.0.0", "http://127.0.0.1:8000/health"),
        ("::1", "http://[::1]:8000/health"),
    ],
)
def test_the_pages_are_asked_how_they_are_where_they_listen(tmp_path: Path, host: str, asked: str) -> None:
    settings = Settings(data_dir=tmp_path, host=host, port=8000, public_url="https://lsip.example")
    (web,) = [child for child in children(settings, "https://lsip.example/begin/x") if child.name == "web"]
    assert web.health == asked
    assert "https://lsip.example/begin/x" in web.up_sentence
