"""What is recorded about a provider, for the provider alone: read, answered, taken away; and the register."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import duties, plans, questions, requests, responses
from lsip_workflow.model import CommitmentKind, HeardHow, Organisation, Plan, Request
from lsip_workflow.rules import permissions
from lsip_workflow.rules.duties import Act
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.web import page_scenes, provider_scenes
from tests.web.page_scenes import Still
from tests.web.provider_scenes import press, words_of
from tests.web.signed import hidden, sent, signed_in

PAT, RIVA, MO = "pat@northshire.example", "riva@rival.example", "mo@northshire.example"
FORMULA = '=HYPERLINK("https://evil.example")'


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Still]:
    """The provider's door, with nothing asked yet."""
    yield from provider_scenes.a_door(tmp_path)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Still, Scene]]:
    """A college and its rival in one plan, of whom the same kinds of thing are recorded."""
    world = page_scenes.still(tmp_path_factory.mktemp("about-you"))
    made = builders.scene(world)
    with world.database.transaction() as session:
        other = provider_scenes.rival(session, world, made)
        plan = session.get_one(Plan, made.plan)
        asked = requests.ask(
            session, builders.occasion(world), plan, other, title="Zebra question", due=date(2026, 12, 1)
        )
        _record(session, world, plan, session.get_one(Organisation, made.provider), made.request, "Ours")
        _record(session, world, plan, other, asked.id, "Zebra")
    yield world, made
    world.database.close()


def _record(
    session: Session, world: Still, plan: Plan, provider: Organisation, request: str, word: str
) -> None:
    """A call, a recorded answer, a line of the register and a commitment about one provider."""
    at = builders.occasion(world)
    questions.record_contact(
        session,
        at,
        plan,
        session.get_one(Request, request),
        how=HeardHow.TELEPHONE,
        on=at.today,
        with_whom=f"{word} principal",
        said=f"{word} call",
    )
    form = ResponseForm.model_validate({"comment": f"{word} comment", "heard_how": "telephone"})
    responses.submit(session, at, request, form, f"key-{word}")
    duties.record_act(
        session,
        at,
        plan,
        provider,
        duty="d3-have-regard",
        act=Act.DISCUSSED,
        on=at.today,
        about=f"{word} curriculum",
        note=FORMULA,
    )
    action = queries.action_codes(session, plan.id)["A1"]
    plans.record_commitment(session, at, plan, action, provider, CommitmentKind.FIRM)
    itself = permissions.Actor(
        permissions.ActorKind.CREDENTIAL, word, provider.id, "provider", frozenset({plan.area_id})
    )
    theirs = Occasion(itself, at.now, at.books)
    duties.state_position(session, theirs, plan, duty="d3-have-regard", words=f"{word} position")


def test_a_provider_reads_what_is_recorded_about_it_and_nothing_of_a_rival(
    told: tuple[Still, Scene],
) -> None:
    world, made = told
    with signed_in(world, PAT) as pat:
        pages = [pat.get(address).text for address in ("/about-you", "/asked", f"/asked/{made.request}")]
        whole = words_of(pages[0])
        for mine in ("Ours call", "Ours curriculum", "Ours position", "Firm commitment", "telephone call"):
            assert mine in whole
        assert "Ours comment" in words_of(pages[2])
        assert "recorded this for you" in words_of(pages[2])
        packed = zipfile.ZipFile(io.BytesIO(pat.get("/about-you/download").content))
        pages += [packed.read(name).decode("utf-8") for name in packed.namelist()]
        for page in pages:
            assert "Zebra" not in page
            assert "Rival" not in page
        rivals = pat.get(f"/plans/{made.plan}/duties")
        assert rivals.status_code in (403, 404)
    with signed_in(world, RIVA) as riva:
        assert riva.get(f"/asked/{made.request}").status_code == 404
        assert "Ours" not in riva.get("/about-you").text


def test_what_is_taken_away_is_whole_and_harmless_in_a_spreadsheet(told: tuple[Still, Scene]) -> None:
    world, _ = told
    with signed_in(world, PAT) as pat:
        packed = zipfile.ZipFile(io.BytesIO(pat.get("/about-you/download").content))
    kept = json.loads(packed.read("about-you.json"))
    assert {name: len(rows) for name, rows in kept.items()} == {
        "requests": 1,
        "answers": 1,
        "questions": 0,
        "notes-of-calls": 1,
        "duty-lines": 1,
        "your-accounts": 0,
        "your-positions": 1,
        "commitments": 1,
    }
    assert kept["duty-lines"][0]["note"] == FORMULA
    (line,) = csv.DictReader(io.StringIO(packed.read("duty-lines.csv").decode("utf-8-sig")))
    assert line["note"] == f"'{FORMULA}"
    assert "salt" not in line


def test_the_team_reads_both_sides_and_only_what_may_leave_leaves(told: tuple[Still, Scene]) -> None:
    world, made = told
    with signed_in(world, MO) as mo:
        register = words_of(mo.get(f"/plans/{made.plan}/duties").text)
        for word in ("Ours curriculum", "Zebra curriculum", "Ours position", "Not yet"):
            assert word in register
        assert "compliant" not in register
        file = mo.get(f"/plans/{made.plan}/duties.csv").text
        assert "curriculum" not in file  # neither of them was shown it yet
    with signed_in(world, PAT) as pat:
        assert pat.get(f"/plans/{made.plan}/duties.csv").status_code in (403, 404)


def test_a_line_is_seen_and_has_the_providers_own_account_beside_it(door: Still) -> None:
    made = builders.scene(door)
    with door.database.transaction() as session:
        plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, made.provider)
        _record(session, door, plan, provider, made.request, "Ours")
    with signed_in(door, PAT) as pat, signed_in(door, MO) as mo:
        page = pat.get("/about-you")
        assert "New" in words_of(page.text)
        account = page.text.split("/do/give-account?act_id=")[1].split('"')[0]
        address = f"/plans/{made.plan}/do/give-account?act_id={account}"
        done = sent(pat, address, words="We also <b>sent</b> our plan.")
        assert "We also <b>sent</b> our plan." in words_of(done.text)
        assert "&lt;b&gt;sent" in done.text
        assert "Your account is stored." in done.text
        assert press(pat, page, "/seen").status_code == 200  # twice is once
        assert "We have seen" not in pat.get("/about-you").text
        assert "We also" in mo.get(f"/plans/{made.plan}/duties").text
        assert "curriculum" in mo.get(f"/plans/{made.plan}/duties.csv").text
        stated = sent(
            pat,
            f"/plans/{made.plan}/do/state-position?duty=d1-develop",
            duty="d1-develop",
            words="We take part.",
        )
        assert "We take part." in stated.text
        assert mo.get(address).status_code == 403
        acted = sent(
            mo,
            f"/plans/{made.plan}/do/record-act",
            provider=builders.ukprn(1),
            duty="d3-have-regard",
            act="published",
            on__day="1",
        )
        assert acted.status_code == 422
        assert "Write a day, such as 30 11 2026." in acted.text


def test_nobody_elses_account_can_be_given(told: tuple[Still, Scene], tmp_path: Path) -> None:
    world, made = told
    with signed_in(world, PAT) as pat, signed_in(world, RIVA) as riva:
        page = pat.get("/about-you").text
        line = page.split("/do/give-account?act_id=")[1].split('"')[0]
        address = f"/plans/{made.plan}/do/give-account?act_id={line}"
        assert riva.get(address).status_code == 404
        tried = riva.post(address, data=hidden(riva.get("/about-you").text) | {"words": "Mine", "once": "1"})
        assert tried.status_code == 404
        assert "curriculum" not in tried.text
        assert press(riva, pat.get("/about-you"), "/seen").status_code == 403  # another browser's form
