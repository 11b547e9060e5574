"""Saying how a plan comes along, and sharing a little of it: chosen by a person, kept, and proved."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import corrections, deadlines, progress_word, sharing
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Action,
    Colour,
    Plan,
    ProgressWord,
    SharedThing,
    SharedWith,
    Sharing,
)
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import NotAllowed, NotYours
from lsip_workflow.store import chain, progress_words, queries
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.journeys.working import Working


def when(at: Working) -> Occasion:
    return builders.occasion(at.world, at.clock())


def say(session: Session, at: Working, made: Scene, code: str | None = None, **more: object) -> ProgressWord:
    plan = session.get_one(Plan, made.plan)
    action = queries.action_codes(session, made.plan)[code] if code else None
    said = {"word": Colour.AMBER, "sentence": "Two colleges wait for a room.", "next_step": "Mo asks them."}
    return progress_word.say(session, when(at), plan, action, **(said | more))  # type: ignore[arg-type]


def test_words_of_a_plan_and_of_an_action_stand_beside_each_other_with_what_was_said_before(
    at: Working,
) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        say(session, at, made)
        say(session, at, made, "A1", word=Colour.RED)
    at.clock.on(days=3)
    with at.world.database.transaction() as session:
        say(session, at, made, "A1", word=Colour.GREEN, next_step="", as_of=1)
    with at.world.database.reading() as session:
        action = queries.action_codes(session, made.plan)["A1"].id
        assert progress_words.of_plans(session, [made.plan])[made.plan].word is Colour.AMBER
        assert progress_words.of_actions(session, [made.plan])[action].word is Colour.GREEN
        before = progress_words.history(session, made.plan)[action]
        assert [(row.number, row.word) for row in before] == [(2, Colour.GREEN), (1, Colour.RED)]
        assert before[0].said_on - before[1].said_on == timedelta(days=3)
        assert chain.verify(session).holds


def test_every_fault_is_told_at_once_and_nothing_is_kept(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    with (
        pytest.raises(Faulty) as told,
        at_sqlite.world.database.transaction() as session,
    ):
        say(session, at_sqlite, made, sentence=" ", next_step="\n")
    assert [fault.partition(":")[0] for fault in told.value.faults] == ["sentence", "next_step"]
    assert "with Amber" in told.value.faults[1]
    assert at_sqlite.all(ProgressWord) == []


def test_whoever_comes_second_reads_what_was_said_since_and_loses_nothing(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    with at_sqlite.world.database.transaction() as session:
        say(session, at_sqlite, made, as_of=0)
    with (
        pytest.raises(Refused) as told,
        at_sqlite.world.database.transaction() as session,
    ):
        say(session, at_sqlite, made, word=Colour.GREEN, as_of=0)
    (reason,) = told.value.reasons
    assert "Amber on 2 November 2026: “Two colleges wait for a room.”" in reason.text
    assert len(at_sqlite.all(ProgressWord)) == 1


def test_the_software_never_says_a_word_and_nobody_says_one_of_what_is_not_there(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    other = builders.scene(at_sqlite.world, "southshire", 2)
    by_itself = Occasion(permissions.flow("progress-report"), at_sqlite.clock(), at_sqlite.world.books)
    with at_sqlite.world.database.transaction() as session:
        plan, action = session.get_one(Plan, made.plan), queries.action_codes(session, made.plan)["A1"]
        with pytest.raises(NotAllowed, match="chosen by a person"):
            progress_word.say(session, by_itself, plan, None, word=Colour.GREEN, sentence="All is well.")
        elsewhere = session.get_one(Plan, other.plan)
        with pytest.raises(NotYours):
            progress_word.say(
                session, when(at_sqlite), elsewhere, action, word=Colour.GREEN, sentence="Well."
            )
        corrections.withdraw(session, when(at_sqlite), plan, "action", "A1", "It was recorded twice.")
        with pytest.raises(Refused, match="taken out"):
            progress_word.say(session, when(at_sqlite), plan, action, word=Colour.GREEN, sentence="Well.")
        assert session.get_one(Action, action.id).withdrawn_on is not None
    assert at_sqlite.all(ProgressWord) == []


def test_a_plan_is_shared_by_choice_per_audience_once_and_no_longer_when_its_erb_says_so(at: Working) -> None:
    made = builders.scene(at.world)
    both = [SharedThing.PROGRESS_WORD, SharedThing.STAGE]
    before = len(at.events(f"plan:{made.plan}"))
    for shows in ([], both, both, [SharedThing.STAGE], []):
        with at.world.database.transaction() as session:
            sharing.decide(session, when(at), session.get_one(Plan, made.plan), SharedWith.ERBS, shows)
    assert at.events(f"plan:{made.plan}")[before:] == ["sharing.decided"] * 3
    assert at.one(Sharing).shows == []
    with at.world.database.reading() as session:
        assert chain.verify(session).holds


def test_a_date_that_was_moved_since_it_was_seen_is_not_moved_again_unread(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    with at_sqlite.world.database.transaction() as session:
        row = queries.deadline_of(session, made.plan, "request", made.request)
        assert row is not None
        assert row.due is not None
        seen, later = row.due.isoformat(), row.due + timedelta(days=7)
        deadlines.move(session, when(at_sqlite), row, later, "provider_capacity", seen)
        with pytest.raises(Refused, match="is 30 November 2026"):
            deadlines.move(session, when(at_sqlite), row, later, "correction", seen)
        with pytest.raises(Refused):
            deadlines.move(session, when(at_sqlite), row, later, "correction", "unknown")
        deadlines.move(session, when(at_sqlite), row, later, "correction", later.isoformat())
