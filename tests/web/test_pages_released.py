"""What was released, as its readers see it: exactly that, without what an interest hides; to take away."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from shutil import copyfile

import pytest
from docx import Document
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, select

from lsip_workflow.journeys import authorities, files, interests, people, releases
from lsip_workflow.model import (
    Area,
    OrganisationKind,
    OutboxRow,
    Person,
    Plan,
    Release,
    Role,
    SectionComment,
)
from lsip_workflow.runtime import Settings
from lsip_workflow.store import chain
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import Scene
from tests.conftest import DATABASE, migrated
from tests.journeys.deciding import Deciders, deciders, edit
from tests.web.page_scenes import HOSTILE, LATER, Still
from tests.web.signed import hidden, sent, signed_in


@dataclass(frozen=True)
class Released:
    """A plan released to its audiences, and then changed."""

    world: Still
    made: Scene
    who: Deciders
    of: dict[str, str]
    """The releases by audience; `paper` is a file to the board, `ended` one that was taken back."""

    def as_(self, address: str) -> TestClient:
        return signed_in(self.world, address) if address else TestClient(create(self.world))

    def at(self, audience: str) -> str:
        return f"/released/{self.of[audience]}"


@pytest.fixture(scope="module")
def it(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Released]:
    folder = Path(tmp_path_factory.mktemp("released"))
    copyfile(migrated(), folder / DATABASE)
    world = Still(Settings(data_dir=folder, database_url="", demonstration=True))
    made = builders.scene(world)
    who = deciders(world, made)
    with world.database.transaction() as session:
        of = released(session, world, made, who)
    yield Released(world, made, who, of)
    world.database.close()


def released(session: Session, world: Still, made: Scene, who: Deciders) -> dict[str, str]:
    when, plan = builders.occasion(world, LATER), session.get_one(Plan, made.plan)
    area, member = session.get_one(Area, made.area), session.get_one(Person, who.other_member)
    a2 = edit(session, when, made, "A2", HOSTILE)
    interests.register(
        session, when, area, member, words="A governor.", since=date(2026, 1, 1), matters=[f"action:{a2.id}"]
    )
    for name, kind, role in (
        ("Olu", OrganisationKind.STRATEGIC_AUTHORITY, Role.AUTHORITY_OFFICER),
        ("Far", OrganisationKind.STRATEGIC_AUTHORITY, Role.AUTHORITY_OFFICER),
        ("Dee", OrganisationKind.DEPARTMENT, Role.DEPARTMENT_READER),
    ):
        body = builders._organisation(session, when, world, kind, f"{name} body (example)", None)
        person = builders.person(session, when, body, f"{name} Reader", f"{name.lower()}@body.example")
        people.grant_role(session, when, person, area, role, date(2026, 1, 1))
        if name == "Olu":
            authorities.note(session, when, plan, body)
    of = {
        audience: releases.release(session, when, plan, audience=audience, title=f"For {audience}").id
        for audience in ("board", "authorities", "department", "public", "erb_team")
    }
    paper = files.keep(session, when, plan, name="b.txt", media_type="text/plain", content=b"Board paper.")
    of["paper"] = releases.release(session, when, plan, audience="board", title="A paper", file=paper.id).id
    ended = releases.release(session, when, plan, audience="public", title="Too early")
    of["ended"] = releases.end(session, when, ended, "A figure was wrong.").id
    edit(session, when, made, "A1", "Changed after it was released")
    return of


def main(answer: Response) -> str:
    """What a page says, without its marks."""
    text = answer.text[answer.text.index("<main") : answer.text.index("<footer")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


SEES = {
    "bo@board.example": {"board", "paper", "public"},
    "olu@body.example": {"authorities", "public"},
    "far@body.example": {"public"},
    "dee@body.example": {"department", "public"},
    "pat@northshire.example": {"public"},
    "mo@northshire.example": {"board", "paper", "authorities", "department", "public", "erb_team", "ended"},
}


@pytest.mark.parametrize("address", SEES)
def test_each_reader_sees_what_was_released_to_them_and_nothing_else(it: Released, address: str) -> None:
    pages = it.as_(address)
    listed = pages.get("/released").text
    for audience, key in it.of.items():
        answer = pages.get(f"/released/{key}")
        assert answer.status_code == (200 if audience in SEES[address] else 404), audience
        assert "Changed after it was released" not in answer.text
        if address != "mo@northshire.example":
            assert (key in listed) is (audience in SEES[address])
            assert pages.get(f"/plans/{it.made.plan}/releases").status_code in (403, 404)


def test_anybody_reads_what_is_public_and_only_that_without_signing_in(it: Released) -> None:
    nobody = it.as_("")
    assert re.findall(r'href="(/public/[a-z0-9]+)"', nobody.get("/public").text) == [
        f"/public/{it.of['public']}"
    ]
    page = nobody.get(f"/public/{it.of['public']}")
    assert "Action A1: Open a course (A1)" in main(page)
    assert "<script>alert" not in page.text
    assert HOSTILE.split("\u202e", maxsplit=1)[0] in main(page), "as it was typed"
    kept = nobody.get(f"/public/{it.of['public']}/content").content
    assert hashlib.sha256(kept).hexdigest() in page.text
    for audience in ("board", "authorities", "department", "erb_team", "ended", "paper"):
        for tail in ("", "/content"):
            assert nobody.get(f"/public/{it.of[audience]}{tail}").status_code == 404
        assert nobody.get(it.at(audience), follow_redirects=False).headers["location"].startswith("/sign-in")
    assert nobody.get("/public/%27%20or%201").status_code == 404


def test_an_interest_hides_its_matter_from_the_page_the_document_and_the_bytes(it: Released) -> None:
    cy, bo = it.as_("cy@board.example"), it.as_("bo@board.example")
    page = cy.get(it.at("board"))
    assert "Not shown to you, because you have an interest in it: A2." in main(page)
    assert "Action A1: Open a course (A1)" in main(page)
    assert "Action A2" not in main(page)
    whole, part = (" ".join(words(pages.get(f"{it.at('board')}/draft"))) for pages in (bo, cy))
    assert ("Action A2" in whole, "Action A2" in part, "Not shown to you" in part) == (True, False, True)
    for audience in ("board", "paper"):
        assert bo.get(f"{it.at(audience)}/content").status_code == 200
        refused = cy.get(f"{it.at(audience)}/content")
        assert (refused.status_code, "cannot be shown in part" in main(refused)) == (403, True)
    assert "Action A2" in main(cy.get(it.at("public"))), "what is public is no board's matter"
    key = it.who.keys[it.who.other_member]
    told = cy.get(f"/api/v1/releases/{it.of['board']}", headers={"Authorization": f"Bearer {key}"}).json()
    assert (set(told["content"]["actions"]), told["not_shown"]) == ({"A1"}, ["A2"])


def words(answer: Response) -> list[str]:
    """The paragraphs of a document."""
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    return [paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs]


def test_an_officer_takes_the_draft_away_with_its_sections_codes_pages_and_reference(it: Released) -> None:
    answer = it.as_("olu@body.example").get(f"{it.at('authorities')}/draft")
    lines = words(answer)
    made = Document(io.BytesIO(answer.content))
    with it.world.database.reading() as session:
        reference = session.get_one(Release, it.of["authorities"]).version
    says = "Draft, released on 2 December 2026 to the strategic authorities"
    assert lines[0] == "Local Skills Improvement Plan: Northshire (example), 2026-29"
    assert lines[1:3] == [says, f"Document reference: {reference}"]
    assert {"Roadmap actions", "Action A1: Open a course (A1)", "How one will know: Learners started"} <= set(
        lines
    )
    assert [line for line in lines if line.startswith("Action A2: <script>alert(1)</script>")]
    assert made.sections[0].header.paragraphs[0].text == says
    fields = [each.text for each in made.sections[0].footer._element.iter() if each.tag.endswith("instrText")]
    assert fields == ["PAGE", "NUMPAGES"]
    assert made.core_properties.author == ""


def test_an_officer_comments_by_section_the_team_answers_and_no_other_authority_sees_it(it: Released) -> None:
    olu, mo = it.as_("olu@body.example"), it.as_("mo@northshire.example")
    form = f"/do/comment?release_id={it.of['authorities']}"
    for section, typed in (("actions:A9", "Where?"), ("", "Where?"), ("whole", " ")):
        wrong = sent(olu, form, section=section, words=typed)
        assert (wrong.status_code, wrong.text.count("govuk-error-message")) == (422, 1)
    said = sent(olu, f"{form}&section=actions:A1", section="actions:A1", words=HOSTILE)
    assert "Thank you. The team of the plan has your comment." in main(said)
    assert "<script>alert" not in said.text
    assert "Action A1 Olu body (example), 2 December 2026" in main(said)
    with it.world.database.reading() as session:
        key = session.exec(select(SectionComment.id)).one()
    answer = f"/plans/{it.made.plan}/do/answer-comment-on-section?section_comment_id={key}"
    assert "Answer" in main(mo.get(f"/plans/{it.made.plan}/authorities"))
    waits = "1 comment of a strategic authority waits for your answer"
    assert waits in main(mo.get("/"))
    sent(mo, answer, outcome="changed", words="It says so now.")
    assert waits not in main(mo.get("/"))
    with it.world.database.reading() as session:
        told = select(Person.email).join(OutboxRow).where(OutboxRow.template == "comment_answered")
        assert session.exec(told).all() == ["olu@body.example"]
    assert "The plan changed: It says so now." in main(olu.get(it.at("authorities")))
    for other in ("bo@board.example", "dee@body.example", "far@body.example"):
        pages = it.as_(other)
        assert "It says so now." not in pages.get(f"/released/{it.of['public']}").text
        assert pages.get(form).status_code == 404
        assert pages.get(answer).status_code in (403, 404)
    assert it.as_("bo@board.example").get(f"/do/comment?release_id={it.of['board']}").status_code == 403
    with it.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_what_is_released_is_what_was_read_and_a_release_is_taken_back_with_a_reason(it: Released) -> None:
    mo, plan = it.as_("mo@northshire.example"), f"/plans/{it.made.plan}"
    form = f"{plan}/do/release?audience=department"
    page = mo.get(form)
    with it.world.database.transaction() as session:
        edit(session, builders.occasion(it.world, LATER), it.made, "A1", "Changed while the form was open")
    data = hidden(page.text) | {"audience": "department", "title": "Second"}
    late = mo.post(form, data=data)
    assert (late.status_code, "The plan has changed since that version was read" in main(late)) == (422, True)
    made = mo.post(form, data=hidden(late.text) | {"audience": "department", "title": "Second"})
    (key,) = re.findall(r'href="/released/([a-z0-9]+)">Second<', made.text)
    assert "Second" in it.as_("dee@body.example").get("/released").text
    assert sent(mo, f"{plan}/do/end-release?release_id={key}", because=" ").status_code == 422
    sent(mo, f"{plan}/do/end-release?release_id={key}", because="It was the wrong one.")
    assert it.as_("dee@body.example").get(f"/released/{key}").status_code == 404
    assert "taken back on 2 December 2026: It was the wrong one." in main(mo.get(f"{plan}/releases"))
    builders.scene(it.world, "eastshire", 2)
    other = signed_in(it.world, "mo@eastshire.example")
    assert other.get(f"/plans/eastshire-2026/do/end-release?release_id={it.of['board']}").status_code == 404


def test_the_departments_reader_begins_with_the_plans_and_is_not_asked_to_decide(it: Released) -> None:
    dee = it.as_("dee@body.example")
    first = dee.get("/")
    assert first.url.path == "/plans"
    assert 'href="/sign-offs"' not in first.text
    assert 'href="/released"' in first.text
