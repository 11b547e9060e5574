"""The demonstration: real names with public facts only, and five invented plans that show what can happen."""

import json
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, col, select

from lsip_workflow import demonstration
from lsip_workflow.demonstration import NotADemonstration, england, examples, try_it
from lsip_workflow.model import (
    Action,
    AuthorityAnswer,
    Colour,
    Commitment,
    Consideration,
    Credential,
    Deadline,
    DeadlineStatus,
    Document,
    EventRow,
    Evidence,
    Handling,
    HandlingStatus,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    PlanProvider,
    Priority,
    ProgressWord,
    Request,
    Response,
    Ring,
    Run,
    SharedWith,
    Sharing,
    SignOff,
    SkillsNeed,
)
from lsip_workflow.outbox.render import Message, render
from lsip_workflow.reference import normalised
from lsip_workflow.rules import permissions
from lsip_workflow.rules.lifecycle import still_needed
from lsip_workflow.rules.progress_word import ASKS_NEXT_STEP, in_words
from lsip_workflow.runtime import Runtime, shipped
from lsip_workflow.store import chain, progress_words, queries
from lsip_workflow.store.migrate import WrongKind, claim_kind
from lsip_workflow.store.record import Occasion
from lsip_workflow.web.access import actor_of
from lsip_workflow.words import inside_in
from tests.journeys.demonstration_loaded import (
    EXAMPLES,
    LOADED_AT,
    Killed,
    Loaded,
    killed_after,
    made,
    relay_comes_to_rest,
    story,
)

# What people do, say or sign: a real organisation has none of it here.
DONE_BY_PEOPLE: tuple[type[SQLModel], ...] = (
    Action, Commitment, Consideration, Document, Evidence, PlanProvider, Priority, ProgressWord, Request,
    Response, Sharing, SignOff, SkillsNeed,
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """Loaded once for all that only look."""
    once = Loaded(tmp_path_factory.mktemp("demonstration"))
    yield once
    once.world.database.close()


@pytest.fixture
def session(loaded: Loaded) -> Iterator[Session]:
    """One state of what was loaded."""
    with loaded.world.database.reading() as reading:
        yield reading


def needed(world: Runtime, session: Session, plan_id: str) -> list[tuple[str, bool]]:
    """What a plan still needs, by the keys of the conditions, and whether it waits for them."""
    plan = session.get_one(Plan, plan_id)
    found = still_needed(queries.dossier(session, plan), world.books[plan.edition], world.today())
    return [(blocker.code, blocker.refuses) for blocker in found]


def test_there_are_39_real_plans_and_five_examples(session: Session) -> None:
    plans = session.exec(select(Plan)).all()
    assert {plan.id: plan.stage for plan in plans if plan.example} == EXAMPLES
    real = [plan for plan in plans if not plan.example]
    assert len(real) == 39
    facts = {(plan.cycle, plan.edition, plan.stage, plan.stage_since) for plan in real}
    assert facts == {("2026-29", "2025-joint-ownership", "progress_reporting", date(2026, 7, 10))}


def test_each_real_area_has_its_body_and_its_designation_with_the_notice(
    loaded: Loaded, session: Session
) -> None:
    for area in england.areas(loaded.world.reference):
        plan = session.get_one(Plan, england.plan_id(area))
        erb = session.get_one(Organisation, plan.erb_id)
        recorded = loaded.world.reference.erb_of(area.slug, england.KNOWN_ON)
        assert recorded is not None
        assert (erb.name, erb.kind, erb.example) == (recorded.name, "erb", False)
        events = session.exec(select(EventRow).where(EventRow.stream == f"area:{area.slug}")).all()
        (event,) = (row for row in events if row.type == "designation.recorded")
        assert "10 July 2026" in json.loads(event.payload)["reference"]


def test_a_body_with_several_pages_has_the_front_page_of_its_site(session: Session) -> None:
    assert session.get_one(Organisation, "business-west").url == "https://www.businesswest.co.uk/"
    assert session.get_one(Organisation, "kent-invicta-chamber").url == "https://kentemployerskillsplan.org/"


@pytest.mark.parametrize(
    ("plan", "codes"),
    [
        (
            "northshire-2026",
            [
                ("roadmap-decided", True),
                ("lesson-3-actions-complete", False),
                ("lesson-3-commitments", False),
                ("lesson-3-commitments", False),
            ],
        ),
        ("eastmarch-2026", [("test-environment", True), ("submission-made", True)]),
        (
            "westhaven-2026",
            [
                ("research-decided", True),
                ("lesson-1-recruitment-difficulty", False),
                ("lesson-1-recruitment-difficulty", False),
            ],
        ),
        (
            "southmere-2026",
            [
                ("lesson-4-report-complete", False),
                ("lesson-4-report-complete", False),
                ("report-published", True),
                ("report-decided", True),
                ("review-decided", True),
            ],
        ),
        ("midvale-2023", [("replacement-decided", True)]),
    ],
)
def test_each_example_needs_what_its_story_says(
    loaded: Loaded, session: Session, plan: str, codes: list[tuple[str, bool]]
) -> None:
    assert needed(loaded.world, session, plan) == codes


def test_four_providers_of_northshire_were_asked_and_one_is_still_awaited(
    loaded: Loaded, session: Session
) -> None:
    stories = {}
    for seen in queries.requests_of(session, "northshire-2026"):
        first = session.exec(
            select(Response).where(Response.request_id == seen.request.id, Response.version == 1)
        ).one_or_none()
        assert seen.deadline is not None
        assert seen.deadline.due is not None
        late = first is not None and first.submitted_at.date() > seen.deadline.due
        stories[seen.provider.id] = "awaited" if first is None else "late" if late else "in time"
        if first is None:
            assert 0 < (seen.deadline.due - loaded.world.today()).days <= 7
    assert stories == {
        "northshire-river": "in time",
        "northshire-harbour": "in time",
        "northshire-lantern": "late",
        "northshire-fell": "awaited",
    }


def test_a_date_of_southmere_is_suspended_and_others_were_moved_with_a_reason(session: Session) -> None:
    dates = session.exec(select(Deadline).where(Deadline.plan_id == "southmere-2026")).all()
    suspended = [row.reason for row in dates if row.status is DeadlineStatus.SUSPENDED]
    moved = [row.reason for row in dates if row.reason and row.status is DeadlineStatus.OPEN]
    assert suspended == ["provider_capacity"]
    assert moved == ["agreed_with_erb"]


def test_an_authority_of_eastmarch_agreed_with_comments_and_its_words_are_kept(session: Session) -> None:
    query = select(AuthorityAnswer).where(AuthorityAnswer.plan_id == "eastmarch-2026")
    answer = session.exec(query).one()
    assert (answer.plan_id, answer.answer) == ("eastmarch-2026", "agreed_with_comments")
    assert answer.its_reasons
    assert answer.our_reasons


def test_midvale_came_to_its_review_by_signatures_and_decisions(session: Session) -> None:
    given = session.exec(select(SignOff).where(SignOff.plan_id == "midvale-2023")).all()
    assert Counter(sign_off.status for sign_off in given) == {"asked": 2, "signed": 5, "decided": 3}
    assert session.get_one(Plan, "midvale-2023").edition == "2022-statutory"


def test_words_of_progress_stand_one_has_greyed_and_two_bodies_share_them(
    loaded: Loaded, session: Session
) -> None:
    today = loaded.world.today()
    words = {
        plan: in_words(progress_words.newest(session, plan, None), today)
        for plan in ("northshire-2026", "eastmarch-2026")
    }
    assert words["northshire-2026"] == "Amber"
    assert words["eastmarch-2026"].startswith("Was Green on ")
    said = session.exec(select(ProgressWord)).all()
    assert {row.word for row in said} == set(Colour)
    assert all(row.next_step for row in said if row.word in ASKS_NEXT_STEP)
    shared = {(row.plan_id, row.audience) for row in session.exec(select(Sharing))}
    assert shared == {
        ("northshire-2026", SharedWith.ERBS),
        ("northshire-2026", SharedWith.DEPARTMENT),
        ("eastmarch-2026", SharedWith.ERBS),
    }


def test_the_chain_holds_and_no_stream_goes_back_in_time(session: Session) -> None:
    proof = chain.verify(session)
    assert proof.faults == []
    assert proof.events > 500
    rows = session.exec(select(EventRow).order_by(EventRow.stream, col(EventRow.seq))).all()
    assert all(one.at <= two.at for one, two in pairwise(rows) if one.stream == two.stream)
    assert max(row.at for row in rows) == LOADED_AT


def test_no_real_organisation_does_or_says_anything(session: Session) -> None:
    examples_there = {plan.id for plan in session.exec(select(Plan)) if plan.example}
    for kind in DONE_BY_PEOPLE:
        plans = {getattr(row, "plan_id") for row in session.exec(select(kind))}  # noqa: B009
        assert plans, f"{kind.__name__} shows nothing"
        assert plans <= examples_there, kind.__name__
    real = [row for row in session.exec(select(AuthorityAnswer)) if row.plan_id not in examples_there]
    assert real, "the authorities that cover the areas are public facts"
    assert {row.answer for row in real} == {"not_asked"}
    invented = {row.id for row in session.exec(select(Organisation)) if row.example}
    assert {row.organisation_id for row in session.exec(select(Person))} <= invented
    assert {row.organisation_id for row in session.exec(select(Credential))} <= invented
    assert {row.actor for row in session.exec(select(EventRow)) if row.stream == "plan:cumbria-2026"} == {
        "command:demonstration",
        "flow:progress-report",
    }


def test_what_is_invented_can_be_told_from_what_is_real(loaded: Loaded, session: Session) -> None:
    reference = loaded.world.reference
    real = {normalised(row.name) for row in reference.providers.values()}
    real |= {normalised(name) for name in reference.erb_names.values()}
    invented = [row for row in session.exec(select(Organisation)) if row.example]
    assert len(invented) == 32
    for row in invented:
        assert row.name.endswith(" (example)")
        assert normalised(row.name.removesuffix(" (example)")) not in real
        assert row.ukprn is None or reference.is_example(row.ukprn)
        assert not row.url or row.url.endswith(".example")
    people = session.exec(select(Person)).all()
    assert all((person.email or "").endswith(".example") for person in people)
    assert all((person.phone or "01632 960").startswith("01632 960") for person in people)


def test_the_past_is_handled_and_four_things_of_today_wait_for_the_flows(session: Session) -> None:
    waiting = session.exec(select(Handling).where(Handling.status != HandlingStatus.HANDLED)).all()
    assert Counter((row.flow, row.stream) for row in waiting) == {
        ("responses", "plan:northshire-2026"): 1,
        ("responses", "plan:southmere-2026"): 1,
        ("responses", "plan:westhaven-2026"): 1,
        ("sign-offs", "plan:eastmarch-2026"): 1,
    }
    assert [ring.plan_id for ring in session.exec(select(Ring))] == ["eastmarch-2026"]
    handled = session.exec(select(Handling).where(Handling.status == HandlingStatus.HANDLED)).all()
    assert len(handled) > 20
    assert all(row.handled_at is not None and row.handled_at < LOADED_AT for row in handled)


def test_only_people_at_invented_addresses_are_owed_a_message_that_names_the_demonstration(
    loaded: Loaded, session: Session
) -> None:
    owed = session.exec(select(OutboxRow).where(OutboxRow.status == OutboxStatus.OWED)).all()
    assert 4 <= len(owed) <= 8
    at = Occasion(permissions.flow("notifications"), LOADED_AT, loaded.world.books)
    for row in owed:
        message = render(session, at, row, loaded.world.settings.pages)
        assert isinstance(message, Message)
        assert message.to.endswith(".example")
        assert message.body.startswith("Demonstration: not a record of any real organisation.")
    unsent = session.exec(select(OutboxRow).where(OutboxRow.status != OutboxStatus.OWED)).all()
    runs = {run.id for run in session.exec(select(Run))}
    assert len(unsent) > 50
    assert all(row.status is OutboxStatus.SKIPPED and row.run_id in runs for row in unsent)


def test_the_keys_open_what_they_are_for_and_only_their_owner_reads_them(
    loaded: Loaded, session: Session
) -> None:
    file = loaded.world.settings.data_dir / try_it.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = [line for line in file.read_text().splitlines() if line.startswith("curl ")]
    actors = [
        actor_of(session, line.split("Bearer ")[1].split("'")[0], loaded.world.today()) for line in lines
    ]
    assert [actor and actor.organisation_id for actor in actors] == ["northshire-erb", "northshire-fell"]
    assert loaded.said[-2:] == lines
    awaited = session.exec(select(Request).where(Request.provider_id == "northshire-fell")).one()
    assert f"/api/v1/requests/{awaited.id}/responses" in lines[1]


def test_progress_is_kept_while_loading_and_gone_at_the_end(loaded: Loaded) -> None:
    counts = [line for line in loaded.said if line.endswith("of 44 plans are loaded.")]
    assert counts[0] == "0 of 44 plans are loaded."
    assert counts[-1] == "44 of 44 plans are loaded."
    assert [seen.strip() for seen in loaded.seen[: len(counts)]] == counts
    assert not (loaded.world.settings.data_dir / demonstration.PROGRESS).exists()


def test_loading_twice_changes_nothing(loaded: Loaded) -> None:
    before, said = story(loaded.world), list[str]()
    demonstration.load(loaded.world, said.append)
    assert said == ["The demonstration is loaded already."]
    assert story(loaded.world) == before


def test_a_load_that_was_killed_goes_on_where_it_stopped(loaded: Loaded, tmp_path: Path) -> None:
    world = made(tmp_path)
    for lines in (4, 9, 12):  # after three examples, among the real areas, after the last plan
        with pytest.raises(Killed):
            demonstration.load(world, killed_after(lines))
    demonstration.load(world, lambda _line: None)
    assert story(world) == story(loaded.world)
    with world.database.reading() as session:
        assert chain.verify(session).faults == []
    relay_comes_to_rest(world)
    world.database.close()


def test_it_is_not_loaded_where_nobody_asked_for_a_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "records"
    monkeypatch.setenv("LSIP_DATA_DIR", str(folder))
    monkeypatch.delenv("LSIP_DEMONSTRATION", raising=False)
    with pytest.raises(NotADemonstration):
        demonstration.load(Runtime(), lambda _line: None)
    assert demonstration.main() == 1
    assert "lsip up --demo" in capsys.readouterr().out
    assert not folder.exists()


def test_it_is_not_loaded_among_real_records(tmp_path: Path) -> None:
    world = made(tmp_path)
    with world.database.transaction() as session:
        claim_kind(session, demonstration=False, now=LOADED_AT)
    with pytest.raises(WrongKind):
        demonstration.load(world, lambda _line: None)
    with world.database.reading() as session:
        assert session.exec(select(Plan)).all() == []
    world.database.close()


@pytest.mark.parametrize("script", examples.scripts(), ids=examples.NAMES)
def test_a_script_is_in_order_on_whatever_day_it_is_played(script: Mapping[str, Any], loaded: Loaded) -> None:
    calendar = loaded.world.calendar
    for start in range(0, 400, 9):
        today = date(2026, 11, 21) + timedelta(days=start)
        opened = examples.day_of(loaded.world, today, script)
        days = [examples.day_of(loaded.world, today, step) for step in script["history"]]
        assert opened <= days[0]
        assert days == sorted(days)
        assert days[-1] < today
        for step, day in zip(script["history"], days, strict=True):
            if step["does"] == "ask":
                assert day < (step.get("due") or calendar.working_days_after(today, step["due_in"]))


def test_no_script_uses_a_word_that_stays_inside() -> None:
    for file in sorted((shipped("config") / "demonstration").glob("*.toml")):
        assert inside_in(file.read_text(encoding="utf-8")) == [], file.name
