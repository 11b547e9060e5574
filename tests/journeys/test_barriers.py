"""What stops the system from responding: who could remove it, what was asked, what evidence says."""

from datetime import date, timedelta
from typing import Any

import pytest

from lsip_workflow.journeys import barriers, corrections, findings
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Barrier,
    BarrierAsk,
    BarrierKind,
    BarrierSide,
    Finding,
    OrganisationKind,
)
from tests import builders
from tests.builders import Scene
from tests.journeys import researching
from tests.journeys.researching import now, proved
from tests.journeys.working import Working

TODAY = date(2026, 11, 2)


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


def barrier(at: Working, made: Scene, **more: Any) -> str:
    """A barrier of a plan; its id."""
    with at.world.database.transaction() as session:
        values = {
            "title": "No tutors",
            "kind": BarrierKind.TEACHING_STAFF,
            "side": BarrierSide.SUPPLY,
        }
        row = Barrier(plan_id=made.plan, **values | more)
        return barriers.record_barrier(session, now(at), row).id


def test_what_was_asked_and_answered_stays_with_the_barrier_in_time_order(at: Working, made: Scene) -> None:
    key = barrier(at, made)
    with at.world.database.transaction() as session:
        row, mayor = session.get_one(Barrier, key), researching.organisation(session, at)
        later = barriers.ask(session, now(at), row, asked="Bursaries?", on=TODAY, organisation=mayor)
        first = barriers.ask(session, now(at), row, asked="Pay?", on=date(2026, 9, 1), whom="The colleges")
        barriers.answer(session, now(at), first, said="Not this year.", on=TODAY)
        barriers.answer(session, now(at), first, said="Not before 2028.", on=TODAY)
        said = barriers.asks_about(session, [row])[key]
        assert [(one.asked, one.answer) for one in said] == [("Pay?", "Not before 2028."), ("Bursaries?", "")]
        assert later.organisation_id == mayor.id
    proved(at)


def test_an_asking_and_an_answer_have_all_their_faults_told_at_once(at: Working, made: Scene) -> None:
    key = barrier(at, made)
    with at.world.database.transaction() as session:
        row = session.get_one(Barrier, key)
        with pytest.raises(Faulty) as faulty:
            barriers.ask(session, now(at), row, asked=" ", on=TODAY + timedelta(days=1))
        assert researching.faults(faulty.value) == [
            "asked: write what was asked.",
            "whom: say who was asked, in words or as an organisation.",
            "on: what was asked cannot lie in the future.",
        ]
        ask = barriers.ask(session, now(at), row, asked="Pay?", on=TODAY, whom="The colleges")
        with pytest.raises(Faulty) as faulty:
            barriers.answer(session, now(at), ask, said="", on=date(2026, 11, 1))
        assert researching.faults(faulty.value) == [
            "answer: write what was answered.",
            "on: this was asked on 2026-11-02; an answer cannot come before.",
        ]


def test_national_barriers_of_several_plans_stand_in_one_list_without_those_taken_out(
    at: Working, made: Scene
) -> None:
    other = builders.scene(at.world, "southshire", 2)
    keys = [barrier(at, place, national=True) for place in (made, other, made)]
    barrier(at, made)
    with at.world.database.transaction() as session:
        plans = [researching.plan(session, place) for place in (made, other)]
        corrections.withdraw(session, now(at), plans[0], "barrier", keys[2], "Recorded twice.")
        found = barriers.of_plans(session, plans, national=True)
        assert [row.id for row in found] == keys[:2]
        assert [row.id for row in barriers.of_plans(session, plans[1:], national=True)] == keys[1:2]
        with pytest.raises(Faulty, match="barrier: it was taken out of the plan"):
            barriers.ask(session, now(at), session.get_one(Barrier, keys[2]), asked="?", on=TODAY, whom="DfE")
    proved(at)


def test_who_could_remove_it_cannot_be_of_two_kinds(at: Working, made: Scene) -> None:
    with pytest.raises(Faulty, match=r"remover_kind: Northshire College \(example\) is a provider"):
        barrier(at, made, remover_id=made.provider, remover_kind=OrganisationKind.DEPARTMENT)
    barrier(at, made, remover_id=made.provider, remover_kind=OrganisationKind.PROVIDER)
    assert at.one(Barrier).remover_id == made.provider
    proved(at)


def test_a_finding_names_its_evidence_and_why_other_evidence_is_not_used(at: Working, made: Scene) -> None:
    key = barrier(at, made)
    with at.world.database.transaction() as session:
        survey, census = (researching.evidence(session, at, made, title) for title in ("Survey", "Census"))
        need = researching.need(session, at, made)
        row = Finding(
            plan_id=made.plan,
            says="Tutors are too few.",
            so_what="Courses cannot open.",
            rests_on=[survey.id],
            contradicted_by=[census.id],
            used_because="The survey is of this year, the census of 2021.",
            needs=[need.id],
            barriers=[key],
        )
        findings.record_finding(session, now(at), row)
        with pytest.raises(Refused, match="A finding names this barrier"):
            corrections.withdraw(session, now(at), researching.plan(session, made), "barrier", key, "Why")
    proved(at)


def test_what_is_wrong_with_a_finding_is_told_all_at_once(at: Working, made: Scene) -> None:
    other = builders.scene(at.world, "southshire", 2)
    theirs = barrier(at, other)
    with at.world.database.transaction() as session:
        survey = researching.evidence(session, at, made)
        row = Finding(
            plan_id=made.plan, says="", rests_on=[survey.id], contradicted_by=[survey.id], barriers=[theirs]
        )
        with pytest.raises(Faulty) as faulty:
            findings.record_finding(session, now(at), row)
        assert researching.faults(faulty.value) == [
            "says: write what the evidence says.",
            f"barriers.0: “{theirs}” is not a barrier of this plan.",
            "contradicted_by.0: the finding rests on this evidence; it cannot say otherwise as well.",
            "used_because: some evidence says otherwise; write which is used, and why.",
        ]
        with pytest.raises(Faulty, match="rests_on: name the evidence"):
            findings.record_finding(session, now(at), Finding(plan_id=made.plan, says="So it is."))


def test_a_change_by_hand_of_what_was_asked_is_found(at: Working, made: Scene) -> None:
    key = barrier(at, made, national=True)
    with at.world.database.transaction() as session:
        row = session.get_one(Barrier, key)
        ask = barriers.ask(session, now(at), row, asked="Pay?", on=TODAY, whom="DfE")
    with at.world.database.transaction() as session:
        session.get_one(Barrier, key).national = False
        session.get_one(BarrierAsk, ask.id).asked_on = date(2025, 1, 1)
    assert sorted(researching.untrue(at)) == [
        f"barrier {key}: national is not what its events say.",
        f"barrier_ask {ask.id}: asked_on is not what its events say.",
    ]
