"""A version is shared with named parties until a date; each comment is answered, a late one as well."""

import json
from datetime import date
from typing import Any

import pytest

from lsip_workflow.journeys import consultation, content, deadlines
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.versions import version_of
from lsip_workflow.model import (
    ConsultationComment,
    ConsultationRound,
    Deadline,
    DeadlineStatus,
    Organisation,
    PlanVersion,
    RoundStatus,
)
from lsip_workflow.model.consultation import Outcome
from lsip_workflow.rules.permissions import Actor, ActorKind, NotYours
from lsip_workflow.store import queries
from tests import builders
from tests.builders import Scene
from tests.journeys import researching
from tests.journeys.researching import now, proved
from tests.journeys.working import Working

UNTIL = date(2026, 11, 30)


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


def opened(at: Working, made: Scene, *parties: str, until: date = UNTIL, title: str = "The roadmap") -> str:
    """A round, shared with the provider and those named; its id."""
    with at.world.database.transaction() as session:
        shared = [session.get_one(Organisation, key) for key in (made.provider, *parties)]
        plan = researching.plan(session, made)
        return consultation.open_round(session, now(at), plan, title=title, parties=shared, until=until).id


def comment(
    at: Working, key: str, party: str, text: str = "Too few tutors.", **more: Any
) -> ConsultationComment:
    with at.world.database.transaction() as session:
        row = session.get_one(ConsultationRound, key)
        return consultation.comment(session, now(at, more.pop("who", None)), row, party, text, **more)


def due(at: Working, key: str) -> Deadline:
    return at.one(Deadline, Deadline.subject == key)


def test_a_round_shares_the_version_of_the_day_and_opens_exactly_one_date(at: Working, made: Scene) -> None:
    with at.world.database.reading() as session:
        version = version_of(session, researching.plan(session, made))
    key = opened(at, made)
    with at.world.database.transaction() as session:
        action = queries.action_codes(session, made.plan)["A1"]
        action.title = "Something else"
        content.record_action(session, now(at), action)
    row = at.one(ConsultationRound)
    assert (row.content, row.status) == (version, RoundStatus.OPEN)
    kept = at.one(PlanVersion, PlanVersion.id == row.content)
    assert "Open a course (A1)" in json.dumps(json.loads(kept.content or ""))
    deadline = due(at, key)
    assert (deadline.due, deadline.kind, deadline.sourced) == (UNTIL, "consultation", False)
    assert (deadline.organisation_id, deadline.holder) == (None, "project_manager"), "no party is reminded"
    proved(at)


def test_a_comment_says_for_whom_and_on_which_section_and_is_answered_in_one_of_two_ways(
    at: Working, made: Scene
) -> None:
    key = opened(at, made, made.erb)
    first = comment(at, key, made.provider, section="needs", who=researching.manager(made))
    second = comment(at, key, made.erb, section="The foreword", by_party=True)
    assert (first.section, first.own_section, first.received_by) == ("needs", "", made.manager)
    assert (second.section, second.own_section, second.by_party) == (None, "The foreword", True)
    with at.world.database.transaction() as session:
        answers = ((first, Outcome.CHANGED), (second, Outcome.NOT_CHANGED), (second, Outcome.CHANGED))
        for said, outcome in answers:
            row = session.get_one(ConsultationComment, said.id)
            consultation.answer(session, now(at), row, outcome, f"Because {outcome}.")
        with pytest.raises(Faulty, match="text: write why it was not changed"):
            consultation.answer(session, now(at), row, Outcome.NOT_CHANGED, " ")
    stand = {row.id: (row.outcome, row.answer) for row in at.all(ConsultationComment)}
    assert stand[second.id] == (Outcome.CHANGED, "Because changed.")
    proved(at)


def test_closing_ends_the_date_and_a_late_comment_is_taken_and_marked_late(at: Working, made: Scene) -> None:
    key = opened(at, made)
    assert comment(at, key, made.provider).late is False
    with at.world.database.transaction() as session:
        consultation.close(session, now(at), session.get_one(ConsultationRound, key))
    assert due(at, key).status is DeadlineStatus.MET
    assert comment(at, key, made.provider).late is True
    with at.world.database.transaction() as session:
        row = session.get_one(ConsultationRound, key)
        with pytest.raises(Refused, match="closed already"):
            consultation.close(session, now(at), row)
    proved(at)


def test_on_the_last_day_a_comment_is_in_time_and_on_the_next_it_is_late(at: Working, made: Scene) -> None:
    key = opened(at, made)
    at.clock.on(days=28)
    assert comment(at, key, made.provider).late is False
    at.clock.on(days=1)
    assert comment(at, key, made.provider).late is True
    assert due(at, key).status is DeadlineStatus.OPEN


def test_a_date_moved_by_a_person_moves_what_is_late(at: Working, made: Scene) -> None:
    key = opened(at, made)
    with at.world.database.transaction() as session:
        row = queries.deadline_of(session, made.plan, "consultation", key)
        assert row is not None
        deadlines.move(session, now(at), row, date(2026, 12, 7), "agreed_with_erb")
    at.clock.on(days=33)
    assert comment(at, key, made.provider).late is False


def test_what_is_wrong_with_a_round_is_told_all_at_once(at: Working, made: Scene) -> None:
    with pytest.raises(Faulty) as faulty:
        opened(at, made, made.provider, until=date(2026, 11, 2), title=" ")
    assert researching.faults(faulty.value) == [
        "title: say what the consultation is about.",
        "until: give the parties time; write a day to come.",
        "parties.1: Northshire College (example) is named twice.",
    ]
    assert at.all(ConsultationRound) == []


def test_only_a_party_comments_and_something_is_said(at: Working, made: Scene) -> None:
    key = opened(at, made)
    with pytest.raises(Faulty) as faulty:
        comment(at, key, made.erb, " ")
    assert researching.faults(faulty.value) == [
        "text: write the comment.",
        "party: this version was not shared with them; name a party of the round.",
    ]


def test_a_round_is_there_for_its_parties_and_for_nobody_else(at: Working, made: Scene) -> None:
    other = builders.scene(at.world, "southshire", 2)
    with at.world.database.transaction() as session:
        mayor = researching.organisation(session, at).id
    key = opened(at, made, mayor)
    both = (mayor, other.provider)
    keys = {who: Actor(ActorKind.CREDENTIAL, "k", who, "strategic_authority") for who in both}
    with at.world.database.reading() as session:
        assert [row.id for row in consultation.shared_with(session, keys[mayor], made.plan)] == [key]
        consultation.require_party(session, keys[mayor], made.plan, key)
        for actor, plan, round_id in (
            (keys[other.provider], made.plan, key),
            (keys[mayor], other.plan, key),
            (keys[mayor], made.plan, "0" * 32),
        ):
            with pytest.raises(NotYours):
                consultation.require_party(session, actor, plan, round_id)
