"""What goes on about something asked: colleagues, two windows, questions, confirming, and when it is over."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from fastapi.testclient import TestClient
from sqlmodel import select

from lsip_workflow import events
from lsip_workflow.documents.blank_copy import Sheet, blank_copy
from lsip_workflow.journeys import people, questions, requests, responses
from lsip_workflow.model import Area, Confirmation, Person, Plan, Question, Request, Role
from lsip_workflow.model import Response as Answer
from lsip_workflow.rules import answer_parts
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.store.record import record
from tests import builders
from tests.builders import ANSWER, Scene
from tests.web import provider_scenes
from tests.web.page_scenes import Still
from tests.web.provider_scenes import colleague, press, words_of
from tests.web.signed import sent, signed_in

PAT, MO = "pat@northshire.example", "mo@northshire.example"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Still]:
    """The provider's door, with nothing asked yet."""
    yield from provider_scenes.a_door(tmp_path)


@pytest.fixture
def made(door: Still) -> Scene:
    return builders.scene(door)


@pytest.fixture
def pat(door: Still, made: Scene) -> Iterator[TestClient]:
    with signed_in(door, PAT) as client:
        yield client


def begun(client: TestClient, made: Scene, kind: str = "answer") -> str:
    """An answer begun, with its kind; the address of the thing asked."""
    address = f"/asked/{made.request}"
    press(client, press(client, client.get(address), "/begin"), "/part/kind", kind=kind)
    return address


def answered(world: Still, made: Scene) -> None:
    """The college's answer, recorded by the body after a call."""
    form = ResponseForm.model_validate(ANSWER | {"heard_how": "telephone"})
    with world.database.transaction() as session:
        responses.submit(session, builders.occasion(world), made.request, form, "k")


def _id_of(world: Still, name: str) -> str:
    with world.database.reading() as session:
        return session.exec(select(Person.id).where(Person.name == name)).one()


def ask_about(world: Still, made: Scene) -> str:
    with world.database.transaction() as session:
        row = session.exec(select(Answer).where(Answer.request_id == made.request)).one()
        plan = session.get_one(Plan, made.plan)
        due = date(2026, 12, 9)
        return questions.ask(
            session, builders.occasion(world), plan, row, text="Which <i>year</i>?", due=due
        ).id


def test_a_colleague_who_was_invited_fills_in_one_part_and_sees_no_other(
    pat: TestClient, door: Still, made: Scene
) -> None:
    address = begun(pat, made)
    part = f"{address}/part/current_provision"
    wrong = sent(pat, f"{part}/hand", person="new", name="", email="nobody")
    assert wrong.status_code == 422
    assert 'href="#name"' in wrong.text
    assert 'href="#email"' in wrong.text
    assert 'value="nobody"' in wrong.text
    handed = sent(pat, f"{part}/hand", person="new", name="Cole League", email="cole@college.example")
    assert "With Cole League" in words_of(handed.text)
    with signed_in(door, "cole@college.example") as cole:
        assert "Pat Northshire asks you for this part." in words_of(cole.get("/asked").text)
        done = press(cole, cole.get(part), "/part/current_provision", words="Two workshops.")
        assert done.status_code == 200
        assert "Filled in" in words_of(cole.get("/asked").text)
        assert "asks you for this part" not in words_of(cole.get("/asked").text)
        for other in (
            address,
            f"{address}/check",
            f"{address}/part/comment",
            f"{part}/hand",
            "/about-you/x/seen",
        ):
            assert cole.get(other).status_code in (404, 405)
        assert "Ours" not in cole.get("/about-you").text
        assert "Filled in by Cole League" in words_of(pat.get(f"{address}/check").text)
        sent(pat, f"{address}/part/files/hand", person=_id_of(door, "Cole League"))
        file = {"files": ("sheet.csv", b"level,learners", "text/csv")}
        sheet = press(cole, cole.get(f"{address}/part/files"), "/part/files", files=file, add="yes")
        assert "sheet.csv" in sheet.text
        press(pat, pat.get(part), "/take-back")
        over = cole.get(part)
        assert over.status_code == 404
        assert "This part is not with you any more" in words_of(over.text)
        assert 'href="/plans"' not in over.text


def test_the_second_to_save_a_part_sees_the_first_and_loses_nothing(
    pat: TestClient, door: Still, made: Scene
) -> None:
    address = begun(pat, made)
    part = f"{address}/part/comment"
    with signed_in(door, colleague(door, made, "Dee Puty", Role.PROVIDER_DEPUTY)) as dee:
        opened = pat.get(part)
        press(dee, dee.get(part), "/part/comment", words="Written by Dee.")
        both = press(pat, opened, "/part/comment", words="Written by Pat.")
        assert both.status_code == 409
        assert "Dee Puty saved this part meanwhile" in words_of(both.text)
        assert "Written by Dee." in both.text
        assert "Written by Pat." in both.text
        assert press(pat, both, "/part/comment", words="Written by both.").status_code == 200
        check = pat.get(f"{address}/check")
        press(dee, dee.get(part), "/part/comment", words="A late word.")
        again = press(pat, check, "/check")
        assert again.status_code == 409
        assert "A late word." in again.text
        opened = dee.get(part)
        assert "Your answer was sent" in press(pat, again, "/check").text
        late = press(dee, opened, "/part/comment", words="Too late a word.")
        assert late.status_code == 409
        assert "This answer was sent already" in late.text
        assert "Too late a word." in late.text


def test_a_question_stands_beside_the_answer_with_a_box_for_the_reply(
    pat: TestClient, door: Still, made: Scene
) -> None:
    answered(door, made)
    question = ask_about(door, made)
    assert "A question about your answer" in pat.get("/asked").text
    page = pat.get(f"/asked/{made.request}")
    assert "Which <i>year</i>?" in words_of(page.text)
    assert "after a telephone call" in words_of(page.text)
    empty = press(pat, page, f"/questions/{question}", reply="  ")
    assert empty.status_code == 422
    assert f'href="#reply-{question}"' in empty.text
    done = press(pat, page, f"/questions/{question}", reply="2027/28.")
    assert "your reply is stored" in done.text
    assert press(pat, page, f"/questions/{question}", reply="2027/28.").status_code == 200
    other = press(pat, pat.get(f"/asked/{made.request}"), "/begin")
    assert "Taken from your answer" in words_of(other.text)  # what was recorded by telephone, to correct
    with door.database.reading() as session:
        assert session.get_one(Question, question).reply == "2027/28."


def test_a_provider_of_one_person_sends_and_confirms(pat: TestClient, door: Still, made: Scene) -> None:
    with door.database.transaction() as session:
        when = builders.occasion(door)
        record(session, when, events.ConfirmationSwitched(plan=made.plan, to="on"))
        only, area = session.get_one(Person, made.respondent), session.get_one(Area, made.area)
        people.grant_role(session, when, only, area, Role.PROVIDER_CONFIRMER, when.today)
    address = begun(pat, made, "does_not_apply")
    press(pat, pat.get(f"{address}/part/does_not_apply"), "/part/does_not_apply", because="We closed.")
    receipt = press(pat, pat.get(f"{address}/check"), "/check")
    assert "no statutory form" in receipt.text
    done = press(pat, receipt, "/confirm")
    assert "the answer is confirmed" in done.text
    assert "Confirmed by who sent it" in words_of(done.text)
    assert press(pat, receipt, "/confirm").status_code == 200
    with door.database.reading() as session:
        assert session.exec(select(Answer)).one().confirmation is Confirmation.CONFIRMED


def test_where_somebody_else_confirms_the_sender_is_told_who(
    pat: TestClient, door: Still, made: Scene
) -> None:
    con = colleague(door, made, "Con Firmer", Role.PROVIDER_CONFIRMER)
    with door.database.transaction() as session:
        record(session, builders.occasion(door), events.ConfirmationSwitched(plan=made.plan, to="on"))
    address = begun(pat, made, "does_not_apply")
    press(pat, pat.get(f"{address}/part/does_not_apply"), "/part/does_not_apply", because="We closed.")
    receipt = press(pat, pat.get(f"{address}/check"), "/check")
    assert "Con Firmer is asked to read and confirm it." in words_of(receipt.text)
    with signed_in(door, con) as other:
        assert "To be confirmed" in other.get("/asked").text
        assert "the answer is confirmed" in press(other, other.get(address), "/confirm").text


def test_what_is_over_has_a_kind_page_each(pat: TestClient, door: Still, made: Scene) -> None:
    address = begun(pat, made, "will_not_commit")
    opened = pat.get(f"{address}/part/will_not_commit")
    with door.database.transaction() as session:
        area = session.get_one(Area, made.area)
        area.ended = date(2026, 11, 15)
    changed = words_of(pat.get(address).text)
    assert "is an area no longer since 15 November 2026" in changed
    with door.database.transaction() as session:
        requests.withdraw(session, builders.occasion(door), session.get_one(Request, made.request))
    over = pat.get(address)
    assert "This is not needed any more" in over.text
    late = press(pat, opened, "/part/will_not_commit", because="No workshop", what_would_help="y")
    assert late.status_code == 409
    assert "No workshop" in late.text
    assert "Nothing was stored" in late.text
    assert "Not needed" in pat.get("/asked").text
    with door.database.transaction() as session:
        fact = events.ProviderRemoved(plan=made.plan, provider=made.provider)
        record(session, builders.occasion(door), fact)
    assert "is no longer part of this plan" in pat.get(address).text
    with door.database.transaction() as session:
        row = session.exec(select(Person).where(Person.email == PAT)).one()
        row.email = "left@northshire.example"
    assert "/sign-in" in str(pat.get(address, follow_redirects=False).headers.get("location"))


def test_files_come_with_an_answer_within_limits_and_go_out_as_downloads(
    pat: TestClient, door: Still, made: Scene
) -> None:
    address = begun(pat, made)
    page = pat.get(f"{address}/part/files")
    bad = press(
        pat, page, "/part/files", files={"files": ("run.exe", b"MZ\x90\x00", "text/plain")}, add="yes"
    )
    assert bad.status_code == 422
    assert "not of a kind that we take" in bad.text
    large = press(pat, page, "/part/files", files={"files": ("a.txt", b"x" * 25_200_000, "text/plain")})
    assert large.status_code == 413
    assert "larger than 25 MB" in large.text
    assert large.headers["content-type"].startswith("text/html")
    name = "plan <b>.txt"
    good = press(pat, page, "/part/files", files={"files": (name, b"our plan", "text/plain")}, add="yes")
    again = press(pat, page, "/part/files", files={"files": (name, b"our plan", "text/plain")}, add="yes")
    assert good.text.count("plan b.txt") == again.text.count("plan b.txt") > 0
    file = good.text.split(f"{address}/files/")[1].split('"')[0]
    kept = pat.get(f"{address}/files/{file}")
    assert kept.content == b"our plan"
    assert kept.headers["content-disposition"].startswith("attachment")
    with signed_in(door, MO) as mo:
        assert mo.get(f"{address}/files/{file}").status_code == 404
    gone = press(pat, pat.get(f"{address}/part/files"), "/part/files", remove=file)
    assert "plan b.txt" not in gone.text


def test_the_blank_copy_asks_the_very_same(pat: TestClient, made: Scene) -> None:
    got = pat.get(f"/asked/{made.request}/blank-copy")
    assert got.headers["content-disposition"].startswith("attachment")
    text = "\n".join(each.text for each in Document(io.BytesIO(got.content)).paragraphs)
    for part in ("kind", *answer_parts.GENERAL, "files"):
        assert answer_parts.QUESTIONS[part].title in text
    for word, _ in answer_parts.COMMITMENTS.values():
        assert text.count(f"☐ {word}:") == 2  # for each of two actions
    assert "s.1(3)" in text
    assert "Mo Northshire, 01632 960001" in text
    assert all(words in text for words, _ in answer_parts.KINDS.values())
    odd = Document(io.BytesIO(blank_copy(Sheet("A\ufffe title", ["\x0bLine"], []))))
    assert [each.text for each in odd.paragraphs] == ["A title", "Line"], "without what no document can hold"


def test_whoever_comes_back_is_led_to_what_is_not_filled_in_yet(pat: TestClient, made: Scene) -> None:
    address = f"/asked/{made.request}"
    press(pat, pat.get(address), "/begin")
    assert f'href="{address}/part/kind" role="button"' in pat.get(address).text
    begun = press(pat, pat.get(f"{address}/part/kind"), "/part/kind", kind="does_not_apply")
    assert begun.status_code == 200
    here = pat.get(address).text
    assert f'href="{address}/part/does_not_apply" role="button"' in here
    press(pat, pat.get(f"{address}/part/does_not_apply"), "/part/does_not_apply", because="We closed.")
    assert f'href="{address}/check" role="button"' in pat.get(address).text
