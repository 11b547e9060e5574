"""The files of the design system: adapted as they come, and not missed too much when they are not there."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.runtime import Runtime
from lsip_workflow.web import assets
from lsip_workflow.web.app import create

THEIRS = (
    "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
    'body{font-family:GDS Transport,arial,sans-serif;color:#1d70b8;background:url("x")}'
    ".crest{background:url(/assets/images/govuk-crest.svg)}/*# sourceMappingURL=a.css.map */"
)


def test_what_belongs_to_gov_uk_alone_is_taken_out() -> None:
    ours = assets.adapted(THEIRS)
    for theirs in ("GDS", "#1d70b8", "crest.svg", "@font-face", "sourceMappingURL"):
        assert theirs not in ours
    assert "system-ui" in ours


def test_no_page_asks_another_host_for_anything(small_world: Runtime) -> None:
    shown = TestClient(create(small_world)).get("/sign-in").text
    assert 'href="/static/' in shown
    assert 'src="http' not in shown
    assert 'stylesheet" href="http' not in shown


def test_without_the_files_a_page_works_and_says_so(
    small_world: Runtime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    shown = TestClient(create(small_world)).get("/sign-in")
    assert shown.status_code == 200
    assert "make install" in shown.text
    assert "govuk-frontend.min.css" not in shown.text
